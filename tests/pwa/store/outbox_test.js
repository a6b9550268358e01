import { asked } from "../../../pwa/store/database.js";
import { new_id, NotSaved, Outbox } from "../../../pwa/store/outbox.js";
import { equal, new_device } from "../device.js";
import { IDBObjectStore } from "../vendor/fake_indexeddb.js";

const PAYMENT = "payments.record_payment";
const soon = () => new Promise((later) => setTimeout(later, 10));

async function an_outbox(member = "ana") {
  const outbox = new Outbox();
  await outbox.open("org", member);
  return outbox;
}

/** @param {Outbox} outbox @param {number} amount_minor @param {Record<string, unknown>} [more] */
function pay(outbox, amount_minor, more = {}) {
  return outbox.record(PAYMENT, { method: "cash", amount_minor, currency: "USD", invoice_id: "i1", ...more });
}

Deno.test("ids stay unique and sorted while the clock jumps back", () => {
  const native = Date.now;
  let now = 1_790_000_000_000;
  Date.now = () => now -= 7;
  try {
    const ids = Array.from({ length: 20_000 }, new_id);
    equal(new Set(ids).size, 20_000);
    equal(ids.toSorted(), ids);
    equal(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
      [],
    );
  } finally {
    Date.now = native;
  }
});

Deno.test("a payment is on the disk, strictly written, before it counts as recorded", async () => {
  const device = new_device();
  const outbox = await an_outbox();
  device.transactions.length = 0;
  const { id, seq, receipt } = await pay(outbox, 12_500);
  equal(device.transactions, [
    { stores: ["outbox", "facts", "kv"], durability: "strict", database: "ledger-org-ana" },
  ]);
  outbox.close();
  const reopened = await an_outbox();
  const [entry] = reopened.entries.value;
  equal([entry.id, entry.seq, entry.parked], [id, seq, null]);
  const { body, type, v, deps } = entry.mutation;
  equal([type, v, deps, body.amount_minor, body.payment_id, body.receipt], [
    PAYMENT,
    1,
    [],
    12_500,
    id,
    receipt,
  ]);
  equal(reopened.facts.value.map((fact) => [fact.payment_id, fact.state]), [[id, "pending"]]);
  reopened.close();
});

Deno.test("a transaction that aborts is told as not saved, and nothing is kept", async () => {
  new_device();
  const outbox = await an_outbox();
  const native = IDBObjectStore.prototype.add;
  /** @type {[string, string][]} */
  const cases = [["QuotaExceededError", "full"], ["UnknownError", "closed"], ["DataError", "failed"]];
  for (const [name, reason] of cases) {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException("no", name);
    };
    const failure = await pay(outbox, 100).catch((error) => error);
    IDBObjectStore.prototype.add = native;
    equal([failure instanceof NotSaved, failure.reason], [true, reason]);
  }
  await outbox.refresh();
  equal([outbox.entries.value, outbox.facts.value], [[], []]);
  const { seq } = await pay(outbox, 100);
  equal(seq, 1);
  outbox.close();
});

Deno.test("without any storage recording is refused, not pretended", async () => {
  new_device();
  const failure = await pay(new Outbox(), 100).catch((error) => error);
  equal([failure.name, failure.reason], ["NotSaved", "closed"]);
});

Deno.test("a form that tries again under the same id keeps one payment", async () => {
  new_device();
  const outbox = await an_outbox();
  const id = new_id();
  const body = { method: "cash", amount_minor: 100, currency: "USD" };
  const first = await outbox.record(PAYMENT, body, { id });
  const second = await outbox.record(PAYMENT, body, { id });
  equal(second, first);
  equal(outbox.totals.value.unsent_count, 1);
  outbox.close();
});

Deno.test("a form that tries again with another sum is told which one is kept", async () => {
  new_device();
  const outbox = await an_outbox();
  const id = new_id();
  await outbox.record(PAYMENT, { method: "cash", amount_minor: 100 }, { id });
  const { body } = await outbox.record(PAYMENT, { method: "cash", amount_minor: 120 }, { id });
  equal([body.amount_minor, outbox.totals.value.unsent_minor], [100, 100]);
  outbox.close();
});

Deno.test("receipts are numbered by device and place in the outbox", async () => {
  new_device();
  const outbox = await an_outbox();
  await outbox.write_note("device", { .../** @type {any} */ (outbox.device.value), short_code: "T07" });
  equal((await pay(outbox, 100)).receipt, "T07-1");
  equal((await pay(outbox, 100)).receipt, "T07-2");
  outbox.close();
});

