/** An invoice that this phone made lies over the job until the server's row is there. */

import { Cache } from "../../../pwa/store/cache.js";
import { Outbox } from "../../../pwa/store/outbox.js";
import { allowance_minor, beyond } from "../../../pwa/store/requests.js";
import { overlaid } from "../../../pwa/store/view.js";
import { equal, new_device } from "../device.js";

const JOB = {
  id: "job",
  customer_id: "jane",
  total_minor: 500_000,
  invoiced_minor: 300_000,
  left_to_invoice_minor: 200_000,
  billed_by: "job",
  line_items: [],
  schedule: null,
};

/** @param {Record<string, Record<string, unknown>[]>} tables */
async function a_view(tables = { jobs: [JOB], invoices: [] }) {
  new_device();
  const [outbox, cache] = [new Outbox(), new Cache()];
  await cache.open("org", "ana", outbox, outbox.open("org", "ana"));
  const columnar = Object.entries(tables).map(([name, rows]) => {
    const cols = Object.keys(rows[0] ?? {});
    return [name, { cols, data: cols.map((col) => rows.map((row) => row[col])) }];
  });
  const server_time = "2026-11-23T09:12:00Z";
  await cache.replace({ epoch: "e", cursor: "e~1", server_time, tables: Object.fromEntries(columnar) }, 0);
  return { outbox, cache, view: overlaid(cache, outbox), close: () => (cache.close(), outbox.close()) };
}

/** @param {Outbox} outbox @param {string} id @param {number} amount_minor @param {any} [more] */
function make(outbox, id, amount_minor, { body = {}, seen = {}, type = "invoices.create_invoice" } = {}) {
  return outbox.record(type, {
    invoice_id: id,
    ...(type === "invoices.create_invoice" && { job_id: "job", amount_minor }),
    seen_minor: amount_minor,
    ...body,
  }, { id, seen: { job_id: "job", amount_minor, taxes: [], lines: [], due_on: "2026-12-01", ...seen } });
}

/** @param {string} id @param {string} number */
function row_of(id, number) {
  return { id, job_id: "job", number, status: "open", total_minor: 150_000, due_minor: 150_000 };
}

