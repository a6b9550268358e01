/**
 * What this device did and the server has not yet answered for, and the payments it took. Writes are strict:
 * money taken without signal is on the disk before anyone reads "saved".
 */

import { computed, signal } from "../vendor/ui.js";
import { asked, Database, name_of, remember, remembered } from "./database.js";
import {
  append,
  Cleared,
  fact_of,
  lay_out,
  MONEY,
  new_id,
  put_back,
  read_all,
  refill,
  settle_one,
} from "./ledger.js";

/** @import { Device, Entry, Fact, Mutation, Outcome } from "./ledger.js" */

const KEPT_DAYS = 60;
const TAKEN_MAX = 100;
const DAY_MS = 86_400_000;

/** The code of what was left with the office: the server has it, but it is no payment yet. */
export const HANDED_IN = "quarantine.handed_in";

/** The entry is not on this device. The form keeps what was typed and says so. */
export class NotSaved extends Error {
  /**
   * @param {"full" | "closed" | "failed"} reason  closed: this browser gives no storage
   * @param {unknown} [cause]
   */
  constructor(reason, cause) {
    super(`not saved: ${reason}`, { cause });
    this.name = "NotSaved";
    this.reason = reason;
  }
}

export class Outbox {
  entries = signal(/** @type {Entry[]} */ ([]));
  facts = signal(/** @type {Fact[]} */ ([]));
  device = signal(/** @type {Device | null} */ (null));
  /** The name of the current cache, as far as this tab knows. @type {string | null} */
  cache_name = null;
  /** The browser deleted this member's store (eviction, cleared data); shown until the page is left. */
  cleared = signal(false);
  /** The newest rev that the server has named for something sent from here. */
  settled_rev = 0;
  /** What the server accepted since this page loaded: shown until its rows arrive. */
  taken = signal(/** @type {(Entry & {rev: number})[]} */ ([]));
  /** @type {Database | null} */
  #ledger = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  #name = "";
  /** @type {string | null} */
  #birth = null;

  waiting = computed(() => this.entries.value.filter((entry) => !entry.parked?.mended_by));

  has_handed_in = computed(() => this.waiting.value.some((entry) => entry.parked?.code === HANDED_IN));

  /** Reported with every call, so that the office sees money that a phone holds. */
  totals = computed(() => {
    const waiting = this.waiting.value.filter((entry) => entry.parked?.code !== HANDED_IN);
    return {
      unsent_count: waiting.length,
      unsent_minor: waiting.reduce((sum, entry) => sum + payment_minor(entry.mutation), 0),
      oldest_unsent_at: waiting.length ? waiting[0].mutation.created_at : null,
    };
  });

