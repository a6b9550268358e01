import { Outbox } from "../../../pwa/store/outbox.js";
import { deliver } from "../../../service_worker/deliver.js";
import { equal, new_device, new_tab } from "../device.js";
import { ModelServer } from "../model_server.js";

/** A phone whose app is closed, with so many payments in it, and the network that its worker is on. */
async function a_closed_phone(payments = 3) {
  const device = new_device();
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const outbox = new Outbox();
  await outbox.open("org", "ana");
  for (let made = 1; made <= payments; made += 1) {
    const body = { method: "cash", amount_minor: made, currency: "USD", invoice_id: "i1", job_id: "job" };
    await outbox.record("payments.record_payment", body);
  }
  outbox.close();
  Object.defineProperty(navigator, "locks", { value: device.locks, configurable: true });
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path, /** @type {any} */ init) => {
    const body = init.body && JSON.parse(init.body);
    const { status, body: said } = await server.call(init.method, path, body);
    return Response.json(said, { status });
  });
  return { device, server, amounts: () => server.payments.map(({ amount_minor }) => amount_minor) };
}

/** @param {() => Promise<unknown>} work */
async function fails(work) {
  return await work().then(() => false, () => true);
}

Deno.test("with every page closed the worker delivers all in order; the next page settles each", async () => {
  const { device, server, amounts } = await a_closed_phone(120);
  await deliver();
  equal(amounts(), Array.from({ length: 120 }, (_, at) => at + 1));
  const pushes = server.calls.filter(({ path }) => path.endsWith("push"));
  equal(pushes.map(({ body }) => body.mutations.length), [50, 50, 20]);
  const tab = await new_tab(device, server.call);
  equal(tab.outbox.totals.value.unsent_count, 120);
  equal((await tab.exchange.kick()).kind, "done");
  equal([amounts().length, tab.outbox.totals.value.unsent_count], [120, 0]);
  tab.close();
});

Deno.test("an answer that the worker lost costs nothing: it is woken again, ids keep it single", async () => {
  const { server, amounts } = await a_closed_phone();
  server.faults = (path) => path.endsWith("push") ? "lose_answer" : "pass";
  equal(await fails(deliver), true);
  server.faults = () => "pass";
  await deliver();
  equal(amounts(), [1, 2, 3]);
});

Deno.test("a server in trouble is asked again later; one that says no is left to the page", async () => {
  const { server, amounts } = await a_closed_phone();
  server.faults = (path) => path.endsWith("push") ? 503 : "pass";
  equal(await fails(deliver), true);
  server.faults = (path) => path.endsWith("push") ? 422 : "pass";
  equal(await fails(deliver), false);
  equal(amounts(), []);
});

Deno.test("what Ana left on this phone is not sent while Ben, or nobody, is signed in", async () => {
  const { server, amounts } = await a_closed_phone();
  server.member_id = "ben";
  await deliver();
  server.member_id = "ana";
  server.faults = () => 401;
  await deliver();
  equal([amounts(), (await indexedDB.databases()).map(({ name }) => name)], [[], ["ledger-org-ana"]]);
});

Deno.test("Ben signs in while the worker delivers for Ana: the rest of hers is not sent as his", async () => {
  const { server, amounts } = await a_closed_phone(60);
  server.faults = (path) => {
    if (path.endsWith("push") && server.payments.length) server.member_id = "ben";
    return "pass";
  };
  await deliver();
  equal(amounts().length, 50);
});

Deno.test("a ledger that is cleared as the worker looks is not left behind without its stores", async () => {
  const { amounts, device, server } = await a_closed_phone();
  const databases = await indexedDB.databases();
  indexedDB.deleteDatabase("ledger-org-ana");
  indexedDB.databases = () => Promise.resolve(databases);
  equal(await fails(deliver), true);
  const tab = await new_tab(device, server.call);
  await tab.outbox.record("payments.record_payment", { method: "cash", amount_minor: 7, currency: "USD" });
  await tab.exchange.kick();
  equal(amounts(), [7]);
  tab.close();
});

Deno.test("a page that is sending just now is not disturbed", async () => {
  const { device, server, amounts } = await a_closed_phone();
  await device.locks.request("sync-ana", {}, () => deliver(), {});
  equal([amounts(), server.calls.map(({ path }) => path)], [[], ["/api/me"]]);
});
