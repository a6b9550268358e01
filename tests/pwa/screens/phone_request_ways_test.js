/** A request that was not made as asked: which answers there are, and what each sends. */

import { ways_on } from "../../../pwa/screens/phone/request_ways.js";
import { equal } from "../device.js";

/** @param {object} body @param {string} code @param {object} facts @param {string} [type] */
function refused(body, code, facts, type = "invoices.create_invoice") {
  /** @type {Record<string, any>} */
  const seen = { job_id: "job", amount_minor: 150_000, taxes: [{ rate_bps: 0 }] };
  const said = { invoice_id: "i1", job_id: "job", message: "Thanks", seen_minor: 150_000, ...body };
  const mutation = { id: "m1", type, v: 1, created_at: "", tz: 0, deps: [], seen, body: said };
  return { seq: 1, id: "m1", mutation, parked: { state: "rejected", code, facts, at: "" } };
}

/** @param {any} entry */
const told = (entry) => ways_on(entry).map((way) => [way.say, way.amount_minor, shares(way.body)]);

/** @param {Record<string, unknown>} body */
function shares({ percent_bps, amount_minor, rest, seen_minor }) {
  return { percent_bps, amount_minor, rest, seen_minor };
}

const CHANGED = { seen_minor: 150_000, now_minor: 180_000, total_minor: 600_000, left_minor: 600_000 };

Deno.test("30% of a job that grew: 1,500.00 as shown, or 1,800.00 by the percent", () => {
  equal(told(refused({ percent_bps: 3000 }, "invoices.amount_changed", CHANGED)), [
    ["as_shown", 150_000, {
      percent_bps: undefined,
      amount_minor: 150_000,
      rest: undefined,
      seen_minor: 150_000,
    }],
    ["now", 180_000, { percent_bps: 3000, amount_minor: undefined, rest: undefined, seen_minor: 180_000 }],
  ]);
});

Deno.test("the rest of a job that shrank is only what is left of it now", () => {
  const facts = { ...CHANGED, now_minor: 90_000, left_minor: 90_000 };
  equal(told(refused({ rest: true }, "invoices.amount_changed", facts)), [
    ["rest_now", 90_000, { percent_bps: undefined, amount_minor: undefined, rest: true, seen_minor: 90_000 }],
  ]);
});

Deno.test("1,500.00 where 1,000.00 is left: 1,000.00, or nothing", () => {
  const asked = refused({ amount_minor: 150_000 }, "invoices.over_invoiced", { left_minor: 100_000 });
  equal(told(asked).map(([say, minor]) => [say, minor]), [["rest_now", 100_000]]);
  equal(told(refused({ amount_minor: 150_000 }, "invoices.over_invoiced", { left_minor: 0 })), []);
});

Deno.test("what is lent to another phone can be asked for again, or what is free beside it billed", () => {
  const facts = { free_minor: 100_000, asked_minor: 150_000, left_minor: 200_000 };
  const ways = ways_on(/** @type {any} */ (refused({ amount_minor: 150_000 }, "invoices.lent_out", facts)));
  equal(ways.map((way) => [way.say, way.amount_minor, way.body.amount_minor]), [
    ["rest_now", 100_000, 100_000],
    ["again", 150_000, 150_000],
  ]);
});

Deno.test("a line of 1,000.00 whose price changed is billed at 1,000.00 as shown, or as it is now", () => {
  const asked = refused({ lines: [{ line_item_id: "l1", rest: true }] }, "invoices.amount_changed", CHANGED);
  asked.mutation.seen = { ...asked.mutation.seen, lines: [{ line_item_id: "l1", base_minor: 100_000 }] };
  const ways = ways_on(/** @type {any} */ (asked));
  equal(ways.map(({ say, body }) => [say, body.seen_minor, body.lines]), [
    ["as_shown", 150_000, [{ line_item_id: "l1", amount_minor: 100_000 }]],
    ["comes_now", 180_000, [{ line_item_id: "l1", rest: true }]],
  ]);
  asked.mutation.seen.lines[0].base_minor = -100_000; // a deduction is no sum that could be asked for
  equal(ways_on(/** @type {any} */ (asked)).map(({ say }) => say), ["comes_now"]);
});

Deno.test("a stage stays the plan's, at 1,500.00 as shown or as it is now, and lines stay lines", () => {
  const stage = refused({ stage_id: "s1" }, "invoices.amount_changed", CHANGED, "schedules.issue_stage");
  const asked = ways_on(/** @type {any} */ (stage));
  const ways = asked.map(({ say, type, body }) => [say, type, body.stage_id]);
  equal(ways, [
    ["as_shown", "schedules.issue_stage", "s1"],
    ["comes_now", "schedules.issue_stage", "s1"],
  ]);
  equal(told(stage).map(([, , asked]) => asked), [
    { percent_bps: undefined, amount_minor: 150_000, rest: undefined, seen_minor: 150_000 },
    { percent_bps: undefined, amount_minor: undefined, rest: undefined, seen_minor: 180_000 },
  ]);
  const lines = refused({ lines: [{ line_item_id: "l1", rest: true }] }, "invoices.amount_changed", CHANGED);
  equal(ways_on(/** @type {any} */ (lines)).map((way) => way.body.lines.length), [1]);
});

Deno.test("each way keeps the invoice's id and what else it said", () => {
  const asked = refused({ percent_bps: 3000, send: true }, "invoices.amount_changed", CHANGED);
  for (const way of ways_on(/** @type {any} */ (asked))) {
    equal([way.body.invoice_id, way.body.message, way.body.send], ["i1", "Thanks", true]);
    equal(way.seen.amount_minor, way.amount_minor);
  }
});

Deno.test("where the company or the job says no there is nothing to bill", () => {
  equal(told(refused({ rest: true }, "sync.not_allowed", {})), []);
  equal(told(refused({ rest: true }, "invoices.nothing_left", {})), []);
});
