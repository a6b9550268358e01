/**
 * Random histories of one phone with two tabs: payments, lost requests, lost answers, ended sessions, kills,
 * voids, resets, storage cleared under the pages, another member beside them, the worker's own deliveries and
 * a server put back to a backup, then signal. Afterwards every payment that was said to be saved is on the
 * server once, and none was sent as somebody else's.
 */

import { asked } from "../../../pwa/store/database.js";
import { Outbox } from "../../../pwa/store/outbox.js";
import { deliver } from "../../../service_worker/deliver.js";
import { equal, new_device, new_tab } from "../device.js";
import { ModelServer } from "../model_server.js";

const HISTORIES = 60;
const STEPS = 25;
const FATES =
  /** @type {const} */ (["pass", "pass", "pass", "lose_request", "lose_answer", "portal", 401, 500, 413]);

/** Mulberry32: the same seed, the same history. @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Planted: takes entries out before they are sent, as a well-known queue does. */
class TakesOutFirst extends Outbox {
  /** @override @type {Outbox["batch"]} */
  async batch(...asked) {
    const batch = await super.batch(...asked);
    await this.settle(batch.map(({ id }) => ({ id, state: "applied" })));
    return batch;
  }
}

/** Planted: hears of no new epoch, as a phone did whose server was rolled back without a word. */
class SendsOnce extends Outbox {
  /** @override */
  async resend() {}
}

/** @param {ModelServer} server @param {ReturnType<typeof new_device>} device */
function the_worker_reaches(server, device) {
  Object.defineProperty(navigator, "locks", { value: device.locks, configurable: true });
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path, /** @type {any} */ init) => {
    const body = init.body && JSON.parse(init.body);
    const { status, body: said } = await server.call(init.method, path, body);
    return Response.json(said, { status });
  });
}

/** @param {ModelServer} server */
function copy_of({ rev, outcomes, payments, invoices, feed }) {
  return structuredClone({ rev, outcomes, payments, invoices, feed });
}

/** @type {Record<string, typeof Outbox>} */
const PLANTED = { takes_out_first: TakesOutFirst, sends_once: SendsOnce };

/**
 * @param {number} seed
 * @param {{bug?: "forgets_ids" | "takes_out_first" | "sends_once"}} [planted]
 * @returns {Promise<{saved: string[], arrived: string[]}>}
 */
async function history(seed, { bug } = {}) {
  const roll = dice(seed);
  const pick = (/** @type {readonly any[]} */ from) => from[Math.floor(roll() * from.length)];
  const device = new_device();
  const server = new ModelServer();
  if (bug === "forgets_ids") server.has_bug = bug;
  for (const id of ["i1", "i2", "i3"]) server.add_invoice(id, 50_000);
  const open = () =>
    new_tab(device, server.call, {
      random: roll,
      outbox: new (PLANTED[bug ?? ""] ?? Outbox)(),
    });
  const tabs = [await open(), await open()];
  the_worker_reaches(server, device);
  let [backup, epochs] = [copy_of(server), 1];
  /** @type {string[]} */
  const saved = [];
  const pay = async () => {
    const body = { method: "cash", amount_minor: 1 + Math.floor(roll() * 40_000), currency: "USD" };
    saved.push(
      (await pick(tabs).outbox.record("payments.record_payment", {
        ...body,
        invoice_id: pick(["i1", "i2", "i3"]),
      })).id,
    );
  };
  const steps = {
    pay,
    pay_again: pay,
    fate: () => void (server.faults = ((fate) => () => fate)(pick(FATES))),
    flicker: () => void (server.faults = () => pick(FATES)),
    send: async () => void await Promise.all(tabs.map((tab) => tab.exchange.kick())),
    send_and_kill: async () => {
      const at = Math.floor(roll() * 2);
      void tabs[at].exchange.kick();
      await new Promise((soon) => setTimeout(soon, Math.floor(roll() * 8)));
      tabs[at].close();
      tabs[at] = await open();
    },
    void_invoice: () =>
      void Object.assign(server.invoices.get(pick(["i1", "i2", "i3"])), { status: "void", due_minor: 0 }),
    reset: () => void (server.first_rev = server.rev += 1),
    back_up: () => void (backup = copy_of(server)),
    put_back: () => void Object.assign(server, structuredClone(backup), { epoch: `e${epochs += 1}` }),
    other_member: () => void (server.member_id = server.member_id === "ana" ? "ben" : "ana"),
    worker: () => deliver().catch(() => {}),
    clear_storage: async () => {
      await asked(indexedDB.deleteDatabase("ledger-org-ana"));
      await Promise.all(tabs.map(({ outbox }) => outbox.refresh()));
    },
  };
  for (let step = 0; step < STEPS; step += 1) await pick(Object.values(steps))();
  server.faults = () => "pass";
  server.member_id = "ana";
  // What the app itself parked, refused alone three times, somebody sends again.
  for (const { id } of tabs[0].outbox.entries.value) await tabs[0].outbox.retry(id);
  for (let go = 0; go < 6; go += 1) await Promise.all(tabs.map((tab) => tab.exchange.signed_in()));
  const left = tabs[0].outbox.totals.value.unsent_count;
  for (const tab of tabs) tab.close();
  if (left && !bug) throw new Error(`seed ${seed}: ${left} entries never left`);
  if (server.payments.some(({ by }) => by !== "ana")) throw new Error(`seed ${seed}: hers was sent as Ben's`);
  return { saved: saved.toSorted(), arrived: server.payments.map((payment) => payment.id).toSorted() };
}

Deno.test(`${HISTORIES} random histories: what was saved has arrived, each payment once`, async () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { saved, arrived } = await history(seed);
    if (JSON.stringify(saved) !== JSON.stringify(arrived)) {
      throw new Error(`seed ${seed}: saved ${saved.length}, arrived ${arrived.length}`);
    }
  }
});

Deno.test("the same eye sees a server that forgets ids: payments arrive twice", async () => {
  let seen = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const { saved, arrived } = await history(seed, { bug: "forgets_ids" });
    if (arrived.length > saved.length) seen += 1;
  }
  equal(seen > 0, true);
});

Deno.test("the same eye sees an outbox that takes out before sending: payments are lost", async () => {
  let seen = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const { saved, arrived } = await history(seed, { bug: "takes_out_first" });
    if (arrived.length < saved.length) seen += 1;
  }
  equal(seen > 0, true);
});

Deno.test("the same eye sees a phone that sends nothing again to a server put back", async () => {
  let seen = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const { saved, arrived } = await history(seed, { bug: "sends_once" });
    if (arrived.length < saved.length) seen += 1;
  }
  equal(seen > 0, true);
});