Deno.test("a request takes what it bills of what is left, and has no number", async () => {
  const { outbox, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  const [job] = view.jobs.value;
  equal([job.left_to_invoice_minor, job.invoiced_minor, job.requested_minor], [50_000, 450_000, 150_000]);
  const [invoice] = view.invoices.value;
  equal([invoice.id, invoice.number, invoice.status, invoice.due_minor, invoice.request_id], [
    "i1",
    null,
    "open",
    150_000,
    "i1",
  ]);
  close();
});

Deno.test("it is still there after the app was killed", async () => {
  const { outbox, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  await outbox.open("org", "ana");
  equal(view.jobs.value[0].left_to_invoice_minor, 50_000);
  close();
});

Deno.test("money for it settles it, before it has a number", async () => {
  const { outbox, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  await outbox.record("payments.record_payment", {
    method: "cash",
    amount_minor: 100_000,
    job_id: "job",
    invoice_id: "i1",
  });
  equal(view.invoices.value.map((row) => [row.due_minor, row.unsent_minor]), [[50_000, 100_000]]);
  equal(view.payments.value[0].allocations, [{ invoice_id: "i1", amount_minor: 100_000 }]);
  close();
});

Deno.test("taken by the server it stays in sight until its row is there, and then is the row", async () => {
  const { outbox, cache, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  await outbox.settle([{ id: "i1", state: "applied", rev: 7 }]);
  equal(view.invoices.value.map((row) => [row.id, row.number]), [["i1", null]]);
  equal(view.jobs.value[0].left_to_invoice_minor, 50_000);
  const mark = { epoch: "e", cursor: "e~7", rev: 7, synced_at: "2026-11-23T09:13:00Z" };
  await cache.apply([
    { e: "invoice", op: "put", id: "i1", rev: 7, row: row_of("i1", "INV-0007") },
    { e: "job", op: "put", id: "job", rev: 7, row: { ...JOB, left_to_invoice_minor: 50_000 } },
  ], mark);
  equal(view.invoices.value.map((row) => [row.id, row.number]), [["i1", "INV-0007"]]);
  equal(view.jobs.value[0].left_to_invoice_minor, 50_000);
  close();
});

Deno.test("a refused request bills nothing any more; what is made from it keeps its id", async () => {
  const { outbox, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  await outbox.settle([{ id: "i1", state: "rejected", code: "invoices.over_invoiced" }]);
  equal([view.invoices.value.length, view.jobs.value[0].left_to_invoice_minor], [0, 200_000]);
  const { body, seen } = outbox.entries.value[0].mutation;
  await outbox.record("invoices.create_invoice", { ...body, amount_minor: 90_000 }, {
    seen: { ...seen, amount_minor: 90_000 },
    mends: "i1",
  });
  equal(view.invoices.value.map((row) => [row.id, row.total_minor]), [["i1", 90_000]]);
  equal(outbox.waiting.value.length, 1);
  close();
});

Deno.test("thrown away it is sent as nothing under its own id, and money cannot be thrown away", async () => {
  const { outbox, view, close } = await a_view();
  await make(outbox, "i1", 150_000);
  const cash = { method: "cash", amount_minor: 1, job_id: "job" };
  const paid = await outbox.record("payments.record_payment", cash);
  await outbox.replace("i1", "invoices.discard_request", { invoice_id: "i1" });
  await outbox.replace(paid.id, "invoices.discard_request", { invoice_id: "i1" });
  equal(view.jobs.value[0].left_to_invoice_minor, 200_000);
  const batch = await outbox.batch(50, 100_000);
  equal(batch.map(({ id, mutation }) => [id, mutation.type]), [
    ["i1", "invoices.discard_request"],
    [paid.id, "payments.record_payment"],
  ]);
  close();
});

Deno.test("the stage of a request is billed, and its lines are", async () => {
  const stage = { id: "s1", planned_minor: 150_000, invoice_id: null };
  const line = { id: "l1", billed_minor: 10_000 };
  const { outbox, view, close } = await a_view({
    jobs: [{ ...JOB, billed_by: null, line_items: [line], schedule: { stages: [stage] } }],
    invoices: [],
  });
  await make(outbox, "i1", 150_000, { type: "schedules.issue_stage", body: { stage_id: "s1" } });
  equal(view.jobs.value[0].schedule.stages[0].invoice_id, "i1");
  equal(view.jobs.value[0].billed_by, "job");
  await outbox.replace("i1", "invoices.discard_request", { invoice_id: "i1" });
  await make(outbox, "i2", 5_000, { seen: { lines: [{ line_item_id: "l1", base_minor: 5_000 }] } });
  equal(view.jobs.value[0].line_items[0].billed_minor, 15_000);
  equal(view.jobs.value[0].billed_by, "lines");
  close();
});

Deno.test("what is lent is certain until its hours are over, for this phone alone", () => {
  const lent = (/** @type {string} */ device_id, /** @type {number} */ hours) => ({
    id: device_id,
    job_id: "job",
    device_id,
    amount_minor: 100_000,
    expires_at: new Date(Date.now() + hours * 3_600_000).toISOString(),
  });
  equal(allowance_minor([lent("a", 1), lent("b", 1)], "a", "job"), 100_000);
  equal(allowance_minor([lent("a", 1)], "b", "job"), 0);
  equal(allowance_minor([lent("a", -1)], "a", "job"), 0);
  const requests = [{ id: "i1", total_minor: 60_000 }, { id: "i2", total_minor: 60_000 }];
  const { by_id, next_minor } = beyond(requests, 100_000);
  equal([by_id.get("i1"), by_id.get("i2"), next_minor], [0, 20_000, 0]);
});
