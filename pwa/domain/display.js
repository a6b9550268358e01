// @ts-check
/** Shares for people's eyes: money is the truth, a percent only shows it. */

import { PPM, share, split } from "./money.js";

/** Shown percents have two decimals. */
const STEP = 100;
const STEPS = 10_000;

/**
 * The share in ppm, to two decimals. 100% only when the money is equal, 0% only when there is none.
 * @param {number} amount_minor @param {number} total_minor
 * @returns {number}
 */
export function shown_percent(amount_minor, total_minor) {
  if (total_minor <= 0 || amount_minor <= 0) return 0;
  if (amount_minor === total_minor) return PPM;
  const nearest = share(amount_minor, STEPS, total_minor) * STEP;
  return amount_minor < total_minor ? Math.min(Math.max(nearest, STEP), PPM - STEP) : nearest;
}

/**
 * The shares of all parts of one whole, in ppm to two decimals, so that they add up as the money does.
 * @param {readonly number[]} amounts @param {number} total_minor
 * @returns {number[]}
 */
export function shown_percents(amounts, total_minor) {
  const rest_minor = total_minor - amounts.reduce((sum, amount) => sum + amount, 0);
  return split(STEPS, [...amounts, rest_minor]).slice(0, -1).map((steps) => steps * STEP);
}
