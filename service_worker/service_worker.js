/** Events only. This file's address must never change: an installed app asks for it all its life. */
import { BUILD } from "./build.js";
import { policy_of } from "./cache_policy.js";
import { deliver } from "./deliver.js";
import { address_of, notification_of } from "./push.js";
import { asset_for, drop_older_caches, fill_cache, shell_for } from "./shell.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

// No skipWaiting here: the page offers a new version, and a person accepts it.
worker.addEventListener("install", (event) => event.waitUntil(fill_cache()));

worker.addEventListener("activate", (event) => {
  event.waitUntil(drop_older_caches().catch(() => {}).then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { method, url, mode, headers } = event.request;
  const policy = policy_of({ method, url, mode, range: headers.has("Range") }, worker.location.origin);
  if (policy === "asset") event.respondWith(asset_for(event.request));
  if (policy === "shell") event.respondWith(shell_for(event.request));
});

worker.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") worker.skipWaiting();
  if (event.data === "version") event.ports[0]?.postMessage(BUILD.version);
});

// Background Sync is Chromium's alone and a bonus: a page that is open holds the outbox and does the sending.
for (const name of ["sync", "periodicsync"]) {
  worker.addEventListener(name, (event) => {
    /** @type {ExtendableEvent} */ (event).waitUntil(send());
  });
}

worker.addEventListener("push", (event) => event.waitUntil(show(event.data?.text())));

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(address_of(event.notification.data?.path, worker.location.origin)));
});

/** @param {string | undefined} text */
async function show(text) {
  const { title, options, badge_count } = notification_of(text);
  await worker.registration.showNotification(title, options);
  await tell_pages("sync");
  if (badge_count !== null) await worker.navigator.setAppBadge?.(badge_count).catch(() => {});
}

/** @param {string} href */
async function open(href) {
  const [page] = await pages();
  if (!page) return await worker.clients.openWindow(href);
  await page.focus().catch(() => {}); // a browser that gives no focus still opens the screen
  page.postMessage({ kind: "open", path: href.slice(worker.location.origin.length) });
}

async function send() {
  if ((await pages()).length) await tell_pages("sync");
  else await deliver();
}

/** @param {string} kind */
async function tell_pages(kind) {
  for (const page of await pages()) page.postMessage({ kind });
}

function pages() {
  return worker.clients.matchAll({ type: "window" });
}
