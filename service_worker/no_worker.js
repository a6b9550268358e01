/**
 * The kill switch: served in place of the worker (STAGEBILL_WORKER=off, and while developing), it removes
 * every kept file and itself, so that the network answers again. What the device recorded stays untouched.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());

worker.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("pre-")).map((name) => caches.delete(name)));
  await worker.registration.unregister();
}

export {}; // makes this a module for the type checker; the pipeline strips it
