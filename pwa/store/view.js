/**
 * What the screens show: the server's rows, overlaid with the money that this device took and those rows do
 * not contain yet. Rows are never edited here: a balance reads "after 1 unsent payment".
 */

import { allocate, open_of } from "../domain/allocation.js";
import { computed, signal } from "../vendor/ui.js";
import { Cache } from "./cache.js";
import { asked, Database, has_note, remember, remembered } from "./database.js";
import { outbox } from "./outbox.js";
import { allowance_minor, beyond, requests_in, with_requests } from "./requests.js";

/** @import { ReadonlySignal } from "../vendor/ui.js" */
/** @import { Entry, Fact } from "./ledger.js" */
/** @import { Outbox } from "./outbox.js" */

/**
 * Who was signed in here last: what the first frame needs without a network, and no secret.
 * @typedef {{organization_id: string, organization_name: string, member_id: string, name: string,
 *   role: string, language: string, currency: string, zone: string}} Me
 * @typedef {import("./rows.js").Row} Row
 * @typedef {{by_invoice: Map<string, number>, by_job: Map<string, number>, payments: Row[],
 *   reversed: Map<string, number>}} Overlay
 */

export const ME = "stagebill.me";

export const me = signal(/** @type {Me | null} */ (remembered(ME)));

/**
 * A member's own two databases. Without storage (private mode, full disk) reading works from the network, and
 * recording says that it does not.
 * @param {Me} who
 */
export async function open_stores({ organization_id, member_id }) {
  const opened = outbox.open(organization_id, member_id).catch(() => {});
  await cache.open(organization_id, member_id, outbox, opened);
}

/**
 * Kept twice: the first frame reads localStorage at once, but browsers write that to the disk only seconds
 * later, and who is killed in between would stand before a closed door without signal.
 */
const session = new Database({
  name: "session",
  version: 1,
  strict: true,
  upgrade: (handle) => void handle.createObjectStore("kv"),
  on_loss: () => void remember_me(me.peek()),
});

/** @param {Me | null} who  for this frame and the next start's */
export function know_me(who) {
  remember(ME, who);
  me.value = who;
}

/** @param {Me | null} who */
export async function remember_me(who) {
  know_me(who);
  await session.write(["kv"], (kv) => void (who ? kv.put(who, "me") : kv.delete("me"))).catch(() => {});
}

/** Who was here last, if the quick note of it is gone. A note of "null" is no gap: nobody is signed in. */
export async function recall_me() {
  if (has_note(ME)) return;
  const who = await session.read(["kv"], (kv) => asked(kv.get("me"))).catch(() => null);
  if (who && !me.peek()) me.value = who;
}

/**
 * @param {Cache} cache
 * @param {Outbox} outbox
 */
export function overlaid(cache, outbox) {
  const requests = computed(() => requests_in(cache, outbox));
  const overlay = computed(() => overlay_of(cache, requests.value, outbox.facts.value, outbox.entries.value));
  const settings = computed(() => cache.list("settings")[0] ?? null);
  const invoices = computed(() =>
    with_unsent(
      together(requests.value, cache.list("invoices")),
      overlay.value.by_invoice,
      (row, unsent_minor) => ({
        ...row,
        unsent_minor,
        due_minor: row.due_minor - unsent_minor,
      }),
    )
  );
  const jobs = computed(() =>
    with_asked(
      with_unsent(
        cache.list("jobs"),
        overlay.value.by_job,
        (row, unsent_minor) => ({ ...row, unsent_minor }),
      ),
      requests.value,
    )
  );
  const payments = computed(() => {
    const { payments: unsent, reversed } = overlay.value;
    const sent = with_unsent(cache.list("payments"), reversed, (row, reversed_minor) => ({
      ...row,
      reversed_minor,
      unsent: true,
    }));
    return [...[...unsent].reverse(), ...sent];
  });
  return { settings, invoices, jobs, payments, requests };
}

/** The newest first, as rows are. @param {Row[]} requests @param {Row[]} rows */
function together(requests, rows) {
  return requests.length ? [...requests.toReversed(), ...rows] : rows;
}

/** @param {Row[]} jobs @param {Row[]} requests */
function with_asked(jobs, requests) {
  if (!requests.length) return jobs;
  return jobs.map((job) => with_requests(job, requests.filter(({ job_id }) => job_id === job.id)));
}

/**
 * A fact is contained if the rows already include it: its payment is there, or they reach past its rev.
 * @param {Cache} cache
 * @param {Row[]} requests
 * @param {Fact[]} facts
 * @param {Entry[]} entries
 * @returns {Overlay}
 */
