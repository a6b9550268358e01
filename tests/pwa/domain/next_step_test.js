import { days_late, is_overdue, next_step, payable_of, URGENCY } from "../../../pwa/domain/next_step.js";
import { equal } from "./assert.js";

const TODAY = "2026-11-23";

/** @param {Record<string, any>} [given] */
function job(given) {
  const money = { total_minor: 500_000, invoiced_minor: 350_000, left_to_invoice_minor: 150_000 };
  return { id: "job", paid_minor: 0, unapplied_minor: 0, unsent_minor: 0, ...money, ...given };
}

/** @param {Record<string, any>} [given] */
function invoice(given) {
  const row = { id: "invoice", status: "open", number: "INV-1", sent_at: "2026-11-01T10:00:00Z" };
  return { ...row, due_on: "2026-11-30", due_minor: 50_000, pending_minor: 0, total_minor: 50_000, ...given };
}

/**
 * @param {Record<string, any>} row
 * @param {Record<string, any>[]} invoices
 * @param {Record<string, any>} [facts]
 */
function step_of(row, invoices, facts) {
  return next_step(row, invoices, { waiting_minor: 0, unsent_count: 0, today: TODAY, ...facts });
}

Deno.test("a job that is billed in part asks for exactly the rest", () => {
  const { step, amount_minor } = step_of(job(), [invoice()]);
  equal([step, amount_minor], ["rest", 150_000]);
  equal(step_of(job({ invoiced_minor: 0, left_to_invoice_minor: 500_000 }), []).step, "first");
});

Deno.test("each thing to do gives way to the one that is more urgent", () => {
  const late = invoice({ id: "late", due_on: "2026-11-20" });
  const unsent = invoice({ id: "unsent", sent_at: null, due_on: null });
  const draft = invoice({ id: "draft", status: "draft", sent_at: null, due_on: null });
  const busy = job({
    unbilled_changes_minor: 60_000,
    next_stage: { title: "Rough-in", amount_minor: 100_000, is_ready: true },
    unsent_minor: 5_000,
  });
  const gone = invoice({ id: "gone", concerns: [{ kind: "taken_back" }] });
  const facts = { waiting_minor: 45_000, unsent_count: 1 };
  const said = [];
  said.push(step_of(busy, [late, unsent, draft], facts).step);
  said.push(step_of(busy, [gone, late, unsent, draft], { unsent_count: 1 }).step);
  said.push(step_of(busy, [late, unsent, draft], { unsent_count: 1 }).step);
  said.push(step_of(busy, [unsent, draft], { unsent_count: 1 }).step);
  said.push(step_of({ ...busy, unbilled_changes_minor: 0 }, [unsent, draft], { unsent_count: 1 }).step);
  said.push(step_of(job(), [unsent, draft], { unsent_count: 1 }).step);
  said.push(step_of(job(), [unsent], { unsent_count: 1 }).step);
  said.push(step_of(job(), [], { unsent_count: 1 }).step);
  equal(said, ["decide", "again", "overdue", "change", "stage", "draft", "send", "unsent"]);
  equal(said, URGENCY.slice(0, said.length));
});

Deno.test("a bank payment that failed is asked for again until another is on its way", () => {
  const failed = invoice({ concerns: [{ kind: "debit_failed" }] });
  const { step, amount_minor } = step_of(job(), [failed]);
  equal([step, amount_minor], ["again", 50_000]);
  equal(step_of(job(), [{ ...failed, pending_minor: 50_000 }]).step, "rest");
  equal(step_of(job(), [{ ...failed, concerns: [{ kind: "question" }] }]).step, "rest");
});

Deno.test("a job that is billed waits for its money, and is done when that is in", () => {
  const billed = job({ invoiced_minor: 500_000, left_to_invoice_minor: 0 });
  equal(step_of(billed, [invoice()]).step, "wait");
  equal(step_of(billed, [invoice()]).amount_minor, 50_000);
  equal(step_of(billed, [invoice({ status: "paid", due_minor: 0 })]).step, "done");
});

Deno.test("an invoice is late from the day after its due date, and the oldest says by how much", () => {
  const late = [invoice({ due_on: "2026-11-22" }), invoice({ id: "other", due_on: "2026-11-20" })];
  const { late_days, invoice: oldest, amount_minor } = step_of(job(), late);
  equal([late_days, oldest?.id, amount_minor], [3, "other", 100_000]);
  equal(is_overdue(invoice({ due_on: TODAY }), TODAY), false);
  equal(days_late(invoice({ due_on: null }), TODAY), 0);
});

Deno.test("money on its way is not owed again, so nobody is reminded of it", () => {
  const on_its_way = invoice({ due_on: "2026-11-01", pending_minor: 50_000 });
  equal(payable_of(on_its_way), 0);
  equal(step_of(job({ left_to_invoice_minor: 0 }), [on_its_way]).step, "wait");
});

Deno.test("of a canceled job only money is left to see to: what is owed of it again, and no work", () => {
  const gone = job({
    canceled_at: "2026-11-20T10:00:00Z",
    left_to_invoice_minor: 0,
    unbilled_changes_minor: 60_000,
    next_stage: { title: "Rough-in", amount_minor: 100_000, is_ready: true },
  });
  const draft = invoice({ id: "draft", status: "draft", sent_at: null, due_on: null });
  equal(step_of(gone, [draft]).step, "done");
  equal(step_of(gone, [draft, invoice({ due_on: "2026-11-20" })]).step, "overdue");
  equal(step_of(gone, [draft, invoice()]).step, "wait");
});
