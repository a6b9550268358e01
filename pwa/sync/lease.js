/**
 * One sending tab at a time. A frozen tab keeps its Web Lock forever, so the holder also writes heartbeats to
 * the ledger; a tab that sees none for long takes the lock over. What the thawed tab then still sends is a
 * duplicate to the server.
 */

/** @import { Outbox } from "../store/outbox.js" */

const BEAT_MS = 5_000;
const DEAD_MS = 30_000;

export class Lease {
  #outbox;
  #locks;
  #now;
  /** The last heartbeat seen, and when it was first seen, by this page's own clock. */
  #seen = { beat: "", since: 0 };

  /**
   * @param {Outbox} outbox
   * @param {LockManager} [locks]  none in old browsers: then the server's ids alone keep things single
   * @param {() => number} [now]  a clock that never jumps
   */
  constructor(outbox, locks, now = () => performance.now()) {
    this.#outbox = outbox;
    this.#locks = locks;
    this.#now = now;
  }

  /**
   * Null if another tab is sending, or took over from this one.
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   * @returns {Promise<T | null>}
   */
  async held(name, work) {
    if (!this.#locks) return await work();
    try {
      const done = await this.#locks.request(
        name,
        { ifAvailable: true },
        (lock) => lock && this.#alive(work),
      );
      if (done) return done.result;
      if (!(await this.#holder_is_dead())) return null;
      return (await this.#locks.request(name, { steal: true }, () => this.#alive(work))).result;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return null;
      throw error;
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   */
  async #alive(work) {
    let beats = 0;
    const life = crypto.randomUUID?.() ?? String(Math.random());
    const beat = () => this.#outbox.write_note("lease", `${life} ${beats += 1}`).catch(() => {});
    void beat(); // who waits for it to be written is only who looks for a dead holder
    const timer = setInterval(beat, BEAT_MS);
    try {
      return { result: await work() };
    } finally {
      clearInterval(timer);
    }
  }

  async #holder_is_dead() {
    const beat = String(await this.#outbox.note("lease").catch(() => this.#now()) ?? "");
    if (beat !== this.#seen.beat) this.#seen = { beat, since: this.#now() };
    return this.#now() - this.#seen.since > DEAD_MS;
  }
}
