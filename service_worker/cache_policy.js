/** Which requests this worker answers itself. Pure: facts about a request in, a word out. */

/**
 * Never the app's: the server always answers these, and none of them is ever cached. A test keeps this list
 * equal to the server's.
 */
export const OUTSIDE = [
  "/api", "/auth", "/pay", "/approve", "/docs", "/schema", "/dev", "/hooks", "/sandbox",
  "/statement", "/owed", "/unsubscribe", "/healthz", "/readyz", "/metrics", "/service_worker.js",
  "/manifest.webmanifest",
];

/**
 * @param {{method: string, url: string, mode: string, range: boolean}} request
 * @param {string} origin
 * @returns {"asset" | "shell" | "network"}
 */
export function policy_of(request, origin) {
  const url = new URL(request.url);
  if (request.method !== "GET" || request.range) return "network";
  if (url.origin !== origin) return "network";
  if (url.pathname.startsWith("/assets/")) return "asset";
  if (request.mode === "navigate" && is_app_path(url.pathname)) return "shell";
  return "network";
}

/** @param {string} pathname */
export function is_app_path(pathname) {
  const path = decoded(pathname);
  if (path === null || path.startsWith("//")) return false;
  if (path === "/assets" || path.startsWith("/assets/")) return false;
  if (OUTSIDE.some((outside) => path === outside || path.startsWith(`${outside}/`))) return false;
  return !is_file_name(path.slice(path.lastIndexOf("/") + 1));
}

/** A hashed name means fixed bytes: such a file may be copied from an older cache. @param {string} url */
export function is_hashed(url) {
  return /-[0-9a-f]{10}\.[0-9a-z]+$/.test(url);
}

/** "favicon.ico" asks for a file; "1042" or an id asks for a screen. @param {string} last */
function is_file_name(last) {
  return /\.[0-9a-z]+$/i.test(last);
}

/** `/%61pi` is `/api` to the server, so it is to us. @param {string} pathname */
function decoded(pathname) {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
