/** A job's change orders: the server's rows, and over them what this phone has recorded and not sent yet. */

import { cache } from "./view.js";
import { outbox } from "./outbox.js";

/** @typedef {import("./rows.js").Row} Row */

const PREFIX = "change_orders.";

/** @param {string} job_id @returns {Row[]} Newest first. */
export function change_orders_of(job_id) {
  const rows = cache.list("change_orders").filter((row) => row.job_id === job_id);
  const own = new Map(rows.map((row) => [row.id, row]));
  for (const { mutation: { type, body, created_at }, parked } of outbox.waiting.value) {
    if (parked || !type.startsWith(PREFIX)) continue;
    if (body.job_id === job_id && !own.has(body.change_order_id)) {
      own.set(body.change_order_id, drafted(body, created_at));
    }
    const row = own.get(body.change_order_id);
    if (row) own.set(row.id, { ...row, ...answered(type, body, created_at), unsent: true });
  }
  return [...own.values()].sort((one, other) => one.created_at < other.created_at ? 1 : -1);
}

/** @param {string} job_id @param {string} id */
export function change_order(job_id, id) {
  return change_orders_of(job_id).find((row) => row.id === id) ?? null;
}

/** What it is at this moment: the server writes the end down a little later. @param {Row} row */
export function state_of({ state, expires_at }) {
  return state === "sent" && expires_at && expires_at <= new Date().toISOString() ? "expired" : state;
}

/** @param {Record<string, any>} body @param {string} created_at @returns {Row} */
function drafted(body, created_at) {
  return {
    id: body.change_order_id,
    job_id: body.job_id,
    number: "",
    title: body.title,
    words: body.words ?? "",
    state: "draft",
    lines: body.lines.map((/** @type {Row} */ line) => ({ amount_minor: line.unit_price_minor, ...line })),
    total_minor: null,
    approval: null,
    stale_approval: null,
    expires_at: null,
    created_at,
  };
}

/** @param {string} type @param {Record<string, any>} body @param {string} created_at */
function answered(type, body, created_at) {
  if (type.endsWith("send_change_order")) return { state: "sent" };
  if (type.endsWith("withdraw_change_order")) return { state: "withdrawn" };
  if (!type.endsWith("approve_change_order")) return {};
  return {
    state: "approved",
    approval: { name: body.name, signature: body.signature ?? null, given_at: body.given_at ?? created_at },
  };
}
