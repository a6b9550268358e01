// What the phone's screens call a job, an invoice and a payment: the same words wherever they stand.
import { Chip } from "../../components/parts.js";
import { shown_as } from "../../domain/status.js";
import { day, in_locale, money, t } from "../../messages.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */

/** @type {Readonly<Record<string, string>>} */
const METHOD_ICONS = { cash: "cash", check: "check_slip", card: "card", ach: "bank", financing: "bank" };

/** @param {Row} job */
export function who_and_where(job) {
  return [job.customer_name, job.site].filter(Boolean).join(" · ");
}

/** @param {Row} invoice */
export function invoice_number(invoice) {
  return invoice.number ?? t("invoice.number_when_sent");
}

/** @param {Row} invoice */
export function invoice_name(invoice) {
  return [invoice_number(invoice), invoice.title].filter(Boolean).join(" · ");
}

/**
 * A percent as it was asked for, up to a thousandth: 20%, 33.333%.
 * @param {number} percent_bps
 */
export function percent_in_words(percent_bps) {
  return in_locale(percent_bps / 10_000, { style: "percent", maximumFractionDigits: 3 });
}

/** @param {Row} invoice */
export function due_in_words(invoice) {
  if (invoice.due_on) return t("invoice.due_on", { day: day(invoice.due_on) });
  return t(`invoice.due_${invoice.due_terms?.kind ?? "receipt"}`);
}

/**
 * The state that people see; the stored one knows neither the day nor what this phone holds.
 * @param {Row} invoice
 * @param {string} today
 */
function invoice_state(invoice, today) {
  if (invoice.request_id) return "on_this_phone";
  if (invoice.status === "open" && invoice.unsent_minor > 0) {
    return invoice.due_minor > 0 ? "part_on_this_phone" : "on_this_phone";
  }
  const { status, due_on, paid_minor, pending_minor, owed_minor, sent_at } = invoice;
  const is_disputed = invoice.concerns?.some((/** @type {Row} */ { kind }) => kind === "disputed");
  return shown_as({
    status,
    sent: sent_at !== null,
    due_on,
    paid_minor,
    pending_minor,
    owed_minor,
    today,
    is_disputed,
  });
}

/**
 * Whether the customer can pay something of it by its link. What is on its way cannot be paid twice.
 * @param {Row} invoice
 */
export function has_pay_code(invoice) {
  const { status, issued_at, due_minor, pending_minor, payment_options } = invoice;
  if (status !== "open" || !issued_at || due_minor <= pending_minor) return false; // nor while it waits here
  const { card, ach, financing } = payment_options;
  return Boolean(card || ach || financing); // a part of the sum is no way to pay it
}

/** @param {{ invoice: Row, today: string }} props */
export function InvoiceState({ invoice, today }) {
  return html`<${Chip} state=${invoice_state(invoice, today)} />`;
}

/** @param {string} method */
export function method_icon(method) {
  return METHOD_ICONS[method] ?? "other";
}

/** "Check 1042", also where somebody wrote the word into the reference. @param {Row} payment */
export function payment_name({ method, reference = "" }) {
  const name = t(`method.${method}`);
  const says_it = reference.toLocaleLowerCase().startsWith(name.toLocaleLowerCase());
  return says_it ? reference : `${name} ${reference}`.trim();
}

/**
 * What became of a payment, in the order of what a person must know first.
 * @param {Row} payment  `state` is there while this device keeps it: pending, parked, applied or unapplied
 */
export function payment_state(payment) {
  if (payment.state === "parked") return "attention";
  if (payment.unsent && payment.state !== "applied" && payment.state !== "unapplied") return "on_this_phone";
  if (payment.disputes?.some((/** @type {Row} */ { state }) => state === "open")) return "disputed";
  if (payment.reversed_minor >= payment.amount_minor) return "reversed";
  return payment.unapplied_minor > 0 ? "unapplied" : null;
}

/** Why money is not on an invoice, once the server has said so. @param {Row} payment */
export function unapplied_in_words({ unapplied_minor, unapplied_reason, reversed_minor, amount_minor }) {
  if (unapplied_minor <= 0 || !unapplied_reason || reversed_minor >= amount_minor) return null;
  return t(`unapplied.${unapplied_reason}`, { amount: money(unapplied_minor) });
}