  /**
   * @param {string} organization_id
   * @param {string} member_id
   */
  async open(organization_id, member_id) {
    this.close();
    this.#name = `ledger-${organization_id}-${member_id}`;
    this.#ledger = new Database({
      name: this.#name,
      version: 1,
      strict: true,
      upgrade: lay_out,
      on_loss: () => void this.refresh().catch(() => {}),
    });
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = () => void this.refresh().catch(() => {});
    this.#birth = remembered(this.#name);
    await this.refresh();
  }

  close() {
    this.#ledger?.close();
    this.#channel?.close();
    this.#ledger = this.#channel = this.#birth = null;
    this.entries.value = [];
    this.facts.value = [];
    this.device.value = null;
    this.cache_name = null;
    this.settled_rev = 0;
    this.taken.value = [];
  }

  /** Reads the store again: it is the truth, tabs' messages are not. Restores what a clearing removed. */
  async refresh() {
    const ledger = this.#opened();
    let now = await ledger.read(["outbox", "facts", "kv"], read_all);
    if (!now.birth || (this.#birth !== null && now.birth !== this.#birth)) {
      const held = { entries: this.entries.peek(), facts: this.facts.peek(), device: this.device.peek() };
      now = await ledger.write(["outbox", "facts", "kv"], (...stores) => refill(stores, held));
    }
    if (ledger !== this.#ledger) return;
    this.cleared.value ||= this.#birth !== null && this.#birth !== now.birth;
    if (this.#birth !== now.birth) remember(this.#name, now.birth);
    this.#birth = now.birth;
    this.entries.value = now.entries;
    this.facts.value = now.facts;
    this.device.value = now.device;
    this.cache_name = now.cache;
    for (const fact of now.facts) this.settled_rev = Math.max(this.settled_rev, fact.rev ?? 0);
  }

  /**
   * Keeps one thing that a person did. Returns only when it is on the disk; throws NotSaved otherwise.
   * The same `id` again keeps nothing twice: a form that retries passes the id of its first try, and gets the
   * `body` that is kept, which may be the first one.
   * @param {string} type
   * @param {Record<string, any>} body
   * @param {{id?: string, deps?: string[], seen?: Record<string, unknown>, mends?: string}} [options]
   * @returns {Promise<{id: string, seq: number, body: Record<string, any>, receipt: string | null}>}
   */
  async record(type, body, { id = new_id(), deps = [], seen = {}, mends } = {}) {
    const at = new Date();
    const created_at = at.toISOString();
    const is_payment = type === "payments.record_payment";
    const filled = is_payment ? { payment_id: id, taken_at: created_at, ...body } : body;
    const tz = -at.getTimezoneOffset();
    const mutation = { id, type, v: 1, created_at, tz, deps, seen, body: filled };
    const entry = await this.#append({ mutation, prefix: receipt_prefix(this.device.peek()), mends });
    this.#hold(entry);
    if (mends) await this.#changed();
    else this.#channel?.postMessage("changed");
    if (MONEY.has(type)) void keep_storage();
    return { id, seq: entry.seq, body: entry.mutation.body, receipt: entry.mutation.body.receipt ?? null };
  }

  /**
   * In memory at once: if the store is cleared at this very moment, `refresh` can restore it.
   * @param {Entry} entry
   */
  #hold(entry) {
    const known = this.facts.peek().find(({ id }) => id === entry.id);
    if (known && known.state !== "pending") return; // it was saved and sent before its form tried again
    const others = this.entries.peek().filter(({ seq }) => seq !== entry.seq);
    this.entries.value = [...others, entry].sort((a, b) => a.seq - b.seq);
    if (!MONEY.has(entry.mutation.type) || known) return;
    this.facts.value = [...this.facts.peek(), fact_of(entry)];
  }

  /** @param {Parameters<typeof append>[1]} added */
  async #append(added) {
    /** @type {(...stores: IDBObjectStore[]) => Promise<Entry>} */
    const work = (...stores) => append(stores, added);
    try {
      return await this.#opened().write(["outbox", "facts", "kv"], work).catch(async (error) => {
        if (!(error instanceof Cleared)) throw error;
        await this.refresh();
        return await this.#opened().write(["outbox", "facts", "kv"], work);
      });
    } catch (error) {
      throw error instanceof NotSaved ? error : new NotSaved(reason_of(error), error);
    }
  }

  /**
   * The oldest entries that may be sent, in order, no more than the server takes at once.
   * @param {number} count_max
   * @param {number} bytes_max
   * @param {number} after_seq
   */
  async batch(count_max, bytes_max, after_seq = 0) {
    const all = await this.#opened().read(["outbox"], (outbox) => asked(outbox.getAll(after(after_seq))));
    /** @type {Entry[]} */
    const batch = [];
    let bytes = 0;
    for (const entry of /** @type {Entry[]} */ (all)) {
      if (entry.parked) continue;
      bytes += JSON.stringify(entry.mutation).length;
      if (batch.length && (batch.length === count_max || bytes > bytes_max)) break;
      batch.push(entry);
    }
    return batch;
  }

  /**
   * Records what became of entries; only here does an entry ever leave the outbox.
   * @param {Outcome[]} outcomes  none deferred
   * @param {string} [epoch]  the server's: what it took before its rows came is asked for again, too
   */
  async settle(outcomes, epoch) {
    if (!outcomes.length) return;
    const at = new Date().toISOString();
    await this.#opened().write(["outbox", "facts", "kv"], async (outbox, facts, kv) => {
      if (epoch && await asked(kv.get("epoch")) === undefined) kv.put(epoch, "epoch");
      for (const outcome of outcomes) await settle_one(outbox, facts, outcome, at);
    });
    for (const outcome of outcomes) this.settled_rev = Math.max(this.settled_rev, outcome.rev ?? 0);
    const entries = new Map(this.entries.peek().map((entry) => [entry.id, entry]));
    const taken = outcomes.flatMap(({ id, state, rev }) => {
      const entry = entries.get(id);
      return entry && state === "applied" && rev ? [{ ...entry, rev }] : [];
    });
    this.taken.value = [...this.taken.peek(), ...taken].slice(-TAKEN_MAX);
    await this.#changed();
  }

  /**
   * Sends an entry again that this app had parked, not the server. What the server refused stays refused.
   * @param {string} id
   */
  async retry(id) {
    await this.#opened().write(["outbox"], async (outbox) => {
      const entry = await asked(outbox.index("id").get(id));
      if (entry?.parked && entry.parked.state !== "rejected") outbox.put({ ...entry, parked: null });
    });
    await this.#changed();
  }

  /**
   * Puts something else under an entry's own id: the server takes whichever of the two it gets first. Money
   * is never discarded this way.
   * @param {string} id
   * @param {string} type
   * @param {Record<string, any>} body
   */
  async replace(id, type, body) {
    await this.#opened().write(["outbox"], async (outbox) => {
      const entry = await asked(outbox.index("id").get(id));
      if (!entry || entry.parked || MONEY.has(entry.mutation.type)) return;
      outbox.put({ ...entry, mutation: { ...entry.mutation, type, body, deps: [] } });
    });
    await this.#changed();
  }

  /**
   * A person has seen the refusal and is done with it: the entry is kept, and leaves the count.
   * @param {string} id
   */
  async let_go(id) {
    await this.#opened().write(["outbox"], async (outbox) => {
      const entry = await asked(outbox.index("id").get(id));
      if (!entry?.parked || MONEY.has(entry.mutation.type)) return;
      outbox.put({ ...entry, parked: { ...entry.parked, mended_by: "nobody" } });
    });
    await this.#changed();
  }

  /**
   * Makes a new mutation from a refused one's content; the refused one is kept and leaves the count.
   * @param {string} id
   * @param {Record<string, any>} [changes]
   */
  async mend(id, changes = {}) {
    const refused = this.entries.peek().find((entry) => entry.id === id);
    if (!refused?.parked || refused.parked.mended_by) return null;
    const { type, deps, seen, body } = refused.mutation;
    const copy = { ...body, ...changes };
    if (copy.payment_id === id) delete copy.payment_id;
    return await this.record(type, copy, { deps, seen, mends: id });
  }

  /**
   * The server started a new epoch (it was restored): everything still kept goes out under its old id, and
   * the device registers again.
   */
  async resend() {
    await this.#opened().write(["outbox", "facts", "kv"], async (outbox, facts, kv) => {
      for (const fact of await asked(facts.getAll())) {
        if (fact.state !== "applied" && fact.state !== "unapplied") continue;
        await put_back(outbox, fact);
        facts.put({ ...fact, state: "pending", rev: null, settled_at: null });
      }
      const device = await asked(kv.get("device"));
      if (device) kv.put({ ...device, short_code: null }, "device");
    });
    this.settled_rev = 0;
    this.taken.value = [];
    await this.#changed();
  }

  /** Drops settled facts older than `KEPT_DAYS`: the server has them. */
  async forget_old() {
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS).toISOString();
    const old = this.facts.peek().filter((fact) => fact.settled_at !== null && fact.settled_at < before);
    if (!old.some((fact) => fact.state === "applied" || fact.state === "unapplied")) return;
    await this.#opened().write(["facts"], (facts) => {
      for (const fact of old) if (fact.state !== "parked") facts.delete(fact.payment_id);
    });
    await this.refresh();
  }

  /** @param {string} key */
  note(key) {
    return this.#opened().read(["kv"], (kv) => asked(kv.get(key)));
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  async write_note(key, value) {
    await this.#opened().write(["kv"], (kv) => asked(kv.put(value, key)));
    if (key === "cache") this.cache_name = String(value);
    if (key === "device") await this.#changed();
  }

  /** Everything unsent as JSON text, for a person to hand over when nothing else works. */
  export_text() {
    const unsettled = this.facts.peek().filter((fact) => fact.state === "pending" || fact.state === "parked");
    return JSON.stringify(
      {
        exported_at: new Date().toISOString(),
        ledger: this.#name,
        device: this.device.peek(),
        entries: this.entries.peek(),
        facts: unsettled,
      },
      null,
      2,
    );
  }

  /** How many entries other members left on this device. They are sent only when those members sign in. */
  async waiting_for_others() {
    const names = (await indexedDB.databases?.() ?? []).map((found) => found.name ?? "");
    let count = 0;
    for (const name of names.filter((name) => name.startsWith("ledger-") && name !== this.#name)) {
      const other = new Database({ name, version: 1, upgrade: lay_out });
      count += await other.read(["outbox"], (outbox) => asked(outbox.count()));
      other.close();
    }
    return count;
  }

  #opened() {
    if (!this.#ledger) throw new NotSaved("closed");
    return this.#ledger;
  }

  async #changed() {
    this.#channel?.postMessage("changed");
    await this.refresh().catch(() => {}); // it is written; a failed look changes nothing of that
  }
}

/** Asks the browser not to delete this site's storage when the disk runs short. */
async function keep_storage() {
  await globalThis.navigator?.storage?.persist?.().catch(() => false);
}

/** @param {number} seq */
function after(seq) {
  return IDBKeyRange.lowerBound(seq, true);
}

/** @param {Mutation} mutation */
function payment_minor({ type, body }) {
  const is_payment = type === "payments.record_payment" && Number.isSafeInteger(body.amount_minor);
  return is_payment ? Math.max(0, body.amount_minor) : 0; // below 0 the server refuses the whole call
}

/** @param {Device | null} device  before its first registration a device signs with the end of its own id */
function receipt_prefix(device) {
  return device?.short_code ?? (device?.id.slice(-4) ?? "").toUpperCase();
}

/** @param {unknown} error */
function reason_of(error) {
  const name = name_of(error);
  if (name === "QuotaExceededError") return "full";
  return name in { SecurityError: 1, InvalidStateError: 1, UnknownError: 1 } ? "closed" : "failed";
}

export { new_id };
export const outbox = new Outbox();
export const entries = outbox.entries;
export const facts = outbox.facts;
/** @type {Outbox["record"]} */
export const record = (type, body, options) => outbox.record(type, body, options);
