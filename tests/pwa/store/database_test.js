import { asked, Database } from "../../../pwa/store/database.js";
import { equal, new_device } from "../device.js";
import { forceCloseDatabase, IDBObjectStore } from "../vendor/fake_indexeddb.js";

/** @param {Partial<ConstructorParameters<typeof Database>[0]>} [options] */
function a_database(options = {}) {
  const upgrade = (/** @type {IDBDatabase} */ handle) =>
    void handle.createObjectStore("rows", { keyPath: "id" });
  return new Database({ name: "test", version: 1, upgrade, ...options });
}

/** @param {Database} database @param {string} id */
const put = (database, id) => database.write(["rows"], (rows) => asked(rows.put({ id })));
/** @param {Database} database */
const keys = (database) => database.read(["rows"], (rows) => asked(rows.getAllKeys()));

Deno.test("a strict database asks for strict durability by name, on every write", async () => {
  const { transactions } = new_device();
  const database = a_database({ strict: true });
  await put(database, "a");
  await put(database, "b");
  equal(transactions.map((made) => made.durability), ["strict", "strict"]);
  database.close();
});

Deno.test("a write whose work throws leaves nothing behind", async () => {
  new_device();
  const database = a_database();
  const failure = await database.write(["rows"], (rows) => {
    rows.put({ id: "half" });
    throw new RangeError("in the middle");
  }).catch((error) => error);
  equal(failure.name, "RangeError");
  equal(await keys(database), []);
  database.close();
});

Deno.test("a connection that the browser closed is opened again, and the closing is told", async () => {
  new_device();
  /** @type {string[]} */
  const losses = [];
  const database = a_database({ on_loss: (loss) => losses.push(loss) });
  await put(database, "a");
  const handle = await asked(indexedDB.open("test"));
  handle.close();
  database.close();
  equal(await keys(database), ["a"]);
  await asked(indexedDB.deleteDatabase("test"));
  equal(losses, ["replaced"]);
  equal(await keys(database), []);
  database.close();
});

Deno.test("a dead handle is dropped at most twice; the third failure is told", async () => {
  new_device();
  const database = a_database();
  let tries = 0;
  const failure = await database.write(["rows"], () => {
    tries += 1;
    throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
  }).catch((error) => error);
  equal([failure.name, tries], ["UnknownError", 3]);
  database.close();
});

Deno.test("a handle that dies once is healed without anyone noticing", async () => {
  new_device();
  const database = a_database();
  await put(database, "a");
  const { put: native } = IDBObjectStore.prototype;
  let deaths = 0;
  IDBObjectStore.prototype.put = function (/** @type {any[]} */ ...row) {
    if ((deaths += 1) === 1) throw new DOMException("closing", "InvalidStateError");
    return native.apply(this, row);
  };
  try {
    await put(database, "b");
  } finally {
    IDBObjectStore.prototype.put = native;
  }
  equal(await keys(database), ["a", "b"]);
  database.close();
});

Deno.test("PW-04: a store that a newer build laid out still opens", async () => {
  new_device();
  const newer = a_database({ version: 2 });
  await put(newer, "kept");
  newer.close();
  const older = a_database();
  equal(await keys(older), ["kept"]);
  older.close();
});

Deno.test("a full disk is not healed by opening again: it is told at once", async () => {
  new_device();
  const database = a_database();
  let tries = 0;
  const failure = await database.write(["rows"], () => {
    tries += 1;
    throw new DOMException("full", "QuotaExceededError");
  }).catch((error) => error);
  equal([failure.name, tries], ["QuotaExceededError", 1]);
  database.close();
});

Deno.test("an open handle that is closed by force says so", async () => {
  new_device();
  /** @type {string[]} */
  const losses = [];
  /** @type {IDBDatabase | null} */
  let handle = null;
  const upgrade = (/** @type {IDBDatabase} */ made) => {
    handle = made;
    made.createObjectStore("rows", { keyPath: "id" });
  };
  const database = a_database({ upgrade, on_loss: (loss) => losses.push(loss) });
  await put(database, "a");
  forceCloseDatabase(handle);
  await new Promise((soon) => setTimeout(soon, 10));
  equal(losses, ["closed"]);
  equal(await keys(database), ["a"]);
  database.close();
});
