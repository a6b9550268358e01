import { asked } from "../../../pwa/store/database.js";
import { new_id } from "../../../pwa/store/outbox.js";
import { equal, new_device, new_tab } from "../device.js";
import { ModelServer } from "../model_server.js";

/** @param {Partial<Parameters<typeof new_tab>[2]>} [options] */
async function set_up(options = {}) {
  const device = new_device();
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  return { server, tab: await new_tab(device, server.call, options) };
}

Deno.test("who asks during a turn gets one that began after they asked", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  const first = tab.exchange.kick();
  const pulls = () => server.calls.filter(({ path }) => path.startsWith("/api/sync/pull")).length;
  server.faults = (path) => {
    if (path.startsWith("/api/sync/pull") && pulls() === 1) queueMicrotask(() => server.add_invoice("i2", 7));
    return "pass";
  };
  const second = tab.exchange.kick();
  await second;
  equal(tab.view.invoices.value.map((row) => row.id), ["i2", "i1"]);
  equal((await first).kind, "done");
  tab.close();
});

Deno.test("signal again after a long silence: the next tries come after a second, not fifteen", async () => {
  const native = globalThis.setTimeout;
  /** @type {number[]} */
  const waits = [];
  const { tab, server } = await set_up({ random: () => 1 });
  await tab.outbox.record("payments.record_payment", { method: "cash", amount_minor: 100 });
  server.faults = (path) => path.endsWith("push") ? "lose_answer" : "pass";
  globalThis.setTimeout = /** @type {any} */ ((/** @type {() => void} */ run, /** @type {number} */ ms) => {
    if (ms >= 1000 && ms !== 10_000) waits.push(ms);
    return native(run, ms);
  });
  try {
    for (let go = 0; go < 6; go += 1) await tab.exchange.go();
    await tab.exchange.kick();
  } finally {
    globalThis.setTimeout = native;
  }
  equal(waits, [1000, 2000, 4000, 8000, 15_000, 15_000, 1000]);
  tab.close();
});

Deno.test("PW-02: what another build left in the outbox goes out exactly as it lies there", async () => {
  const { tab, server } = await set_up();
  const mutation = {
    id: new_id(),
    type: "payments.of_another_build",
    v: 3,
    created_at: "2025-01-01T00:00:00Z",
    odd: [1],
  };
  const handle = await asked(indexedDB.open("ledger-org-ana"));
  const transaction = handle.transaction(["outbox"], "readwrite");
  transaction.objectStore("outbox").put({ id: mutation.id, mutation, parked: null });
  await new Promise((done) => transaction.oncomplete = done);
  handle.close();
  await tab.exchange.kick();
  const sent = server.calls.find(({ path }) => path.endsWith("push"))?.body.mutations;
  equal(sent, [{ ...mutation, seq: 1 }]);
  tab.close();
});

Deno.test("five hundred payments leave in order, ten pushes, none twice", async () => {
  const { tab, server } = await set_up();
  const made = Array.from({ length: 500 }, (_, at) => ({ method: "cash", amount_minor: at + 1 }));
  for (const body of made) await tab.outbox.record("payments.record_payment", body);
  equal(tab.outbox.totals.value.unsent_minor, 125_250);
  equal((await tab.exchange.kick()).kind, "done");
  equal(server.payments.map((payment) => payment.amount_minor), made.map((body) => body.amount_minor));
  equal(server.calls.filter(({ path }) => path.endsWith("push")).length, 10);
  tab.close();
});

Deno.test("without storage the server's rows are still shown; recording says that it cannot", async () => {
  const device = new_device();
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  indexedDB.open = () => {
    throw new DOMException("private mode", "SecurityError");
  };
  const tab = await new_tab(device, server.call);
  equal((await tab.exchange.kick()).kind, "done");
  server.add_invoice("i2", 7);
  equal((await tab.exchange.kick()).kind, "done");
  equal(tab.view.invoices.value.map((row) => row.id), ["i2", "i1"]);
  const failure = await tab.outbox.record("payments.record_payment", { amount_minor: 1 }).catch((error) =>
    error
  );
  equal([failure.name, failure.reason], ["NotSaved", "closed"]);
  tab.close();
});

Deno.test("a new device takes the snapshot that the page asked for before the app was there", async () => {
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const early = (await server.call("GET", "/api/sync/snapshot")).body;
  server.calls.length = 0;
  const tab = await new_tab(new_device(), server.call, { early_snapshot: () => Promise.resolve(early) });
  equal((await tab.exchange.kick()).kind, "done");
  equal(tab.view.invoices.value.map((row) => row.due_minor), [50_000]);
  equal(server.calls.filter(({ path }) => path.startsWith("/api/sync/snapshot")), []);
  tab.close();
});

Deno.test("an early snapshot is not taken where money waits to be sent: it cannot contain it", async () => {
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const early = (await server.call("GET", "/api/sync/snapshot")).body;
  const tab = await new_tab(new_device(), server.call, { early_snapshot: () => Promise.resolve(early) });
  await tab.outbox.record("payments.record_payment", {
    method: "cash",
    amount_minor: 20_000,
    currency: "USD",
    invoice_id: "i1",
    job_id: "job",
  });
  equal((await tab.exchange.kick()).kind, "done");
  equal(tab.view.invoices.value.map((row) => row.due_minor), [30_000]);
  equal(server.payments.length, 1);
  tab.close();
});

Deno.test("a device whose browser has another name by now is registered all the same", async () => {
  const { tab } = await set_up();
  await tab.exchange.kick();
  equal(tab.outbox.device.value?.short_code, "T07");
  await tab.outbox.resend();
  const before = Object.getOwnPropertyDescriptor(navigator, "userAgent");
  Object.defineProperty(navigator, "userAgent", { value: "an iPhone", configurable: true });
  await tab.exchange.kick();
  Object.defineProperty(navigator, "userAgent", before ?? { value: "Deno", configurable: true });
  equal(tab.outbox.device.value?.short_code, "T07");
  tab.close();
});

Deno.test("a clock that is put right by a day meanwhile makes no wait of seconds one of a day", async () => {
  let [clock, steady] = [86_400_000, 1000];
  const { tab, server } = await set_up({ now: () => clock, steady: () => steady, random: () => 0 });
  await tab.outbox.record("payments.record_payment", { method: "cash", amount_minor: 100 });
  server.faults = (path) => path.endsWith("push") ? 503 : "pass";
  await tab.exchange.kick();
  server.faults = () => "pass";
  [clock, steady] = [0, steady + 7001];
  equal((await tab.exchange.kick()).kind, "done");
  equal(server.payments.length, 1);
  tab.close();
});

Deno.test("Ben signs in beside a tab of Ana's that is sending: nothing of hers goes in as his", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  await tab.outbox.record("payments.record_payment", { method: "cash", amount_minor: 100 });
  server.member_id = "ben";
  equal((await tab.exchange.kick()).kind, "failed");
  equal([server.payments.length, tab.outbox.totals.value.unsent_count], [0, 1]);
  equal((await tab.exchange.kick()).kind, "other_member");
  equal(/** @type {any[]} */ (tab.life.others).map(({ member_id }) => member_id), ["ben"]);
  tab.close();
});
