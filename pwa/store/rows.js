/** Rows as the wire lays them out and as a table is read: the newest first, the others in chunks. */

import { asked } from "./database.js";

/** @import { Database } from "./database.js" */

/**
 * @typedef {Record<string, any> & {id: string}} Row
 * @typedef {{epoch: string, cursor: string, rev: number, synced_at: string}} Mark
 *   how far the rows go: `rev` is the newest rev of our own that they are known to contain
 */

export const FIRST_ROWS = 300; // a screen and its neighbours; in the order of UUIDv7 these are the newest
export const CHUNK_ROWS = 500; // 2,000 rows in one go block a slow phone for a second

/** @param {Row[]} rows */
export function by_id(rows) {
  return new Map(rows.map((row) => [row.id, row]));
}

/** @param {Map<string, Row>} rows  sorting costs next to nothing on what is nearly sorted */
export function newest_first(rows) {
  return [...rows.values()].sort((a, b) => a.id < b.id ? 1 : -1);
}

/**
 * @param {{cols: string[], data: unknown[][]} | undefined} columns
 * @returns {Row[]}
 */
export function rows_of(columns) {
  if (!columns?.data.length) return [];
  const { cols, data } = columns;
  /** @param {number} at */
  const row = (at) => Object.fromEntries(cols.map((col, c) => [col, data[c][at]]));
  return data[0].map((_, at) => /** @type {Row} */ (row(at)));
}

/**
 * @param {IDBObjectStore} kv
 * @param {IDBObjectStore[]} stores
 * @returns {Promise<[Mark | undefined, Row[][]]>}
 */
export async function first_rows(kv, ...stores) {
  return await Promise.all([asked(kv.get("mark")), Promise.all(stores.map(newest_rows))]);
}

/** @param {IDBObjectStore} store */
async function newest_rows(store) {
  const from = await nth_newest_key(store, FIRST_ROWS);
  if (from === undefined) return [];
  const rows = await asked(store.getAll(from === null ? null : IDBKeyRange.lowerBound(from)));
  return /** @type {Row[]} */ (rows.reverse());
}

/**
 * @param {IDBObjectStore} store
 * @param {number} nth
 * @returns {Promise<IDBValidKey | null | undefined>}  null of fewer, undefined of none
 */
function nth_newest_key(store, nth) {
  return new Promise((found, failed) => {
    const request = store.openKeyCursor(null, "prev");
    let is_there = false;
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor && !is_there) cursor.advance(nth - 1);
      else found(cursor ? cursor.key : is_there ? null : undefined);
      is_there = true;
    };
  });
}

/**
 * @param {Database} store
 * @param {string} table
 * @param {string} before
 */
export async function older_rows(store, table, before) {
  /** @type {Row[][]} */
  const chunks = [];
  for (let from = ""; from !== before;) {
    const range = IDBKeyRange.bound(from, before, true, true);
    const rows = await store.read([table], (rows) => asked(rows.getAll(range, CHUNK_ROWS)));
    chunks.push(rows);
    from = rows.length === CHUNK_ROWS ? rows[rows.length - 1].id : before;
  }
  return chunks.flat().reverse();
}
