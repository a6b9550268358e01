/**
 * The pay links of what can be paid, fetched ahead, so that their codes show where there is no signal. They
 * lie beside the rows they belong to and go with them; a phone is given those of its own jobs alone.
 */

import { payable_minor } from "../domain/status.js";
import { cache, invoices, me } from "../store/view.js";
import { effect, signal, untracked } from "../vendor/ui.js";
import { call } from "./api.js";
import { link } from "./status.js";

/** @typedef {import("../store/cache.js").Row} Row */
/** @typedef {{address: string, tokens: Record<string, string>}} PayLinks */

const ASKED_MAX = 100;
const KEPT_MAX = 1000; // of the newest invoices: more than a crew has open, less than a megabyte

/** @type {PayLinks} */
const NONE = { address: "", tokens: {} };

export const pay_links = signal(NONE);

/** The server had none for these: not asked for again until the app starts anew. @type {Set<string>} */
const without = new Set();
let is_running = false;

/**
 * From now on what can be paid has its link here, as soon as there is signal.
 * @returns {Promise<() => void>}  ends it
 */
export async function start_pay_links() {
  pay_links.value = /** @type {PayLinks | undefined} */ (await cache.beside().catch(() => null)) ?? NONE;
  if (me.peek()?.role !== "technician") return () => {}; // the office has signal, and ten thousand invoices
  return effect(() => {
    if (!cache.loaded.value || !link.value.online) return;
    void invoices.value;
    untracked(() => void follow());
  });
}

/** @param {string} invoice_id */
export function pay_link(invoice_id) {
  const { address, tokens } = pay_links.value;
  return invoice_id in tokens ? address + tokens[invoice_id] : null;
}

/**
 * Asks for the links of these invoices and keeps them.
 * @param {string[]} ids
 */
export async function fetch_pay_links(ids) {
  const answer = await call("GET", `/api/pay-links?ids=${ids.join(",")}`);
  const { address, tokens } = answer.body ?? {};
  if (!answer.ok || typeof address !== "string" || typeof tokens !== "object") return false;
  ids.forEach((id) => id in tokens || without.add(id));
  const before = pay_links.peek();
  await keep({ address, tokens: { ...(before.address === address ? before.tokens : {}), ...tokens } });
  return true;
}

async function follow() {
  if (is_running) return;
  is_running = true;
  try {
    await forget_settled();
    for (;;) {
      const missing = wanted().filter((id) => !(id in pay_links.peek().tokens) && !without.has(id));
      if (!missing.length || !await fetch_pay_links(missing.slice(0, ASKED_MAX))) return;
    }
  } catch {
    // without signal: the effect runs again when it is back
  } finally {
    is_running = false;
  }
}

/** What is paid, void or out of sight needs no link. */
async function forget_settled() {
  const { address, tokens } = pay_links.peek();
  const live = new Set(wanted());
  const kept = Object.entries(tokens).filter(([id]) => live.has(id));
  if (kept.length < Object.keys(tokens).length) await keep({ address, tokens: Object.fromEntries(kept) });
}

function wanted() {
  return invoices.peek().filter(is_payable).slice(0, KEPT_MAX).map(({ id }) => id);
}

/**
 * As the server sees it: money that this phone has not sent yet changes nothing on the customer's page.
 * @param {Row} invoice
 */
function is_payable({ status, owed_minor, paid_minor, pending_minor }) {
  return payable_minor(status, owed_minor, paid_minor, pending_minor) > 0;
}

/** @param {PayLinks} links */
async function keep(links) {
  pay_links.value = links;
  await cache.lay_beside(links).catch(() => {}); // a full disk: they are fetched again by the next start
}
