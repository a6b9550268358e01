/** A phone for the tests: its storage, its tabs, the channel between them. Only the browser is replaced. */

import { Cache } from "../../pwa/store/cache.js";
import { Outbox } from "../../pwa/store/outbox.js";
import { overlaid } from "../../pwa/store/view.js";
import { Exchange } from "../../pwa/sync/exchange.js";
import { IDBDatabase, IDBFactory, IDBKeyRange } from "./vendor/fake_indexeddb.js";

export const ANA = {
  organization_id: "org",
  organization_name: "Harbor Heating",
  member_id: "ana",
  name: "Ana",
  role: "technician",
  language: "en",
  currency: "USD",
  zone: "America/New_York",
};

const native_transaction = IDBDatabase.prototype.transaction;

/** @type {Map<string, Set<Channel>>} */
let channels = new Map();

class Channel {
  /** @type {((event: {data: unknown}) => void) | null} */
  onmessage = null;

  /** @param {string} name */
  constructor(name) {
    this.peers = channels.get(name) ?? new Set();
    channels.set(name, this.peers.add(this));
  }

  /** @param {unknown} data */
  postMessage(data) {
    const others = [...this.peers].filter((peer) => peer !== this);
    for (const peer of others) queueMicrotask(() => this.peers.has(peer) && peer.onmessage?.({ data }));
  }

  close() {
    this.peers.delete(this);
  }
}

/** Web Locks as the pages need them: `ifAvailable`, `steal`, and a killed page's locks are free. */
class Locks {
  /** @type {Map<string, {owner: object, lose: (reason: DOMException) => void}>} */
  #held = new Map();

  /** @param {object} owner */
  free(owner) {
    for (const [name, hold] of this.#held) if (hold.owner === owner) this.#held.delete(name);
  }

  /**
   * @param {string} name
   * @param {{ifAvailable?: boolean, steal?: boolean}} options
   * @param {(lock: object | null) => unknown} work
   * @param {object} owner
   */
  async request(name, options, work, owner) {
    const robbed = this.#held.get(name);
    if (robbed && !options.steal) return await work(null);
    robbed?.lose(new DOMException("stolen", "AbortError"));
    /** @type {(reason: DOMException) => void} */
    let lose = () => {};
    const stolen = new Promise((_, rejected) => lose = rejected);
    stolen.catch(() => {});
    const hold = { owner, lose };
    this.#held.set(name, hold);
    try {
      return await Promise.race([work({ name }), stolen]);
    } finally {
      if (this.#held.get(name) === hold) this.#held.delete(name);
    }
  }
}

/** An empty device. Durability that its transactions asked for is written down. */
export function new_device() {
  channels = new Map();
  const notes = new Map();
  /** @type {{stores: string[], durability: string | undefined, database: string}[]} */
  const transactions = [];
  Object.defineProperties(globalThis, {
    indexedDB: { value: new IDBFactory(), configurable: true, writable: true },
    IDBKeyRange: { value: IDBKeyRange, configurable: true },
    BroadcastChannel: { value: Channel, configurable: true },
    localStorage: {
      configurable: true,
      value: {
        getItem: (/** @type {string} */ key) => notes.get(key) ?? null,
        setItem: (/** @type {string} */ key, /** @type {string} */ value) => notes.set(key, value),
        removeItem: (/** @type {string} */ key) => notes.delete(key),
      },
    },
  });
  /** @this {IDBDatabase} @param {any} stores @param {any} mode @param {any} options */
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === "readwrite") {
      transactions.push({ stores, durability: options?.durability, database: this.name });
    }
    return native_transaction.call(this, stores, mode, options);
  };
  return { transactions, locks: new Locks() };
}

/**
 * One tab of the app on this device.
 * @param {ReturnType<typeof new_device>} device
 * @param {import("../../pwa/sync/api.js").call} call
 * @param {{who?: typeof ANA, outbox?: Outbox, has_locks?: boolean, random?: () => number, now?: () => number,
 *   steady?: () => number, early_snapshot?: () => Promise<any>}} [options]
 */
export async function new_tab(device, call, options = {}) {
  const { who = ANA, outbox = new Outbox(), has_locks = true, ...rest } = options;
  const cache = new Cache();
  const opened = outbox.open(who.organization_id, who.member_id).catch(() => {}); // as the app does
  await cache.open(who.organization_id, who.member_id, outbox, opened);
  /** @type {{is_dead: boolean, others: object[]}} */
  const life = { is_dead: false, others: [] };
  /** @type {typeof call} */
  const alive_call = async (...sent) => {
    const answer = await call(...sent);
    if (life.is_dead) await new Promise(() => {}); // nobody is there to read it
    return answer;
  };
  /** @type {any} */
  const locks = {
    request: (/** @type {[string, any, any]} */ ...asked) => device.locks.request(...asked, life),
  };
  const exchange = new Exchange({
    outbox,
    cache,
    call: alive_call,
    who: () => who,
    locks: has_locks ? locks : undefined,
    on_other: (other) => life.others.push(other),
    ...rest,
  });
  const close = () => {
    life.is_dead = true;
    exchange.stop();
    device.locks.free(life);
    cache.close();
    outbox.close();
  };
  return { outbox, cache, exchange, close, life, view: overlaid(cache, outbox) };
}

export { equal } from "./domain/assert.js";
