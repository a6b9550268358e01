/**
 * The server's rows on this device: in memory for the screens, in IndexedDB for the next start. All of it may
 * be dropped at any time and comes back with a snapshot; nothing that only this device knows is in here.
 */

import { batch, computed, signal } from "../vendor/ui.js";
import { asked, Database, remember, remembered } from "./database.js";
import { by_id, CHUNK_ROWS, FIRST_ROWS, first_rows, newest_first, older_rows, rows_of } from "./rows.js";

/** @import { ReadonlySignal, Signal } from "../vendor/ui.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Mark } from "./rows.js" */

/**
 * @typedef {import("./rows.js").Row} Row
 * @typedef {{e: string, op: string, id: string, rev: number, row?: Row}} Change
 * @typedef {{epoch: string, cursor: string, server_time: string,
 *   tables: Record<string, {cols: string[], data: unknown[][]}>}} Snapshot
 * @typedef {Map<string, Map<string, Row | null>>} Edits  by table and id; null where the row goes
 */

const SCHEMA = 9;
const CURRENT = "stagebill.cache"; // a hint: the ledger, which must be opened first, has the last word
const BESIDE = "beside";
const FIRST_PAINT_MS = 200; // ten thousand rows cost as much as the first screen: they come after it

/** @type {Readonly<Record<string, string>>} */
const TABLE_OF = {
  customer: "customers",
  job: "jobs",
  invoice: "invoices",
  payment: "payments",
  decision: "decisions",
  member: "members",
  device: "devices",
  settings: "settings",
  change_order: "change_orders",
  attachment: "attachments",
  visit: "visits",
  note: "notes",
  schedule_template: "schedule_templates",
  allowance: "allowances",
  handed_in: "handed_in",
};
const TABLES = Object.values(TABLE_OF);
const OF_A_JOB = [
  "invoices",
  "payments",
  "decisions",
  "change_orders",
  "attachments",
  "visits",
  "notes",
  "allowances",
];

export class Cache {
  /** The first rows can be shown. */
  ready = signal(false);
  /** Every row is there. */
  loaded = signal(false);
  mark = signal(/** @type {Mark | null} */ (null));
  /** @type {Record<string, Signal<Map<string, Row>>>} */
  #rows = Object.fromEntries(TABLES.map((table) => [table, signal(new Map())]));
  /** @type {Record<string, ReadonlySignal<Row[]>>} */
  #lists = Object.fromEntries(
    TABLES.map((table) => [table, computed(() => newest_first(this.#rows[table].value))]),
  );
  /** @type {Database | null} */
  #store = null;
  /** @type {Outbox | null} */
  #outbox = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  #family = "";
  #prefix = "";
  /** One thing at a time: a slow read must not cover what came after it. @type {Promise<unknown>} */
  #turns = Promise.resolve();

  /** @param {string} table */
  list(table) {
    return this.#lists[table].value;
  }

  /** @param {string} table */
  rows(table) {
    return this.#rows[table].value;
  }

  /**
   * @param {string} organization_id
   * @param {string} member_id
   * @param {Outbox} outbox  its ledger remembers which cache is the current one
   * @param {Promise<unknown>} opened  the outbox: no balance is shown before it
   */
  async open(organization_id, member_id, outbox, opened) {
    this.close();
    this.#outbox = outbox;
    this.#family = `cache-${organization_id}-${member_id}-`;
    this.#prefix = `${this.#family}s${SCHEMA}-`;
    this.#channel = new BroadcastChannel(this.#prefix);
    this.#channel.onmessage = ({ data }) => void this.#in_turn(() => this.#follow(data)).catch(() => {});
    // Messages of other tabs wait until there are rows to apply them to.
    const load_rest = await this.#in_turn(() => this.#find_store(outbox, opened));
    void this.#in_turn(load_rest).catch(() => {});
  }

  /**
   * @param {Outbox} outbox
   * @param {Promise<unknown>} opened
   * @returns {Promise<() => Promise<void>>}  reads the older rows
   */
  async #find_store(outbox, opened) {
    const ahead = this.#is_ours(remembered(CURRENT)) ? this.#database(remembered(CURRENT)) : null;
    const rows_ahead = ahead?.read(["kv", ...TABLES], first_rows);
    rows_ahead?.catch(() => {});
    await opened;
    const name = outbox.cache_name;
    const is_current = ahead !== null && ahead.name === name;
    if (!is_current) ahead?.close();
    // Another build's schema is left to that build; this one starts its own, with its first snapshot.
    this.#store = is_current ? ahead : name !== null && this.#is_ours(name) ? this.#database(name) : null;
    return await this.#load(is_current ? rows_ahead : undefined);
  }

  close() {
    this.#channel?.close();
    this.#store?.close();
    this.#store = this.#channel = this.#outbox = null;
    batch(() => {
      for (const table of TABLES) this.#rows[table].value = new Map();
      this.mark.value = null;
      this.ready.value = this.loaded.value = false;
    });
  }

  /** On sign-out: the rows go, the ledger stays. */
  async delete() {
    const store = this.#store;
    this.close();
    remember(CURRENT, null);
    await store?.delete();
  }

  /**
   * Stores changes and the mark that they lead to in one transaction; then updates the screens.
   * @param {Change[]} changes
   * @param {Mark} mark
   */
  apply(changes, mark) {
    return this.#in_turn(async () => {
      const edits = this.#edits(changes);
      const is_kept = await this.#write(edits, mark);
      this.#show(edits, mark);
      const touched = [...edits].map(([table, rows]) => [table, [...rows.keys()]]);
      if (is_kept) this.#channel?.postMessage({ touched });
    });
  }

