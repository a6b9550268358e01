// What arrived from devices that were shut out, read with care: whoever wrote it may have written anything.
import { MAKES } from "../../../store/requests.js";
import { devices, handed_in } from "../../../store/view.js";
import { computed } from "../../../vendor/ui.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** Those that the office has not decided on, the oldest first. */
export const open_arrivals = computed(() =>
  handed_in.value.filter(({ state }) => state === "open")
    .sort((one, other) => one.received_at < other.received_at ? -1 : 1)
);

/** Devices of which something is still to come, as far as they were heard of. */
export const devices_behind = computed(() =>
  devices.value.filter((row) => held_count(row, handed_in.value) > 0)
);

/** @param {Row} device @param {readonly Row[]} arrivals */
export function held_count({ id, unsent_count, revoked_at }, arrivals) {
  if (revoked_at === null) return unsent_count;
  const came = arrivals.filter(({ device_id, received_at }) => device_id === id && received_at >= revoked_at);
  return Math.max(unsent_count - came.length, 0);
}

/** The money it says was taken; 0 for what is no payment. @param {Row} arrival */
export function taken_minor({ type, sent }) {
  return type === "payments.record_payment" ? sum_in(sent.body?.amount_minor) : 0;
}

/**
 * The invoice it asks for; null for what is none. `is_binding`: the server makes it at this amount or not at
 * all; otherwise the phone could only reckon it.
 * @param {Row} arrival
 */
export function asked_invoice({ type, sent }) {
  if (!MAKES.has(type)) return null;
  const { body = {}, seen = {} } = sent;
  const bound_minor = sum_in(body.seen_minor);
  const percent_bps = body.percent_bps ?? seen.percent_bps;
  return {
    amount_minor: bound_minor || sum_in(body.amount_minor) || sum_in(seen.amount_minor),
    is_binding: bound_minor > 0,
    percent_bps: Number.isSafeInteger(percent_bps) && percent_bps > 0 ? percent_bps : null,
    job_id: body.job_id ?? seen.job_id,
    customer_id: seen.customer_id,
    is_mailed: body.send === true,
  };
}

/** @param {unknown} minor */
function sum_in(minor) {
  return typeof minor === "number" && Number.isSafeInteger(minor) && minor > 0 ? minor : 0;
}
