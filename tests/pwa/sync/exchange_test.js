import { ANA, equal, new_device, new_tab } from "../device.js";
import { ModelServer } from "../model_server.js";

/** @typedef {Awaited<ReturnType<typeof new_tab>>} Tab */

const later = (ms = 10) => new Promise((done) => setTimeout(done, ms));

/** @param {Partial<Parameters<typeof new_tab>[2]>} [options] */
async function set_up(options = {}) {
  const device = new_device();
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const tab = await new_tab(device, server.call, options);
  return { device, server, tab };
}

/** @param {Tab} tab @param {number} amount_minor @param {string} [invoice_id] */
function pay(tab, amount_minor, invoice_id = "i1") {
  const body = { method: "cash", amount_minor, currency: "USD", invoice_id, job_id: "job" };
  return tab.outbox.record("payments.record_payment", body);
}

/** @param {Tab} tab */
const unsent = (tab) => tab.outbox.totals.value.unsent_count;
/** @param {Tab} tab */
const due = (tab) => tab.view.invoices.value.find((row) => row.id === "i1")?.due_minor;
/** @param {ModelServer} server */
const amounts = (server) => server.payments.map((payment) => payment.amount_minor);
/** @param {ModelServer} server */
const pushes = (server) => server.calls.filter(({ path }) => path.endsWith("push"));

Deno.test("the first go fetches everything, sends nothing and registers the device", async () => {
  const { tab, server } = await set_up();
  equal((await tab.exchange.kick()).kind, "done");
  equal([due(tab), tab.cache.ready.value, tab.outbox.device.value?.short_code], [50_000, true, "T07"]);
  equal(server.calls.map(({ path }) => path.split("?")[0]), [
    "/api/me",
    "/api/devices",
    "/api/sync/snapshot",
  ]);
  tab.close();
});

Deno.test("SY-02: the answer is lost after the commit, three times: the payment is there once", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  await pay(tab, 20_000);
  server.faults = (path) => path.endsWith("push") && pushes(server).length <= 3 ? "lose_answer" : "pass";
  const turns = [];
  for (let go = 0; go < 4; go += 1) turns.push((await tab.exchange.kick()).kind);
  equal(turns, ["failed", "failed", "failed", "done"]);
  equal([amounts(server), unsent(tab), due(tab)], [[20_000], 0, 30_000]);
  equal(tab.outbox.facts.value.map((fact) => fact.state), ["applied"]);
  tab.close();
});

Deno.test("a lost request loses nothing", async () => {
  const { tab, server } = await set_up();
  await pay(tab, 20_000);
  server.faults = () => "lose_request";
  equal((await tab.exchange.kick()).kind, "failed");
  equal([amounts(server), unsent(tab)], [[], 1]);
  server.faults = () => "pass";
  equal((await tab.exchange.kick()).kind, "done");
  equal([amounts(server), unsent(tab)], [[20_000], 0]);
  tab.close();
});

Deno.test("first in, first out, at most fifty in a push", async () => {
  const { tab, server } = await set_up();
  for (let made = 1; made <= 120; made += 1) await pay(tab, made);
  equal((await tab.exchange.kick()).kind, "done");
  equal(amounts(server), Array.from({ length: 120 }, (_, at) => at + 1));
  equal(pushes(server).map(({ body }) => body.mutations.length), [50, 50, 20]);
  tab.close();
});

Deno.test("PW-10, SY-01: two tabs with one outbox send each payment once", async () => {
  const { tab, server, device } = await set_up();
  const other = await new_tab(device, server.call);
  await Promise.all([pay(tab, 1), pay(other, 2), pay(tab, 3), pay(other, 4)]);
  for (let go = 0; go < 4; go += 1) {
    await Promise.all([tab.exchange.kick(), other.exchange.kick()]);
    await later();
  }
  equal(amounts(server).toSorted(), [1, 2, 3, 4]);
  equal([unsent(tab), unsent(other)], [0, 0]);
  equal(due(other), 50_000 - 10);
  tab.close();
  other.close();
});

