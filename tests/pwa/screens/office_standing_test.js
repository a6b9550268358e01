import { address_of } from "../../../pwa/screens/office/query.js";
import { sorted, standing } from "../../../pwa/screens/office/board/standing.js";
import { equal } from "../device.js";

const FACTS = { waiting_minor: 0, unsent_count: 0, today: "2026-11-23" };

/** @param {string} id @param {Record<string, any>} [given] */
function job(id, given) {
  const row = { id, title: "Re-pipe", customer_name: "Jane Marlow", site: null, number: "1004" };
  const money = { total_minor: 500_000, invoiced_minor: 350_000, left_to_invoice_minor: 150_000 };
  return { ...row, ...money, unsent_minor: 0, technician_ids: [], created_at: `2026-11-0${id}`, ...given };
}

/** @param {Record<string, any>} [given] */
function invoice(given) {
  const row = { id: "invoice", status: "open", number: "INV-1", sent_at: "2026-11-01T10:00:00Z" };
  return { ...row, due_on: "2026-11-30", due_minor: 50_000, pending_minor: 0, total_minor: 50_000, ...given };
}

Deno.test("a job is in every list of the board that it belongs to", () => {
  const late = standing(job("1"), [invoice({ due_on: "2026-11-20" })], FACTS);
  equal(late.filters, ["attention", "overdue", "due", "ready"]);
  const done = job("2", { invoiced_minor: 500_000, left_to_invoice_minor: 0 });
  equal(standing(done, [invoice({ status: "paid", due_minor: 0 })], FACTS).filters, ["finished"]);
});

Deno.test("a job with a stage that is due to be billed says so, and is in the list of those", () => {
  const next_stage = { stage_id: "s", title: "Rough-in", place: 2, amount_minor: 100_000, is_ready: true };
  const due = standing(job("1", { next_stage, stages_due_count: 1 }), [], FACTS);
  equal([due.next.step, due.next.name, due.next.amount_minor], ["stage", "Rough-in", 100_000]);
  equal(due.filters, ["attention", "stages", "ready"]);
});

Deno.test("the most urgent job is first, then the one that is late the longest, then the newest", () => {
  const rows = [
    standing(job("1"), [], FACTS),
    standing(job("2"), [], FACTS),
    standing(job("3"), [invoice({ due_on: "2026-11-22" })], FACTS),
    standing(job("4"), [invoice({ due_on: "2026-11-01" })], FACTS),
    standing(job("5"), [], { ...FACTS, waiting_minor: 1 }),
  ];
  equal(sorted(rows, "urgency").map((one) => one.job.id), ["5", "4", "3", "2", "1"]);
  equal(sorted(rows, "newest").map((one) => one.job.id), ["5", "4", "3", "2", "1"]);
  equal(sorted(rows, "due").map((one) => one.job.id), ["4", "3", "5", "2", "1"]);
  equal(sorted(rows, "an order that an old bookmark names")[0].job.id, "5");
});

Deno.test("the address says what was chosen, and nothing that is so anyway", () => {
  const defaults = { show: "all", q: "" };
  equal(address_of("/board", { show: "overdue", q: "novák" }, defaults), "/board?show=overdue&q=nov%C3%A1k");
  equal(address_of("/board", { show: "all", q: "" }, defaults), "/board");
});
