/**
 * The ledger's frozen layout and what one transaction does to it. A later version may add a store; none
 * of these is ever changed or dropped, because they may hold money that no server knows of.
 */

import { asked } from "./database.js";

export const MONEY = new Set(["payments.record_payment", "payments.reverse_payment"]);

/**
 * A mutation is in the wire format; only `seq` is added on the way.
 * @typedef {{id: string, type: string, v: number, created_at: string, tz: number, deps: string[],
 *   seen: Record<string, unknown>, body: Record<string, any>}} Mutation
 * @typedef {{state: string, code: string, title?: string, facts?: Record<string, unknown>, at: string,
 *   mended_by?: string}} Parked  why an entry is not sent again by itself
 * @typedef {{seq: number, id: string, mutation: Mutation, parked: Parked | null}} Entry
 * @typedef {"pending" | "applied" | "unapplied" | "parked"} FactState
 * @typedef {{payment_id: string, invoice_id?: string, id: string, seq: number, state: FactState,
 *   rev: number | null, code: string | null, effect: any, settled_at: string | null,
 *   mutation: Mutation}} Fact
 * @typedef {{id: string, state: string, rev?: number, code?: string, title?: string,
 *   facts?: Record<string, unknown>, effect?: any}} Outcome
 * @typedef {{id: string, short_code: string | null}} Device
 */

let newest_ms = 0;
let counter = 0;

