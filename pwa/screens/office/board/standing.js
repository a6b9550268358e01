// Where each job stands: its invoices, the one next thing to do, and the lists of the board that it is in.
import { is_overdue, next_step, payable_of, URGENCY } from "../../../domain/next_step.js";
import { today_in } from "../../../components/parts.js";
import { decisions, invoices_of, jobs, settings, unsent } from "../../../store/view.js";
import { computed } from "../../../vendor/ui.js";
import { folded, sum_of } from "../money.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("../../../domain/next_step.js").Next} Next */
/**
 * `filters`: the lists that the job belongs to; `text`: what a search looks in, folded.
 * @typedef {{ job: Row, invoices: Row[], next: Next, filters: string[], due_minor: number,
 *   text: string }} Standing
 */

export const FILTERS = ["attention", "overdue", "due", "stages", "ready", "finished"];
export const SORTS = ["urgency", "newest", "customer", "due", "ready"];

const ATTENTION = URGENCY.indexOf("unsent");

/** Those that wait for a decision, oldest first. */
export const waiting_decisions = computed(() =>
  decisions.value.filter(({ resolved_at }) => resolved_at === null)
    .toSorted((one, other) => one.opened_at < other.opened_at ? -1 : 1)
);

/** All jobs as they stand today: reckoned when rows change, not with every key that is typed. */
export const standings = computed(() => {
  const today = today_in(settings.value?.zone);
  const waiting = sums_by_job(waiting_decisions.value.map((row) => [row.job_id, row.amount_minor]));
  const unsent_counts = sums_by_job(unsent.value.map(({ body }) => [body.job_id ?? null, 1]));
  return jobs.value.map((job) =>
    standing(job, invoices_of(job.id), {
      waiting_minor: waiting.get(job.id) ?? 0,
      unsent_count: unsent_counts.get(job.id) ?? (job.unsent_minor === 0 ? 0 : 1),
      today,
    })
  );
});

/**
 * @param {Row} job @param {Row[]} invoices
 * @param {{ waiting_minor: number, unsent_count: number, today: string }} facts
 * @returns {Standing}
 */
export function standing(job, invoices, facts) {
  const next = next_step(job, invoices, facts);
  const due_minor = sum_of(invoices, payable_of);
  const filters = [
    next.urgency <= ATTENTION && "attention",
    invoices.some((invoice) => is_overdue(invoice, facts.today)) && "overdue",
    due_minor > 0 && "due",
    job.stages_due_count > 0 && "stages",
    job.left_to_invoice_minor > 0 && "ready",
    next.step === "done" && "finished",
  ].filter((name) => typeof name === "string");
  const text = folded([job.title, job.customer_name, job.site, job.number].filter(Boolean).join(" "));
  return { job, invoices, next, filters, due_minor, text };
}

/** @type {Record<string, (one: Standing, other: Standing) => number>} */
const ORDERS = {
  urgency: (one, other) =>
    one.next.urgency - other.next.urgency || other.next.late_days - one.next.late_days || newest(one, other),
  newest,
  customer: (one, other) =>
    one.job.customer_name.localeCompare(other.job.customer_name) || newest(one, other),
  due: (one, other) => other.due_minor - one.due_minor || newest(one, other),
  ready: (one, other) =>
    other.job.left_to_invoice_minor - one.job.left_to_invoice_minor || newest(one, other),
};

/** @param {readonly Standing[]} found @param {string} sort */
export function sorted(found, sort) {
  return found.toSorted(ORDERS[sort] ?? ORDERS.urgency);
}

/** @param {Standing} one @param {Standing} other */
function newest({ job: one }, { job: other }) {
  return one.created_at < other.created_at ? 1 : -1;
}

/** @param {[job_id: string | null, amount: number][]} amounts */
function sums_by_job(amounts) {
  /** @type {Map<string | null, number>} */
  const sums = new Map();
  for (const [job_id, amount] of amounts) sums.set(job_id, (sums.get(job_id) ?? 0) + amount);
  return sums;
}
