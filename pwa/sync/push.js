/** Notifications on this device: asked for after a tap, and told to the server with what is wanted here. */

import { remember, remembered } from "../store/database.js";
import { new_id, outbox } from "../store/outbox.js";
import { signal } from "../vendor/ui.js";
import { call } from "./api.js";
import { needs_ios_instructions } from "./installation.js";

/**
 * @typedef {"unsupported" | "install_first" | "denied" | "off" | "on"} Standing
 * @typedef {{standing: Standing, wants: string[], public_key: string}} PushState
 */

/** The address at which the server reaches this browser, as it was last told. */
export const TOLD = "stagebill.push";
const NOTHING = { wants: [], public_key: "" };
const SUBSCRIBE_MS_MAX = 20_000;

/** This start had to subscribe anew: who has looked before sees it now. */
export const renewed = signal(false);

/** The push service did not answer: a firewall, a browser built without one. It would hang for ever. */
export class NoPushService extends Error {}

/** How things stand here. Throws without an answer from the server. @returns {Promise<PushState>} */
export async function push_state() {
  const is_able = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
  if (!is_able) return { standing: needs_ios_instructions() ? "install_first" : "unsupported", ...NOTHING };
  if (Notification.permission === "denied") return { standing: "denied", ...NOTHING };
  const { ok, body } = await call("GET", `/api/push?device_id=${device_id()}`);
  if (!ok || !body?.public_key) throw new Error("no word on push");
  const is_on = body.wants !== null && await subscription() !== null;
  return { standing: is_on ? "on" : "off", wants: body.wants ?? [], public_key: body.public_key };
}

/**
 * To be called in a tap: browsers ask the person only then, who may think it over. Throws NoPushService.
 * @param {string} public_key
 * @param {string[]} wants
 * @param {number} [ms_max]  how long the push service may take
 * @returns {Promise<Standing>}
 */
export async function turn_on(public_key, wants, ms_max = SUBSCRIBE_MS_MAX) {
  if (await Notification.requestPermission() !== "granted") return "denied";
  await tell(await within(subscribed(public_key), ms_max), wants);
  return "on";
}

/** @param {string} public_key */
async function subscribed(public_key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  return await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes_of(public_key),
  });
}

/**
 * @param {Promise<PushSubscription>} asked
 * @param {number} ms_max
 * @returns {Promise<PushSubscription>}
 */
function within(asked, ms_max) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoPushService()), ms_max);
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Browsers give a subscription another address in their own time, and then nothing arrives any more. Asked at
 * each start of the app, where notifications were on.
 */
export async function renew() {
  const known = await subscription();
  if (known?.endpoint === remembered(TOLD) || Notification.permission !== "granted") return;
  const { ok, body } = await call("GET", `/api/push?device_id=${device_id()}`);
  if (!ok || !body?.public_key || body.wants === null) return;
  await turn_on(body.public_key, body.wants);
  renewed.value = true;
}

/** @param {string[]} wants */
export async function change_wants(wants) {
  const known = await subscription();
  if (known) await tell(known, wants);
}

/** This browser is told nothing more; without signal the push service says so to the server. */
export async function turn_off() {
  const known = await subscription();
  if (!known) return;
  await known.unsubscribe();
  remember(TOLD, null);
  await call("POST", "/api/push/unsubscribe", { device_id: device_id() }, { key: new_id() });
}

/**
 * @param {PushSubscription} known
 * @param {string[]} wants
 */
async function tell(known, wants) {
  const { endpoint, keys = {} } = known.toJSON();
  const body = { device_id: device_id(), endpoint, p256dh: keys.p256dh, auth: keys.auth, wants };
  const { ok } = await call("POST", "/api/push/subscriptions", body, { key: new_id() });
  if (!ok) throw new Error("not subscribed");
  remember(TOLD, endpoint);
}

async function subscription() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return await registration?.pushManager?.getSubscription() ?? null;
}

function device_id() {
  return outbox.device.peek()?.id ?? "";
}

/** @param {string} text  base64 as URLs carry it */
function bytes_of(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}