Deno.test("without Web Locks two tabs still pay once: the server's ids hold", async () => {
  const { tab, server, device } = await set_up();
  const other = await new_tab(device, server.call, { has_locks: false });
  const third = await new_tab(device, server.call, { has_locks: false });
  await pay(tab, 7);
  await later();
  await Promise.all([other.exchange.kick(), third.exchange.kick()]);
  equal(amounts(server), [7]);
  for (const each of [tab, other, third]) each.close();
});

Deno.test("PW-11: a frozen tab that holds the lock is replaced after thirty silent seconds", async () => {
  let clock = 0;
  const device = new_device();
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const frozen = await new_tab(device, () => new Promise(() => {}), { steady: () => clock });
  await pay(frozen, 5);
  void frozen.exchange.kick();
  await later();
  const tab = await new_tab(device, server.call, { steady: () => clock });
  equal((await tab.exchange.kick()).kind, "held");
  clock = 29_000;
  equal((await tab.exchange.kick()).kind, "held");
  clock = 31_000;
  equal((await tab.exchange.kick()).kind, "done");
  equal(amounts(server), [5]);
  frozen.close();
  tab.close();
});

Deno.test("SY-05: killed between write and send, the payment goes out at the next start", async () => {
  const { tab, server, device } = await set_up();
  const { id } = await pay(tab, 300);
  tab.close();
  const next = await new_tab(device, server.call);
  equal(unsent(next), 1);
  await next.exchange.kick();
  equal(server.payments.map((payment) => [payment.id, payment.amount_minor]), [[id, 300]]);
  next.close();
});

Deno.test("SY-05: killed with the push in flight, it is asked again under its id", async () => {
  const { tab, server, device } = await set_up();
  await pay(tab, 300);
  await pay(tab, 400);
  server.faults = (path) => {
    if (path.endsWith("push")) tab.life.is_dead = true; // the server commits, the page never hears of it
    return "pass";
  };
  void tab.exchange.kick();
  await later(50);
  equal(amounts(server), [300, 400]);
  tab.close();
  server.faults = () => "pass";
  const next = await new_tab(device, server.call);
  equal(unsent(next), 2);
  await next.exchange.kick();
  equal([amounts(server), unsent(next)], [[300, 400], 0]);
  next.close();
});

Deno.test("SY-14: a session that ended in mid-outbox keeps all; one sign-in sends all, old ids", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  const ids = [(await pay(tab, 1)).id, (await pay(tab, 2)).id];
  server.faults = () => 401;
  equal((await tab.exchange.kick()).kind, "sign_in");
  equal((await tab.exchange.kick()).kind, "sign_in");
  equal(unsent(tab), 2);
  server.faults = () => "pass";
  equal((await tab.exchange.signed_in()).kind, "done");
  equal(server.payments.map((payment) => payment.id), ids);
  tab.close();
});

Deno.test("SY-16: what Ana left here is not sent while Ben is signed in", async () => {
  const { tab, server } = await set_up();
  await pay(tab, 100);
  server.member_id = "ben";
  equal((await tab.exchange.kick()).kind, "other_member");
  equal([amounts(server), unsent(tab), tab.life.others.length], [[], 1, 1]);
  tab.close();
});

Deno.test("a refused mutation parks with its reason and holds up nothing", async () => {
  const { tab, server } = await set_up();
  server.refused_types.add("jobs.create_job");
  const { id } = await tab.outbox.record("jobs.create_job", { title: "x" });
  await pay(tab, 100);
  equal((await tab.exchange.kick()).kind, "done");
  equal(amounts(server), [100]);
  equal(tab.outbox.entries.value.map((entry) => [entry.id, entry.parked?.code, entry.parked?.facts]), [
    [id, "test.refused", { left_minor: 1 }],
  ]);
  await tab.exchange.kick();
  equal(pushes(server).length, 1);
  tab.close();
});

Deno.test("SY-07: money for a void invoice is received, unapplied, and says why", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  Object.assign(server.invoices.get("i1"), { status: "void", due_minor: 0 });
  server.changed("invoice", "i1");
  await pay(tab, 250_000);
  equal((await tab.exchange.kick()).kind, "done");
  equal(tab.outbox.facts.value.map((fact) => [fact.state, fact.code]), [["unapplied", "invoice_void"]]);
  equal([unsent(tab), tab.view.payments.value[0].unapplied_minor], [0, 250_000]);
  tab.close();
});

