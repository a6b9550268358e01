/** What may be asked for at the door, with what waits on this phone laid over what the server knows. */

import { equal, new_device } from "../device.js";

new_device();
const { AGREE, ends_of, MAIL, standing_of, TEXT } = await import("../../../pwa/screens/phone/send.js");

const invoice = { id: "i", job_id: "j" };
/** @param {string | null} texts */
const customer = (texts) => ({ id: "c", mobile: "(503) 555-0142", texts });
/** @param {string} type @param {Record<string, string>} body @param {unknown} [parked] */
const entry = (type, body, parked) => ({ mutation: { type, body }, parked });
/** @param {string | null} texts @param {any[]} said */
const standing = (texts, said) => {
  const found = standing_of(invoice, customer(texts), said);
  return [found.texts, [...found.waits]];
};

Deno.test("a yes that waits on this phone counts here, and the text goes behind it", () => {
  equal(standing(null, []), [null, []]);
  equal(standing(null, [entry(AGREE, { customer_id: "c" })]), ["may", [AGREE]]);
  equal(standing(null, [entry(AGREE, { customer_id: "another" })]), [null, []]);
});

Deno.test("STOP that came meanwhile is stronger than a yes that waits here", () => {
  equal(standing("stopped", [entry(AGREE, { customer_id: "c" })]), ["stopped", [AGREE]]);
});

Deno.test("what was asked for once waits, and a refused one may be asked for again", () => {
  const text = { invoice_id: "i" };
  equal(standing("may", [entry(TEXT, text), entry(MAIL, { invoice_id: "other" })]), ["may", [TEXT]]);
  equal(standing("may", [entry(TEXT, text, { code: "notifications.no_consent" })]), ["may", []]);
});

Deno.test("a number is known by its last four digits", () => {
  equal([ends_of("(503) 555-0142"), ends_of(null)], ["…\u20600142", "…\u2060"]);
});
