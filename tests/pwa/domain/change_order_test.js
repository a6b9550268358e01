// @ts-check
import { effect_of, effect_of_order } from "../../../pwa/domain/change_order.js";
import { equal } from "./assert.js";

const LINES = [{ amount_minor: 230_000, tax_rate_bps: 0 }, { amount_minor: 250_000, tax_rate_bps: 800 }];
const JOB = {
  line_items: LINES,
  discount: null,
  total_minor: 500_000,
  taxes: [{ rate_bps: 0, base_minor: 230_000 }, { rate_bps: 800, base_minor: 250_000 }],
};
const DEDUCTION = [{ amount_minor: -100_000, tax_rate_bps: 800 }];
// 70% of the job is billed, with 70% of each rate: 20.00 of the tax is billed beyond what stays of its line.
const ORDER = { lines: DEDUCTION, total_minor: -106_000, tax_minor: -6_000, seen_total_minor: 500_000 };

Deno.test("a deduction from a job that is billed in part is what the server reckoned", () => {
  equal(effect_of_order(JOB, ORDER), { after_minor: 394_000, change_minor: -106_000, tax_minor: -6_000 });
});

Deno.test("on another total, or not yet sent, a change is reckoned from its lines", () => {
  const reckoned = { after_minor: 392_000, change_minor: -108_000, tax_minor: -8_000 };
  equal(effect_of(JOB, DEDUCTION), reckoned);
  equal(effect_of_order(JOB, { ...ORDER, seen_total_minor: 480_000 }), reckoned);
  equal(effect_of_order(JOB, { lines: DEDUCTION, total_minor: null }), reckoned);
});