Deno.test("SY-23: a hotel's page, a future word, no outcome, a stranger's: nothing is settled", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  const { id } = await pay(tab, 100);
  server.faults = () => "portal";
  equal((await tab.exchange.kick()).kind, "failed");
  server.faults = () => "pass";
  const odd = [
    { id, state: "transcended" },
    null,
    { id: "another", state: "applied", rev: 1 },
    { id, state: "duplicate" },
    { id, state: "deferred" },
    { state: "applied" },
  ];
  for (const outcome of odd) {
    server.odd_outcomes.set(id, outcome);
    equal((await tab.exchange.kick()).kind, "failed");
    equal(unsent(tab), 1);
  }
  server.odd_outcomes.clear();
  equal((await tab.exchange.kick()).kind, "done");
  equal([amounts(server), unsent(tab)], [[100], 0]);
  tab.close();
});

Deno.test("what the server deferred does not hold up what was made after it", async () => {
  const { tab, server } = await set_up();
  const first = await pay(tab, 1);
  for (let made = 0; made < 60; made += 1) await pay(tab, 2);
  server.odd_outcomes.set(first.id, { id: first.id, state: "deferred" });
  equal((await tab.exchange.kick()).kind, "failed");
  equal([amounts(server).length, unsent(tab)], [60, 1]);
  tab.close();
});

Deno.test("413 halves the batch until it fits", async () => {
  const { tab, server } = await set_up();
  for (let made = 0; made < 8; made += 1) await pay(tab, 100);
  server.faults = (path, body) => path.endsWith("push") && body.mutations.length > 2 ? 413 : "pass";
  equal((await tab.exchange.kick()).kind, "done");
  equal([amounts(server).length, unsent(tab)], [8, 0]);
  tab.close();
});

Deno.test("an entry that the server cannot read is found, parked after three goes; others go", async () => {
  const { tab, server } = await set_up();
  /** @type {string[]} */
  const ids = [];
  for (let made = 0; made < 5; made += 1) ids.push((await pay(tab, 100)).id);
  const is_bad = (/** @type {any} */ mutation) => mutation.id === ids[2];
  server.faults = (path, body) => path.endsWith("push") && body.mutations.some(is_bad) ? 422 : "pass";
  for (let go = 0; go < 3; go += 1) await tab.exchange.kick();
  equal([amounts(server).length, tab.outbox.entries.value.map((entry) => [entry.id, entry.parked?.code])], [
    4,
    [[ids[2], "test.422"]],
  ]);
  tab.close();
});

Deno.test("SY-29: a server that is too busy names the time, and nobody comes before it", async () => {
  let now = 1000;
  const { tab, server } = await set_up({ steady: () => now, random: () => 0 });
  await pay(tab, 100);
  server.faults = (path) => path.endsWith("push") ? 503 : "pass";
  equal(await tab.exchange.kick(), { kind: "wait", ms: 7000 });
  const calls = server.calls.length;
  now += 6999;
  equal((await tab.exchange.kick()).kind, "wait");
  equal(server.calls.length, calls);
  server.faults = () => "pass";
  now += 2;
  equal((await tab.exchange.kick()).kind, "done");
  equal(amounts(server), [100]);
  tab.close();
});

Deno.test("a device that was shut out keeps what it holds", async () => {
  const { tab, server } = await set_up();
  await pay(tab, 100);
  server.faults = () => 403;
  const { kind } = await tab.exchange.kick();
  equal([kind === "done", unsent(tab)], [false, 1]);
  tab.close();
});

Deno.test("a reset builds the rows anew and leaves the ledger alone", async () => {
  const { tab, server, device } = await set_up();
  await tab.exchange.kick();
  server.first_rev = server.rev += 10;
  server.add_invoice("i2", 100);
  server.invoices.delete("i1");
  server.faults = (path) => path.endsWith("push") ? 500 : "pass";
  const { id } = await pay(tab, 300, "i2");
  await tab.exchange.kick();
  server.faults = (path) => path.endsWith("push") ? "lose_request" : "pass";
  await tab.exchange.kick();
  equal(tab.outbox.entries.value.map((entry) => entry.id), [id]);
  server.faults = () => "pass";
  await tab.exchange.kick();
  equal(tab.view.invoices.value.map((row) => row.id), ["i2"]);
  tab.close();
  const next = await new_tab(device, server.call);
  equal(next.view.invoices.value.map((row) => row.id), ["i2"]);
  const caches = (await indexedDB.databases()).filter(({ name }) => name?.startsWith("cache-"));
  equal(caches.length, 1);
  next.close();
});

