/** One IndexedDB database: opened once, healed when the browser breaks it, written in whole commits. */

// Safari loses its connection to the database process ("Connection to Indexed Database server lost"),
// Chromium's backing store fails to open on a full disk. A dead handle never recovers: drop it and reopen.
const HEALED_BY_REOPENING = new Set(["InvalidStateError", "UnknownError", "AbortError", "TimeoutError"]);
const TRIES_MAX = 3;
const ANSWER_MS_MAX = 10_000;

/** @typedef {"closed" | "replaced"} Loss  cleared under the page, or wanted by a newer build (or deleted) */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function asked(request) {
  return new Promise((answered, failed) => {
    request.onsuccess = () => answered(request.result);
    request.onerror = () => failed(request.error);
  });
}

export class Database {
  /** @type {Promise<IDBDatabase> | null} */
  #handle = null;
  #version;
  #upgrade;
  #durability;
  #on_loss;

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {number} options.version
   * @param {(handle: IDBDatabase, version_before: number) => void} options.upgrade
   * @param {boolean} [options.strict]  writes are flushed to the disk before they count as done
   * @param {(loss: Loss) => void} [options.on_loss]
   */
  constructor({ name, version, upgrade, strict = false, on_loss = () => {} }) {
    this.name = name;
    this.#version = version;
    this.#upgrade = upgrade;
    // Chromium's default has been "relaxed" since 121: a power cut loses what was said to be saved.
    this.#durability = /** @type {IDBTransactionDurability} */ (strict ? "strict" : "default");
    this.#on_loss = on_loss;
  }

  /**
   * `work` gets the stores, awaits nothing but their requests, and may run again if the connection broke.
   * @template T
   * @param {string[]} stores
   * @param {(...stores: IDBObjectStore[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  read(stores, work) {
    return this.#healed("readonly", stores, work);
  }

  /**
   * As `read`; the promise is kept only after the whole transaction is complete.
   * @template T
   * @param {string[]} stores
   * @param {(...stores: IDBObjectStore[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  write(stores, work) {
    return this.#healed("readwrite", stores, work);
  }

  close() {
    const handle = this.#handle;
    this.#handle = null;
    handle?.then((open) => open.close(), () => {});
  }

  async delete() {
    this.close();
    await asked(indexedDB.deleteDatabase(this.name));
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {string[]} stores
   * @param {(...stores: IDBObjectStore[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async #healed(mode, stores, work) {
    for (let tried = 1;; tried += 1) {
      try {
        return await this.#commit(mode, stores, work);
      } catch (error) {
        if (tried === TRIES_MAX || !HEALED_BY_REOPENING.has(name_of(error))) throw error;
        this.close();
      }
    }
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {string[]} stores
   * @param {(...stores: IDBObjectStore[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async #commit(mode, stores, work) {
    const handle = await this.#open();
    const transaction = handle.transaction(stores, mode, { durability: this.#durability });
    const silence = setTimeout(() => abort(transaction), ANSWER_MS_MAX);
    const completed = new Promise((done, failed) => {
      transaction.oncomplete = () => done(null);
      transaction.onabort = () => failed(transaction.error ?? new DOMException("aborted", "AbortError"));
    });
    completed.catch(() => {});
    try {
      const result = await work(...stores.map((name) => transaction.objectStore(name)));
      await completed;
      return result;
    } catch (error) {
      abort(transaction);
      throw transaction.error ?? error;
    } finally {
      clearTimeout(silence);
    }
  }

  #open() {
    if (!this.#handle) {
      const handle = this.#connect(this.#version).catch((error) => {
        // A newer build was here and was rolled back. It may have added stores, but never changed these.
        if (name_of(error) === "VersionError") return this.#connect(undefined);
        throw error;
      });
      handle.catch(() => {
        if (this.#handle === handle) this.#handle = null;
      });
      this.#handle = handle;
    }
    return this.#handle;
  }

  /**
   * @param {number | undefined} version
   * @returns {Promise<IDBDatabase>}
   */
  #connect(version) {
    return new Promise((opened, failed) => {
      const request = indexedDB.open(this.name, version);
      const silence = setTimeout(() => failed(new DOMException("no answer", "TimeoutError")), ANSWER_MS_MAX);
      request.onupgradeneeded = (event) => this.#upgrade(request.result, event.oldVersion);
      request.onerror = () => {
        clearTimeout(silence);
        failed(request.error);
      };
      request.onsuccess = () => {
        clearTimeout(silence);
        opened(this.#watched(request.result));
      };
    });
  }

  /** @param {IDBDatabase} handle */
  #watched(handle) {
    /** @param {Loss} loss */
    const lose = (loss) => {
      handle.close();
      this.#handle = null;
      this.#on_loss(loss);
    };
    handle.onversionchange = () => lose("replaced");
    handle.onclose = () => lose("closed");
    return handle;
  }
}

/** @param {unknown} error */
export function name_of(error) {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It is finished already: its own events have said how.
  }
}

/**
 * Small values that are neither money nor secret and that the first frame needs (who was here last).
 * @param {string} key
 * @returns {any}
 */
export function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key */
export function has_note(key) {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/**
 * @param {string} key
 * @param {unknown} value  null forgets it
 */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is closed to us (private mode): the next start asks the server who is here.
  }
}
