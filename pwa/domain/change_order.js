// @ts-check
/** What a change order does to its job, before the server says it: the same contract with more lines. */

import { totals } from "./contract.js";

const PPM_OF_BPS = 100;

/**
 * @typedef {{amount_minor: number, tax_rate_bps: number, change_order_id?: string | null}} Line
 * @typedef {import("./contract.js").Discount} Discount
 * @typedef {{line_items: Line[], discount: Discount | null, total_minor: number,
 *   taxes: {rate_bps: number, base_minor: number}[]}} Contract
 */

/**
 * The tax rate under which most of the job stands: what a change's lines have unless they say else.
 * @param {{rate_bps: number, base_minor: number}[]} taxes  the job's
 */
export function usual_rate_bps(taxes) {
  const [most] = taxes.toSorted((one, other) => other.base_minor - one.base_minor);
  return most?.rate_bps ?? 0;
}

/**
 * What an order does to the job. The server reckoned it with what is invoiced, whose tax stays as it was
 * billed: that counts while the job's total is the one it reckoned with. Else it is reckoned here.
 * @param {Contract} job
 * @param {{ lines: Line[], total_minor: number | null, tax_minor?: number | null,
 *   seen_total_minor?: number | null }} order
 */
export function effect_of_order(job, { lines, total_minor, tax_minor, seen_total_minor }) {
  if (typeof total_minor !== "number" || seen_total_minor !== job.total_minor) return effect_of(job, lines);
  return {
    after_minor: job.total_minor + total_minor,
    change_minor: total_minor,
    tax_minor: tax_minor ?? 0,
  };
}

/**
 * The job's total with these lines, and the tax in the difference; or why that cannot be.
 * @param {Contract} job @param {Line[]} lines
 * @returns {{after_minor: number, change_minor: number, tax_minor: number} | {code: string}}
 */
export function effect_of({ line_items, discount, total_minor }, lines) {
  const priced = (/** @type {Line} */ line, /** @type {boolean} */ is_change) => (
    { amount_minor: line.amount_minor, tax_rate_ppm: line.tax_rate_bps * PPM_OF_BPS, is_change }
  );
  const now = line_items.map((line) => priced(line, Boolean(line.change_order_id)));
  const before = totals(now, discount);
  const after = totals([...now, ...lines.map((line) => priced(line, true))], discount);
  if ("code" in before) return before;
  if ("code" in after) return after;
  const change_minor = after.total_minor - before.total_minor;
  return {
    after_minor: total_minor + change_minor,
    change_minor,
    tax_minor: after.tax_minor - before.tax_minor,
  };
}
