/**
 * Sends photos after money, one at a time, until all are sent: bytes first, under their digest, then the
 * mutation that attaches them, through the outbox like everything else.
 */

import { outbox } from "../store/outbox.js";
import { photos } from "../store/photos.js";
import { cache, me } from "../store/view.js";
import { effect, untracked } from "../vendor/ui.js";
import { Offline } from "./api.js";
import { learn, link } from "./status.js";

/** @import { Entry } from "../store/ledger.js" */
/** @import { Photo } from "../store/photos.js" */

const UPLOAD_MS_MAX = 120_000;
const AGAIN_MS = 4_000;
const AGAIN_MS_MAX = 120_000;
const OUR_FAULT = new Set([400, 413, 415, 422]);

/** @typedef {{status: number, code: string | null}} Sent */
/** @typedef {(method: string, path: string, bytes?: ArrayBuffer) => Promise<Sent>} Send */

let failures = 0;
let is_running = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** From now on what waits is sent whenever there is signal and no money waits before it. */
export async function start_photos() {
  const who = me.peek();
  if (!who) return;
  await photos.open(who.organization_id, who.member_id).catch(() => {});
  addEventListener("online", () => go());
  document.addEventListener("visibilitychange", () => document.hidden || go());
  effect(() => {
    void photos.queue.value.length;
    void outbox.entries.value.length;
    void link.value.online;
    untracked(() => void go());
  });
  effect(() => {
    const there = cache.rows("attachments");
    const arrived = photos.queue.value.filter(({ id, state }) => state === "sent" && there.has(id));
    untracked(() => arrived.forEach(({ id }) => void photos.settle(id).catch(() => {})));
  });
  effect(() => {
    const parked = outbox.entries.value.filter((entry) => entry.parked);
    untracked(() => void mark_refused(parked).catch(() => {}));
  });
}

/**
 * The bytes are there, and the server refused to attach them: the photo says so where it was taken.
 * @param {Entry[]} parked
 */
export async function mark_refused(parked) {
  for (const { id, parked: why } of parked) {
    const is_sent = photos.queue.peek().some((photo) => photo.id === id && photo.state === "sent");
    if (is_sent) await photos.mark(id, { state: "refused", code: why?.code ?? "unknown" });
  }
}

/** On sign-out: what was only viewed is removed, what waits stays for its member. */
export async function leave_photos() {
  await photos.forget_small();
  photos.close();
}

function go() {
  clearTimeout(timer);
  if (is_running || !waiting().length) return;
  is_running = true;
  const work = () => send_all(send).then((done) => void (failures = done ? 0 : failures + 1));
  const turn = navigator.locks
    ? navigator.locks.request(
      `photos-${me.peek()?.member_id}`,
      { ifAvailable: true },
      (lock) => lock && work(),
    )
    : work();
  void turn.catch(() => void (failures += 1)).then(() => {
    is_running = false;
    if (waiting().length) timer = setTimeout(go, Math.min(AGAIN_MS * 2 ** failures, AGAIN_MS_MAX));
  });
}

const waiting = () => photos.queue.peek().filter(({ state }) => state === "waiting");
const is_money_waiting = () => outbox.entries.peek().some(({ parked }) => !parked);

/**
 * Each photo that waits, the oldest first. A photo that the server will never take is marked, not lost.
 * @param {Send} send
 * @returns {Promise<boolean>}  whether nothing is left to try again
 */
export async function send_all(send) {
  for (const photo of waiting()) {
    if (is_money_waiting()) return false;
    const refused = await uploaded(photo, send);
    if (refused === null) return false;
    if (refused) await photos.mark(photo.id, { state: "refused", code: refused });
    else await attach(photo);
  }
  return true;
}

/**
 * @param {Photo} photo
 * @param {Send} send
 * @returns {Promise<string | null>}  "" when the bytes are there, a code when refused, null for later
 */
async function uploaded(photo, send) {
  const path = `/api/blobs/${photo.sha256}`;
  const there = await send("HEAD", path);
  if (there.status === 200) return "";
  const { status, code } = await send("PUT", path, photo.bytes);
  if (status === 200) return "";
  return OUR_FAULT.has(status) ? code ?? `http.${status}` : null;
}

/**
 * The photo's id is the mutation's and the attachment's: whatever is sent twice is one. Its line may be
 * changed for as long as it waits, also while its bytes are on their way.
 * @param {Photo} photo
 */
async function attach({ id, job_id, visit_id, sha256, name, taken_at }) {
  const line_item_id = line_of(id);
  const body = { attachment_id: id, job_id, sha256, kind: "photo", name, visit_id, taken_at, line_item_id };
  await outbox.record("attachments.attach_file", body, { id });
  await photos.mark(id, { state: "sent" });
  const line_now = line_of(id);
  if (line_now !== line_item_id) {
    await outbox.record("attachments.tie_file", { attachment_id: id, line_item_id: line_now });
  }
}

/** What is said of a photo of the queue by now. @param {string} id */
const line_of = (id) => photos.queue.peek().find((photo) => photo.id === id)?.line_item_id ?? null;

/** @type {Send} */
async function send(method, path, bytes) {
  const stop = new AbortController();
  const silence = setTimeout(() => stop.abort(), UPLOAD_MS_MAX);
  try {
    const response = await fetch(path, {
      method,
      body: bytes,
      headers: { "X-Stagebill": "1", ...(bytes && { "Content-Type": "application/octet-stream" }) },
      signal: stop.signal,
      cache: "no-store",
    });
    if (response.status === 401) learn({ needs_sign_in: true });
    const answer = method === "HEAD" ? null : await response.json().catch(() => null);
    // A hotel's page answers 200 to everything: only our own JSON says that the bytes are there.
    const is_ours = method === "HEAD"
      ? response.headers.has("X-Stagebill-Version")
      : response.status !== 200 || typeof answer?.sha256 === "string";
    if (!is_ours) throw new Offline("not our server");
    return { status: response.status, code: answer?.code ?? null };
  } catch (error) {
    learn({ online: false });
    throw error;
  } finally {
    clearTimeout(silence);
  }
}