/** A UUIDv7 whose order survives a clock that jumps back: the 12 bits after the time only ever rise. */
export function new_id() {
  const now = Date.now();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (now > newest_ms) {
    newest_ms = now;
    counter = bytes[6] & 0x07;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    newest_ms += 1;
    counter = 0;
  }
  const time = newest_ms.toString(16).padStart(12, "0");
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const random = [...bytes.subarray(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const rise = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rise}-${random.slice(0, 4)}-${random.slice(4)}`;
}

/** @param {IDBDatabase} handle */
export function lay_out(handle) {
  const outbox = handle.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
  outbox.createIndex("id", "id", { unique: true });
  handle.createObjectStore("facts", { keyPath: "payment_id" }).createIndex("invoice_id", "invoice_id");
  handle.createObjectStore("kv");
}

/**
 * @param {IDBObjectStore} outbox
 * @param {IDBObjectStore} facts
 * @param {IDBObjectStore} kv
 * @returns {Promise<{entries: Entry[], facts: Fact[], device: Device | null, birth: string | null,
 *   cache: string | null}>}
 */
export async function read_all(outbox, facts, kv) {
  const [entries, all_facts, device, birth, cache] = await Promise.all([
    asked(outbox.getAll()),
    asked(facts.getAll()),
    asked(kv.get("device")),
    asked(kv.get("birth")),
    asked(kv.get("cache")),
  ]);
  all_facts.sort((a, b) => a.seq - b.seq);
  return { entries, facts: all_facts, device: device ?? null, birth: birth ?? null, cache: cache ?? null };
}

/**
 * After a clearing: each tab puts back what it holds, whichever comes first. What another has sent meanwhile
 * is sent once more at worst, and the server knows it.
 * @param {IDBObjectStore[]} stores
 * @param {{entries: Entry[], facts: Fact[], device: Device | null}} kept
 */
export async function refill([outbox, facts, kv], kept) {
  if (!(await asked(kv.get("birth")))) {
    kv.put(kept.device ?? { id: new_id(), short_code: null }, "device");
    kv.put(new_id(), "birth");
    if (kept.device) kv.put("", "epoch"); // which one it was is gone: the server is sent all, and knows it
  }
  const newest = Math.max(0, ...[...kept.entries, ...kept.facts].map(({ seq }) => seq));
  if (!(await asked(outbox.get(newest)))) {
    outbox.put({ seq: newest }); // numbers go on from here, though all before it was sent
    outbox.delete(newest);
  }
  for (const fact of kept.facts) if (!(await asked(facts.get(fact.payment_id)))) facts.put(fact);
  for (const entry of kept.entries) {
    if (!(await asked(outbox.index("id").get(entry.id)))) await put_back(outbox, entry);
  }
  return await read_all(outbox, facts, kv);
}

/** The store was cleared under the page: `refill` comes before the next write, or keys would meet. */
export class Cleared extends Error {}

/**
 * @param {IDBObjectStore[]} stores
 * @param {{mutation: Mutation, prefix: string, mends?: string}} added
 * @returns {Promise<Entry>}
 */
export async function append([outbox, facts, kv], { mutation, prefix, mends }) {
  if (!(await asked(kv.get("birth")))) throw new Cleared();
  const before = await asked(outbox.index("id").get(mutation.id));
  if (before) return before;
  const sent = MONEY.has(mutation.type) && await asked(facts.get(mutation.body.payment_id ?? mutation.id));
  if (sent && sent.id === mutation.id) return { ...sent, parked: null };
  const seq = Number(await asked(outbox.add({ id: mutation.id, mutation, parked: null })));
  const is_payment = mutation.type === "payments.record_payment";
  const body = is_payment ? { ...mutation.body, receipt: `${prefix}-${seq}` } : mutation.body;
  const entry = { seq, id: mutation.id, mutation: { ...mutation, body }, parked: null };
  outbox.put(entry);
  if (MONEY.has(mutation.type)) facts.put(fact_of(entry));
  if (mends) await mark_mended(outbox, mends, mutation.id);
  return entry;
}

/**
 * To be sent again, under its own number unless another entry has it.
 * @param {IDBObjectStore} outbox
 * @param {Fact | Entry} kept
 */
export async function put_back(outbox, { seq, id, mutation, ...rest }) {
  const there = await asked(outbox.get(seq));
  const entry = { id, mutation, parked: "parked" in rest ? rest.parked : null };
  outbox.put(there && there.id !== id ? entry : { ...entry, seq });
}

/**
 * @param {Entry} entry
 * @returns {Fact}
 */
export function fact_of({ seq, id, mutation }) {
  const is_payment = mutation.type === "payments.record_payment";
  const payment_id = is_payment ? mutation.body.payment_id : id;
  const { invoice_id } = mutation.body;
  const unsettled = { rev: null, code: null, effect: null, settled_at: null };
  return { payment_id, invoice_id, id, seq, state: "pending", ...unsettled, mutation };
}

/**
 * @param {IDBObjectStore} outbox
 * @param {string} id
 * @param {string} mended_by
 */
async function mark_mended(outbox, id, mended_by) {
  const refused = await asked(outbox.index("id").get(id));
  if (refused?.parked) outbox.put({ ...refused, parked: { ...refused.parked, mended_by } });
}

/**
 * @param {IDBObjectStore} outbox
 * @param {IDBObjectStore} facts
 * @param {Outcome} outcome  applied, conflict, rejected, or any other word by which this app parks an entry
 * @param {string} at
 */
export async function settle_one(outbox, facts, outcome, at) {
  const entry = /** @type {Entry | undefined} */ (await asked(outbox.index("id").get(outcome.id)));
  if (!entry) return; // another tab has written it down already
  const is_taken = outcome.state === "applied" || outcome.state === "conflict";
  const code = outcome.code ?? null;
  if (is_taken) outbox.delete(entry.seq);
  else {
    const { state, title, facts: why } = outcome;
    outbox.put({ ...entry, parked: { state, code: code ?? "unknown", title, facts: why, at } });
  }
  if (!MONEY.has(entry.mutation.type)) return;
  const state = outcome.state === "applied" ? "applied" : is_taken ? "unapplied" : "parked";
  const effect = outcome.effect ?? null;
  facts.put({ ...fact_of(entry), state, code, rev: outcome.rev ?? null, effect, settled_at: at });
}
