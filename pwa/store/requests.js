/**
 * Invoices that this phone made and the server has not numbered yet. They overlay the server's rows: a
 * request is shown with the job's invoices, reduces what is left by what it bills, and can be paid.
 */

import { to_confirm } from "../domain/allowance.js";
import { remembered } from "./database.js";

/** @import { Cache } from "./cache.js" */
/** @import { Entry } from "./ledger.js" */
/** @import { Outbox } from "./outbox.js" */

/** @typedef {import("./rows.js").Row} Row */

export const MAKES = new Set(["invoices.create_invoice", "schedules.issue_stage"]);
export const SKEW = "stagebill.skew";

/**
 * Those that the rows do not contain yet, oldest first.
 * @param {Cache} cache
 * @param {Outbox} outbox
 * @returns {Row[]}
 */
export function requests_in(cache, outbox) {
  const rev = cache.mark.value?.rev ?? 0;
  const waiting = outbox.entries.value.filter(({ parked }) => !parked);
  const on_its_way = outbox.taken.value.filter((entry) => entry.rev > rev);
  const made = [...on_its_way, ...waiting].filter(({ mutation }) => MAKES.has(mutation.type));
  if (!made.length) return [];
  const rows = cache.rows("invoices");
  return made.filter(({ mutation }) => !rows.has(mutation.body.invoice_id)).map(row_of);
}

/**
 * As an invoice's row. What its body does not say, the phone recorded as it computed it (`seen`).
 * @param {Entry} entry
 * @returns {Row}
 */
export function row_of({ id, mutation: { type, body, seen, created_at } }) {
  const { amount_minor, taxes = [], lines = [], retained = null, ...shown } =
    /** @type {Record<string, any>} */ (seen);
  const owed_minor = amount_minor - (shown.held_minor ?? 0);
  const tax_minor = taxes.reduce(
    (/** @type {number} */ sum, /** @type {Row} */ tax) => sum + tax.tax_minor,
    0,
  );
  return {
    percent_bps: 0,
    title: "",
    due_on: null,
    ...shown,
    id: body.invoice_id,
    request_id: id,
    stage_id: type === "schedules.issue_stage" ? body.stage_id : null,
    kind: body.kind ?? "progress",
    number: null,
    status: "open",
    total_minor: amount_minor,
    owed_minor,
    due_minor: owed_minor,
    base_minor: amount_minor - tax_minor,
    tax_minor,
    taxes,
    lines,
    held_minor: shown.held_minor ?? 0,
    retained,
    credited_minor: 0,
    released_minor: 0,
    paid_minor: 0,
    pending_minor: 0,
    message: body.message ?? "",
    sends: body.send ?? false,
    due_terms: body.due_terms ?? null,
    issued_at: null,
    sent_at: null,
    created_at,
    unsent: true,
  };
}

/**
 * The job with what its requests bill taken off what is left of it.
 * @param {Row} job
 * @param {Row[]} requests  of this job
 * @returns {Row}
 */
export function with_requests(job, requests) {
  if (!requests.length) return job;
  const asked_minor = requests.reduce((sum, { total_minor }) => sum + total_minor, 0);
  const held_minor = requests.reduce((sum, row) => sum + row.held_minor, job.held_minor ?? 0);
  const by_stage = new Map(requests.map((row) => [row.stage_id, row.id]));
  const lines = requests.flatMap((row) => row.lines);
  return {
    ...job,
    requested_minor: asked_minor,
    held_minor,
    billed_by: lines.length ? "lines" : job.billed_by ?? "job",
    invoiced_minor: job.invoiced_minor + asked_minor,
    left_to_invoice_minor: Math.max(job.left_to_invoice_minor - asked_minor, 0),
    line_items: lines.length ? (job.line_items ?? []).map(billed_more(lines)) : job.line_items,
    schedule: job.schedule && {
      ...job.schedule,
      stages: job.schedule.stages.map((/** @type {Row} */ stage) => (
        stage.invoice_id ? stage : { ...stage, invoice_id: by_stage.get(stage.id) ?? null }
      )),
    },
  };
}

/** @param {Row[]} lines */
function billed_more(lines) {
  return (/** @type {Row} */ item) => {
    const own = lines.filter(({ line_item_id }) => line_item_id === item.id);
    const base_minor = own.reduce((sum, line) => sum + line.base_minor, 0);
    return own.length ? { ...item, billed_minor: item.billed_minor + base_minor } : item;
  };
}

/**
 * What is lent of a job to this phone right now, by the server's clock, not this one's.
 * @param {Row[]} allowances
 * @param {string | undefined} device_id
 * @param {string} job_id
 */
export function allowance_minor(allowances, device_id, job_id) {
  const now = new Date(Date.now() + (remembered(SKEW) ?? 0)).toISOString();
  const own = allowances.find((row) => row.device_id === device_id && row.job_id === job_id);
  return own && own.expires_at > now ? own.amount_minor : 0;
}

/**
 * How much of each request exceeds what is lent, by its id; and `next_minor`, what is still lent.
 * @param {Row[]} requests  of one job
 * @param {number} lent_minor
 */
export function beyond(requests, lent_minor) {
  const amounts = requests.map(({ total_minor }) => total_minor);
  const over = to_confirm(lent_minor, amounts);
  const used_minor = amounts.reduce((sum, amount_minor) => sum + amount_minor, 0);
  return {
    by_id: new Map(requests.map(({ id }, at) => [id, over[at]])),
    next_minor: Math.max(lent_minor - used_minor, 0),
  };
}
