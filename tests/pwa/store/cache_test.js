import { Cache } from "../../../pwa/store/cache.js";
import { Outbox } from "../../../pwa/store/outbox.js";
import { equal, new_device } from "../device.js";
import { IDBDatabase } from "../vendor/fake_indexeddb.js";

const HINT = "stagebill.cache";

/** @param {string} title */
function a_snapshot(title) {
  const jobs = { cols: ["id", "title"], data: [["job"], [title]] };
  return { epoch: "e", cursor: "e~1", server_time: "2026-11-23T09:12:00Z", tables: { jobs } };
}

/** The app as it starts: both databases are opened at once. */
async function started() {
  const [outbox, cache] = [new Outbox(), new Cache()];
  await cache.open("org", "ana", outbox, outbox.open("org", "ana"));
  return { cache, titles: () => cache.list("jobs").map(({ title }) => title) };
}

Deno.test("the next start finds the rows by the hint, and by the ledger where the hint is gone", async () => {
  new_device();
  const first = await started();
  await first.cache.replace(a_snapshot("Re-pipe"), 0);
  first.cache.close();
  equal((await started()).titles(), ["Re-pipe"]);
  localStorage.removeItem(HINT);
  equal((await started()).titles(), ["Re-pipe"]);
});

Deno.test("a hint at an older cache shows nothing of it: the ledger has the last word", async () => {
  new_device();
  const first = await started();
  await first.cache.replace(a_snapshot("as it was"), 0);
  const hint = localStorage.getItem(HINT);
  await first.cache.replace(a_snapshot("as it is"), 0);
  first.cache.close();
  localStorage.setItem(HINT, String(hint));
  equal((await started()).titles(), ["as it is"]);
});

Deno.test("rows are ready only once the ledger is: no balance without what is not yet sent", async () => {
  new_device();
  const first = await started();
  await first.cache.replace(a_snapshot("Re-pipe"), 0);
  first.cache.close();
  const [outbox, cache] = [new Outbox(), new Cache()];
  let open_ledger = () => {};
  const waits = new Promise((go) => open_ledger = () => go(null));
  const opening = cache.open("org", "ana", outbox, waits.then(() => outbox.open("org", "ana")));
  await new Promise((later) => setTimeout(later, 20));
  equal(cache.ready.value, false);
  open_ledger();
  await opening;
  equal(cache.ready.value, true);
});

/** @param {number} count */
function a_company_with(count) {
  const ids = Array.from({ length: count }, (_, at) => `job ${at}`);
  const jobs = { cols: ["id", "title"], data: [ids, ids] };
  return { ...a_snapshot(""), tables: { customers: { cols: ["id"], data: [["jane"]] }, jobs } };
}

for (const [count, commits] of [[0, 1], [499, 1], [501, 2], [1300, 3]]) {
  Deno.test(`${count} jobs and a customer are kept in ${commits} commits, and found again`, async () => {
    const { transactions } = new_device();
    const first = await started();
    await first.cache.replace(a_company_with(count), 0);
    const kept = transactions.filter(({ database }) => database.startsWith("cache-"));
    equal(kept.length, commits);
    first.cache.close();
    const next = await started();
    await new Promise((loaded) => setTimeout(loaded, 600)); // the rest comes after the first screen
    equal([next.titles().length, next.cache.list("customers").length], [count, 1]);
  });
}

Deno.test("a page that dies before the last commit leaves nothing that would be taken for all", async () => {
  new_device();
  const first = await started();
  const native = IDBDatabase.prototype.transaction;
  let commits = 0;
  /** @this {IDBDatabase} @param {any[]} given */
  IDBDatabase.prototype.transaction = function (...given) {
    const is_write = this.name.startsWith("cache-") && given[1] === "readwrite";
    if (is_write && ++commits > 1) throw new TypeError("died");
    return native.apply(this, /** @type {any} */ (given));
  };
  await first.cache.replace(a_company_with(1300), 0);
  IDBDatabase.prototype.transaction = native;
  first.cache.close();
  equal([commits, (await started()).titles()], [2, []]);
});
