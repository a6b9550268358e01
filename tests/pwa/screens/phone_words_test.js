import { has_pay_code } from "../../../pwa/screens/phone/words.js";
import { equal } from "../device.js";

const OPEN = { status: "open", issued_at: "2026-11-01T00:00:00Z", due_minor: 500, pending_minor: 0 };

Deno.test("an invoice that waits on this phone for its number has no pay code, and breaks no screen", () => {
  const waiting = { ...OPEN, issued_at: null, id: "i1" };
  equal([has_pay_code(waiting), has_pay_code({ ...waiting, issued_at: undefined })], [false, false]);
  const issued = { ...OPEN, id: "i1", payment_options: { card: true, ach: false } };
  equal([has_pay_code(issued), has_pay_code({ ...issued, pending_minor: 500 })], [true, false]);
  equal(has_pay_code({ ...issued, payment_options: { card: false } }), false);
  equal(has_pay_code({ ...issued, payment_options: { card: false, part: true } }), false);
});
