// @ts-check
/** The contract total of a job: its line items, less a discount, plus tax. It caps what is ever invoiced. */

import { AMOUNT_MAX, percent_ppm, PPM, share, split } from "./money.js";

/**
 * @typedef {{amount_minor: number, tax_rate_ppm: number, is_change?: boolean}} Priced
 * @typedef {{kind: "percent", percent_bps: number} | {kind: "amount", amount_minor: number}} Discount
 * @typedef {{rate_ppm: number, base_minor: number, tax_minor: number}} TaxLine
 * @typedef {{subtotal_minor: number, discount_minor: number, taxes: TaxLine[], tax_minor: number,
 *   total_minor: number}} Totals
 * @typedef {{code: string, facts: Record<string, number>}} Refused
 */

/**
 * First the lines, then the discount spread over them, then the tax on what is left of each rate.
 * The discount was agreed on the first lines: those of change orders stand at the price that was approved.
 * @param {readonly Priced[]} lines @param {Discount | null} [discount]
 * @returns {Totals | Refused}
 */
export function totals(lines, discount = null) {
  const subtotal_minor = sum(lines.map((line) => line.amount_minor));
  const discounted = lines.map((line) => line.is_change ? 0 : line.amount_minor);
  const discount_minor = discount_of(sum(discounted), discount);
  if (typeof discount_minor !== "number") return discount_minor;
  const less = split(discount_minor, discounted);
  const taxes = taxes_of(lines.map((line, place) => [line.tax_rate_ppm, line.amount_minor - less[place]]));
  const tax_minor = sum(taxes.map((tax) => tax.tax_minor));
  const total_minor = subtotal_minor - discount_minor + tax_minor;
  const short = taxes.find((tax) => tax.base_minor < 0);
  if (short) return refused("deduction_too_large", { over_minor: -short.base_minor });
  if (total_minor <= 0) return refused("nothing_to_bill", { total_minor });
  if (Math.max(subtotal_minor, total_minor) > AMOUNT_MAX) return refused("total_too_large", { total_minor });
  return { subtotal_minor, discount_minor, taxes, tax_minor, total_minor };
}

/**
 * @param {number} subtotal_minor @param {Discount | null} discount
 * @returns {number | Refused}
 */
function discount_of(subtotal_minor, discount) {
  if (discount === null) return 0;
  if (discount.kind === "percent") {
    const ppm = percent_ppm(discount.percent_bps);
    if (ppm === null) return { code: "kernel.not_a_percent", facts: { percent_bps: discount.percent_bps } };
    return share(subtotal_minor, ppm, PPM);
  }
  const { amount_minor } = discount;
  if (amount_minor > subtotal_minor) return refused("discount_too_large", { amount_minor, subtotal_minor });
  return amount_minor;
}

/**
 * @param {readonly (readonly [number, number])[]} taxed Rate and base of each line.
 * @returns {TaxLine[]} Highest rate first.
 */
function taxes_of(taxed) {
  /** @type {Map<number, number>} */
  const bases = new Map();
  for (const [rate, base_minor] of taxed) bases.set(rate, (bases.get(rate) ?? 0) + base_minor);
  return [...bases].sort(([one], [other]) => other - one).map(([rate_ppm, base_minor]) => (
    { rate_ppm, base_minor, tax_minor: share(base_minor, rate_ppm, PPM) }
  ));
}

/**
 * @param {string} name @param {Record<string, number>} facts
 * @returns {Refused}
 */
function refused(name, facts) {
  return { code: `jobs.${name}`, facts };
}

/** @param {readonly number[]} amounts */
function sum(amounts) {
  return amounts.reduce((total, amount) => total + amount, 0);
}
