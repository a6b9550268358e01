/** The app's entry: who was signed in last, their rows, their screen; then the network. */

import { isolate_texts } from "./isolates.js";
import { load_messages, t } from "./messages.js";
import { painted } from "./paint.js";
import { begin_routing, go, route } from "./router.js";
import { has_note } from "./store/database.js";
import { me, open_stores, recall_me } from "./store/view.js";
import { link, status } from "./sync/status.js";
import { Component, computed, createRef, effect, html, render, signal } from "./vendor/ui.js";
import { useEffect, useState } from "./vendor/ui.js";

/** @import { AnyComponent } from "./vendor/ui.js" */
/** @import { Load, Route } from "./router.js" */

/** @type {Route[]} */
const PHONE = [
  ["/", () => import("./screens/phone/today.js")],
  ["/jobs/:id", () => import("./screens/phone/job.js")],
  ["/jobs/:id/pay", () => import("./screens/phone/record_payment.js")],
  ["/jobs/:id/invoice", () => import("./screens/phone/new_invoice.js")],
  ["/jobs/:id/change", () => import("./screens/phone/change_order.js")],
  ["/jobs/:id/changes/:order", () => import("./screens/phone/change_order.js")],
  ["/invoices/:id", () => import("./screens/phone/invoice.js")],
  ["/invoices/:id/code", () => import("./screens/phone/pay_code.js")],
  ["/unsent", () => import("./screens/phone/unsent.js")],
  ["/device", () => import("./screens/phone/device.js")],
];
/** @type {Route[]} */
const OFFICE = [
  ["/board", office(() => import("./screens/office/board/board.js"))],
  ["/jobs", office(() => import("./screens/office/jobs/jobs.js"))],
  ["/jobs/new", office(() => import("./screens/office/jobs/new_job.js"))],
  ["/office/jobs/:id", office(() => import("./screens/office/jobs/job.js"))],
  ["/office/jobs/:id/change-order", office(() => import("./screens/office/jobs/change_order.js"))],
  ["/office/jobs/:id/change-order/:order", office(() => import("./screens/office/jobs/change_order.js"))],
  ["/office/jobs/:id/lines", office(() => import("./screens/office/jobs/lines.js"))],
  ["/office/jobs/:id/invoice", office(() => import("./screens/office/invoices/new_invoice.js"))],
  ["/invoices", office(() => import("./screens/office/invoices/invoices.js"))],
  ["/decisions", office(() => import("./screens/office/payments/decisions.js"))],
  ["/customers", office(() => import("./screens/office/customers/customers.js"))],
  ["/office/customers/:id", office(() => import("./screens/office/customers/customer.js"))],
  ["/office/import", office(() => import("./screens/office/spreadsheets/import.js"))],
  ["/customers/new", office(() => import("./screens/office/customers/new_customer.js"))],
  ["/reports", office(() => import("./screens/office/reports/reports.js"))],
  ["/devices", office(() => import("./screens/office/devices/devices.js"))],
  ["/settings", office(() => import("./screens/office/settings/settings.js"))],
];
// The office first, so that "/jobs/new" is not read as a job's id.
/** @type {Route[]} */
const ROUTES = [...OFFICE, ...PHONE];

/** @type {Record<"sign_in" | "welcome", Load>} */
const DOORS = {
  sign_in: () => import("./screens/sign_in.js"),
  welcome: () => import("./screens/welcome.js"),
};
const FIRST_ROWS_MS_MAX = 300; // a skeleton is shown only when the wait is longer

const door = signal(/** @type {keyof typeof DOORS | null} */ (null));
const is_sending = computed(() => link.value.sending);
const server_version = computed(() => link.value.version);
const waits_for_signal = computed(() => status.value.unsent_count > 0 && !link.value.online);

async function boot() {
  if (!me.peek()) await recall_me();
  const who = me.peek();
  const opened = who ? open_stores(who) : Promise.resolve();
  isolate_texts();
  begin_routing(ROUTES);
  effect(find_home);
  const first_screen = who ? fetch_ahead() : null;
  const entered = who ? null : enter(); // with nobody known here the answer decides what there is to show
  await Promise.all([load_messages(), first_screen]);
  await Promise.race([opened, new Promise((later) => setTimeout(later, FIRST_ROWS_MS_MAX))]);
  render(html`<${App} />`, /** @type {Element} */ (document.getElementById("app")));
  await opened;
  if (who) await painted(); // the network has time until the rows of this device are before the eye
  await (entered ?? enter());
  await mind_the_worker();
  if (has_note("stagebill.push")) void import("./sync/push.js").then((push) => push.renew()).catch(() => {});
  if (me.peek()?.role !== "technician") return;
  for (const [, load] of PHONE) void load().catch(() => {}); // at hand before the signal goes
}

/** The first screen's code loads in parallel with its sentences and rows, not after them. */
function fetch_ahead() {
  const { load } = route.peek();
  return load && bring(load).catch(() => {});
}

