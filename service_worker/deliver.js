/**
 * Delivers what waits on this device while no page of the app is open. Nothing is written here: the next page
 * sends the same ids again and settles each entry with the answer that the first request got.
 */

const AT_ONCE_MAX = 50;
const AT_ONCE_BYTES_MAX = 128 * 1024;
const SILENCE_MS_MAX = 20_000;

/**
 * @typedef {{id: string, body?: Record<string, any>}} Waiting
 * @typedef {{seq: number, mutation: Waiting, parked: object | null}} Kept
 */

/** Ends early where a page is sending already, nobody is signed in, or the server asks for something else. */
export async function deliver() {
  const me = await asked("/api/me");
  if (!me) return;
  const ledger = `ledger-${me.organization.id}-${me.member.id}`; // what another member left here stays theirs
  if (!(await indexedDB.databases()).some(({ name }) => name === ledger)) return;
  await navigator.locks.request(`sync-${me.member.id}`, { ifAvailable: true }, async (lock) => {
    if (lock) await send_all(ledger, me.member.id);
  });
}

/**
 * @param {string} ledger
 * @param {string} member_id
 */
async function send_all(ledger, member_id) {
  const { device_id, entries } = await waiting_in(ledger);
  for (const batch of batches(entries)) {
    const mutations = batch.map(({ seq, mutation }) => ({ ...mutation, seq }));
    const client_now = new Date().toISOString();
    const batch_of = { member_id, device_id, client_now, cursor: "" };
    const answer = await asked("/api/sync/push", { ...batch_of, mutations });
    if (!answer) return;
  }
}

/**
 * @param {string} ledger
 * @returns {Promise<{device_id: string | null, entries: Kept[]}>}
 */
async function waiting_in(ledger) {
  const opening = indexedDB.open(ledger);
  opening.onupgradeneeded = () => opening.transaction?.abort(); // cleared just now: pages lay it out, not we
  const handle = await result(opening);
  try {
    const transaction = handle.transaction(["outbox", "kv"]);
    const [entries, device] = await Promise.all([
      result(transaction.objectStore("outbox").getAll()),
      result(transaction.objectStore("kv").get("device")),
    ]);
    return { device_id: device?.id ?? null, entries: entries.filter(({ parked }) => !parked) };
  } finally {
    handle.close(); // an open handle would hold up a page that lays the ledger out anew
  }
}

/** @param {Kept[]} entries  in their order */
function batches(entries) {
  /** @type {Kept[][]} */
  const made = [];
  let bytes = AT_ONCE_BYTES_MAX + 1;
  for (const entry of entries) {
    const length = JSON.stringify(entry.mutation).length;
    bytes += length;
    if (bytes > AT_ONCE_BYTES_MAX || made[made.length - 1].length === AT_ONCE_MAX) {
      made.push([]);
      bytes = length;
    }
    made[made.length - 1].push(entry);
  }
  return made;
}

/**
 * The answer as JSON; null where the server said no, which a page will tell a person. No signal, or a server
 * in trouble, is thrown: then the browser wakes the worker again later.
 * @param {string} path
 * @param {object} [body]
 */
async function asked(path, body) {
  const response = await fetch(path, {
    method: body ? "POST" : "GET",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-Stagebill": "1" },
    body: body && JSON.stringify(body),
    cache: "no-store",
    signal: AbortSignal.timeout(SILENCE_MS_MAX),
  });
  if (response.status === 429 || response.status >= 500) throw new Error(`answered ${response.status}`);
  if (!response.ok || !response.headers.get("Content-Type")?.startsWith("application/json")) return null;
  return await response.json();
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function result(request) {
  return new Promise((answered, failed) => {
    request.onsuccess = () => answered(request.result);
    request.onerror = () => failed(request.error);
  });
}
