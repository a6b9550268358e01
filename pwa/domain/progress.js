// @ts-check
/** Progress: the invoices of a job together never exceed 100% of its contract total. */

import { PPM, share as share_of } from "./money.js";

/**
 * @typedef {{kind: "percent", percent_ppm: number} | {kind: "amount", amount_minor: number}
 *   | {kind: "rest"}} Share
 * @typedef {{code: string, facts: Record<string, number>}} Refused
 */

/**
 * @param {number} total_minor @param {number} invoiced_minor
 * @returns {number}
 */
export function left_to_invoice(total_minor, invoiced_minor) {
  return total_minor > invoiced_minor ? total_minor - invoiced_minor : 0;
}

/**
 * What the share comes to today, tax included; it fits under the cap to the last unit.
 * @param {Share} share @param {number} total_minor @param {number} invoiced_minor
 * @returns {{amount_minor: number} | Refused}
 */
export function amount_of(share, total_minor, invoiced_minor) {
  const left_minor = left_to_invoice(total_minor, invoiced_minor);
  const amount_minor = asked(share, total_minor, left_minor);
  if (amount_minor < 1 && share.kind !== "rest") return refused("too_small", { amount_minor });
  if (left_minor === 0) return refused("nothing_left", { left_minor, total_minor });
  // 30% and 70% of 145.05 are 43.52 and 101.54: rounding may not cost the last invoice.
  if (share.kind === "percent" && amount_minor === left_minor + 1) return { amount_minor: left_minor };
  if (amount_minor > left_minor) {
    return refused("over_invoiced", { left_minor, asked_minor: amount_minor, total_minor });
  }
  return { amount_minor };
}

/**
 * @param {Share} share @param {number} total_minor @param {number} left_minor
 * @returns {number}
 */
function asked(share, total_minor, left_minor) {
  if (share.kind === "percent") return share_of(total_minor, share.percent_ppm, PPM);
  return share.kind === "amount" ? share.amount_minor : left_minor;
}

/**
 * @param {string} name @param {Record<string, number>} facts
 * @returns {Refused}
 */
function refused(name, facts) {
  return { code: `invoices.${name}`, facts };
}
