import { draws_for } from "../../../pwa/screens/phone/credit.js";
import { equal } from "../device.js";

const INVOICE = { id: "2", status: "open", due_minor: 50_000, pending_minor: 20_000 };
const OLD = { id: "old", unapplied_minor: 10_000, taken_at: "2026-11-01T10:00:00Z" };
const NEW = { id: "new", unapplied_minor: 40_000, taken_at: "2026-11-02T10:00:00Z" };

Deno.test("500 is due, 200 on its way: 100 of the older credit and 200 of the newer settle it", () => {
  equal(draws_for(INVOICE, [NEW, OLD]), [
    { payment_id: "old", amount_minor: 10_000 },
    { payment_id: "new", amount_minor: 20_000 },
  ]);
});

Deno.test("money that this phone has not sent finds its place on the server", () => {
  equal(draws_for(INVOICE, [{ ...NEW, unsent: true }, OLD]), [{ payment_id: "old", amount_minor: 10_000 }]);
});

Deno.test("nothing is applied to an invoice that is not open, nor in part where only whole ones are", () => {
  equal(draws_for({ ...INVOICE, status: "paid" }, [OLD]), []);
  equal(draws_for(INVOICE, [OLD], { whole_only: true }), []);
});

Deno.test("money that needs a decision is not offered at the door", () => {
  equal(draws_for(INVOICE, [{ ...OLD, unapplied_reason: "over_payment" }]), []);
  equal(draws_for(INVOICE, [{ ...OLD, unapplied_reason: "advance" }]).length, 1);
});

Deno.test("more than was owed is offered once the office has kept it as credit", () => {
  const more = { ...OLD, unapplied_reason: "over_payment" };
  equal(draws_for(INVOICE, [{ ...more, awaits_decision: true }]), []);
  equal(draws_for(INVOICE, [{ ...more, awaits_decision: false }]).length, 1);
});
