/**
 * The way in for a phone that was shut out for good, its member removed or the device switched off: what it
 * holds is left with the office, which decides. The server turns away all who can simply sign in.
 */

import { HANDED_IN } from "../store/outbox.js";
import { Offline } from "./api.js";
import { settled_of } from "./outcomes.js";

/** @import { Outbox } from "../store/outbox.js" */
/** @import { call } from "./api.js" */

const BATCH_COUNT_MAX = 50;
const BATCH_BYTES_MAX = 128 * 1024;
const ASKED_MAX = 100;

/**
 * @param {Outbox} outbox
 * @param {typeof call} ask
 */
export async function hand_in(outbox, ask) {
  const device_id = outbox.device.peek()?.id;
  for (;;) {
    const batch = device_id ? await outbox.batch(BATCH_COUNT_MAX, BATCH_BYTES_MAX, 0) : [];
    if (!batch.length) return;
    const mutations = batch.map(({ seq, mutation }) => ({ ...mutation, seq }));
    const { ok, status, body } = await ask("POST", "/api/sync/hand-in", { device_id, mutations });
    if (status === 429 || status >= 500) throw new Offline(status); // not now: it is asked again soon
    const settled = ok && Array.isArray(body?.outcomes) ? settled_of(batch, body.outcomes) : [];
    if (settled.length) await outbox.settle(settled);
    if (settled.length < batch.length) return;
  }
}

/**
 * The device is in service again: what the office took meanwhile is sent as far as this phone is concerned.
 * @param {Outbox} outbox
 * @param {typeof call} ask
 */
export async function hear_of_handed_in(outbox, ask) {
  const ids = outbox.waiting.peek().filter(({ parked }) => parked?.code === HANDED_IN).map(({ id }) => id);
  if (!ids.length) return;
  const { ok, body } = await ask("GET", `/api/sync/fate?ids=${ids.slice(0, ASKED_MAX).join(",")}`);
  const fates = Object.entries(ok && body?.fates || {});
  const taken = fates.filter(([, fate]) => fate?.state === "applied" || fate?.state === "conflict");
  if (taken.length) await outbox.settle(taken.map(([id, fate]) => ({ ...fate, id })));
}
