import { held_of, retained_of, stage_of } from "../../../pwa/screens/reckoning.js";
import { row_of, with_requests } from "../../../pwa/store/requests.js";
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

/** An invoice that this phone makes, and the job and invoices as they are with it. */
function made(/** @type {any} */ job, /** @type {any[]} */ invoices, /** @type {any} */ share) {
  const { amount_minor, taxes } = /** @type {any} */ (stage_of(job, invoices, share));
  const held_minor = held(job, invoices, share);
  const seen = { amount_minor, taxes, held_minor, retained: retained_of(job, taxes, held_minor) };
  const mutation = /** @type {any} */ ({ type: "invoices.create_invoice", body: {}, seen });
  const row = row_of({ seq: 1, id: "m", mutation, parked: null });
  return { row, job: with_requests(job, [row]), invoices: [...invoices, row] };
}

Deno.test("333.33 three times at 5% without signal: 16.67, 16.66, 16.67 are held, the rest is to pay", () => {
  const job = { ...JOB, total_minor: 99_999, invoiced_minor: 0, held_minor: 0, retainage: { rate_bps: 500 } };
  job.taxes = [{ rate_bps: 0, base_minor: 99_999, tax_minor: 0 }];
  const third = { kind: "amount", amount_minor: 33_333 };
  const one = made(job, [], third);
  const two = made(one.job, one.invoices, third);
  const three = made(two.job, two.invoices, { kind: "rest" });
  const rows = [one.row, two.row, three.row];
  equal(rows.map(({ held_minor }) => held_minor), [1_667, 1_666, 1_667]);
  equal(rows.map(({ due_minor }) => due_minor), [31_666, 31_667, 31_666]);
  equal(three.job.held_minor, 5_000);
});

Deno.test("after an invoice whose held money only the server knows, the next one's is not guessed", () => {
  const own = { line_item_id: "pump", rate_bps: 0 };
  const one = made({ ...JOB, retainage: { ...JOB.retainage, lines: [own] } }, [BILLED], HALF);
  equal([one.row.held_minor, one.row.retained, one.row.due_minor], [0, null, 500_000]);
  equal(held(JOB, one.invoices, { kind: "rest" }), null);
  const step_down = { clause: "stop", at_bps: 5000 };
  const stops = made({ ...JOB, retainage: { ...JOB.retainage, step_down } }, [BILLED], HALF);
  equal([stops.row.held_minor, stops.row.retained], [40_000, null]);
});
