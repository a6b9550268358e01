// @ts-check
/** Status is what the ledger says; what is shown adds today's date and money that is not sent yet. */

/**
 * @typedef {"draft" | "open" | "paid" | "void" | "canceled"} Status
 * @typedef {"draft" | "unsent" | "open" | "part_paid" | "pending" | "overdue" | "paid" | "disputed"
 *   | "credited" | "void" | "canceled"} ShownAs
 */

/**
 * What is still to pay. Money on its way is still due, though it cannot be paid a second time.
 * @param {Status} status @param {number} owed_minor @param {number} paid_minor
 * @returns {number}
 */
export function due_minor(status, owed_minor, paid_minor) {
  return status === "open" || status === "paid" ? owed_minor - paid_minor : 0;
}

/**
 * What a new payment may still settle.
 * @param {Status} status @param {number} owed_minor @param {number} paid_minor @param {number} pending_minor
 * @returns {number}
 */
export function payable_minor(status, owed_minor, paid_minor, pending_minor) {
  return Math.max(due_minor(status, owed_minor, paid_minor) - pending_minor, 0);
}

/**
 * The one word for an invoice in a list, the most telling first. Days are ISO texts.
 * @param {{status: Status, sent: boolean, due_on: string | null, paid_minor: number, pending_minor: number,
 *   owed_minor: number, today: string, is_disputed?: boolean}} invoice
 * @returns {ShownAs}
 */
export function shown_as(
  { status, sent, due_on, paid_minor, pending_minor, owed_minor, today, is_disputed },
) {
  if (status === "draft" || status === "void" || status === "canceled") return status;
  if (is_disputed) return "disputed";
  if (owed_minor === 0) return "credited";
  if (paid_minor >= owed_minor) return "paid";
  if (pending_minor > 0) return "pending";
  if (due_on !== null && due_on < today) return "overdue";
  if (paid_minor > 0) return "part_paid";
  return sent ? "open" : "unsent";
}
