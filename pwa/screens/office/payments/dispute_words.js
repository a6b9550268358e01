// Why a customer's bank disputes a payment, in words, and what shows that it was right.
import { t } from "../../../messages.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** The reasons that processors name, by what answers them. @type {Record<string, string>} */
const ANSWERED_BY = {
  fraudulent: "unknown",
  unrecognized: "unknown",
  debit_not_authorized: "unknown",
  product_not_received: "work",
  product_unacceptable: "work",
  duplicate: "duplicate",
  credit_not_processed: "refund",
};

/**
 * Of the open dispute of a payment. A reason that we do not know is told in the processor's own word.
 * @param {Row | undefined} payment
 */
export function dispute_in_words(payment) {
  const dispute = (payment?.disputes ?? []).findLast((/** @type {Row} */ { state }) => state === "open");
  if (!dispute?.reason) return "";
  const answered_by = ANSWERED_BY[dispute.reason] ?? "other";
  return t(`decide.dispute_${answered_by}`, { reason: dispute.reason.replaceAll("_", " ") });
}