  /**
   * Builds a fresh cache beside the old one, then swaps. The screens do not wait for the disk.
   * @param {Snapshot} snapshot
   * @param {number} rev
   */
  replace({ epoch, cursor, server_time: synced_at, tables }, rev) {
    return this.#in_turn(async () => {
      const mark = { epoch, cursor, rev, synced_at };
      const rows = TABLES.map((table) => rows_of(tables[table]));
      batch(() => {
        TABLES.forEach((table, at) => this.#rows[table].value = by_id(rows[at]));
        this.mark.value = mark;
        this.ready.value = this.loaded.value = true;
      });
      await this.#begin_anew(rows, mark).catch(() => {
        this.#store = null; // a full disk: this page works from memory, the next start asks again
      });
    });
  }

  /** Values stored beside the rows: as disposable as they are, and dropped with them. */
  async beside() {
    return await this.#store?.read(["kv"], (kv) => asked(kv.get(BESIDE)));
  }

  /** @param {unknown} value */
  lay_beside(value) {
    return this.#in_turn(async () => await this.#store?.write(["kv"], (kv) => void kv.put(value, BESIDE)));
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #in_turn(work) {
    const done = this.#turns.then(work);
    this.#turns = done.catch(() => {});
    return done;
  }

  /**
   * @param {Row[][]} rows  in the order of TABLES
   * @param {Mark} mark
   */
  async #begin_anew(rows, mark) {
    const fresh = this.#database(this.#next_name());
    const all = rows.flatMap((own, nth) => own.map((row) => ({ nth, row })));
    const beside = await this.beside().catch(() => undefined);
    // A small company in one commit: on a slow phone, each commit costs noticeable time.
    for (let at = 0; at === 0 || at < all.length; at += CHUNK_ROWS) {
      await fresh.write(["kv", ...TABLES], (kv, ...stores) => {
        for (const { nth, row } of all.slice(at, at + CHUNK_ROWS)) stores[nth].put(row);
        if (at + CHUNK_ROWS < all.length) return;
        if (beside !== undefined) kv.put(beside, BESIDE);
        kv.put(mark, "mark");
      });
    }
    await this.#outbox?.write_note("cache", fresh.name);
    remember(CURRENT, fresh.name);
    this.#store?.close();
    this.#store = fresh;
    this.#channel?.postMessage({ store: fresh.name });
    void this.#sweep(fresh.name).catch(() => {});
  }

  /**
   * Removes this member's older caches and what a killed page left half built; only the syncing tab builds
   * one.
   * @param {string} current
   */
  async #sweep(current) {
    for (const { name = "" } of await indexedDB.databases?.() ?? []) {
      if (name.startsWith(this.#family) && name !== current) await this.#database(name).delete();
    }
  }

  /** @param {string} name */
  #database(name) {
    return new Database({
      name,
      version: 1,
      upgrade: (handle) => {
        for (const table of TABLES) handle.createObjectStore(table, { keyPath: "id" });
        handle.createObjectStore("kv");
      },
    });
  }

  /** @param {unknown} name */
  #is_ours(name) {
    return typeof name === "string" && name.startsWith(this.#prefix);
  }

  #next_name() {
    return this.#prefix + Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
  }

  /**
   * Shows the newest rows before the rest is read. A store that cannot be read counts as empty.
   * @param {Promise<[Mark | undefined, Row[][]]>} [rows_ahead]  those rows, where they were asked for before
   * @returns {Promise<() => Promise<void>>}  reads the rest
   */
  async #load(rows_ahead) {
    const store = this.#store;
    try {
      const [mark, firsts] = await (rows_ahead ?? store?.read(["kv", ...TABLES], first_rows)) ?? [];
      if (!store || !mark || !firsts || store !== this.#store) return () => Promise.resolve();
      batch(() => {
        TABLES.forEach((table, at) => this.#rows[table].value = by_id(firsts[at]));
        this.mark.value = mark;
        this.ready.value = true;
      });
      return () => this.#load_rest(store, firsts).catch(() => void (this.mark.value = null));
    } catch {
      this.mark.value = null;
      return () => Promise.resolve();
    }
  }

  /**
   * @param {Database} store
   * @param {Row[][]} firsts
   */
  async #load_rest(store, firsts) {
    await new Promise((painted) => setTimeout(painted, FIRST_PAINT_MS));
    for (const [at, table] of TABLES.entries()) {
      if (firsts[at].length < FIRST_ROWS) continue;
      const rows = await older_rows(store, table, firsts[at][firsts[at].length - 1].id);
      if (store !== this.#store) return;
      this.#rows[table].value = by_id([...firsts[at], ...rows]);
    }
    this.loaded.value = true;
  }

  /**
   * In the feed's order, so that a job that was hidden and given back is there in the end.
   * @param {Change[]} changes
   * @returns {Edits}
   */
  #edits(changes) {
    /** @type {Edits} */
    const edits = new Map();
    for (const { e, op, id, row } of changes) {
      const table = TABLE_OF[e];
      if (!table) continue; // an entity of a newer server
      if (op === "put" && row) put(edits, table, id, row);
      else if (op === "del" || op === "hide") put(edits, table, id, null);
      if (e === "job" && op === "hide") { for (const of_job of OF_A_JOB) this.#hide(edits, of_job, id); }
    }
    return edits;
  }

  /**
   * @param {Edits} edits
   * @param {string} table
   * @param {string} job_id
   */
  #hide(edits, table, job_id) {
    const rows = [...this.#rows[table].peek().values(), ...edits.get(table)?.values() ?? []];
    for (const row of rows) if (row?.job_id === job_id) put(edits, table, row.id, null);
  }

  /**
   * @param {Edits} edits
   * @param {Mark} mark
   */
  async #write(edits, mark) {
    try {
      await this.#store?.write(["kv", ...edits.keys()], (kv, ...stores) => {
        for (const [at, rows] of [...edits.values()].entries()) {
          for (const [id, row] of rows) row ? stores[at].put(row) : stores[at].delete(id);
        }
        kv.put(mark, "mark");
      });
      return true;
    } catch {
      return false; // a full disk: the screens go on from memory, the next start pulls from the older mark
    }
  }

  /**
   * @param {Edits} edits
   * @param {Mark} mark
   */
  #show(edits, mark) {
    batch(() => {
      for (const [table, changed] of edits) {
        const rows = new Map(this.#rows[table].peek());
        for (const [id, row] of changed) row ? rows.set(id, row) : rows.delete(id);
        this.#rows[table].value = rows;
      }
      this.mark.value = mark;
    });
  }

  /**
   * Another tab wrote: read what it wrote, its message is only a hint.
   * @param {{store?: string, touched?: [string, string[]][]}} hint
   */
  async #follow({ store, touched = [] }) {
    if (store) {
      this.#store?.close();
      this.#store = this.#database(store);
      const load_rest = await this.#load();
      return await load_rest();
    }
    if (!this.#store) return;
    const names = touched.map(([table]) => table);
    const [mark, found] = await this.#store.read(["kv", ...names], (kv, ...stores) =>
      Promise.all([
        asked(kv.get("mark")),
        Promise.all(touched.map(([, ids], at) => Promise.all(ids.map((id) => asked(stores[at].get(id)))))),
      ]));
    /** @type {Edits} */
    const edits = new Map();
    for (const [at, [table, ids]] of touched.entries()) {
      ids.forEach((id, nth) => put(edits, table, id, found[at][nth] ?? null));
    }
    if (mark) this.#show(edits, mark);
  }
}

/**
 * @param {Edits} edits
 * @param {string} table
 * @param {string} id
 * @param {Row | null} row
 */
function put(edits, table, id, row) {
  const rows = edits.get(table);
  if (rows) rows.set(id, row);
  else edits.set(table, new Map([[id, row]]));
}