Deno.test("an entry leaves the outbox only by an outcome; a refused one stays, with its reason", async () => {
  new_device();
  const outbox = await an_outbox();
  const [applied, conflict, rejected] = [await pay(outbox, 1), await pay(outbox, 2), await pay(outbox, 3)];
  await outbox.settle([
    { id: applied.id, state: "applied", rev: 7 },
    { id: conflict.id, state: "conflict", rev: 8, code: "invoice_void", effect: { unapplied_minor: 2 } },
    { id: rejected.id, state: "rejected", code: "sync.invalid", facts: { problem: "x" } },
    { id: "unheard of", state: "applied", rev: 9 },
  ]);
  equal(outbox.entries.value.map((entry) => [entry.id, entry.parked?.state, entry.parked?.code]), [
    [rejected.id, "rejected", "sync.invalid"],
  ]);
  equal(outbox.facts.value.map((fact) => [fact.state, fact.rev, fact.code]), [
    ["applied", 7, null],
    ["unapplied", 8, "invoice_void"],
    ["parked", null, "sync.invalid"],
  ]);
  equal(outbox.totals.value.unsent_minor, 3);
  equal(await outbox.batch(50, 1000), []);
  await outbox.retry(rejected.id);
  equal(await outbox.batch(50, 1000), []);
  outbox.close();
});

Deno.test("SY-13: a refused entry is mended as a new mutation; the old is kept, uncounted", async () => {
  new_device();
  const outbox = await an_outbox();
  const { id } = await pay(outbox, 500, { note: "bad" });
  await outbox.settle([{ id, state: "rejected", code: "sync.invalid" }]);
  const mended = await outbox.mend(id, { note: "good" });
  equal(outbox.entries.value.length, 2);
  equal(outbox.totals.value, { ...outbox.totals.value, unsent_count: 1, unsent_minor: 500 });
  const [sent] = await outbox.batch(50, 1000);
  equal([sent.id, sent.mutation.body.payment_id, sent.mutation.body.note], [mended?.id, mended?.id, "good"]);
  equal(await outbox.mend(id), null);
  outbox.close();
});

Deno.test("what this app itself parked may be sent again as it is", async () => {
  new_device();
  const outbox = await an_outbox();
  const { id } = await pay(outbox, 500);
  await outbox.settle([{ id, state: "unreadable", code: "http.400" }]);
  equal(await outbox.batch(50, 1000), []);
  await outbox.retry(id);
  equal((await outbox.batch(50, 1000)).map((entry) => entry.id), [id]);
  outbox.close();
});

Deno.test("storage cleared under the page: what is in memory is put back under its old numbers", async () => {
  new_device();
  const outbox = await an_outbox();
  const before = [await pay(outbox, 100), await pay(outbox, 200)];
  const device = outbox.device.value;
  indexedDB.deleteDatabase("ledger-org-ana");
  const after = await pay(outbox, 300);
  for (let tries = 0; tries < 50 && !outbox.cleared.value; tries++) await soon();
  equal(
    outbox.entries.value.map((entry) => [entry.id, entry.seq]),
    [...before, after].map(({ id, seq }) => [id, seq]),
  );
  equal(after.seq, 3);
  equal(outbox.device.value, device);
  equal(outbox.cleared.value, true);
  outbox.close();
});

Deno.test("storage cleared when all was sent: numbers go on, a server put back is sent each", async () => {
  new_device();
  const outbox = await an_outbox();
  const before = [await pay(outbox, 100), await pay(outbox, 200)];
  await outbox.settle(before.map(({ id }, at) => ({ id, state: "applied", rev: at + 1 })));
  indexedDB.deleteDatabase("ledger-org-ana");
  for (let tries = 0; tries < 50 && !outbox.cleared.value; tries++) await soon();
  const after = await pay(outbox, 300);
  equal([after.seq, after.receipt?.split("-")[1]], [3, "3"]);
  await outbox.resend();
  equal(outbox.entries.value.map(({ id }) => id), [...before, after].map(({ id }) => id));
  outbox.close();
});

