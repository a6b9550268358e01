// Money for all jobs of a customer hangs on none of them: it is seen on each, with where it went.
import { money, t } from "../../messages.js";
import { invoice as invoice_of, payments, payments_of } from "../../store/view.js";

/** @typedef {import("../../store/cache.js").Row} Row */

/** The job's own payments, and those that its customer made for all their jobs. @param {Row} job */
export function payments_at(job) {
  const of_customer = payments.value.filter(is_for_all_jobs).filter(({ customer_id }) =>
    customer_id === job.customer_id
  );
  return [...payments_of(job.id), ...of_customer];
}

/** "For all jobs", and each part: an invoice that this phone does not have is one of another job. */
export function split_in_words(/** @type {Row} */ payment) {
  if (!is_for_all_jobs(payment)) return [];
  const parts = payment.allocations.map((/** @type {Row} */ { invoice_id, amount_minor }) => {
    const number = invoice_of(invoice_id)?.number;
    return t(number ? "pay.went_to" : "pay.went_elsewhere", { amount: money(amount_minor), number });
  });
  return [t("pay.for_all_jobs"), ...parts];
}

/** @param {Row} payment */
function is_for_all_jobs({ job_id, invoice_id }) {
  return !job_id && !invoice_id;
}
