// Coming and going: the session's three calls, and what the app does right after them.
import { call } from "../sync/api.js";
import { start } from "../sync/engine.js";

/** @typedef {{ code?: string, facts?: Record<string, unknown> }} Problem */

/**
 * @param {string} email
 * @param {string} password
 * @returns {Promise<Problem | null>} null when it worked
 */
export function sign_in(email, password) {
  return come_in("/auth/sign-in", { email, password });
}

/**
 * Makes the company and its owner, who is signed in by it.
 * @param {Record<string, string>} company
 */
export function found(company) {
  return come_in("/auth/found", company);
}

/**
 * @param {string} path
 * @param {Record<string, string>} body
 * @returns {Promise<Problem | null>}
 */
async function come_in(path, body) {
  let answer;
  try {
    answer = await call("POST", path, body);
  } catch {
    return { code: "offline" };
  }
  if (!answer.ok) return answer.body ?? { code: "unknown" };
  await start();
  return null;
}