function overlay_of(cache, requests, facts, entries) {
  const rev = cache.mark.value?.rev ?? 0;
  const rows = cache.rows("payments");
  const mended = new Set(entries.filter((entry) => entry.parked?.mended_by).map((entry) => entry.id));
  const missing = facts.filter((fact) =>
    !mended.has(fact.id) && !(fact.rev !== null && fact.rev <= rev) && !is_in_rows(fact, rows)
  );
  const taken_back = new Set(missing.filter(is_reversal).map((fact) => fact.mutation.body.payment_id));
  /** @type {Overlay} */
  const overlay = { by_invoice: new Map(), by_job: new Map(), payments: [], reversed: new Map() };
  for (const fact of missing) {
    if (is_reversal(fact)) lay_reversal(overlay, rows.get(fact.mutation.body.payment_id));
    else lay_payment(overlay, cache, requests, fact, taken_back.has(fact.payment_id));
  }
  return overlay;
}

/** @param {Fact} fact */
function is_reversal(fact) {
  return fact.mutation.type === "payments.reverse_payment";
}

/**
 * @param {Fact} fact
 * @param {Map<string, Row>} payments
 */
function is_in_rows(fact, payments) {
  if (!is_reversal(fact)) return payments.has(fact.payment_id);
  return (payments.get(fact.mutation.body.payment_id)?.reversed_minor ?? 0) > 0;
}

/**
 * @param {Overlay} overlay
 * @param {Row | undefined} payment  none: it was taken on this device and lies in the overlay itself
 */
function lay_reversal(overlay, payment) {
  if (!payment) return;
  for (const part of payment.allocations) add(overlay.by_invoice, part.invoice_id, -part.amount_minor);
  if (payment.job_id) add(overlay.by_job, payment.job_id, -payment.amount_minor);
  overlay.reversed.set(payment.id, payment.amount_minor);
}

/**
 * @param {Overlay} overlay
 * @param {Cache} cache
 * @param {Row[]} requests
 * @param {Fact} fact
 * @param {boolean} is_taken_back
 */
function lay_payment(overlay, cache, requests, fact, is_taken_back) {
  const { body } = fact.mutation;
  const job_id = body.job_id ?? cache.rows("invoices").get(body.invoice_id)?.job_id ?? null;
  const split = is_taken_back
    ? { parts: [], unapplied_minor: body.amount_minor }
    : split_of(overlay, cache, requests, job_id, body);
  for (const { invoice_id, amount_minor } of split.parts) {
    add(overlay.by_invoice, invoice_id, amount_minor);
    const its_job = job_id ? null : cache.rows("invoices").get(invoice_id)?.job_id;
    if (its_job) add(overlay.by_job, its_job, amount_minor);
  }
  if (job_id && !is_taken_back) add(overlay.by_job, job_id, body.amount_minor);
  overlay.payments.push({
    received_at: null,
    reference: "",
    note: "",
    customer_id: null,
    invoice_id: null,
    unapplied_reason: null,
    suspect_duplicate: false,
    ...body,
    id: fact.payment_id,
    job_id,
    allocations: split.parts,
    unapplied_minor: split.unapplied_minor,
    reversed_minor: is_taken_back ? body.amount_minor : 0,
    unsent: true,
    state: fact.state,
    code: fact.code,
  });
}

/**
 * As the server will do it, from what this device knows: an estimate.
 * @param {Overlay} overlay
 * @param {Cache} cache
 * @param {Row[]} requests
 * @param {string | null} job_id
 * @param {Record<string, any>} body
 */
function split_of(overlay, cache, requests, job_id, body) {
  const invoices = [...cache.rows("invoices").values(), ...requests];
  const jobs = cache.rows("jobs");
  const meant = invoices.filter((row) =>
    body.invoice_id
      ? row.id === body.invoice_id
      : job_id
      ? row.job_id === job_id
      : body.customer_id && jobs.get(row.job_id)?.customer_id === body.customer_id
  );
  const opens = meant.filter((row) => row.status === "open").map((row) => {
    const { id, number, pending_minor, due_on, issued_at } = row;
    const due_minor = row.due_minor - (overlay.by_invoice.get(id) ?? 0);
    return open_of({ id, number, due_minor, pending_minor, due_on, issued_at });
  });
  const whole_only = Boolean(cache.list("settings")[0]?.whole_invoices_only);
  return allocate(body.amount_minor, opens, { hint: body.hint ?? null, whole_only });
}

/**
 * @param {Map<string, number>} sums
 * @param {string} id
 * @param {number} amount_minor
 */
function add(sums, id, amount_minor) {
  sums.set(id, (sums.get(id) ?? 0) + amount_minor);
}

