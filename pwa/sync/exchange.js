/**
 * Sends what the outbox holds and fetches what changed: one sending tab at a time, retrying forever if need
 * be. Nothing here decides that an entry is done; only an outcome that echoes its id does.
 */

import { remember_me } from "../store/view.js";
import { Offline, who_am_i } from "./api.js";
import { device_label, platform } from "./device_label.js";
import { Lease } from "./lease.js";
import { settled_of } from "./outcomes.js";
import { learn } from "./status.js";

/** @import { Cache } from "../store/cache.js" */
/** @import { Entry, Outcome } from "../store/ledger.js" */
/** @import { Outbox } from "../store/outbox.js" */
/** @import { Me } from "../store/view.js" */
/** @import { Answer, call } from "./api.js" */

/**
 * @typedef {{kind: "done" | "more" | "held" | "failed" | "sign_in" | "stopped" | "other_member"} |
 *   {kind: "wait", ms: number}} Turn  how one attempt ended
 * @typedef {{outbox: Outbox, cache: Cache, who: () => Me | null, call: typeof call, locks?: LockManager,
 *   now?: () => number, steady?: () => number, random?: () => number, is_visible?: () => boolean,
 *   is_known?: boolean, app_version?: string, early_snapshot?: () => Promise<any>,
 *   on_other?: (who: Me) => void, on_done?: () => void}} Parts
 *   `is_known`: the server has just said who is signed in
 */

const BATCH_COUNT_MAX = 50;
const BATCH_BYTES_MAX = 128 * 1024;
const PULL_MAX = 500;
const TURN_MS_MAX = 45_000;
const SNAPSHOT_MS_MAX = 180_000; // a large company's over a village's 2G; the lease beats meanwhile
const PULL_EVERY_MS = 60_000;
const HELD_MS = 5_000;
const BACKOFF_MS = 1_000;
// Without an `online` event (Wi-Fi up, server down) a plain doubling left payments waiting for 20 s and more.
const BACKOFF_MS_MAX = 15_000;
const BACKOFF_HIDDEN_MS_MAX = 300_000;
const WAIT_MS_MAX = 900_000;
const REFUSALS_BEFORE_PARKING = 3;
const OUR_FAULT = new Set([400, 409, 413, 422]);

const DEFAULTS = {
  now: () => Date.now(),
  steady: () => performance.now(),
  random: () => Math.random(),
  is_visible: () => true,
  app_version: "",
  on_other: /** @type {(who: Me) => void} */ (() => {}),
  on_done: () => {},
};

/** A call that the server refused. */
class Refused extends Error {
  /** @param {Answer} answer */
  constructor(answer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}

export class Exchange {
  #parts;
  #lease;
  #failures = 0;
  #not_before = 0;
  #is_known = false;
  #again = false;
  #batch_max = BATCH_COUNT_MAX;
  /** @type {Map<string, number>} */
  #refusals = new Map();
  /** @type {Promise<Turn> | null} */
  #running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #is_stopped = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = { ...DEFAULTS, ...parts };
    this.#is_known = parts.is_known ?? false;
    this.#lease = new Lease(parts.outbox, parts.locks, parts.steady);
  }

  /**
   * Something made a call worthwhile: a new entry, signal again, a tap on "send now". Earlier failures
   * without signal no longer count.
   * @returns {Promise<Turn>}
   */
  kick() {
    this.#failures = 0;
    return this.go();
  }

