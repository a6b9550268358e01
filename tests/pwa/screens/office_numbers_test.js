import { wrong_of } from "../../../pwa/screens/office/settings/settings_numbers.js";
import { equal } from "../device.js";

const KNOWN = { next_number: 7 };
const DRAFT = { prefix: "INV-{YYYY}-", digits: "4", next_number: "7" };
const wrong = (/** @type {Record<string, string>} */ typed) =>
  Object.keys(wrong_of(KNOWN, { ...DRAFT, ...typed }));

Deno.test("a next number is whole and not below the count, and 9 digits are the most", () => {
  equal(wrong({}), []);
  equal(wrong({ next_number: "120" }), []);
  for (const next_number of ["6", "0", "-5", "7.5", "abc", "", "1000000000"]) {
    equal(wrong({ next_number }), ["next_number"]);
  }
  for (const digits of ["0", "10", "x", ""]) equal(wrong({ digits }), ["digits"]);
  equal(wrong({ digits: "x", next_number: "y", prefix: "{MM}" }), ["prefix", "digits", "next_number"]);
});