/** @type {WeakMap<Row, Row>} */
const plain_rows = new WeakMap();

/**
 * Rows without an overlay keep their identity, so that a screen redraws only what changed.
 * @param {Row[]} rows
 * @param {Map<string, number>} sums
 * @param {(row: Row, sum: number) => Row} laid_over
 */
function with_unsent(rows, sums, laid_over) {
  return rows.map((row) => {
    const sum = sums.get(row.id);
    if (sum !== undefined) return laid_over(row, sum);
    let plain = plain_rows.get(row);
    if (!plain) plain_rows.set(row, plain = { ...row, unsent_minor: 0 });
    return plain;
  });
}

/** @param {ReadonlySignal<Row[]>} rows */
function lookup(rows) {
  return computed(() => new Map(rows.value.map((row) => [row.id, row])));
}

/** @param {ReadonlySignal<Row[]>} rows */
function by_job(rows) {
  return computed(() => {
    /** @type {Map<string, Row[]>} */
    const groups = new Map();
    for (const row of rows.value) {
      const group = groups.get(row.job_id);
      if (group) group.push(row);
      else groups.set(row.job_id, [row]);
    }
    return groups;
  });
}

export const cache = new Cache();
export const { ready, loaded } = cache;
export const { settings, jobs, invoices, payments, requests } = overlaid(cache, outbox);
export const customers = computed(() => cache.list("customers"));
export const decisions = computed(() => cache.list("decisions"));
export const members = computed(() => cache.list("members"));
export const attachments = computed(() => cache.list("attachments"));
export const notes = computed(() => cache.list("notes"));

/** The server's visits, overlaid with what this phone reported and has not sent yet. */
export const visits = computed(() => {
  const said = new Map(
    outbox.entries.value.filter(({ mutation, parked }) => mutation.type === "jobs.report_visit" && !parked)
      .map(({ mutation }) => [mutation.body.visit_id, mutation.body.state]),
  );
  return cache.list("visits").map((row) => {
    const state = said.get(row.id);
    return state === undefined ? row : { ...row, state, unsent: true };
  }).sort((one, other) => one.starts_at < other.starts_at ? -1 : 1);
});
export const devices = computed(() => cache.list("devices"));
export const allowances = computed(() => cache.list("allowances"));
/** What devices that were shut out left with the office. */
export const handed_in = computed(() => cache.list("handed_in"));

/**
 * What this phone recorded and the rows do not contain yet: unsent, or accepted with its rows on their way.
 */
export const under_way = computed(() => [
  ...outbox.taken.value.filter((entry) => entry.rev > (cache.mark.value?.rev ?? 0)),
  ...outbox.entries.value.filter((entry) => !entry.parked),
]);

/** What waits to be sent or needs attention, oldest first. */
export const unsent = computed(() =>
  outbox.waiting.value.map(({ id, seq, mutation: { type, body, created_at }, parked }) => ({
    id,
    seq,
    type,
    body,
    created_at,
    parked,
    amount_minor: body.amount_minor ?? null,
    receipt: body.receipt ?? null,
  }))
);

const job_lookup = lookup(jobs);
const invoice_lookup = lookup(invoices);
const customer_lookup = lookup(customers);
const invoices_by_job = by_job(invoices);
const payments_by_job = by_job(payments);
const attachments_by_job = by_job(attachments);
const visits_by_job = by_job(visits);
const notes_by_job = by_job(notes);

/** @param {string} id */
export const job = (id) => job_lookup.value.get(id) ?? null;
/** @param {string} id */
export const invoice = (id) => invoice_lookup.value.get(id) ?? null;
/** @param {string} id */
export const customer = (id) => customer_lookup.value.get(id) ?? null;
/** @param {string} job_id */
export const invoices_of = (job_id) => invoices_by_job.value.get(job_id) ?? [];
/** @param {string} job_id */
export const payments_of = (job_id) => payments_by_job.value.get(job_id) ?? [];
/**
 * How certain this phone's requests of a job are: how much of each exceeds what is lent to it.
 * @param {string} job_id
 */
export const certainty_of = (job_id) =>
  beyond(
    requests.value.filter((row) => row.job_id === job_id),
    allowance_minor(allowances.value, outbox.device.value?.id, job_id),
  );
/** Photos and documents that hang on the job now. @param {string} job_id */
export const files_of = (job_id) =>
  (attachments_by_job.value.get(job_id) ?? []).filter((row) => row.removed_at === null);
/** @param {string} job_id */
export const visits_of = (job_id) => visits_by_job.value.get(job_id) ?? [];
/** @param {string} job_id */
export const notes_of = (job_id) => notes_by_job.value.get(job_id) ?? [];
