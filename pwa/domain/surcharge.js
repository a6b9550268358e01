// @ts-check
import { share } from "./money.js";

/**
 * What of a card surcharge goes back with a part of its payment, in minor units: all but what stays with the
 * rest of that, reckoned from what came.
 * @param {number} back_minor @param {number} left_minor @param {number} surcharge_left_minor
 * @param {{ payment_minor: number, surcharge_minor: number }} came
 * @returns {number}
 */
export function goes_along(back_minor, left_minor, surcharge_left_minor, came) {
  if (back_minor === 0) return 0;
  const stays_minor = share(came.surcharge_minor, left_minor - back_minor, came.payment_minor);
  return Math.max(0, surcharge_left_minor - stays_minor);
}
