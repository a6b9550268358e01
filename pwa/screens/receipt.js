// The receipt of a payment, mailed to who paid: at once from a phone or the office, or later from the list.
import { record } from "../store/outbox.js";

/** It waits for signal behind the payment that it is of. @param {string} payment_id */
export const send_receipt = (payment_id) =>
  record("notifications.send_receipt", { payment_id }, { deps: [payment_id] });
