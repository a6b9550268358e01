/** When a phone asks to be lent something, and for which jobs. */

import { ask_for_allowances, jobs_of_today, JOBS_MAX, wanted_now } from "../../../pwa/sync/allowances.js";
import { equal } from "../device.js";

const NOW = "2026-11-23T14:00:00.000Z";

/** @param {string} id @param {object} [more] */
function a_job(id, more = {}) {
  return { id, left_to_invoice_minor: 100, canceled_at: null, starts_on: null, completes_on: null, ...more };
}

/** @param {string} job_id @param {object} [more] */
function a_visit(job_id, more = {}) {
  const day = "2026-11-23";
  return { id: job_id, job_id, state: "planned", starts_on: day, ends_on: day, technician_ids: [], ...more };
}

/** @param {string} job_id @param {number} hours @param {string} [device_id] */
function lent(job_id, hours, device_id = "phone") {
  const expires_at = new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();
  return { id: job_id, job_id, device_id, amount_minor: 50, expires_at };
}

/** @param {object} [more] */
function known(more = {}) {
  return {
    device_id: "phone",
    today: "2026-11-23",
    now: NOW,
    member_id: "ana",
    jobs: [a_job("a"), a_job("b")],
    visits: [a_visit("a")],
    allowances: [],
    waiting_count: 0,
    may_invoice: true,
    ...more,
  };
}

Deno.test("the jobs of today are those that are visited, and those whose days it is", () => {
  const jobs = [
    a_job("visited"),
    a_job("by another"),
    a_job("under way", { starts_on: "2026-11-20", completes_on: "2026-11-25" }),
    a_job("over", { starts_on: "2026-11-20" }),
    a_job("canceled", { starts_on: "2026-11-23", canceled_at: NOW }),
    a_job("billed", { starts_on: "2026-11-23", left_to_invoice_minor: 0 }),
  ];
  const visits = [a_visit("visited"), a_visit("by another", { technician_ids: ["ben"] })];
  equal(jobs_of_today(known({ jobs, visits })), ["under way", "visited"]);
  const many = [...Array(30).keys()].map((n) => a_job(`j${n}`, { starts_on: "2026-11-23" }));
  equal(jobs_of_today(known({ jobs: many })).length, JOBS_MAX);
});

Deno.test("a phone asks where it has nothing, or not for long any more, and then no more", () => {
  equal(wanted_now(known()), ["a"]);
  equal(wanted_now(known({ allowances: [lent("a", 3)] })), ["a"]);
  equal(wanted_now(known({ allowances: [lent("a", 5)] })), null);
  equal(wanted_now(known({ allowances: [lent("a", 5, "another phone")] })), ["a"]);
});

Deno.test("what is not of today any more is given back", () => {
  equal(wanted_now(known({ allowances: [lent("a", 5), lent("b", 5)] })), ["a"]);
  equal(wanted_now(known({ allowances: [lent("a", 5)], may_invoice: false })), []);
});

Deno.test("nothing is asked while something waits to be sent, or before the server knows the device", () => {
  equal(wanted_now(known({ waiting_count: 1 })), null);
  equal(wanted_now(known({ device_id: undefined })), null);
});

Deno.test("where nothing was to be had the phone does not ask with every turn", async () => {
  let asked = 0;
  const call = () => {
    asked += 1;
    return Promise.resolve({ ok: true, status: 200, body: { now: NOW }, retry_after_ms: null });
  };
  const now_known = known({ jobs: [a_job("only this test's")], visits: [a_visit("only this test's")] });
  equal(await ask_for_allowances(/** @type {any} */ (call), now_known), true);
  equal(await ask_for_allowances(/** @type {any} */ (call), now_known), false);
  equal(asked, 1);
});
