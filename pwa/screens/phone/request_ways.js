// What can become of an invoice that the server did not make as it was asked: each way is one tap, and none
// is taken by itself. Nobody is billed what no person saw.
import { percent_in_words } from "./words.js";

/** @typedef {import("../../store/ledger.js").Entry} Entry */
/**
 * `say`: as it was shown; the same percent, stage or lines, as they are now; what is left; once more.
 * @typedef {{ say: "as_shown" | "now" | "comes_now" | "rest_now" | "again",
 *   amount_minor: number, percent: string, type: string,
 *   body: Record<string, any>, seen: Record<string, unknown> }} Way
 */

/** Of another sum, what this phone has not reckoned. */
const UNKNOWN = { taxes: [], held_minor: null, retained: null };
const SHARES = ["percent_bps", "amount_minor", "rest", "lines"];

/**
 * The most wanted first.
 * @param {Entry} entry  refused
 * @returns {Way[]}
 */
export function ways_on({ mutation, parked }) {
  const facts = /** @type {Record<string, number>} */ (parked?.facts ?? {});
  const { body, seen } = mutation;
  const seen_minor = body.seen_minor ?? seen.amount_minor;
  const can_be_as_shown = mutation.type === "invoices.create_invoice" && !body.lines;
  switch (parked?.code) {
    case "invoices.amount_changed":
      return [
        ...(seen_minor <= facts.left_minor ? as_shown(mutation, seen_minor) : []),
        now(mutation, facts.now_minor),
      ];
    case "invoices.over_invoiced":
      return [
        ...(body.percent_bps && seen_minor <= facts.left_minor
          ? [sum_of(mutation, "as_shown", seen_minor)]
          : []),
        ...(facts.left_minor > 0 && can_be_as_shown ? [sum_of(mutation, "rest_now", facts.left_minor)] : []),
      ];
    case "invoices.lent_out":
      return [
        ...(facts.free_minor > 0 && can_be_as_shown ? [sum_of(mutation, "rest_now", facts.free_minor)] : []),
        { ...now(mutation, facts.asked_minor), say: "again" },
      ];
    default:
      return [];
  }
}

/**
 * What the person saw, billed all the same: the sum, of a stage too, or each line at the sum it had.
 * @param {import("../../store/ledger.js").Mutation} mutation @param {number} seen_minor
 * @returns {Way[]}
 */
function as_shown(mutation, seen_minor) {
  const { type, body, seen } = mutation;
  if (!body.lines) return [sum_of(mutation, "as_shown", seen_minor)];
  const shown = /** @type {{ line_item_id: string, base_minor: number }[]} */ (seen.lines ?? []);
  if (shown.length !== body.lines.length || shown.some(({ base_minor }) => base_minor <= 0)) return [];
  const lines = shown.map(({ line_item_id, base_minor }) => ({ line_item_id, amount_minor: base_minor }));
  return [{
    say: "as_shown",
    amount_minor: seen_minor,
    percent: "",
    type,
    body: { ...body, lines, seen_minor },
    seen: { ...seen, amount_minor: seen_minor },
  }];
}

/**
 * The same is asked again, at what it comes to now.
 * @param {import("../../store/ledger.js").Mutation} mutation @param {number} amount_minor
 * @returns {Way}
 */
function now({ type, body, seen }, amount_minor) {
  const say = body.percent_bps ? "now" : body.rest ? "rest_now" : "comes_now";
  const percent = body.percent_bps ? percent_in_words(body.percent_bps) : "";
  const known = amount_minor === seen.amount_minor ? {} : UNKNOWN;
  return {
    say,
    amount_minor,
    percent,
    type,
    body: { ...body, ...(body.seen_minor && { seen_minor: amount_minor }) },
    seen: { ...seen, amount_minor, ...known },
  };
}

/**
 * A sum is asked for instead.
 * @param {import("../../store/ledger.js").Mutation} mutation @param {Way["say"]} say
 * @param {number} amount_minor
 * @returns {Way}
 */
function sum_of({ type, body, seen }, say, amount_minor) {
  const others = Object.fromEntries(Object.entries(body).filter(([name]) => !SHARES.includes(name)));
  return {
    say,
    amount_minor,
    percent: "",
    type,
    body: { ...others, amount_minor, seen_minor: amount_minor },
    seen: { ...seen, amount_minor, ...UNKNOWN },
  };
}
