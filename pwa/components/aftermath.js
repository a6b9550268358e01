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

/**
 * What the customer added for the crew, and paid for using a card, as far as it was not given back.
 * @param {Row} payment
 */
export function beside_in_words(payment) {
  return ["tip", "surcharge"].map((what) => {
    const left_minor = (payment[`${what}_minor`] ?? 0) - (payment[`${what}_returned_minor`] ?? 0);
    return left_minor > 0 ? t(`${what}.with`, { amount: money(left_minor) }) : "";
  }).filter(Boolean).join(" · ");
}

/** @param {Row} refund */
function refund_in_words({ state, amount_minor, tip_minor = 0, surcharge_minor = 0, method }) {
  const amount = money(amount_minor + tip_minor + surcharge_minor);
  const said = t(`refund.is_${state}`, { amount, by: t(`method.by_${method}`) });
  const in_it = Object.entries({ tip: tip_minor, surcharge: surcharge_minor })
    .filter(([, minor]) => minor > 0).map(([what, minor]) => t(`${what}.in_it`, { amount: money(minor) }));
  return in_it.length > 0 ? `${said} (${in_it.join(", ")})` : said;
}
