// A payment before it is saved: what it settles, in the words and figures that a person checks it by.
import { allocate, exact_matches, in_words, oldest_first, open_of } from "../../domain/allocation.js";
import { t } from "../../messages.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("../../domain/allocation.js").Open} Open */
/** @typedef {{ say: string, amount_minor: number, number: string, left_minor: number }} Sentence */
/** @typedef {{ amount_minor: number, name: "invoice" | "all_due" | "whole_job", number: string }} Quick */
/**
 * `left_minor`: not yet invoiced. `of_customer`: for all jobs of the customer, so no job keeps what is over.
 * @typedef {{ hint: string[], whole_only: boolean, left_minor: number, of_customer?: boolean }} Terms
 */

const QUICK_INVOICES_MAX = 2;
const HINT_MAX = 20; // what the server takes; the others follow oldest first there, as here

/**
 * The open invoices of all jobs of a customer, as far as they are on this device.
 * @param {string} customer_id  as the jobs have it today: an invoice keeps the one it was made out to
 * @param {readonly Row[]} jobs @param {readonly Row[]} invoices
 * @returns {Open[]}
 */
export function opens_of_customer(customer_id, jobs, invoices) {
  const theirs = new Set(jobs.filter((job) => job.customer_id === customer_id).map(({ id }) => id));
  return opens_of(invoices.filter(({ job_id }) => theirs.has(job_id)));
}

/**
 * What a payment says of its split: the invoices in the order that was shown. So the money goes where the
 * person read it would, though the office may know of older ones.
 * @param {readonly Open[]} opens @param {readonly string[]} hint  what the person chose first
 */
export function order_shown(opens, hint) {
  const others = opens.map(({ invoice_id }) => invoice_id).filter((id) => !hint.includes(id));
  return [...hint, ...others].slice(0, HINT_MAX);
}

/**
 * What a payment could still settle, oldest due first.
 * @param {Row[]} invoices
 * @returns {Open[]}
 */
export function opens_of(invoices) {
  const open = invoices.filter(({ status }) => status === "open").map((invoice) => (
    { ...invoice, number: invoice.number ?? t("request.as_number") }
  ));
  return oldest_first(open.map((invoice) => open_of(/** @type {any} */ (invoice)))).filter((one) =>
    one.due_minor > 0
  );
}

/**
 * The split, one sentence a part. What stays over is credit while the job has stages left to invoice,
 * and a decision of the office beyond that.
 * @param {number} amount_minor
 * @param {Open[]} opens
 * @param {Terms} terms
 * @returns {Sentence[]}
 */
export function split_in_sentences(amount_minor, opens, { hint, whole_only, left_minor, of_customer }) {
  const split = allocate(amount_minor, opens, { hint, whole_only });
  const all_due_minor = opens.reduce((sum, open) => sum + open.due_minor, 0);
  const settles_all = amount_minor - split.unapplied_minor >= all_due_minor;
  const over = !settles_all
    ? of_customer ? "split.waits_customer" : "split.waits"
    : split.unapplied_minor > left_minor
    ? "split.over"
    : "split.credit";
  return in_words(split, opens).map((clause) => ({
    say: clause.kind === "unapplied" ? over : `split.${clause.kind}`,
    amount_minor: clause.amount_minor,
    number: clause.number,
    left_minor: clause.due_after_minor,
  }));
}

/**
 * The invoices that this sum equals, when the usual order would not settle exactly those: worth a question.
 * @param {number} amount_minor
 * @param {Open[]} opens
 * @returns {string[]}
 */
export function invoices_to_ask_about(amount_minor, opens) {
  const [match = []] = exact_matches(amount_minor, opens);
  const usual = allocate(amount_minor, opens).parts.map(({ invoice_id }) => invoice_id);
  const is_usual = match.length === usual.length && match.every((id) => usual.includes(id));
  return is_usual ? [] : match;
}

/**
 * The sums that people mean most often, none of them twice.
 * @param {Open[]} opens
 * @param {number} collect_minor
 * @returns {Quick[]}
 */
export function quick_amounts(opens, collect_minor) {
  const all_due_minor = opens.reduce((sum, open) => sum + open.due_minor, 0);
  /** @type {Quick[]} */
  const quick = opens.slice(0, QUICK_INVOICES_MAX)
    .map(({ due_minor, number }) => ({ amount_minor: due_minor, name: "invoice", number: number ?? "" }));
  if (opens.length > 1) quick.push({ amount_minor: all_due_minor, name: "all_due", number: "" });
  if (collect_minor > all_due_minor) {
    quick.push({ amount_minor: collect_minor, name: "whole_job", number: "" });
  }
  return quick;
}
