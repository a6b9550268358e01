import { about_payment } from "../../../pwa/screens/office/customers/customer_payments.js";
import { equal } from "../device.js";

const TAKEN =
  /** @type {any} */ ({ id: "p", taken_at: "2026-11-20T10:00:00Z", job_id: "j", unapplied_minor: 0 });

Deno.test("what of a payment went back to the customer, or is asked back by a bank, stands with it", () => {
  const refunds = [{ state: "sent", amount_minor: 40_000, method: "card" }];
  const disputes = [{ state: "open", due_by: "2026-12-05T10:00:00Z" }];
  equal(about_payment({ ...TAKEN, refunds, disputes }).slice(1), ["refund.is_sent", "concern.answer_by"]);
  equal(about_payment(TAKEN).length, 1);
});
