/** The app's files on this device: cached all or nothing, read first, never a reason to fail. */
import { BUILD } from "./build.js";
import { is_hashed } from "./cache_policy.js";

const PREFIX = "pre-";
const CACHE = PREFIX + BUILD.version;
const SHELL = "/";

/** Fills this version's cache, or leaves the device as it was: a failed install keeps the old version. */
export async function fill_cache() {
  const was_there = await caches.has(CACHE);
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(BUILD.precache.map((url) => fill(cache, url)));
  } catch (error) {
    // After a rollback the active worker may live from the cache of the same name: only a new one is removed.
    if (!was_there) await caches.delete(CACHE);
    throw error;
  }
}

/** Removes what older versions kept. IndexedDB is never touched from here. */
export async function drop_older_caches() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** @param {Request} request */
export async function asset_for(request) {
  return await kept(request.url) ?? await fetch(request);
}

/** Every screen's address is answered by the one shell page. @param {Request} request */
export async function shell_for(request) {
  return await kept(SHELL) ?? await fetch(request);
}

/** @param {string} url */
async function kept(url) {
  try {
    const cache = await caches.open(CACHE);
    // The server's Vary is about compression, which a cache holds undone.
    return await cache.match(url, { ignoreVary: true });
  } catch {
    return undefined; // a full or broken storage must cost speed only: the network answers
  }
}

/** @param {Cache} cache @param {string} url */
async function fill(cache, url) {
  const copy = is_hashed(url) ? await caches.match(url, { ignoreVary: true }) : undefined;
  await cache.put(url, copy ?? await download(url));
}

/** @param {string} url */
async function download(url) {
  const response = await fetch(url, { cache: is_hashed(url) ? "default" : "no-cache" });
  if (!is_genuine(response, url)) throw new Error(`${url}: ${response.status} ${response.url}`);
  return response;
}

/**
 * A captive portal answers 200 with a page of its own, and a half-rolled-out server another version's shell.
 * @param {Response} response @param {string} url
 */
function is_genuine(response, url) {
  if (!response.ok || response.redirected) return false;
  if (url === SHELL) return response.headers.get("X-Stagebill-Version") === BUILD.version;
  return !response.headers.get("Content-Type")?.startsWith("text/html");
}
