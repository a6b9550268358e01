/**
 * The page's side of the service worker: registers it, offers its updates, catches the install prompt.
 * An update is offered, never forced: the page reloads only after a person took it, here or in another tab.
 */
import { computed, effect, signal } from "../vendor/ui.js";

const WORKER = "/service_worker.js";
const CHECK_EVERY_MS = 60 * 60 * 1000;
const HOLD = "stagebill-holds-updates";

/** @typedef {Event & {prompt(): Promise<{outcome: "accepted" | "dismissed"}>}} InstallPrompt */
/** @typedef {{createScriptURL(url: string): string}} ScriptPolicy */
/** @typedef {{createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy}} TrustedTypes */

const waiting = signal(false);
const holds = signal(0);

/** A newer version waits for `apply_update()`, and no form here is half filled. */
export const update_ready = computed(() => waiting.value && holds.value === 0);
/** The browser would install the app: show a button that calls `install_app()`. */
export const install_prompt = signal(/** @type {InstallPrompt | null} */ (null));

/** @type {ServiceWorkerRegistration | undefined} */
let registration;
let had_worker = false;
let reload_wanted = false;

/**
 * Call once, after the first paint: what it does can wait.
 * @param {{on_nudge?: () => void, on_open?: (path: string) => void}} [listeners]
 */
export async function start_worker({ on_nudge, on_open } = {}) {
  addEventListener("beforeinstallprompt", keep_prompt);
  addEventListener("appinstalled", () => install_prompt.value = null);
  const container = navigator.serviceWorker;
  if (!container) return; // plain http on another host: the app works, with a network
  had_worker = container.controller !== null;
  container.addEventListener("controllerchange", on_new_controller);
  container.addEventListener("message", ({ data }) => {
    if (data?.kind === "sync") on_nudge?.();
    if (data?.kind === "open") on_open?.(data.path);
  });
  try {
    registration = await container.register(worker_address(), { updateViaCache: "none" });
  } catch (error) {
    console.warn("no service worker", error); // private mode, or offline at the very first visit
    return;
  }
  watch(registration);
  setInterval(check_for_update, CHECK_EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check_for_update();
  });
}

/** Asks for a newer version now; also to be called when the API answers with another version's name. */
export async function check_for_update() {
  await registration?.update().catch(() => {}); // offline: the next check will do
}

/** The version this page was made from. */
export function page_version() {
  return document.querySelector('meta[name="stagebill-version"]')?.getAttribute("content") ?? "";
}

/**
 * Takes the waiting version and reloads every tab, unless one of them holds a half-filled form.
 * @returns {Promise<"reloading" | "held" | "nothing">}
 */
export async function apply_update() {
  const newer = registration?.waiting;
  if (!newer) return "nothing";
  if (holds.value > 0 || await some_tab_holds()) return "held";
  newer.postMessage("skip-waiting");
  return "reloading";
}

/**
 * While a form is half filled or a send is in flight no update reloads this page.
 * @returns {() => void} call it when done
 */
export function hold_updates() {
  let held = true;
  const { promise, resolve } = deferred();
  holds.value = holds.peek() + 1; // peeked at: an effect that holds must not run again because it holds
  // Every tab sees a lock, and the browser frees it when its tab dies; asking tabs would need a time limit.
  navigator.locks?.request(HOLD, { mode: "shared" }, () => promise);
  return () => {
    if (held) holds.value = holds.peek() - 1;
    held = false;
    resolve();
  };
}

/** Shows the browser's own install question. @returns {Promise<boolean>} whether the person accepted */
export async function install_app() {
  const prompt = install_prompt.value;
  install_prompt.value = null; // it can be shown once
  return (await prompt?.prompt())?.outcome === "accepted";
}

/** Chromium only, a bonus: nudges the pages when the network is back. */
export async function request_background_sync() {
  const ready = /** @type {{sync?: {register(tag: string): Promise<void>}} | undefined} */ (registration);
  await ready?.sync?.register("flush").catch(() => {});
}

/** @param {ServiceWorkerRegistration} watched */
function watch(watched) {
  const look = () => {
    waiting.value = watched.waiting !== null && navigator.serviceWorker.controller !== null;
  };
  const follow = () => watched.installing?.addEventListener("statechange", look);
  watched.addEventListener("updatefound", follow);
  follow();
  look();
}

function on_new_controller() {
  waiting.value = false;
  // The very first worker takes over a page that is already whole: nothing to reload.
  if (had_worker) reload_when_free();
  had_worker = true;
}

function reload_when_free() {
  if (reload_wanted) return;
  reload_wanted = true;
  effect(() => {
    if (holds.value === 0) location.reload();
  });
}

/** @returns {Promise<boolean>} */
async function some_tab_holds() {
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === HOLD) ?? false;
}

/** @returns {{promise: Promise<void>, resolve: () => void}} */
function deferred() {
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((settle) => resolve = settle);
  return { promise, resolve };
}

/** @param {Event} event */
function keep_prompt(event) {
  event.preventDefault(); // the app shows its own button, when it is a good moment
  install_prompt.value = /** @type {InstallPrompt} */ (event);
}

/** The page's policy lets no plain string become a script's address. @returns {string} */
function worker_address() {
  const { trustedTypes } = /** @type {{trustedTypes?: TrustedTypes}} */ (/** @type {unknown} */ (globalThis));
  const policy = trustedTypes?.createPolicy("stagebill", { createScriptURL: () => WORKER });
  return policy?.createScriptURL(WORKER) ?? WORKER;
}
