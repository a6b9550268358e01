// @ts-check
/**
 * The one thing to do next on a job, the most urgent first: money that waits for a word, payments that
 * failed or were taken back, money that is late,
 * work that was agreed and not billed, paper that has not left, money that this device still has to send,
 * and then what is left to bill.
 */

/**
 * @typedef {"decide" | "again" | "overdue" | "change" | "stage" | "draft" | "send" | "unsent" | "first"
 *   | "rest" | "wait" | "done"} Step
 * @typedef {Record<string, any>} Row  a job or an invoice, as devices hold it
 * @typedef {{step: Step, urgency: number, amount_minor: number, late_days: number, invoice: Row | null,
 *   name: string}} Next  `name`: of a stage that is due to be billed
 */

/** The lower, the more urgent; what is under way or done asks for nothing. @type {readonly Step[]} */
export const URGENCY = [
  "decide",
  "again",
  "overdue",
  "change",
  "stage",
  "draft",
  "send",
  "unsent",
  "first",
  "rest",
  "wait",
  "done",
];
const DAY_MS = 86_400_000;

/** What is owed on an invoice and not on its way. @param {Row} invoice */
export function payable_of({ status, due_minor, pending_minor }) {
  return status === "open" ? Math.max(0, due_minor - pending_minor) : 0;
}

/** @param {Row} invoice @param {string} today an ISO day */
export function is_overdue(invoice, today) {
  return payable_of(invoice) > 0 && invoice.due_on !== null && invoice.due_on < today;
}

/**
 * @param {Row} job
 * @param {readonly Row[]} invoices
 * @param {{waiting_minor: number, unsent_count: number, today: string}} facts  `waiting_minor`: money of the
 *   job that needs a decision; `unsent_count`: payments of it that this device has not sent
 * @returns {Next}
 */
export function next_step(job, invoices, { waiting_minor, unsent_count, today }) {
  const late = invoices.filter((invoice) => is_overdue(invoice, today)).sort(by_due_day);
  const draft = invoices.find(({ status }) => status === "draft") ?? null;
  const unsent = invoices.find(({ status, sent_at }) => status === "open" && sent_at === null) ?? null;
  const is_running = !job.canceled_at; // of a canceled one, only money is left to see to
  const changes_minor = job.unbilled_changes_minor ?? 0;
  if (waiting_minor > 0) return next("decide", waiting_minor);
  const [gone] = invoices.filter(brought_nothing);
  if (gone) return next("again", payable_of(gone), { invoice: gone });
  if (late.length > 0) {
    const overdue_minor = late.reduce((sum, invoice) => sum + payable_of(invoice), 0);
    return next("overdue", overdue_minor, { invoice: late[0], late_days: days_late(late[0], today) });
  }
  if (changes_minor > 0 && is_running) return next("change", changes_minor);
  if (job.next_stage?.is_ready && is_running) {
    return next("stage", job.next_stage.amount_minor, { name: job.next_stage.title });
  }
  if (draft && is_running) return next("draft", draft.total_minor, { invoice: draft });
  if (unsent) return next("send", unsent.due_minor, { invoice: unsent });
  if (unsent_count > 0) return next("unsent", Math.abs(job.unsent_minor ?? 0));
  if (job.left_to_invoice_minor > 0) {
    return next(job.invoiced_minor === 0 ? "first" : "rest", job.left_to_invoice_minor);
  }
  const to_come_minor = invoices.reduce(
    (sum, { status, due_minor }) => status === "open" ? sum + due_minor : sum,
    0,
  );
  return to_come_minor > 0 ? next("wait", to_come_minor) : next("done", 0);
}

/**
 * Whether a bank payment of it failed, or money was taken back, and nothing came since: it is due, and its
 * customer may not know it.
 * @param {Row} invoice
 */
export function brought_nothing(invoice) {
  return payable_of(invoice) > 0 &&
    (invoice.concerns ?? []).some((/** @type {Row} */ { kind }) =>
      kind === "taken_back" || kind === "debit_failed"
    );
}

/** How many days ago the invoice was due. @param {Row} invoice @param {string} today */
export function days_late({ due_on }, today) {
  return due_on === null ? 0 : Math.max(0, (Date.parse(today) - Date.parse(due_on)) / DAY_MS);
}

/**
 * @param {Step} step @param {number} amount_minor
 * @param {{invoice?: Row, late_days?: number, name?: string}} [more]
 * @returns {Next}
 */
function next(step, amount_minor, { invoice, late_days = 0, name = "" } = {}) {
  return { step, urgency: URGENCY.indexOf(step), amount_minor, late_days, invoice: invoice ?? null, name };
}

/** @param {Row} one @param {Row} other */
function by_due_day(one, other) {
  return (one.due_on ?? "") < (other.due_on ?? "") ? -1 : 1;
}