Deno.test("an app that finds no rows reads them though its server takes nothing just now", async () => {
  const { tab, server, device } = await set_up();
  await tab.exchange.kick();
  server.faults = (path) => path.endsWith("push") ? 500 : "pass";
  await pay(tab, 100);
  tab.close();
  for (const { name = "" } of await indexedDB.databases()) {
    if (!name.startsWith("cache-")) continue;
    await new Promise((gone) => indexedDB.deleteDatabase(name).onsuccess = gone);
  }
  const next = await new_tab(device, server.call);
  equal((await next.exchange.kick()).kind, "failed");
  equal([next.view.invoices.value.map(({ id }) => id), unsent(next)], [["i1"], 1]);
  server.faults = () => "pass";
  await next.exchange.kick();
  equal(amounts(server), [100]);
  next.close();
});

Deno.test("a restored server gets back every payment still kept here, under its old id", async () => {
  const { tab, server } = await set_up();
  const { id } = await pay(tab, 300);
  await tab.exchange.kick();
  equal(unsent(tab), 0);
  Object.assign(server, { epoch: "e2", payments: [], outcomes: new Map(), feed: [], rev: 0 });
  server.invoices.clear();
  server.add_invoice("i1", 50_000);
  await tab.exchange.kick();
  for (let turn = 0; turn < 200 && (server.payments.length === 0 || unsent(tab) > 0); turn++) await later();
  equal(server.payments.map((payment) => payment.id), [id]);
  equal([unsent(tab), due(tab), tab.outbox.taken.value.length], [0, 49_700, 1]);
  // The backup may be older than this phone: the office would see nothing of what it holds.
  equal(server.calls.filter(({ path }) => path === "/api/devices").length, 2);
  tab.close();
});

Deno.test("a job that left this member's sight takes its rows along, not its unsent money", async () => {
  const { tab, server } = await set_up();
  await tab.exchange.kick();
  await pay(tab, 300);
  const mark = tab.cache.mark.value;
  if (!mark) throw new Error("no mark");
  const row = { id: "i2", job_id: "job" };
  await tab.cache.apply([
    { e: "invoice", op: "put", id: "i2", rev: 2, row },
    { e: "job", op: "hide", id: "job", rev: 3 },
  ], mark);
  equal([tab.view.invoices.value, unsent(tab), tab.view.payments.value.length], [[], 1, 1]);
  await tab.exchange.kick();
  equal(amounts(server), [300]);
  tab.close();
});

Deno.test("a job that was hidden and given back is there, with its invoices", async () => {
  const { tab } = await set_up();
  await tab.exchange.kick();
  const mark = tab.cache.mark.value;
  if (!mark) throw new Error("no mark");
  const [row] = tab.view.invoices.value;
  await tab.cache.apply([
    { e: "job", op: "hide", id: "job", rev: 2 },
    { e: "invoice", op: "put", id: row.id, rev: 3, row },
  ], mark);
  equal(tab.view.invoices.value.length, 1);
  tab.close();
});

Deno.test("every call reports what this device has not sent", async () => {
  const { tab, server } = await set_up();
  await pay(tab, 300);
  await pay(tab, 400);
  await tab.exchange.kick();
  const { body } = pushes(server)[0];
  equal([body.unsent_count, body.unsent_minor, body.device_id], [2, 700, tab.outbox.device.value?.id]);
  equal(body.oldest_unsent_at, body.mutations[0].created_at);
  const pull = server.calls.find(({ path }) => path.startsWith("/api/sync/snapshot"))?.path ?? "";
  equal(new URLSearchParams(pull.split("?")[1]).get("unsent_count"), "0");
  tab.close();
});

Deno.test("a pull that would mix members never starts: who is there is asked first", async () => {
  const { tab, server } = await set_up({ who: ANA });
  await tab.exchange.kick();
  equal(server.calls[0].path, "/api/me");
  tab.close();
});
