/**
 * Photos taken here and not yet on the server, and small copies of those that are: in a database of their
 * own, so that a phone full of photos never leaves a payment without space. What waits is kept until the
 * server has it.
 */

import { photos_waiting } from "../sync/status.js";
import { signal } from "../vendor/ui.js";
import { asked, Database, name_of } from "./database.js";
import { new_id } from "./ledger.js";

/**
 * @typedef {"waiting" | "sent" | "refused"} PhotoState  sent: the bytes are there, the outbox has the rest
 * @typedef {{id: string, job_id: string, visit_id: string | null, line_item_id?: string | null,
 *   sha256: string, bytes: ArrayBuffer, small: ArrayBuffer, type: string, name: string, taken_at: string,
 *   state: PhotoState, code: string | null}} Photo
 * @typedef {{id: string, bytes: ArrayBuffer, kept_at: string}} Small
 */

/** At 15 KB each some 6 MB: the photos of a week's jobs. */
const SMALL_MAX = 400;

/** The photo is not on this device. `full`: there is no room; `unreadable`: no image that we can read. */
export class PhotoNotKept extends Error {
  /**
   * @param {"full" | "unreadable" | "failed"} reason
   * @param {unknown} [cause]
   */
  constructor(reason, cause) {
    super(`photo not kept: ${reason}`, { cause });
    this.name = "PhotoNotKept";
    this.reason = reason;
  }
}

export class Photos {
  /** What waits here or was just sent, oldest first. */
  queue = signal(/** @type {Photo[]} */ ([]));
  /** @type {Database | null} */
  #store = null;
  /** @type {BroadcastChannel | null} */
  #channel = null;

  /**
   * @param {string} organization_id
   * @param {string} member_id
   */
  async open(organization_id, member_id) {
    const name = `photos-${organization_id}-${member_id}`;
    if (this.#store?.name === name) return;
    this.close();
    this.#store = new Database({
      name,
      version: 1,
      strict: true,
      upgrade: (handle) => {
        handle.createObjectStore("queue", { keyPath: "id" });
        handle.createObjectStore("small", { keyPath: "id" });
      },
    });
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = () => void this.refresh().catch(() => {});
    await this.refresh();
  }

  close() {
    this.#store?.close();
    this.#channel?.close();
    this.#store = this.#channel = null;
    this.#show([]);
  }

  async refresh() {
    const all = await this.#opened().read(["queue"], (queue) => asked(queue.getAll()));
    this.#show(/** @type {Photo[]} */ (all));
  }

  /**
   * Keeps a photo; resolves when it is on the disk.
   * @param {{job_id: string, visit_id?: string | null, line_item_id?: string | null,
   *   sha256: string, bytes: ArrayBuffer, small: ArrayBuffer, type: string, name?: string,
   *   taken_at: string}} taken
   */
  async keep({ visit_id = null, name = "", ...taken }) {
    const photo = { ...taken, visit_id, name, id: new_id(), state: "waiting", code: null };
    try {
      await this.#opened().write(["queue"], (queue) => void queue.put(photo));
    } catch (error) {
      throw new PhotoNotKept(name_of(error) === "QuotaExceededError" ? "full" : "failed", error);
    }
    await this.#changed();
    return photo.id;
  }

  /**
   * @param {string} id
   * @param {Partial<Photo>} part
   */
  async mark(id, part) {
    await this.#opened().write(["queue"], async (queue) => {
      const photo = await asked(queue.get(id));
      if (photo) queue.put({ ...photo, ...part });
    });
    await this.#changed();
  }

  /** It is on the server: its small copy stays. @param {string} id */
  async settle(id) {
    const photo = this.queue.peek().find((one) => one.id === id);
    if (photo) await this.keep_small(id, photo.small);
    await this.drop(id);
  }

  /** Only a person throws away what was not sent. @param {string} id */
  async drop(id) {
    await this.#opened().write(["queue"], (queue) => void queue.delete(id));
    await this.#changed();
  }

  /**
   * @param {string} id
   * @returns {Promise<ArrayBuffer | null>}
   */
  async small(id) {
    const found = await this.#opened().read(["small"], (small) => asked(small.get(id))).catch(() => null);
    return found?.bytes ?? null;
  }

  /** A full disk keeps none; the next look asks the server. @param {string} id @param {ArrayBuffer} bytes */
  async keep_small(id, bytes) {
    await this.#opened().write(["small"], async (small) => {
      small.put({ id, bytes, kept_at: new Date().toISOString() });
      const keys = await asked(small.getAllKeys());
      for (const old of keys.slice(0, Math.max(0, keys.length - SMALL_MAX))) small.delete(old);
    }).catch(() => {});
  }

  async forget_small() {
    await this.#opened().write(["small"], (small) => void small.clear()).catch(() => {});
  }

  #opened() {
    if (!this.#store) throw new PhotoNotKept("failed");
    return this.#store;
  }

  async #changed() {
    this.#channel?.postMessage("changed");
    await this.refresh().catch(() => {});
  }

  /** @param {Photo[]} all */
  #show(all) {
    this.queue.value = all.sort((one, other) => one.id < other.id ? -1 : 1);
    photos_waiting.value = all.filter(({ state }) => state === "waiting").length;
  }
}

export const photos = new Photos();
