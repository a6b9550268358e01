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

Deno.test("signal again after a long silence: the next tries come after one second, not after fifteen", async () => {
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
