// @ts-check
/** Billing chosen lines: cumulative per line, never above the line, all that is left of it exact (D-11). */

import { PPM, share } from "./money.js";

/**
 * A line of the job, net of its part of the discount, and what live invoices bill of it. `billed_ppm` is
 * known while all of it was billed by percent, `billed_milli` while all was by units.
 * @typedef {{ value_minor: number, billed_minor: number, quantity_milli: number, rate_bps: number,
 *   billed_ppm: number | null, billed_milli: number | null }} Standing
 * @typedef {{ percent_ppm?: number, amount_minor?: number, quantity_milli?: number }} LineAsk
 *   nothing of these: all that is left of the line
 * @typedef {import("./tax.js").TaxLine} TaxLine
 * @typedef {{ code: string, facts: Record<string, number> }} Refused
 */

/** Nothing where more is billed than the line still comes to. @param {Standing} line */
export function left_of({ value_minor, billed_minor }) {
  const left_minor = value_minor - billed_minor;
  return left_minor * sign(value_minor) > 0 ? left_minor : 0;
}

/**
 * What is asked of the line comes to, before tax; it fits into what is left of it to the last unit.
 * @param {LineAsk} ask @param {Standing} line
 * @returns {{ base_minor: number } | Refused}
 */
export function line_amount(ask, line) {
  const direction = sign(line.value_minor);
  const left_minor = left_of(line) * direction;
  const asked_minor = asked(ask, line, left_minor);
  if (asked_minor === left_minor + 1 && ask.amount_minor === undefined) {
    return { base_minor: left_minor * direction }; // rounding may not cost the last of a line (D-06)
  }
  if (asked_minor > left_minor) {
    return { code: "invoices.over_invoiced", facts: { left_minor, asked_minor } };
  }
  if (asked_minor < 1) return { code: "invoices.too_small", facts: { amount_minor: asked_minor } };
  return { base_minor: asked_minor * direction };
}

/**
 * The tax of each rate on these lines: what is right to date, less what was billed before.
 * @param {readonly TaxLine[]} job_taxes @param {readonly TaxLine[]} billed_before
 * @param {readonly { rate_bps: number, base_minor: number }[]} billed
 * @returns {TaxLine[]}
 */
export function taxes_of_lines(job_taxes, billed_before, billed) {
  return job_taxes.map((whole) => {
    const base_minor = sum(billed, whole.rate_bps, "base_minor");
    if (base_minor === 0) return { rate_bps: whole.rate_bps, base_minor: 0, tax_minor: 0 };
    const base_before = sum(billed_before, whole.rate_bps, "base_minor");
    const tax_before = sum(billed_before, whole.rate_bps, "tax_minor");
    const right = Math.max(tax_to_date(whole, base_before + base_minor) - tax_before, 0);
    const most = Math.max(whole.tax_minor - tax_before, 0);
    return { rate_bps: whole.rate_bps, base_minor, tax_minor: Math.min(right, most) };
  }).filter(({ base_minor, tax_minor }) => base_minor !== 0 || tax_minor !== 0);
}

/** @param {LineAsk} ask @param {Standing} line @param {number} left_minor */
function asked({ percent_ppm, amount_minor, quantity_milli }, line, left_minor) {
  const value_minor = Math.abs(line.value_minor);
  if (amount_minor !== undefined) return amount_minor;
  if (percent_ppm !== undefined) return part(value_minor, percent_ppm, line.billed_ppm, PPM, left_minor);
  if (quantity_milli !== undefined) {
    return part(value_minor, quantity_milli, line.billed_milli, line.quantity_milli, left_minor);
  }
  return left_minor;
}

/**
 * Percents and units are cumulative, so that the one that makes a line whole takes all that is left.
 * @param {number} value_minor @param {number} wanted @param {number | null} before @param {number} whole
 * @param {number} left_minor
 */
function part(value_minor, wanted, before, whole, left_minor) {
  if (before === null) return share(value_minor, wanted, whole);
  if (before + wanted === whole) return left_minor;
  return share(value_minor, before + wanted, whole) - share(value_minor, before, whole);
}

/** @param {TaxLine} whole @param {number} base_minor */
function tax_to_date(whole, base_minor) {
  if (base_minor === whole.base_minor) return whole.tax_minor;
  return whole.base_minor > 0 ? share(whole.tax_minor, base_minor, whole.base_minor) : 0;
}

/**
 * @param {readonly any[]} lines @param {number} rate_bps @param {"base_minor" | "tax_minor"} what
 * @returns {number}
 */
function sum(lines, rate_bps, what) {
  return lines.reduce((so_far, line) => line.rate_bps === rate_bps ? so_far + line[what] : so_far, 0);
}

/** @param {number} minor */
const sign = (minor) => minor < 0 ? -1 : 1;
