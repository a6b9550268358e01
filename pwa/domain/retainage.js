// What an invoice holds back, where the contract has one rate for all its work. Other clauses are the
// server's alone: what is not known here is not guessed.
import { percent_ppm, PPM, share } from "./money.js";

/**
 * @typedef {{ rate_bps: number, step_down?: unknown, lines?: readonly unknown[] }} Terms
 * @typedef {{ of: string, rate_bps: number, base_minor: number, held_minor: number }} Retained
 */

/**
 * The rate's share of all work under it to date, less what it held before. It leaves at least one unit to
 * pay, and gives back no more than is held. Null where it takes the server to say.
 * @param {Terms} terms @param {readonly Retained[]} before  of the live invoices
 * @param {{ base_minor: number, total_minor: number, held_minor: number }} sums  what is billed before tax
 *   and with it, and what is held of the job and not released
 * @returns {number | null}
 */
export function held_back(terms, before, { base_minor, total_minor, held_minor }) {
  const rate = Number(terms.rate_bps);
  const ppm = rate === 0 ? 0 : percent_ppm(rate);
  if (ppm === null || terms.step_down || terms.lines?.length || before.some(({ of }) => of !== "work")) {
    return null;
  }
  const under = before.filter(({ rate_bps }) => Number(rate_bps) === rate);
  const base_to_date = under.reduce((sum, line) => sum + line.base_minor, base_minor);
  const held_before = under.reduce((sum, line) => sum + line.held_minor, 0);
  const wanted = share(base_to_date, ppm, PPM) - held_before;
  return Math.max(Math.min(wanted, total_minor - 1), -held_minor);
}
