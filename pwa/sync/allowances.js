/**
 * Asks the server for this phone's allowances while there is signal: for the jobs of today, so that what is
 * invoiced later without signal is certain. Nothing waits for it, and a failure costs nothing.
 */

import { day_in_zone } from "../domain/due_terms.js";
import { remember } from "../store/database.js";
import { SKEW } from "../store/requests.js";

/** @import { Row } from "../store/rows.js" */

/**
 * @typedef {{device_id: string | undefined, today: string, now: string, member_id: string, jobs: Row[],
 *   visits: Row[], allowances: Row[], waiting_count: number, may_invoice: boolean}} Known
 * @typedef {import("./api.js").call} Call
 */

export const JOBS_MAX = 20; // as many as the server lends at a time
const RENEW_MS = 4 * 3_600_000; // half of what it is lent for: a phone that is seen has hours ahead
const ASK_AGAIN_MS = 30 * 60_000;

/** @type {{wanted: string, at: number}} */
let asked = { wanted: "", at: 0 };

/**
 * The jobs that this member has to go to on a day and that have something left to invoice.
 * @param {Known} known
 * @returns {string[]}
 */
export function jobs_of_today({ today, member_id, jobs, visits }) {
  const visited = new Set(
    visits.filter(({ state, starts_on, ends_on, technician_ids }) =>
      state !== "canceled" && starts_on <= today && ends_on >= today &&
      (technician_ids.length === 0 || technician_ids.includes(member_id))
    ).map(({ job_id }) => job_id),
  );
  const is_on = (/** @type {Row} */ job) =>
    visited.has(job.id) ||
    (job.starts_on !== null && job.starts_on <= today && (job.completes_on ?? job.starts_on) >= today);
  return jobs.filter((job) => job.left_to_invoice_minor > 0 && !job.canceled_at && is_on(job))
    .map(({ id }) => id).sort().slice(0, JOBS_MAX);
}

/**
 * What to ask for; null while all is well. Never while something waits to be sent: it may use what is lent.
 * @param {Known} known
 * @returns {string[] | null}
 */
export function wanted_now(known) {
  const { device_id, now, allowances, waiting_count, may_invoice } = known;
  if (!device_id || waiting_count > 0) return null;
  const wanted = may_invoice ? jobs_of_today(known) : [];
  const own = allowances.filter((row) => row.device_id === device_id);
  const soon = new Date(Date.parse(now) + RENEW_MS).toISOString();
  const lasting = new Set(own.filter(({ expires_at }) => expires_at > soon).map(({ job_id }) => job_id));
  const has_others = own.some(({ job_id }) => !wanted.includes(job_id));
  return has_others || wanted.some((id) => !lasting.has(id)) ? wanted : null;
}

/**
 * @param {Call} call
 * @param {Known} known
 * @returns {Promise<boolean>}  whether something changed, which a pull will bring
 */
export async function ask_for_allowances(call, known) {
  const wanted = wanted_now(known);
  if (!wanted) return false;
  const key = wanted.join();
  // Where nothing is free, nothing is lent: that is asked now and then, not with every turn.
  if (asked.wanted === key && Date.now() - asked.at < ASK_AGAIN_MS) return false;
  asked = { wanted: key, at: Date.now() };
  const answer = await call("POST", `/api/devices/${known.device_id}/allowances`, { job_ids: wanted });
  if (!answer.ok) return false;
  if (answer.body?.now) remember(SKEW, Date.parse(answer.body.now) - Date.now());
  return true;
}

/** The day at the company. @param {string | undefined} zone */
export const today_at = (zone) => day_in_zone(new Date(), zone ?? "UTC");
