// @ts-check
/** The golden cases: the same numbers that pytest runs against the backend. */

import { to_confirm } from "../../../pwa/domain/allowance.js";
import { allocate, exact_matches, in_words } from "../../../pwa/domain/allocation.js";
import { totals } from "../../../pwa/domain/contract.js";
import { draw } from "../../../pwa/domain/credit.js";
import { due_on } from "../../../pwa/domain/due_terms.js";
import { invoice_addresses } from "../../../pwa/domain/invoice_address.js";
import { line_amount, taxes_of_lines } from "../../../pwa/domain/line_billing.js";
import { amount } from "../../../pwa/domain/line_item.js";
import { percent_ppm, share, split } from "../../../pwa/domain/money.js";
import { length_of } from "../../../pwa/domain/segments.js";
import { lines_of } from "../../../pwa/domain/postal_address.js";
import { amount_of } from "../../../pwa/domain/progress.js";
import { held_back } from "../../../pwa/domain/retainage.js";
import { shown_as } from "../../../pwa/domain/status.js";
import { goes_along } from "../../../pwa/domain/surcharge.js";
import { taxes_of_share } from "../../../pwa/domain/tax.js";
import { equal } from "./assert.js";

const FOLDER = new URL("../../golden/", import.meta.url);

/** @param {string} name */
function golden(name) {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
}

const names = [...Deno.readDirSync(FOLDER)].map((file) => file.name);
const files = names.filter((name) => name.endsWith(".json")).sort();
const invoices = golden("allocation.json").invoices;

/** @param {string} name */
function opens(name) {
  return invoices[name].map((/** @type {any[]} */ [invoice_id, due_minor, due_on, issued_at, number_seq]) => (
    { invoice_id, due_minor, due_on, issued_at, number_seq }
  ));
}

/** @param {any} given */
function totals_of(given) {
  const lines = given.lines.map((/** @type {any[]} */ [amount_minor, tax_rate_ppm, is_change]) => (
    { amount_minor, tax_rate_ppm, is_change }
  ));
  const found = totals(lines, given.discount);
  if ("code" in found) return found.code;
  return { ...found, taxes: found.taxes.map((tax) => [tax.rate_ppm, tax.base_minor, tax.tax_minor]) };
}

/** @param {any} given */
function amount_or_refusal(given) {
  const found = amount_of(given.share, given.total_minor, given.invoiced_minor);
  if (!("code" in found)) return found.amount_minor;
  const { code } = found;
  return code === "invoices.over_invoiced" ? { code, left_minor: found.facts.left_minor } : { code };
}

/** @param {any} given */
function billed_of_line({ ask, line }) {
  const found = line_amount(ask, line);
  if (!("code" in found)) return found.base_minor;
  const { code, facts } = found;
  return code === "invoices.over_invoiced" ? { code, left_minor: facts.left_minor } : { code };
}

/** @param {any} given */
function taxes_by_line({ job_taxes, before, billed }) {
  const bases = billed.map((/** @type {[number, number]} */ [rate_bps, base_minor]) => (
    { rate_bps, base_minor }
  ));
  return taxes_of_lines(tax_lines(job_taxes), tax_lines(before), bases)
    .map((tax) => [tax.rate_bps, tax.base_minor, tax.tax_minor]);
}

/** @param {any} given */
function allocated(given) {
  const { parts, unapplied_minor } = allocate(given.amount_minor, opens(given.opens), given);
  return { parts: parts.map((part) => [part.invoice_id, part.amount_minor]), unapplied_minor };
}

/** @param {any} given */
function said(given) {
  const open = opens(given.opens);
  return in_words(allocate(given.amount_minor, open), open).map((clause) => (
    [clause.kind, clause.invoice_id, clause.amount_minor, clause.due_after_minor]
  ));
}

/** @param {any} given */
function drawn(given) {
  const credits = given.credits.map((/** @type {any[]} */ [payment_id, unapplied_minor, taken_at]) => (
    { payment_id, unapplied_minor, taken_at }
  ));
  return draw(given.due_minor, credits, given).map((one) => [one.payment_id, one.amount_minor]);
}

/** @param {[number, number, number][]} given */
function tax_lines(given) {
  return given.map(([rate_bps, base_minor, tax_minor]) => ({ rate_bps, base_minor, tax_minor }));
}

/** @param {any} given */
function taxes({ job_taxes, billed_before, amount_minor, invoiced_before_minor }) {
  const before = tax_lines(billed_before);
  const found = taxes_of_share(tax_lines(job_taxes), before, amount_minor, invoiced_before_minor);
  return found.map((tax) => [tax.rate_bps, tax.base_minor, tax.tax_minor]);
}

/** Without sums of their own, what is held of is all the work there is. @param {any} given */
function held({ rate_bps, step_down, before, ...given }) {
  const lines = before.map((/** @type {any[]} */ [of, rate, base_minor, held_minor]) => (
    { of, rate_bps: rate, base_minor, held_minor }
  ));
  const {
    done_minor = before.reduce((/** @type {number} */ sum, /** @type {any[]} */ line) => sum + line[2], 0),
    contract_minor = done_minor + given.base_minor,
  } = given;
  return held_back({ rate_bps, step_down }, lines, { ...given, done_minor, contract_minor });
}

/** @param {any} given */
function addresses({ email, contacts }) {
  const people = contacts.map((/** @type {any[]} */ [of, gets_invoices]) => ({ email: of, gets_invoices }));
  return invoice_addresses({ email, contacts: people });
}

/** Of the rules, those that the phone needs. @type {Record<string, (given: any) => unknown>} */
const RULES = {
  lines_of: (given) => lines_of(given.address, given.language, given.seen_from),
  share: (given) => share(given[0], given[1], given[2]),
  split: (given) => split(given[0], given[1]),
  percent_ppm,
  totals: totals_of,
  line_amount: (given) => amount(given[0], given[1]),
  amount_of: amount_or_refusal,
  taxes_of_share: taxes,
  billed_of_line,
  taxes_of_lines: taxes_by_line,
  due_on: (given) => due_on(given.terms, given.issued_on, given.starts_on, given.completes_on),
  shown_as,
  allocate: allocated,
  exact_matches: (given) => exact_matches(given.amount_minor, opens(given.opens)),
  in_words: said,
  draw: drawn,
  goes_along: ([back, left, surcharge_left, [payment_minor, surcharge_minor]]) =>
    goes_along(back, left, surcharge_left, { payment_minor, surcharge_minor }),
  to_confirm: (given) => to_confirm(given.allowance_minor, given.amounts),
  held_back: held,
  invoice_addresses: addresses,
  length_of,
};

const seen = new Set();
for (const file of files) {
  for (const [rule, cases] of Object.entries(golden(file))) {
    // What the backend alone does has its cases there, too.
    if (!(rule in RULES)) continue;
    seen.add(rule);
    for (const { name, given, expect } of cases) {
      Deno.test(`the phone agrees with the golden case ${rule}: ${name}`, () => {
        equal(RULES[rule](given), expect);
      });
    }
  }
}

Deno.test("every rule of the phone has its golden cases", () =>
  equal([...seen].sort(), Object.keys(RULES).sort()));
