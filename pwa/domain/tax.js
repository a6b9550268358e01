// @ts-check
/** Tax of a part invoice: cumulative per rate over the job's invoices, so that the last closes exactly. */

import { split } from "./money.js";

/** @typedef {{rate_bps: number, base_minor: number, tax_minor: number}} TaxLine */

/**
 * Base and tax of each rate in this invoice: what is right to date, less what was billed before.
 * @param {readonly TaxLine[]} job_taxes @param {readonly TaxLine[]} billed_before
 * @param {number} amount_minor @param {number} invoiced_before_minor
 * @returns {TaxLine[]}
 */
export function taxes_of_share(job_taxes, billed_before, amount_minor, invoiced_before_minor) {
  const whole = parts_of(job_taxes);
  const billed = parts_of(job_taxes.map((tax) => billed_at(tax.rate_bps, billed_before)));
  const to_date = split(invoiced_before_minor + amount_minor, whole);
  const wanted = to_date.map((due, place) => due - billed[place]);
  const left = whole.map((all, place) => all - billed[place]);
  const parts = fitted(wanted, left, amount_minor);
  return job_taxes.map(({ rate_bps }, place) => (
    { rate_bps, base_minor: parts[2 * place], tax_minor: parts[2 * place + 1] }
  )).filter(({ base_minor, tax_minor }) => base_minor !== 0 || tax_minor !== 0);
}

/** @param {readonly TaxLine[]} taxes */
function parts_of(taxes) {
  return taxes.flatMap(({ base_minor, tax_minor }) => [base_minor, tax_minor]);
}

/**
 * @param {number} rate_bps @param {readonly TaxLine[]} taxes
 * @returns {TaxLine}
 */
function billed_at(rate_bps, taxes) {
  return taxes.filter((tax) => tax.rate_bps === rate_bps).reduce((sum, tax) => ({
    rate_bps,
    base_minor: sum.base_minor + tax.base_minor,
    tax_minor: sum.tax_minor + tax.tax_minor,
  }), { rate_bps, base_minor: 0, tax_minor: 0 });
}

/**
 * The wanted parts, none below zero or above what is left of it, with the sum unchanged: a small invoice
 * after a voided one can otherwise want a part of −0.01.
 * @param {readonly number[]} wanted @param {readonly number[]} left @param {number} amount_minor
 */
function fitted(wanted, left, amount_minor) {
  const parts = wanted.map((want, place) => Math.min(Math.max(want, 0), left[place]));
  const surplus = parts.reduce((sum, part) => sum + part, 0) - amount_minor;
  const room = surplus > 0 ? parts : left.map((most, place) => most - parts[place]);
  const moved = split(Math.abs(surplus), room);
  return parts.map((part, place) => surplus > 0 ? part - moved[place] : part + moved[place]);
}