Deno.test("numbers that met in an older ledger take nothing from a server put back", async () => {
  new_device();
  const outbox = await an_outbox();
  const first = await pay(outbox, 100);
  await outbox.settle([{ id: first.id, state: "applied", rev: 1 }]);
  const second = await pay(outbox, 200);
  const ledger = await asked(indexedDB.open("ledger-org-ana"));
  const stores = ledger.transaction(["outbox", "facts"], "readwrite");
  const { mutation } = outbox.entries.value[0];
  stores.objectStore("outbox").delete(second.seq);
  stores.objectStore("outbox").put({ seq: first.seq, id: second.id, mutation, parked: null });
  await new Promise((done) => stores.oncomplete = done);
  ledger.close();
  await outbox.resend();
  equal(outbox.entries.value.map(({ id }) => id).sort(), [first.id, second.id].sort());
  outbox.close();
});

Deno.test("storage cleared under two tabs: what only one of them knows comes back too, once", async () => {
  new_device();
  const [deaf, other] = [await an_outbox(), await an_outbox()];
  deaf.refresh = ((own) => () => is_deaf ? Promise.resolve() : own())(deaf.refresh.bind(deaf));
  let is_deaf = false;
  const [sent, both] = [await pay(deaf, 100), await pay(deaf, 150)];
  await soon();
  is_deaf = true;
  const one = await pay(other, 200);
  await other.settle([{ id: sent.id, state: "applied", rev: 1 }]);
  is_deaf = false;
  indexedDB.deleteDatabase("ledger-org-ana");
  for (let tries = 0; tries < 50 && !(deaf.cleared.value && other.cleared.value); tries++) await soon();
  await Promise.all([deaf.refresh(), other.refresh()]);
  for (const outbox of [deaf, other]) {
    equal(outbox.facts.value.map(({ id }) => id).sort(), [sent.id, both.id, one.id].sort());
    equal([both.id, one.id].every((id) => outbox.entries.value.some((entry) => entry.id === id)), true);
    outbox.close();
  }
});

Deno.test("storage cleared between two starts is noticed and said", async () => {
  new_device();
  (await an_outbox()).close();
  await soon();
  indexedDB.deleteDatabase("ledger-org-ana");
  const outbox = await an_outbox();
  equal([outbox.cleared.value, outbox.entries.value], [true, []]);
  outbox.close();
  const again = await an_outbox();
  equal(again.cleared.value, false);
  again.close();
});

Deno.test("SY-16: another member's entries are counted, never shown", async () => {
  new_device();
  const ana = await an_outbox("ana");
  await pay(ana, 100);
  await pay(ana, 100);
  ana.close();
  const ben = await an_outbox("ben");
  equal([ben.entries.value.length, await ben.waiting_for_others()], [0, 2]);
  ben.close();
});

Deno.test("two tabs see each other's entries", async () => {
  new_device();
  const [one, other] = [await an_outbox(), await an_outbox()];
  await pay(one, 100);
  await soon();
  equal(other.entries.value.length, 1);
  one.close();
  other.close();
});

Deno.test("a batch is cut by count and by bytes, and never empty for one large entry", async () => {
  new_device();
  const outbox = await an_outbox();
  for (let made = 0; made < 5; made += 1) await pay(outbox, 100, { note: "x".repeat(1000) });
  equal((await outbox.batch(3, 1_000_000)).length, 3);
  equal((await outbox.batch(50, 3000)).length, 2);
  equal((await outbox.batch(50, 10)).length, 1);
  equal((await outbox.batch(50, 1_000_000, 4)).map((entry) => entry.seq), [5]);
  outbox.close();
});

Deno.test("the export holds everything unsent, as JSON", async () => {
  new_device();
  const outbox = await an_outbox();
  const { id } = await pay(outbox, 100);
  const { entries, facts, ledger } = JSON.parse(outbox.export_text());
  equal([entries[0].id, facts[0].id, ledger], [id, id, "ledger-org-ana"]);
  outbox.close();
});

Deno.test("a form that tries again after its payment was saved and sent keeps no second one", async () => {
  new_device();
  const outbox = await an_outbox();
  const id = new_id();
  const body = { method: "cash", amount_minor: 100, currency: "USD" };
  const first = await outbox.record(PAYMENT, body, { id });
  await outbox.settle([{ id, state: "applied", rev: 3 }]);
  const second = await outbox.record(PAYMENT, body, { id });
  const states = outbox.facts.value.map((fact) => fact.state);
  equal([second, outbox.entries.value, states], [first, [], ["applied"]]);
  await outbox.refresh();
  equal([outbox.entries.value, outbox.facts.value.length], [[], 1]);
  outbox.close();
});
