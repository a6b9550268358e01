// Asking the server for a change. One key goes with it until it is answered, so that a try whose answer was
// lost and the next one are the same mutation.
import { Notice } from "../../components/parts.js";
import { new_id } from "../../store/outbox.js";
import { call, Offline } from "../../sync/api.js";
import { sync_now } from "../../sync/engine.js";
import { html, useRef, useState } from "../../vendor/ui.js";
import { refused_in_words } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {{ code: string } & Record<string, any>} Problem */

const WAITS_MS = [0, 400, 1200, 3000];
const ANSWER_MS_MAX = 10_000;
const SERVER_FAILED = 500;
const TOO_MANY = 429;
const STALE = 409;

/**
 * `send` resolves to the answer's body, or to null with `problem` saying why; what was typed is the form's.
 */
export function use_mutation() {
  const key = useRef("");
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState(/** @type {Problem | null} */ (null));
  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, any>} [body]
   * @returns {Promise<Row | null>}
   */
  const send = async (method, path, body) => {
    key.current ||= new_id();
    set_busy(true);
    set_problem(null);
    const { answer, refused } = await ask(method, path, body, key.current, () => set_problem(TRYING));
    if (!refused || refused.code !== NO_ANSWER.code) key.current = "";
    // Refused because somebody else was faster: the screen is to show what they did.
    if (!refused || refused.status === STALE) await sync_now().catch(() => {});
    set_busy(false);
    set_problem(refused);
    return refused ? null : /** @type {Row} */ (answer);
  };
  return { busy, problem, set_problem, send };
}

const NO_ANSWER = { code: "office.no_answer" };
const TRYING = { code: "office.trying" };

/**
 * Asks until there is an answer, under one key; `refused` says why not.
 * @param {string} method
 * @param {string} path
 * @param {Record<string, any> | undefined} body
 * @param {string} key
 * @param {() => void} [on_again]
 * @returns {Promise<{ answer: Record<string, any>, refused: Problem | null }>}
 */
export async function ask(method, path, body, key, on_again) {
  for (const wait_ms of WAITS_MS) {
    await new Promise((later) => setTimeout(later, wait_ms));
    const { ok, status, body: answer } = await answered(method, path, body, key);
    if (ok) return { answer: answer ?? {}, refused: null };
    if (status > 0 && status < SERVER_FAILED && status !== TOO_MANY) {
      return { answer: {}, refused: answer?.code ? answer : { code: "unknown", ...answer } };
    }
    on_again?.();
  }
  return { answer: {}, refused: NO_ANSWER };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, any> | undefined} body
 * @param {string} key
 * @returns {Promise<{ ok: boolean, status: number, body: any }>}
 */
async function answered(method, path, body, key) {
  try {
    return await call(method, path, body ?? {}, { key, answer_ms_max: ANSWER_MS_MAX });
  } catch (error) {
    if (error instanceof Offline) return { ok: false, status: 0, body: null };
    throw error;
  }
}

/** Says what was refused, where the form is. @param {{ problem: Problem | null }} props */
export function Refused({ problem }) {
  const kind = problem?.code === TRYING.code ? "wait" : "late";
  return problem && html`
    <${Notice} kind=${kind} live=${true}>
      <p>${refused_in_words(problem)}</p>
      <//>
  `;
}
