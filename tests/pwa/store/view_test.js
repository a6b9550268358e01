import { Cache } from "../../../pwa/store/cache.js";
import { Outbox } from "../../../pwa/store/outbox.js";
import { overlaid } from "../../../pwa/store/view.js";
import { equal, new_device } from "../device.js";

/** @param {string} id @param {number} due_minor @param {string} due_on @param {object} [more] */
function an_invoice(id, due_minor, due_on, more = {}) {
  return {
    id,
    job_id: "job",
    number: `INV-${id.slice(1)}`,
    status: "open",
    total_minor: due_minor,
    paid_minor: 0,
    pending_minor: 0,
    due_minor,
    due_on,
    issued_at: "2026-11-01T00:00:00Z",
    ...more,
  };
}

/** @param {Record<string, Record<string, unknown>[]>} tables */
function a_snapshot(tables) {
  const columnar = Object.entries(tables).map(([name, rows]) => {
    const cols = Object.keys(rows[0] ?? {});
    return [name, { cols, data: cols.map((col) => rows.map((row) => row[col])) }];
  });
  return {
    epoch: "e",
    cursor: "e~1",
    server_time: "2026-11-23T09:12:00Z",
    tables: Object.fromEntries(columnar),
  };
}

/** @param {Record<string, Record<string, unknown>[]>} tables */
async function a_view(tables) {
  new_device();
  const [outbox, cache] = [new Outbox(), new Cache()];
  await cache.open("org", "ana", outbox, outbox.open("org", "ana"));
  await cache.replace(a_snapshot(tables), 0);
  const view = overlaid(cache, outbox);
  const close = () => (cache.close(), outbox.close());
  const figures = () =>
    view.invoices.value.map((row) => [row.id, row.due_minor, row.unsent_minor]).toSorted();
  return { outbox, cache, view, close, figures };
}

/** @param {Outbox} outbox @param {number} amount_minor @param {Record<string, unknown>} [more] */
function pay(outbox, amount_minor, more = {}) {
  return outbox.record("payments.record_payment", { method: "check", amount_minor, job_id: "job", ...more });
}

const JOB = { id: "job", number: "J-1", total_minor: 500_000 };
const TWO = [an_invoice("i1", 100_000, "2026-11-10"), an_invoice("i2", 250_000, "2026-12-10")];

