import { held_of, stage_of } from "../../../pwa/screens/reckoning.js";
import { equal } from "../device.js";

const JOB = /** @type {any} */ ({
  total_minor: 1_000_000,
  invoiced_minor: 100_000,
  held_minor: 10_000,
  taxes: [{ rate_bps: 0, base_minor: 1_000_000, tax_minor: 0 }],
  retainage: { rate_bps: 1000, step_down: null, lines: [] },
});
const BILLED = /** @type {any} */ ({
  status: "open",
  credited_minor: 0,
  taxes: [{ rate_bps: 0, base_minor: 100_000, tax_minor: 0 }],
  retained: [{ of: "work", rate_bps: 1000, base_minor: 100_000, held_minor: 10_000 }],
});
const HALF = /** @type {const} */ ({ kind: "percent", percent_ppm: 500_000 });

/** @param {any} job @param {any[]} invoices @param {any} share */
const held = (job, invoices, share) => held_of(job, invoices, share, stage_of(job, invoices, share));

Deno.test("50% of 10,000.00 at 10% holds back 500.00, and a void invoice before it changes nothing", () => {
  equal(held(JOB, [BILLED], HALF), 50_000);
  equal(held(JOB, [BILLED, { ...BILLED, status: "void" }], HALF), 50_000);
  equal(held({ ...JOB, retainage: null }, [BILLED], HALF), 0);
});

Deno.test("10%, then by clause 5% or nothing: 450.00, 200.00 or 400.00 of 5,000.00", () => {
  const stepped = (/** @type {any} */ step_down) => ({
    ...JOB,
    retainage: { ...JOB.retainage, step_down: { at_bps: 5000, ...step_down } },
  });
  equal(held(stepped({ clause: "new_work", rate_bps: 500 }), [BILLED], HALF), 45_000);
  equal(held(stepped({ clause: "all_work", rate_bps: 500 }), [BILLED], HALF), 20_000);
  equal(held(stepped({ clause: "stop" }), [BILLED], HALF), 40_000);
});

Deno.test("where lines' rates, credits or stored goods say more than is known, nothing is guessed", () => {
  const terms = JOB.retainage;
  const own = { line_item_id: "pump", rate_bps: 0 };
  equal(held({ ...JOB, retainage: { ...terms, lines: [own] } }, [BILLED], HALF), null);
  equal(held(JOB, [{ ...BILLED, credited_minor: 1 }], HALF), null);
  equal(held(JOB, [{ ...BILLED, retained: [{ ...BILLED.retained[0], of: "stored" }] }], HALF), null);
  const lines = { kind: "lines", billed: [{ rate_bps: 0, base_minor: 200_000 }] };
  equal(held(JOB, [BILLED], lines), 20_000);
  equal(held(JOB, [BILLED], { ...lines, has_stored: true }), null);
  equal(held(JOB, [BILLED], null), null);
});
