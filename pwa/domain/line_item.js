// @ts-check
/** A line item is one priced part of a job's contract: what, how much of it, and at which price. */

import { share } from "./money.js";

/** Quantities are kept in thousandths: 2.5 hours is 2500. */
export const MILLI = 1000;
const QUANTITY_MILLI_MAX = 1_000_000_000;

/**
 * A quantity as it is reckoned, or null if it is not one: above 0, at most a million, three decimals.
 * @param {number | string} quantity
 * @returns {number | null}
 */
export function quantity_milli(quantity) {
  const match = /^([0-9]{1,7})(?:\.([0-9]{1,3}))?$/.exec(String(quantity));
  const milli = match ? Number(match[1] + (match[2] ?? "").padEnd(3, "0")) : 0;
  return milli >= 1 && milli <= QUANTITY_MILLI_MAX ? milli : null;
}

/**
 * @param {number} quantity_milli @param {number} unit_price_minor
 * @returns {number}
 */
export function amount(quantity_milli, unit_price_minor) {
  return share(unit_price_minor, quantity_milli, MILLI);
}
