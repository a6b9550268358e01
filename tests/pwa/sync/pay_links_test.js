import { outbox } from "../../../pwa/store/outbox.js";
import { cache, me } from "../../../pwa/store/view.js";
import { pay_link, pay_links, start_pay_links } from "../../../pwa/sync/pay_links.js";
import { learn } from "../../../pwa/sync/status.js";
import { ANA, equal, new_device } from "../device.js";

const later = (ms = 20) => new Promise((done) => setTimeout(done, ms));

/** @param {string} id @param {Record<string, unknown>} [more] */
const invoice = (id, more) => ({
  id,
  status: "open",
  owed_minor: 50_000,
  paid_minor: 0,
  pending_minor: 0,
  due_minor: 50_000,
  ...more,
});

/** @param {any[]} rows */
function snapshot_of(rows) {
  const cols = Object.keys(rows[0]);
  const data = cols.map((col) => rows.map((row) => row[col]));
  const tables = { invoices: { cols, data } };
  return { epoch: "e1", cursor: "c1", server_time: "2026-03-02T15:00:00Z", tables };
}

/** @param {any[]} changed */
const put = (...changed) => changed.map((row) => ({ e: "invoice", op: "put", id: row.id, rev: 2, row }));
const MARK = { epoch: "e1", cursor: "c2", rev: 2, synced_at: "2026-03-02T15:01:00Z" };

/** A phone with these invoices, and a server that has a link for each but those `without`. */
async function a_phone(/** @type {any[]} */ rows, { without = [""], role = "technician" } = {}) {
  new_device();
  me.value = { ...ANA, role };
  await outbox.open("org", "ana");
  await cache.open("org", "ana", outbox, Promise.resolve());
  await cache.replace(snapshot_of(rows), 0);
  /** @type {string[][]} */
  const asked = [];
  globalThis.fetch = (path) => {
    const ids = String(path).split("ids=")[1].split(",");
    asked.push(ids);
    const tokens = Object.fromEntries(ids.filter((id) => !without.includes(id)).map((id) => [id, `t-${id}`]));
    return Promise.resolve(Response.json({ address: "https://pay.example/pay/", tokens }));
  };
  learn({ online: true });
  const stop = await start_pay_links();
  await later();
  const close = () => (stop(), cache.close());
  return { asked, close };
}

Deno.test("links of what can be paid are fetched ahead, once", async () => {
  const { asked, close } = await a_phone([
    invoice("i3"),
    invoice("i2", { status: "paid", paid_minor: 50_000 }),
    invoice("i1", { pending_minor: 50_000 }),
  ]);
  equal(asked, [["i3"]]);
  equal([pay_link("i3"), pay_link("i2")], ["https://pay.example/pay/t-i3", null]);
  await cache.apply(put(invoice("i4")), MARK);
  await later();
  equal(asked, [["i3"], ["i4"]]);
  close();
});

Deno.test("they outlive a fresh snapshot and the next start", async () => {
  const rows = [invoice("i1")];
  const { close } = await a_phone(rows);
  await cache.replace(snapshot_of(rows), 0);
  cache.close();
  learn({ online: false });
  await cache.open("org", "ana", outbox, Promise.resolve());
  pay_links.value = { address: "", tokens: {} };
  const stop = await start_pay_links();
  stop();
  equal(pay_link("i1"), "https://pay.example/pay/t-i1");
  close();
});

Deno.test("what is settled or out of sight loses its link here", async () => {
  const { close } = await a_phone([invoice("i1", { job_id: "j1" }), invoice("i2", { job_id: "j2" })]);
  const hidden = { e: "job", op: "hide", id: "j2", rev: 2 };
  await cache.apply([...put(invoice("i1", { paid_minor: 50_000, status: "paid" })), hidden], MARK);
  await later();
  equal([pay_link("i1"), pay_link("i2")], [null, null]);
  equal(await cache.beside(), { address: "https://pay.example/pay/", tokens: {} });
  close();
});

Deno.test("what the server has no link for is not asked about again and again", async () => {
  const { asked, close } = await a_phone([invoice("i9"), invoice("i8")], { without: ["i9"] });
  await cache.apply(put(invoice("i7")), MARK);
  await later();
  equal(asked, [["i9", "i8"], ["i7"]]);
  close();
});

Deno.test("in the office nothing is fetched ahead", async () => {
  const { asked, close } = await a_phone([invoice("i1")], { role: "dispatcher" });
  equal(asked, []);
  close();
});
