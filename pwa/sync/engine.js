/** Starts the exchange with the server for whoever is signed in, and triggers it when that is worthwhile. */

import { outbox } from "../store/outbox.js";
import { painted } from "../paint.js";
import { remember, remembered } from "../store/database.js";
import {
  allowances,
  cache,
  jobs,
  know_me,
  ME,
  me,
  open_stores,
  ready,
  remember_me,
  settings,
  visits,
} from "../store/view.js";
import { computed, effect, untracked } from "../vendor/ui.js";
import { call, early_snapshot, who_is_in } from "./api.js";
import { Exchange } from "./exchange.js";
import { learn, link } from "./status.js";
import { page_version } from "./worker_bridge.js";

/** @import { Me } from "../store/view.js" */

const LEFT = "stagebill.left";
const HINTS_AGAIN_MS = 15_000;

/** @type {Exchange | null} */
let exchange = null;

/**
 * Starts, or restarts after somebody signed in.
 * @returns {Promise<"in" | "sign_in" | "welcome">}  the door to show when nobody is signed in here
 */
export async function start() {
  if (exchange) {
    await exchange.signed_in();
    return "in";
  }
  const is_known = !me.peek();
  if (is_known) {
    await leave_at_last();
    const { who, needs_founding } = await who_is_in();
    if (!who) return needs_founding ? "welcome" : "sign_in";
    know_me(who);
    await open_stores(who);
  }
  if (!exchange) exchange = begin(is_known);
  return "in";
}

/** "Send now": resolves when this attempt is over. */
export async function sync_now() {
  await exchange?.kick();
}

/** Unsent entries stay in this member's ledger until they are back; what was only read is removed. */
export async function leave() {
  exchange?.stop();
  // Whoever signs in here next must not get this member's notifications.
  void import("./push.js").then((all) => all.turn_off()).catch(() => {});
  // Without signal the cookie survives; the next start that reaches the server ends it before anything else.
  const is_over = await call("POST", "/auth/sign-out").then(
    ({ ok, status }) => ok || status === 401,
    () => false,
  );
  if (!is_over) remember(LEFT, true);
  await cache.delete().catch(() => {});
  await import("./photo_exchange.js").then((all) => all.leave_photos()).catch(() => {});
  outbox.close();
  await remember_me(null);
  location.replace("/");
}

async function leave_at_last() {
  if (!remembered(LEFT)) return;
  await call("POST", "/auth/sign-out");
  remember(LEFT, null);
}

/** @param {boolean} is_known */
function begin(is_known) {
  const begun = new Exchange({
    is_known,
    outbox,
    cache,
    call,
    early_snapshot,
    who: () => me.peek(),
    locks: navigator.locks,
    is_visible: () => !document.hidden,
    app_version: page_version(),
    on_other: (other) => void become(other),
    on_done: () => void borrow(begun),
  });
  const kick = () => void begun.kick();
  for (const event of ["online", "pageshow"]) addEventListener(event, kick);
  addEventListener("offline", () => learn({ online: false }));
  addEventListener("storage", follow_me);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    void outbox.refresh().catch(() => {}); // also finds a connection that died in the background
    kick();
  });
  kick_for_new_entries(kick);
  effect(() => void navigator.setAppBadge?.(outbox.totals.value.unsent_count).catch(() => {}));
  void begun.kick().then(() => hear_hints(() => void begun.go()));
  void begin_the_rest(is_known);
  return begun;
}

/**
 * What the first list does not need: its code is in another bundle, its stores cost round trips.
 * @param {boolean} is_known
 */
async function begin_the_rest(is_known) {
  await /** @type {Promise<void>} */ (new Promise((listed) => effect(() => void (ready.value && listed()))));
  await painted();
  if (is_known) void remember_me(me.peek());
  void import("./photo_exchange.js").then((all) => all.start_photos()).catch(() => {});
  void import("./pay_links.js").then((all) => all.start_pay_links()).catch(() => {});
}

/**
 * While there is signal, a technician's phone is lent part of what today's jobs have left to invoice.
 * @param {Exchange} begun
 */
async function borrow(begun) {
  const who = me.peek();
  if (who?.role !== "technician" || !settings.peek()) return;
  await painted();
  const { ask_for_allowances, today_at } = await import("./allowances.js");
  const is_changed = await ask_for_allowances(call, {
    device_id: outbox.device.peek()?.short_code ? outbox.device.peek()?.id : undefined,
    today: today_at(who.zone),
    now: cache.mark.peek()?.synced_at ?? new Date().toISOString(),
    member_id: who.member_id,
    jobs: jobs.peek(),
    visits: visits.peek(),
    allowances: allowances.peek(),
    waiting_count: outbox.waiting.peek().length,
    may_invoice: settings.peek().technicians_invoice,
  }).catch(() => false);
  if (is_changed) void begun.go();
}

/**
 * Another member signed in on this device: their own stores, from a page that never saw the first one's.
 * @param {Me} who
 */
async function become(who) {
  await remember_me(who);
  location.replace("/");
}

/**
 * Another tab learned something new about the member; or somebody else is signed in now, or nobody.
 * @param {StorageEvent} event
 */
function follow_me({ key }) {
  if (key !== ME) return;
  const [there, here] = [remembered(ME), me.peek()];
  const is_same = there?.member_id === here?.member_id && there?.organization_id === here?.organization_id;
  if (is_same) me.value = there;
  else location.reload();
}

/** @param {() => void} kick */
function kick_for_new_entries(kick) {
  const sendable = () => outbox.entries.value.filter((entry) => !entry.parked).map((entry) => entry.id);
  let known = new Set(untracked(sendable));
  effect(() => {
    const ids = sendable();
    const is_new = ids.some((id) => !known.has(id));
    known = new Set(ids);
    if (is_new) kick();
  });
}

/**
 * While the page is visible, the server says when the feed moved. A hint carries no data; a lost one costs a
 * minute.
 * @param {() => void} look
 */
function hear_hints(look) {
  const is_signed_in = computed(() => !link.value.needs_sign_in);
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;
  let was_down = false;
  const follow = () => {
    clearTimeout(again);
    const is_wanted = !document.hidden && is_signed_in.peek();
    if (is_wanted && !source) source = open();
    if (!is_wanted) {
      source?.close();
      source = null;
    }
  };
  const open = () => {
    const opened = new EventSource("/api/events");
    opened.addEventListener("rev", look);
    opened.onopen = () => {
      if (was_down) look();
      was_down = false;
    };
    opened.onerror = () => {
      was_down = true;
      // The browser reconnects by itself, except after an answer that was no stream (a 401, a proxy's page).
      if (opened.readyState !== EventSource.CLOSED) return;
      source = null;
      again = setTimeout(follow, HINTS_AGAIN_MS);
    };
    return opened;
  };
  document.addEventListener("visibilitychange", follow);
  effect(() => {
    void is_signed_in.value;
    follow();
  });
}
