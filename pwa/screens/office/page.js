// The frame of an office screen: its places, the state of sending, a title with its actions, the content.
import { Dialog } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Banners, SyncBadge, Toasts } from "../../components/page.js";
import { Empty } from "../../components/parts.js";
import { Rail } from "../../components/rail.js";
import { t } from "../../messages.js";
import { go, Link, route } from "../../router.js";
import { decisions, me, ready, settings } from "../../store/view.js";
import { html, signal, useEffect, useLayoutEffect, useRef, useState } from "../../vendor/ui.js";
import { open_arrivals } from "./devices/arrival.js";
import { asking_count } from "./invoices/question.js";

/** @typedef {import("../../vendor/ui.js").Children} Children */

const JOB_PLACE = "/jobs";

/**
 * @param {{ title: string, about?: Children, back?: string, actions?: Children, kind?: string,
 *   children?: Children }} props
 */
export function OfficePage({ title, about, back, actions, kind, children }) {
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    document.title = `${title} · Stagebill`;
  }, [title]);
  useEffect(() => {
    if (me.value?.role === "technician") go("/", { replace: true }); // the office is not on their phone
  }, [me.value?.role]);
  useEffect(() => {
    scrollTo(0, route.value.scroll_y);
    main.current?.focus({ preventScroll: true });
  }, [route.value.path]);
  return html`
    <div class="with-rail office">
      <${Places} />
      <div class="office-side">
        <${Banners} />
        ${settings.value?.online_payments === "test" && html`
          <div class="banner" role="status"><span class="grow">${t("payments.test_banner")}</span></div>
        `}
        <main ref=${main} tabindex="-1" class=${kind}>
            <header class="office-head">
              ${back && html`
                <${Link} class="button icon-only" href=${back} aria-label=${t("nav.back")}>
                  <${Icon} name="back" />
                  <//>
              `}
              <div class="grow stack tight"><h1>${title}</h1>${about &&
                html`<p class="dim small">${about}</p>`}</div>
              <${SyncBadge} />
              ${actions && html`<div class="office-actions">${actions}</div>`}
            </header>
            ${children}
          </main>
      </div>
      <${Toasts} />
      <${KeysHelp} />
    </div>
  `;
}

/** `?` says what the keys do here. */
function KeysHelp() {
  const [is_open, set_open] = useState(false);
  useLayoutEffect(() => {
    const on_key = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || is_busy_typing(event.target)) return;
      event.preventDefault();
      set_open(true);
    };
    addEventListener("keydown", on_key);
    return () => removeEventListener("keydown", on_key);
  }, []);
  const here = known_keys.value.map((key) => [key, KEY_NAMES[key] ?? key]);
  const rows = [...here, ...Object.entries(KEYS_EVERYWHERE)];
  return is_open && html`
    <${Dialog} title=${t("keys.title")} on_close=${() => set_open(false)}
      actions=${html`<button type="button" class="primary" onClick=${() => set_open(false)}>${
        t("nav.close")
      }</button>`}>
      <dl class="keys">${rows.map(([key, does]) =>
        html`
          <div key=${key}>
            <dt><kbd>${key}</kbd></dt>
            <dd>${t(`keys.${does}`)}</dd>
          </div>
        `
      )}</dl>
      <//>
  `;
}

/** Signs, as sentences are named. @type {Record<string, string>} */
const KEY_NAMES = { "/": "search" };
const KEYS_EVERYWHERE = { "↑ ↓": "arrows", "↵": "enter", "Esc": "escape", "?": "help" };

function Places() {
  const path = route.value.path;
  const undecided = decisions.value.filter(({ resolved_at }) => resolved_at === null).length;
  const waiting = undecided + open_arrivals.value.length + asking_count.value;
  const places = [
    { href: "/board", icon: "board", name: t("office.board") },
    { href: JOB_PLACE, icon: "job", name: t("office.jobs") },
    { href: "/invoices", icon: "invoice", name: t("office.invoices") },
    { href: "/decisions", icon: "decide", name: t("office.decide"), count: waiting },
    { href: "/customers", icon: "customers", name: t("office.customers") },
    { href: "/reports", icon: "reports", name: t("office.reports") },
    { href: "/settings", icon: "settings", name: t("office.settings") },
  ];
  return html`
    <${Rail} label=${t("office.places")} places=${places}
      here=${place_of(path)} />
  `;
}

/** What is opened from a place is in that place. @param {string} path */
function place_of(path) {
  if (path === "/devices") return "/settings";
  if (path.startsWith("/office/customers/") || path === "/office/import") return "/customers";
  return path.startsWith("/office/") ? JOB_PLACE : path;
}

/**
 * The screen of a thing that is not here, or not yet.
 * @param {{ title: string, text: string, back: string, icon: string }} props
 */
export function NotHere({ title, text, back, icon }) {
  return html`<${OfficePage} title=${title} back=${back}>${
    ready.value
      ? html`
        <${Empty} icon=${icon} title=${title} text=${text}>
          <${Link} class="button" href=${back}>${t("nav.back")}<//><//>
      `
      : html`<div class="skeleton as-card"></div>`
  }<//>`;
}

/** The keys that do something here: what `?` tells. @type {import("../../vendor/ui.js").Signal<string[]>} */
const known_keys = signal([]);

/**
 * Keys of a screen, while nobody is typing and no dialog is open. They are heard before the screen is seen:
 * who presses one as soon as they see it is not too early.
 * @param {Record<string, () => void>} keys
 */
export function use_keys(keys) {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    known_keys.value = Object.keys(keys);
    const on_key = (/** @type {KeyboardEvent} */ event) => {
      const does = latest.current?.[event.key];
      if (!does || event.ctrlKey || event.metaKey || event.altKey || is_busy_typing(event.target)) return;
      event.preventDefault();
      does();
    };
    addEventListener("keydown", on_key);
    return () => {
      removeEventListener("keydown", on_key);
      known_keys.value = [];
    };
  }, []);
}

/** @param {EventTarget | null} target */
function is_busy_typing(target) {
  const is_field = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  return Boolean(is_field) || document.querySelector("dialog[open]") !== null;
}

/** Puts the cursor into the screen's search. */
export function focus_search() {
  /** @type {HTMLElement | null} */ (document.querySelector(".search input"))?.focus();
}
