import { history_of, none_billed } from "../../../pwa/screens/office/jobs/job_invoices.js";
import { equal } from "../device.js";

const AT = "2026-11-20T10:00:00Z";
const HELD = /** @type {any} */ ({ created_at: AT, held_minor: 45_000, credited_minor: 0 });

/** @param {Record<string, any>} given */
const says_held = (given) => history_of({ ...HELD, ...given }, []).includes("retainage.history");

Deno.test("an invoice says what is held back of it, but not once it is void or canceled", () => {
  equal(says_held({}), true);
  equal(says_held({ voided_at: AT }), false);
  equal(says_held({ canceled_at: AT }), false);
});

Deno.test("a job billed at once is told of one invoice, one billed in stages of percents and sums", () => {
  equal(none_billed(/** @type {any} */ ({ progress_invoicing: false })), "office_job.no_invoice");
  equal(none_billed(/** @type {any} */ ({ progress_invoicing: true })), "office_job.no_invoices");
});
