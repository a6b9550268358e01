// @ts-check
/** What only the phone does with money: decimals by Intl, rates from the wire, typed quantities. */

import { open_of } from "../../../pwa/domain/allocation.js";
import { day_in_zone } from "../../../pwa/domain/due_terms.js";
import { quantity_milli } from "../../../pwa/domain/line_item.js";
import {
  decimal_text,
  exponent,
  in_bps,
  percent_ppm,
  rate_ppm,
  split,
} from "../../../pwa/domain/money.js";
import { equal } from "./assert.js";

Deno.test("currencies have none, two or three decimals", () => {
  equal([exponent("JPY"), exponent("USD"), exponent("KWD")], [0, 2, 3]);
});

Deno.test("a decimal text keeps its zeros", () => {
  equal([decimal_text(5, 2), decimal_text(-5, 2), decimal_text(100, 2), decimal_text(7, 0)], [
    "0.05",
    "-0.05",
    "1.00",
    "7",
  ]);
});

Deno.test("a percent comes back from the wire as it went, whatever a float makes of it", () => {
  for (let ppm = 1; ppm <= 1_000_000; ppm += 37) equal(percent_ppm(in_bps(ppm)), ppm);
});

Deno.test("a tax rate may be zero, 8.875%, and at most 100%", () => {
  equal([rate_ppm(0), rate_ppm(887.5), rate_ppm(10000), rate_ppm(10000.01), rate_ppm(-1), rate_ppm(NaN)], [
    0,
    88750,
    1000000,
    null,
    null,
    null,
  ]);
});

Deno.test("a split of random sums adds up", () => {
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let round = 0; round < 500; round += 1) {
    const weights = Array.from({ length: 1 + (next() % 12) }, () => 1 + next());
    const amount = next() * (next() % 2 ? 1 : -1);
    equal(split(amount, weights).reduce((sum, part) => sum + part, 0), amount);
  }
});

Deno.test("a quantity has at most three decimals", () => {
  equal(["1", "2.5", "0.001", 1000000].map(quantity_milli), [1000, 2500, 1, 1000000000]);
  equal(["0", "1.2345", "-1", "1e3", "", ".", "1000000.001"].map(quantity_milli), Array(7).fill(null));
});

Deno.test("an open invoice takes what no bank debit already covers", () => {
  const issued_at = "2026-03-01T00:00:00Z";
  const invoice = { id: "a", number: "INV-0012", due_minor: 500, due_on: null, issued_at };
  equal(open_of({ ...invoice, pending_minor: 200 }).due_minor, 300);
  equal(open_of({ ...invoice, pending_minor: 900 }).due_minor, 0);
  equal(open_of(invoice).number_seq, 12);
  equal(open_of({ ...invoice, number: null }).number_seq, 0);
});

Deno.test("DO-01: the day turns over at the company's midnight, not at Greenwich's", () => {
  const instant = new Date("2026-03-03T07:30:00Z");
  equal(day_in_zone(instant, "America/Los_Angeles"), "2026-03-02");
  equal(day_in_zone(instant, "UTC"), "2026-03-03");
  equal(day_in_zone(instant, "Asia/Tokyo"), "2026-03-03");
});
