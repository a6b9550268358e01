// What an invoice holds back, where the contract's rates reach all its work. Rates of single lines and stored
// goods are the server's alone: what is not known here is not guessed.
import { percent_ppm, PPM, share } from "./money.js";

/**
 * @typedef {{ clause: "new_work" | "all_work" | "stop", at_bps: number, rate_bps?: number }} StepDown
 * @typedef {{ rate_bps: number, step_down?: StepDown | null, lines?: readonly unknown[] }} Terms
 * @typedef {{ of: string, rate_bps: number, base_minor: number, held_minor: number }} Retained
 * @typedef {Map<number, { base_minor: number, held_minor: number }>} Places  by rate
 */

/**
 * Each rate's share of all work under it to date, less what it held before. It leaves at least one unit to
 * pay, and gives back no more than is held. Null where it takes the server to say.
 * @param {Terms} terms @param {readonly Retained[]} before  of the live invoices
 * @param {{ base_minor: number, contract_minor: number, done_minor: number, total_minor: number,
 *   held_minor: number }} sums  before tax: what is billed, the whole job, what earlier invoices bill of it;
 *   then what is billed with tax, and what is held of the job and not released
 * @returns {number | null}
 */
export function held_back(terms, before, { total_minor, held_minor, ...work }) {
  if (terms.lines?.length || before.some(({ of }) => of !== "work")) return null;
  /** @type {Places} */
  const places = new Map();
  for (const { rate_bps, base_minor, held_minor } of before) {
    add(places, Number(rate_bps), base_minor, held_minor);
  }
  const moved = moved_of(terms, places.get(Number(terms.rate_bps))?.base_minor ?? 0, work);
  if (!moved) return null;
  for (const [rate_bps, base_minor] of moved) add(places, rate_bps, base_minor, 0);
  let wanted = 0;
  for (const rate_bps of new Set(moved.map(([rate_bps]) => rate_bps))) {
    const ppm = rate_bps === 0 ? 0 : percent_ppm(rate_bps);
    const place = places.get(rate_bps);
    if (ppm === null || !place) return null;
    wanted += share(place.base_minor, ppm, PPM) - place.held_minor;
  }
  return Math.max(Math.min(wanted, total_minor - 1), 0 - held_minor);
}

/**
 * How much work comes under each rate by this invoice, or leaves it.
 * @param {Terms} terms @param {number} first_minor  what is under the contract's first rate
 * @param {{ base_minor: number, contract_minor: number, done_minor: number }} work
 * @returns {[rate_bps: number, base_minor: number][] | null}
 */
function moved_of({ rate_bps, step_down }, first_minor, { base_minor, contract_minor, done_minor }) {
  const first = Number(rate_bps);
  if (!step_down) return [[first, base_minor]];
  const at_ppm = percent_ppm(Number(step_down.at_bps));
  if (at_ppm === null) return null;
  const threshold_minor = share(contract_minor, at_ppm, PPM);
  const end_minor = done_minor + base_minor;
  const beyond_minor = Math.max(end_minor - Math.max(threshold_minor, done_minor), 0);
  const lower = Number(step_down.rate_bps ?? 0);
  if (step_down.clause === "all_work") {
    return end_minor > threshold_minor
      ? [[first, -first_minor], [lower, first_minor + base_minor]]
      : [[first, base_minor]];
  }
  /** @type {[number, number][]} */
  const moved = [[first, base_minor - beyond_minor]];
  if (step_down.clause === "new_work" && beyond_minor > 0) moved.push([lower, beyond_minor]);
  return moved;
}

/** @param {Places} places @param {number} rate_bps @param {number} base_minor @param {number} held_minor */
function add(places, rate_bps, base_minor, held_minor) {
  const known = places.get(rate_bps) ?? { base_minor: 0, held_minor: 0 };
  places.set(rate_bps, {
    base_minor: known.base_minor + base_minor,
    held_minor: known.held_minor + held_minor,
  });
}
