// What became of money after it was taken: given back, on its way back, or asked back by the customer's bank.
import { day, money, t } from "../messages.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** How far each refund of a payment has come; what this phone took itself has none. @param {Row} payment */
export function refunds_in_words({ refunds = [] }) {
  return refunds.map(refund_in_words);
}

/**
 * The refunds that took money off an invoice.
 * @param {Row} invoice @param {Row[]} payments @returns {string[]}
 */
export function refunds_on(invoice, payments) {
  return payments.flatMap(({ refunds = [] }) => refunds)
    .filter((/** @type {Row} */ { invoice_id }) => invoice_id === invoice.id).map(refund_in_words);
}

/** Until when the bank wants to hear about each open dispute of a payment. @param {Row} payment */
export function answers_in_words({ disputes = [] }) {
  return disputes.filter((/** @type {Row} */ { state, due_by }) => state === "open" && due_by)
    .map((/** @type {Row} */ { due_by }) => t("concern.answer_by", { day: day(due_by) }));
}

/** What the customer added for the crew, as far as it was not given back. @param {Row} payment */
export function tip_in_words({ tip_minor = 0, tip_returned_minor = 0 }) {
  const left_minor = tip_minor - tip_returned_minor;
  return left_minor > 0 ? t("tip.with", { amount: money(left_minor) }) : "";
}

/** @param {Row} refund */
function refund_in_words({ state, amount_minor, tip_minor = 0, method }) {
  const amount = money(amount_minor + tip_minor);
  const said = t(`refund.is_${state}`, { amount, method: t(`method.${method}`) });
  return tip_minor > 0 ? `${said} (${t("tip.in_it", { amount: money(tip_minor) })})` : said;
}
