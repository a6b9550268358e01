import { DUE, job_parts, stage_parts, sum_of_parts } from "../../../pwa/components/parts.js";
import { equal } from "../device.js";

const MONEY = { total_minor: 500000, invoiced_minor: 350000, paid_minor: 100000 };
const JANE = { ...MONEY, unapplied_minor: 0, unsent_minor: 0 };
const open = { status: "open", due_minor: 0, pending_minor: 0, due_on: null };

/** @param {ReturnType<typeof stage_parts>} parts */
const sums = (parts) => Object.fromEntries(parts.map(({ kind, minor }) => [kind, minor]));

Deno.test("a check of 3,000 that is not sent yet stands between paid and due", () => {
  const parts = stage_parts({ ...JANE, paid_minor: 0, unsent_minor: 300000 });
  equal(sums(parts), { unsent: 300000, due: 50000, left: 150000 });
  equal([sum_of_parts(parts, ...DUE), sum_of_parts(parts, "left")], [50000, 150000]);
});

Deno.test("the parts add up to the job's total, and credit of 100 stands beside them", () => {
  const parts = stage_parts({ ...JANE, pending_minor: 20000, overdue_minor: 40000, unapplied_minor: 10000 });
  const coming = { pending: 20000, overdue: 40000, due: 190000, left: 150000 };
  equal(sums(parts), { paid: 100000, credit: 10000, ...coming });
  equal(parts.reduce((sum, part) => sum + part.minor, 0) - 10000, JANE.total_minor);
});

Deno.test("A-RET: 8,001.95 invoiced with 400.10 held leaves 7,601.85 due, and what is held is not", () => {
  const parts = stage_parts({
    total_minor: 1000000,
    invoiced_minor: 800195,
    paid_minor: 0,
    held_minor: 40010,
  });
  equal(sums(parts), { due: 760185, held: 40010, left: 199805 });
  equal([sum_of_parts(parts, ...DUE), sum_of_parts(parts, "left")], [760185, 199805]);
});

Deno.test("credit changes nothing of what is due and what is left, however much it is", () => {
  const ahead = stage_parts({ ...JANE, unapplied_minor: 50000 });
  equal(sums(ahead), { paid: 100000, credit: 50000, due: 250000, left: 150000 });
  const beyond = stage_parts({ ...JANE, unapplied_minor: 500000 });
  equal(sums(beyond), { paid: 100000, credit: 500000, due: 250000, left: 150000 });
});

Deno.test("what is on its way is neither due nor late, though its invoice is", () => {
  const invoices = [{ ...open, due_minor: 250000, pending_minor: 200000, due_on: "2026-11-01" }];
  const parts = job_parts(JANE, invoices, "2026-11-23");
  equal(sums(parts), { paid: 100000, pending: 200000, overdue: 50000, left: 150000 });
});

Deno.test("a payment taken back here counts as not paid before it is sent", () => {
  equal(sums(job_parts({ ...JANE, unsent_minor: -100000 }, [], "2026-11-23")), { due: 350000, left: 150000 });
});