/** A screen that was loaded before is drawn at once. @type {Map<Load, AnyComponent>} */
const screens = new Map();

/** @param {Load} load */
async function bring(load) {
  const screen = (await load()).default;
  screens.set(load, screen);
  return screen;
}

/** The network's part: who is signed in, or which door to show. Without a network the last member goes on. */
async function enter() {
  const { start } = await import("./sync/engine.js");
  const door_now = await start().catch(() => "sign_in");
  if (door_now !== "in") door.value = /** @type {keyof typeof DOORS} */ (door_now);
}

/** Updates are offered, never forced; none is applied while something is being sent. */
async function mind_the_worker() {
  const { sync_now } = await import("./sync/engine.js");
  const worker = await import("./sync/worker_bridge.js");
  effect(() => is_sending.value ? worker.hold_updates() : undefined);
  const ours = worker.page_version();
  effect(() => {
    if (server_version.value && server_version.value !== ours) void worker.check_for_update();
  });
  await worker.start_worker({ on_nudge: () => void sync_now(), on_open: go });
  effect(() => {
    if (waits_for_signal.value) void worker.request_background_sync();
  });
}

/**
 * A screen of the office, with the sentences and styles that it needs.
 * @param {Load} load
 * @returns {Load}
 */
function office(load) {
  return async () => {
    const [screen] = await Promise.all([
      load(),
      import("./screens/office/ground.js").then((all) => all.prepare()),
    ]);
    return screen;
  };
}

function find_home() {
  const { path, load } = route.value;
  const role = me.value?.role;
  if (!role) return;
  const home = role === "technician" ? "/" : "/board";
  const is_office = OFFICE.some(([, screen]) => screen === load);
  const is_lost = load === null || (role === "technician" ? is_office : path === "/");
  if (is_lost && path !== home) go(home, { replace: true });
}

function App() {
  const load = me.value ? route.value.load : door.value && DOORS[door.value];
  return html`<${Careful} path=${route.value.path}>${load && html`<${Screen} load=${load} />`}<//>`;
}

/**
 * The previous screen stays until the next one's code has loaded.
 * @param {{load: Load}} props
 */
function Screen({ load }) {
  const [before, set_before] = useState(/** @type {AnyComponent | undefined} */ (undefined));
  const [failure, set_failure] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    let is_wanted = true;
    bring(load).then(
      (screen) => is_wanted && (set_before(() => screen), set_failure(null)),
      (error) => is_wanted && set_failure(error),
    );
    return () => {
      is_wanted = false;
    };
  }, [load]);
  if (failure) throw failure;
  const part = screens.get(load) ?? before;
  return part && html`<${part} />`;
}

/**
 * A screen that breaks takes nothing with it: what was typed stays readable, and the way back is one tap.
 * @typedef {{name: string, value: string}} Typed
 * @extends {Component<{path: string, children?: any}, {error: unknown, typed: Typed[]}>}
 */
class Careful extends Component {
  /** @override */
  state = { error: null, typed: /** @type {Typed[]} */ ([]) };
  #root = /** @type {{current: HTMLElement | null}} */ (createRef());

  /**
   * @override
   * @param {unknown} error
   */
  componentDidCatch(error) {
    console.error(error);
    this.setState({ error: error ?? "unknown", typed: typed_in(this.#root.current) });
  }

  /**
   * @override
   * @param {{path: string}} before
   */
  componentDidUpdate(before) {
    if (this.state.error && before.path !== this.props.path) this.setState({ error: null, typed: [] });
  }

  /** @override */
  render() {
    const { error, typed } = this.state;
    if (!error) return html`<div class="screen" ref=${this.#root}>${this.props.children}</div>`;
    return html`<main class="door" role="alert">
      <h1>${t("broken.title")}</h1>
      <p>${t("broken.text")}</p>
      ${
      typed.length > 0 && html`
        <h2>${t("broken.typed")}</h2>
        <dl>${typed.map(({ name, value }) =>
          html`
            <dt>${name}</dt>
            <dd>${value}</dd>
          `
        )}</dl>
      `
    }
      <button type="button" class="primary" onClick=${() => this.setState({ error: null, typed: [] })}>
        ${t("broken.again")}</button>
      <button type="button" onClick=${() => location.reload()}>${t("broken.reload")}</button>
    </main>`;
  }
}

/** @param {Element | null} root */
function typed_in(root) {
  /** @type {NodeListOf<HTMLInputElement> | undefined} */
  const fields = root?.querySelectorAll("input, textarea, select");
  return [...fields ?? []].filter((field) => field.value !== "" && field.type !== "password").map((
    field,
  ) => ({
    name: field.labels?.[0]?.textContent?.trim() || field.getAttribute("aria-label") || field.name,
    value: field.value,
  }));
}

void boot();