Deno.test("a payment for a job lies over its invoices, oldest due first; rows are untouched", async () => {
  const { outbox, cache, view, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  await pay(outbox, 300_000);
  equal(figures(), [["i1", 0, 100_000], ["i2", 50_000, 200_000]]);
  equal(view.jobs.value[0].unsent_minor, 300_000);
  equal(cache.rows("invoices").get("i1")?.due_minor, 100_000);
  const [payment] = view.payments.value;
  equal([payment.unsent, payment.unapplied_minor, payment.allocations], [true, 0, [
    { invoice_id: "i1", amount_minor: 100_000 },
    { invoice_id: "i2", amount_minor: 200_000 },
  ]]);
  close();
});

Deno.test("a second unsent payment sees what the first left", async () => {
  const { outbox, view, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  await pay(outbox, 300_000);
  await pay(outbox, 60_000);
  equal(figures(), [["i1", 0, 100_000], ["i2", 0, 250_000]]);
  equal(view.payments.value.map((payment) => payment.unapplied_minor), [10_000, 0]);
  close();
});

Deno.test("money for one invoice does not spill into another", async () => {
  const { outbox, view, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  await pay(outbox, 150_000, { invoice_id: "i1" });
  equal(figures(), [["i1", 0, 100_000], ["i2", 250_000, 0]]);
  equal(view.payments.value[0].unapplied_minor, 50_000);
  close();
});

Deno.test("an unsent payment that is taken back weighs nothing; both stay to be sent", async () => {
  const { outbox, view, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  const { id } = await pay(outbox, 100_000);
  await outbox.record("payments.reverse_payment", { payment_id: id, reason: "typed twice" });
  equal(figures(), [["i1", 100_000, 0], ["i2", 250_000, 0]]);
  equal([view.payments.value[0].reversed_minor, outbox.totals.value.unsent_count], [100_000, 2]);
  close();
});

Deno.test("taking back a sent payment opens its invoices again", async () => {
  const payment = {
    id: "p1",
    job_id: "job",
    amount_minor: 100_000,
    reversed_minor: 0,
    allocations: [{ invoice_id: "i1", amount_minor: 100_000 }],
  };
  const invoices = [an_invoice("i1", 0, "2026-11-10", { status: "paid" }), TWO[1]];
  const { outbox, view, figures, close } = await a_view({ jobs: [JOB], invoices, payments: [payment] });
  await outbox.record("payments.reverse_payment", { payment_id: "p1", reason: "bounced" });
  equal(figures(), [["i1", 100_000, -100_000], ["i2", 250_000, 0]]);
  equal(view.payments.value[0].reversed_minor, 100_000);
  close();
});

Deno.test("a sent payment lies over the rows until they reach past its rev, then it is theirs", async () => {
  const { outbox, cache, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  const { id } = await pay(outbox, 100_000, { invoice_id: "i1" });
  await outbox.settle([{ id, state: "applied", rev: 9 }]);
  equal(figures()[0], ["i1", 0, 100_000]);
  const mark = { epoch: "e", cursor: "e~9", rev: 9, synced_at: "2026-11-23T09:13:00Z" };
  const row = { ...TWO[0], status: "paid", paid_minor: 100_000, due_minor: 0 };
  await cache.apply([{ e: "invoice", op: "put", id: "i1", rev: 9, row }], mark);
  equal(figures()[0], ["i1", 0, 0]);
  close();
});

Deno.test("an answer lost on the way is not counted twice when the rows bring the payment", async () => {
  const { outbox, cache, view, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  const { id } = await pay(outbox, 60_000, { invoice_id: "i1" });
  const mark = { epoch: "e", cursor: "e~9", rev: 0, synced_at: "2026-11-23T09:13:00Z" };
  const payment = { id, job_id: "job", amount_minor: 60_000, allocations: [], reversed_minor: 0 };
  const row = { ...TWO[0], paid_minor: 60_000, due_minor: 40_000 };
  await cache.apply([
    { e: "invoice", op: "put", id: "i1", rev: 9, row },
    { e: "payment", op: "put", id, rev: 9, row: payment },
  ], mark);
  equal([figures()[0], view.payments.value.length], [["i1", 40_000, 0], 1]);
  close();
});

Deno.test("a company that takes only whole invoices sees no part payment in the preview", async () => {
  const settings = [{ id: "org", whole_invoices_only: true, currency: "USD" }];
  const { outbox, figures, close } = await a_view({ jobs: [JOB], invoices: TWO, settings });
  await pay(outbox, 150_000);
  equal(figures(), [["i1", 0, 100_000], ["i2", 250_000, 0]]);
  close();
});

Deno.test("rows that nothing lies over keep their identity", async () => {
  const { outbox, view, close } = await a_view({ jobs: [JOB], invoices: TWO });
  const before = view.invoices.value.find((row) => row.id === "i2");
  await pay(outbox, 100, { invoice_id: "i1" });
  const after = view.invoices.value.find((row) => row.id === "i2");
  equal([before === after, before?.unsent_minor], [true, 0]);
  close();
});

Deno.test("PW-14: ten thousand invoices start with the newest three hundred, then the rest", async () => {
  const name = (/** @type {number} */ at) => `i${String(at).padStart(6, "0")}`;
  const invoices = Array.from({ length: 10_000 }, (_, at) => an_invoice(name(at), 100, "2026-11-10"));
  const { outbox, cache, close } = await a_view({ invoices });
  const again = new Cache();
  await again.open("org", "ana", outbox, Promise.resolve());
  equal([again.ready.value, again.loaded.value], [true, false]);
  equal([again.list("invoices").length, again.list("invoices")[0].id], [300, name(9999)]);
  await again.apply([], /** @type {any} */ (again.mark.value));
  equal([again.loaded.value, again.list("invoices").length], [true, 10_000]);
  equal(again.list("invoices").map((row) => row.id), cache.list("invoices").map((row) => row.id));
  again.close();
  close();
});

Deno.test("PW-05: a damaged cache counts as empty; the ledger is not touched", async () => {
  const { outbox, close } = await a_view({ invoices: TWO });
  const { id } = await pay(outbox, 100);
  await outbox.write_note("cache", `${await outbox.note("cache")}-gone`);
  const again = new Cache();
  await again.open("org", "ana", outbox, Promise.resolve());
  equal([again.ready.value, again.mark.value, outbox.entries.value[0].id], [false, null, id]);
  again.close();
  close();
});

Deno.test("a full disk under the cache: the screens go on from memory", async () => {
  const { cache, figures, close } = await a_view({ jobs: [JOB], invoices: TWO });
  const native = indexedDB.open;
  indexedDB.open = () => {
    throw new DOMException("full", "UnknownError");
  };
  await cache.replace(a_snapshot({ invoices: [an_invoice("i3", 5, "2026-11-10")] }), 0);
  indexedDB.open = native;
  equal(figures(), [["i3", 5, 0]]);
  close();
});

Deno.test("money for a customer lies over the open invoices of their jobs, and over each job", async () => {
  const jobs = [
    { id: "job", number: "J-1", customer_id: "jane", total_minor: 500_000 },
    { id: "shed", number: "J-2", customer_id: "jane", total_minor: 90_000 },
    { id: "other", number: "J-3", customer_id: "ben", total_minor: 90_000 },
  ];
  const invoices = [
    ...TWO,
    an_invoice("i3", 40_000, "2026-11-20", { job_id: "shed", customer_id: "before she was merged" }),
    an_invoice("i4", 10_000, "2026-11-01", { job_id: "other" }),
  ];
  const { outbox, view, figures, close } = await a_view({ jobs, invoices });
  await pay(outbox, 150_000, { job_id: undefined, customer_id: "jane" });
  equal(figures(), [["i1", 0, 100_000], ["i2", 240_000, 10_000], ["i3", 0, 40_000], ["i4", 10_000, 0]]);
  equal(view.jobs.value.map(({ id, unsent_minor }) => [id, unsent_minor]).toSorted(), [
    ["job", 110_000],
    ["other", 0],
    ["shed", 40_000],
  ]);
  await pay(outbox, 5_000, { job_id: undefined }); // names nobody at all
  equal(figures().at(-1), ["i4", 10_000, 0]);
  close();
});
