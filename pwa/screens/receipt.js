// The receipt of a payment, mailed to who paid: at once from a phone or the office, or later from the list.
import { record } from "../store/outbox.js";

/** @typedef {import("../store/cache.js").Row} Row */

/**
 * Where mail for the customer goes: to the contacts that get it, else to their own.
 * @param {Row | null | undefined} customer
 */
export function addresses_of(customer) {
  const chosen = (customer?.contacts ?? []).filter((/** @type {Row} */ one) =>
    one.gets_invoices && one.email
  );
  if (chosen.length > 0) return chosen.map((/** @type {Row} */ one) => one.email);
  return customer?.email ? [customer.email] : [];
}

/** It waits for signal behind the payment that it is of. @param {string} payment_id */
export const send_receipt = (payment_id) =>
  record("notifications.send_receipt", { payment_id }, { deps: [payment_id] });