  /**
   * At most one turn runs in a tab. A caller during a turn gets the next one, which sees what they did.
   * @returns {Promise<Turn>}
   */
  go() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return this.#running.then((turn) => this.#running ?? turn);
    }
    const wait = this.#not_before - this.#parts.steady();
    if (wait > 0) {
      this.#later(wait);
      return Promise.resolve({ kind: "wait", ms: wait });
    }
    this.#running = this.#turn().then((turn) => {
      this.#running = null;
      this.#plan(turn);
      return turn;
    });
    return this.#running;
  }

  /** Somebody signed in: ask again who it is, and send. */
  signed_in() {
    this.#is_known = false;
    learn({ needs_sign_in: false, stopped: null });
    return this.kick();
  }

  stop() {
    this.#is_stopped = true;
    clearTimeout(this.#timer);
  }

  /** @returns {Promise<Turn>} */
  async #turn() {
    const who = this.#parts.who();
    if (!who || this.#is_stopped) return { kind: "stopped" };
    const turn = await this.#led(who);
    learn({ sending: false });
    if (turn.kind !== "sign_in" && turn.kind !== "stopped") return turn;
    return await this.#back_door("hand_in").then(() => turn, () => ({ kind: "failed" }));
  }

  /**
   * @param {Me} who
   * @returns {Promise<Turn>}
   */
  async #led(who) {
    try {
      return await this.#lease.held(`sync-${who.member_id}`, () => this.#sync(who)) ?? { kind: "held" };
    } catch (error) {
      return error instanceof Refused ? this.#turn_of(error.answer) : { kind: "failed" };
    }
  }

  /** @param {"hand_in" | "hear_of_handed_in"} way  for a phone that was shut out, or was found again */
  async #back_door(way) {
    await (await import("./hand_in.js"))[way](this.#parts.outbox, this.#parts.call);
  }

  /**
   * @param {Me} who
   * @returns {Promise<Turn>}
   */
  async #sync(who) {
    const until = this.#parts.now() + TURN_MS_MAX;
    if (!this.#is_known) {
      const there = await who_am_i(this.#parts.call);
      if (!there) return { kind: "sign_in" };
      // What Ana left on this device is never sent as Ben's.
      if (there.member_id !== who.member_id || there.organization_id !== who.organization_id) {
        this.#parts.on_other(there);
        return { kind: "other_member" };
      }
      this.#is_known = true;
      if (JSON.stringify(there) !== JSON.stringify(who)) await remember_me(there);
    }
    if (await this.#is_new()) {
      // Two independent round trips: the first list does not wait for a short code.
      const begin = async () => await this.#begin(await this.#parts.early_snapshot?.());
      const [begun] = await Promise.all([begin(), this.#register()]);
      learn({ needs_sign_in: false, stopped: null });
      return begun;
    }
    await this.#register();
    if (this.#parts.outbox.has_handed_in.peek()) await this.#back_door("hear_of_handed_in");
    const pushed = await this.#push(until).catch(async (error) => {
      if (!this.#parts.cache.mark.peek()) await this.#begin(); // who has no rows is given them all the same
      throw error;
    });
    const pulled = await this.#pull();
    learn({ needs_sign_in: false, stopped: null });
    return pushed.kind === "done" ? pulled : pushed;
  }

  /** No rows here yet, and nothing to send, not even by another build. */
  async #is_new() {
    const { cache, outbox } = this.#parts;
    return !cache.mark.peek() && (await outbox.batch(1, BATCH_BYTES_MAX, 0).catch(() => [])).length === 0;
  }

  /** The server gives the device its short code, by which its receipts are numbered. */
  async #register() {
    const device = this.#parts.outbox.device.peek();
    if (!device || device.short_code) return;
    const body = { device_id: device.id, label: device_label(), platform: platform()[1] };
    const answer = await this.#parts.call("POST", "/api/devices", body); // no key: its label may change
    const short_code = answer.body?.short_code;
    if (answer.ok && short_code) await this.#parts.outbox.write_note("device", { ...device, short_code });
  }

  /**
   * First in, first out; what the server deferred does not hold up what was made after it.
   * @param {number} until
   * @returns {Promise<Turn>}
   */
  async #push(until) {
    const { outbox, now } = this.#parts;
    let deferred = 0;
    for (let after_seq = 0;;) {
      // A ledger that cannot be opened holds nothing to send; what the server has can still be read.
      const batch = await outbox.batch(this.#batch_max, BATCH_BYTES_MAX, after_seq).catch(() => []);
      if (!batch.length) break;
      if (now() > until) return { kind: "more" };
      learn({ sending: true });
      const sent = await this.#send(batch);
      if (sent === null) continue; // too large: the next batch is smaller
      deferred += sent;
      after_seq = batch[batch.length - 1].seq;
    }
    return { kind: deferred ? "failed" : "done" };
  }

  /**
   * @param {Entry[]} batch
   * @returns {Promise<number | null>}  how many were left for later; null if the whole batch was refused
   */
  async #send(batch) {
    const { outbox, cache, call } = this.#parts;
    const mark = cache.mark.peek();
    const rev = outbox.settled_rev;
    const answer = await call("POST", "/api/sync/push", {
      ...this.#report(),
      client_now: new Date().toISOString(),
      cursor: mark?.cursor ?? "",
      mutations: batch.map(({ seq, mutation }) => ({ ...mutation, seq })),
    });
    if (!answer.ok) return await this.#refused(batch, answer);
    if (!Array.isArray(answer.body?.outcomes)) throw new Offline("no outcomes");
    const settled = settled_of(batch, answer.body.outcomes);
    await outbox.settle(settled, answer.body.epoch);
    for (const { id } of settled) this.#refusals.delete(id);
    if (settled.length) this.#batch_max = BATCH_COUNT_MAX;
    // What changed was read after these were committed, so it contains them.
    const contained_rev = settled.reduce((newest, { rev = 0 }) => Math.max(newest, rev ?? 0), rev);
    if (mark === cache.mark.peek() && !answer.body.reset) await this.#take(answer.body, contained_rev);
    return batch.length - settled.length;
  }

  /**
   * A batch that the server did not even read. Halving finds the entry; one refused alone, again and again,
   * is our bug: it is parked for a person, and none of the others waits for it.
   * @param {Entry[]} batch
   * @param {Answer} answer
   */
  async #refused(batch, answer) {
    if (!OUR_FAULT.has(answer.status)) throw new Refused(answer);
    if (batch.length > 1) {
      this.#batch_max = Math.ceil(batch.length / 2);
      return null;
    }
    const [{ id }] = batch;
    const times = (this.#refusals.get(id) ?? 0) + 1;
    this.#refusals.set(id, times);
    if (times < REFUSALS_BEFORE_PARKING) return 1;
    const code = answer.body?.code ?? `http.${answer.status}`;
    await this.#parts.outbox.settle([{ id, state: "unreadable", code }]);
    return 0;
  }

  /** @returns {Promise<Turn>} */
  async #pull() {
    for (;;) {
      const rev = this.#parts.outbox.settled_rev;
      const mark = this.#parts.cache.mark.peek();
      if (!mark) return await this.#begin();
      const body = await this.#get("/api/sync/pull", { cursor: mark.cursor, limit: String(PULL_MAX) });
      if (body.reset) {
        this.#is_known = false; // other eyes make a cursor void too: the role may have changed
        return await this.#begin();
      }
      if (!Array.isArray(body.changes) || !body.cursor) throw new Offline("no changes");
      await this.#take(body, rev);
      if (!body.more) return { kind: "done" };
    }
  }

  /**
   * @param {{changes: import("../store/cache.js").Change[], cursor: string, epoch?: string, more?: boolean,
   *   server_time: string}} page
   * @param {number} contained_rev  the newest rev of our own that the server had when it made this page
   */
  async #take({ changes, cursor, epoch, more, server_time: synced_at }, contained_rev) {
    const { cache } = this.#parts;
    const before = cache.mark.peek();
    if (!before || !Array.isArray(changes) || !cursor) return;
    const rev = more ? before.rev : Math.max(before.rev, contained_rev);
    learn({ synced_at });
    if (!changes.length && cursor === before.cursor && rev === before.rev) return;
    await cache.apply(changes, { epoch: epoch ?? before.epoch, cursor, rev, synced_at });
  }

  /**
   * A fresh snapshot: the first time, or because the server does not know our cursor.
   * @param {any} [early]  asked for before the outbox was open: it contains nothing of ours for certain
   */
  async #begin(early) {
    const rev = this.#parts.outbox.settled_rev;
    const snapshot = early ?? await this.#get("/api/sync/snapshot", {}, SNAPSHOT_MS_MAX);
    if (!snapshot.tables || !snapshot.cursor) throw new Offline("no snapshot");
    const followed = this.#follow_epoch(snapshot.epoch).catch(() => false);
    await this.#parts.cache.replace(snapshot, early || await followed ? 0 : rev);
    learn({ synced_at: snapshot.server_time });
    return /** @type {Turn} */ ({ kind: await followed ? "more" : "done" });
  }

  /** @param {string} epoch  not the one we sent anything in: the server was restored and may have lost it */
  async #follow_epoch(epoch) {
    const { outbox } = this.#parts;
    const before = await outbox.note("epoch");
    const is_restored = before !== undefined && before !== epoch;
    if (is_restored) await outbox.resend();
    if (before !== epoch) await outbox.write_note("epoch", epoch);
    await outbox.forget_old();
    return is_restored;
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} query
   * @param {number} [answer_ms_max]
   */
  async #get(path, query, answer_ms_max) {
    const report = Object.entries(this.#report()).filter(([, value]) => value !== null);
    const search = new URLSearchParams([...Object.entries(query), ...report.map(([k, v]) => [k, String(v)])]);
    const answer = await this.#parts.call("GET", `${path}?${search}`, undefined, { answer_ms_max });
    if (!answer.ok) throw new Refused(answer);
    return answer.body ?? {};
  }

  /** With every call: whose device this is, and how much money it holds that the server has not seen. */
  #report() {
    const { outbox, app_version, who } = this.#parts;
    const [member_id, device_id] = [who()?.member_id ?? null, outbox.device.peek()?.id ?? null];
    return { member_id, device_id, ...outbox.totals.peek(), app_version };
  }

  /**
   * @param {Answer} answer
   * @returns {Turn}
   */
  #turn_of({ status, body, retry_after_ms }) {
    if (status === 401 || status === 403) this.#is_known = false; // or another signed in beside this tab
    if (status === 401) return { kind: "sign_in" };
    if (status === 403 && body?.code !== "sync.another_member") {
      learn({ stopped: body?.code ?? "http.403" });
      return { kind: "stopped" };
    }
    if (retry_after_ms !== null) return { kind: "wait", ms: Math.min(retry_after_ms, WAIT_MS_MAX) };
    return { kind: "failed" };
  }

  /** @param {Turn} turn */
  #plan(turn) {
    const is_asked_again = this.#again;
    this.#again = false;
    this.#failures = turn.kind === "failed" ? this.#failures + 1 : 0;
    if (this.#is_stopped) return;
    if (turn.kind === "done") this.#parts.on_done();
    if (turn.kind === "more" || (turn.kind === "done" && is_asked_again)) void this.go();
    else if (turn.kind === "done" && this.#parts.is_visible()) this.#later(PULL_EVERY_MS);
    else if (turn.kind === "held") this.#later(HELD_MS);
    else if (turn.kind === "failed") this.#later(this.#backoff_ms());
    else if (turn.kind === "wait") {
      // After an outage a whole crew comes back: nobody before the server's time, and not all at once.
      const ms = turn.ms * (1 + this.#parts.random() / 4);
      this.#not_before = this.#parts.steady() + ms;
      this.#later(ms);
    }
  }

  #backoff_ms() {
    const { is_visible, random } = this.#parts;
    const doubled = BACKOFF_MS * 2 ** Math.min(this.#failures - 1, 20);
    return Math.min(doubled, is_visible() ? BACKOFF_MS_MAX : BACKOFF_HIDDEN_MS_MAX) * (0.5 + random() / 2);
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.go(), ms);
  }
}
