import { after_key, minor_of, typed_of } from "../../../pwa/components/typed_amount.js";
import { equal } from "../device.js";

Deno.test("three digits behind the separator of cents are a slip of the finger, never thousands", () => {
  equal(["12.345", "12,345", "1.234,56"].map((text) => minor_of(text, 2, ",")), [null, 1234500, 123456]);
  equal(["12.345", "12,345"].map((text) => minor_of(text, 2, ".")), [1234500, null]);
});

Deno.test("a typed or pasted text is one sum, whatever separates its thousands and cents", () => {
  const read = {
    "3000": 300000, "3,000": 300000, "3,000.5": 300050, "$3,000.00": 300000, "1.234,56": 123456,
    "1 234,56 €": 123456, ".5": 50, "0.05": 5, "12,5": 1250, "1,000,000.01": 100000001, "007": 700,
  };
  equal(Object.keys(read).map((text) => minor_of(text, 2)), Object.values(read));
});

Deno.test("what is not one sum is refused", () => {
  equal(["", "abc", "-5", "1-2", "..", "99999999999999", "9".repeat(40)].map((text) => minor_of(text, 2)),
    [null, null, null, null, null, null, null]);
});

Deno.test("a currency without cents, and one with three decimals", () => {
  equal(["1,500", "1.500"].map((text) => minor_of(text, 0)), [1500, 1500]);
  equal(["1.5", "1.005"].map((text) => minor_of(text, 3)), [1500, 1005]);
});

Deno.test("keys type a sum and never more decimals than the currency has", () => {
  const typed = (/** @type {string[]} */ keys, decimals = 2) =>
    keys.reduce((text, key) => after_key(text, key, decimals), "");
  equal(typed([..."3000"]), "3000");
  equal(typed(["0", "0", "7"]), "7");
  equal(typed([".", "5"]), "0.5");
  equal(typed([..."12.345"]), "12.34");
  equal(typed([..."1..2"]), "1.2");
  equal(typed([..."12", "back", "9"]), "19");
  equal(typed([..."5.1"], 0), "51");
});

Deno.test("no key goes past the most that a payment may be", () => {
  equal(after_key("1000000000", "0", 2), "10000000000");
  equal(after_key("10000000000", "0", 2), "10000000000");
});

Deno.test("a sum put into the field reads back as itself", () => {
  const sums = [[0, 2], [5, 2], [1250, 2], [300000, 2], [1500, 0], [1005, 3], [123456789012, 2]];
  for (const [minor, decimals] of sums) {
    equal(minor_of(typed_of(minor, decimals), decimals), minor);
  }
});
