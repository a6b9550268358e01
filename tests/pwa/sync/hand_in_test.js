import { equal, new_device, new_tab } from "../device.js";
import { ModelServer } from "../model_server.js";

/** Ana's phone with a payment on it, and the server shut to her but for what it lets through. */
async function shut_out(/** @type {401 | 403} */ status, open_path = "none") {
  const server = new ModelServer();
  server.add_invoice("i1", 50_000);
  const tab = await new_tab(new_device(), server.call);
  await tab.exchange.kick();
  const body = { method: "cash", amount_minor: 20_000, currency: "USD", invoice_id: "i1", job_id: "job" };
  const { id } = await tab.outbox.record("payments.record_payment", body);
  server.has_shut_out = open_path === BACK_DOOR;
  server.faults = (path) => path === open_path ? "pass" : status;
  return { server, tab, id };
}

const BACK_DOOR = "/api/sync/hand-in";

/** @param {Awaited<ReturnType<typeof shut_out>>["tab"]} tab */
const kept = (tab) => tab.outbox.entries.value.map(({ parked }) => parked?.code ?? "waits");

for (const status of /** @type {const} */ ([401, 403])) {
  Deno.test(`shut out by ${status} for good: what is unsent is left with the office, once`, async () => {
    const { server, tab, id } = await shut_out(status, BACK_DOOR);
    await tab.exchange.kick();
    equal([...server.handed_in.keys()], [id]);
    equal([kept(tab), server.payments.length], [["quarantine.handed_in"], 0]);
    equal(tab.outbox.totals.value.unsent_minor, 0); // the server has it, though it is no payment yet
    const calls = server.calls.length;
    await tab.exchange.kick();
    equal(server.calls.slice(calls).filter(({ path }) => path === BACK_DOOR), []);
    tab.close();
  });
}

Deno.test("a back door that is busy, or out of reach, is tried again by itself", async () => {
  const { server, tab, id } = await shut_out(401, BACK_DOOR);
  const { faults } = server;
  for (const fate of /** @type {const} */ (["lose_request", "lose_answer", 503, 500])) {
    server.faults = (path, body) => path === BACK_DOOR ? fate : faults(path, body);
    equal((await tab.exchange.kick()).kind, "failed");
    equal(kept(tab), ["waits"]);
  }
  server.faults = faults;
  equal((await tab.exchange.kick()).kind, "sign_in");
  equal([[...server.handed_in.keys()], kept(tab)], [[id], ["quarantine.handed_in"]]);
  tab.close();
});

Deno.test("whoever can simply sign in is turned away, keeps all and is asked to", async () => {
  const { server, tab } = await shut_out(401);
  equal((await tab.exchange.kick()).kind, "sign_in");
  equal([kept(tab), server.handed_in.size], [["waits"], 0]);
  server.faults = () => "pass";
  equal((await tab.exchange.signed_in()).kind, "done");
  equal([kept(tab), server.payments.length], [[], 1]);
  tab.close();
});

Deno.test("a device that was found again learns what the office took", async () => {
  const { server, tab, id } = await shut_out(401, BACK_DOOR);
  await tab.exchange.kick();
  server.faults = () => "pass";
  await tab.exchange.signed_in();
  equal(kept(tab), ["quarantine.handed_in"]); // not decided yet
  server.accept(id);
  await tab.exchange.kick();
  equal([kept(tab), server.payments.length], [[], 1]);
  equal(tab.view.invoices.value.find((row) => row.id === "i1")?.due_minor, 30_000);
  tab.close();
});
