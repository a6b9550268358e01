/** One call to the server: JSON in, JSON or a problem out; never throws for anything that it answered. */

import { learn } from "./status.js";

/** @import { Me } from "../store/view.js" */

const ANSWER_MS_MAX = 20_000;
// By these a session ends or an entry is parked: a hotel's or a firewall's own no must not do that.
const OURS_ALONE = new Set([400, 401, 403, 409, 422]);

/** @typedef {{ok: boolean, status: number, body: any, retry_after_ms: number | null}} Answer */

/** What `early.js` asked before the modules loaded, by path. Each answer is taken once. */
/** @type {Record<string, Promise<Response | null>>} */
const asked_early = /** @type {any} */ (globalThis).asked_early ?? {};

/** No answer, or one that is not our server's: no signal, a timeout, a hotel's sign-in page. */
export class Offline extends Error {
  /** @param {unknown} [cause] */
  constructor(cause) {
    super("offline", { cause });
    this.name = "Offline";
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{key?: string, answer_ms_max?: number}} [options]  `key`: the mutation's id, a repeat does nothing
 * @returns {Promise<Answer>}
 */
export async function call(method, path, body, { key, answer_ms_max = ANSWER_MS_MAX } = {}) {
  const stop = new AbortController();
  const silence = setTimeout(() => stop.abort(), answer_ms_max);
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-Stagebill": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const response = await taken_early(method, path) ?? await fetch(path, {
      method,
      headers,
      body: sent,
      signal: stop.signal,
      cache: "no-store",
    });
    return answer_of(path, response, await response.text());
  } catch (error) {
    learn({ online: false });
    throw error instanceof Offline ? error : new Offline(error);
  } finally {
    clearTimeout(silence);
  }
}

/**
 * @param {string} method
 * @param {string} path
 */
async function taken_early(method, path) {
  const early = method === "GET" ? asked_early[path] : undefined;
  delete asked_early[path];
  return await early ?? null;
}

/**
 * The snapshot that was requested before the app loaded; null if there is none, or it is not one.
 * @returns {Promise<any>}
 */
export async function early_snapshot() {
  const path = "/api/sync/snapshot";
  if (!(path in asked_early)) return null;
  const early = await taken_early("GET", path);
  return early?.ok ? await early.json().catch(() => null) : null;
}

/**
 * @param {string} path
 * @param {Response} response
 * @param {string} text
 * @returns {Answer}
 */
function answer_of(path, response, text) {
  const body = parsed(text);
  if (response.ok && body === undefined) throw new Offline("a 200 that is not JSON"); // a captive portal
  const version = response.headers.get("X-Stagebill-Version");
  const is_named = version !== null || !path.startsWith("/api/");
  if (OURS_ALONE.has(response.status) && !is_named) throw new Offline("a stranger's no");
  learn({ online: true, ...(version ? { version } : {}) });
  if (response.status === 401 && !path.startsWith("/auth/")) learn({ needs_sign_in: true });
  const retry_after_ms = wait_ms(response.headers.get("Retry-After"));
  return { ok: response.ok, status: response.status, body: body ?? null, retry_after_ms };
}

/** @param {string} text */
function parsed(text) {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string | null} retry_after  seconds, or a date */
function wait_ms(retry_after) {
  if (!retry_after) return null;
  const seconds = Number(retry_after);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retry_after) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

/**
 * Who is signed in according to the server, or null.
 * @param {typeof call} [ask]
 * @returns {Promise<Me | null>}
 */
export async function who_am_i(ask = call) {
  const { ok, status, body } = await ask("GET", "/api/me");
  if (status === 401) return null;
  if (!ok || !body?.member?.id) throw new Offline(`no answer to who I am: ${status}`);
  return me_of(body);
}

/**
 * What a page that remembers nobody asks first: a 401 would be a console error for all who are not signed in.
 * @returns {Promise<{who: Me | null, needs_founding: boolean}>}
 */
export async function who_is_in() {
  const { ok, status, body } = await call("GET", "/auth/state");
  if (!ok) throw new Offline(`no answer to who is in: ${status}`);
  return { who: body.me ? me_of(body.me) : null, needs_founding: body.needs_founding === true };
}

/**
 * @param {{member: Record<string, any>, organization: Record<string, any>}} there
 * @returns {Me}
 */
function me_of({ member, organization }) {
  return {
    organization_id: organization.id,
    organization_name: organization.name,
    member_id: member.id,
    name: member.name,
    role: member.role,
    language: member.language ?? organization.language,
    currency: organization.currency,
    zone: organization.zone,
  };
}
