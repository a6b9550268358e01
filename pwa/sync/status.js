/** How things stand between this device and the server, in one signal that every screen may show. */

import { HANDED_IN, outbox } from "../store/outbox.js";
import { cache } from "../store/view.js";
import { computed, signal } from "../vendor/ui.js";

/**
 * What the last calls showed. Only an answered request counts as online: `navigator.onLine` is true on a
 * Wi-Fi that leads nowhere.
 * @typedef {{online: boolean, sending: boolean, needs_sign_in: boolean, stopped: string | null,
 *   synced_at: string | null, version: string | null}} Link  `stopped`: the code with which we were shut out
 */

export const link = signal(
  /** @type {Link} */ ({
    online: globalThis.navigator?.onLine !== false,
    sending: false,
    needs_sign_in: false,
    stopped: null,
    synced_at: null,
    version: null,
  }),
);

/** Photos that this phone still has to send; its money and other entries are counted by the outbox. */
export const photos_waiting = signal(0);

/** @param {Partial<Link>} news */
export function learn(news) {
  const before = link.peek();
  const keys = /** @type {(keyof Link)[]} */ (Object.keys(news));
  const is_news = keys.some((key) => before[key] !== news[key]);
  if (is_news) link.value = { ...before, ...news };
}

export const status = computed(() => {
  const { online, sending, needs_sign_in, stopped, synced_at } = link.value;
  // What was left with the office is for the office to answer: nobody here can settle it.
  const stuck = outbox.waiting.value.filter(({ parked }) => parked && parked.code !== HANDED_IN);
  return {
    online,
    sending,
    needs_sign_in,
    stopped,
    ...outbox.totals.value,
    unsent_count: outbox.totals.value.unsent_count + photos_waiting.value,
    last_sync_at: synced_at ?? cache.mark.value?.synced_at ?? null,
    attention: stuck.length,
    cleared: outbox.cleared.value,
  };
});
