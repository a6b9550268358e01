import {
  invoices_to_ask_about,
  opens_of,
  opens_of_customer,
  order_shown,
  quick_amounts,
  split_in_sentences,
} from "../../../pwa/screens/phone/payment.js";
import { equal } from "../device.js";

const invoice = { status: "open", pending_minor: 0, issued_at: "2026-11-01T10:00:00Z" };
const FIRST = { ...invoice, id: "1", number: "INV-0001", due_minor: 100000, due_on: "2026-11-30" };
const SECOND = { ...invoice, id: "2", number: "INV-0002", due_minor: 250000, due_on: "2026-12-23" };
const JANE = opens_of([SECOND, FIRST]);
const TERMS = { hint: /** @type {string[]} */ ([]), whole_only: false, left_minor: 150000 };

/** @param {number} amount_minor @param {Partial<typeof TERMS>} [terms] */
function said(amount_minor, terms = {}) {
  return split_in_sentences(amount_minor, JANE, { ...TERMS, ...terms })
    .map(({ say, amount_minor, number, left_minor }) => [say, amount_minor, number, left_minor]);
}

Deno.test("3,000 closes the first invoice and leaves 500 due on the second (A-JANE)", () => {
  equal(said(300000), [["split.closes", 100000, "INV-0001", 0], ["split.part", 200000, "INV-0002", 50000]]);
});

Deno.test("more than is due is credit while stages are left, and a decision beyond them", () => {
  equal(said(500000).at(-1), ["split.credit", 150000, "", 0]);
  equal(said(500001).at(-1), ["split.over", 150001, "", 0]);
});

Deno.test("with whole invoices only, the rest waits", () => {
  equal(said(300000, { whole_only: true }), [
    ["split.closes", 100000, "INV-0001", 0],
    ["split.waits", 200000, "", 0],
  ]);
});

Deno.test("2,500 is asked about; 1,000 and 3,500 are what happens anyway", () => {
  equal([250000, 100000, 350000, 300000].map((sum) => invoices_to_ask_about(sum, JANE)), [["2"], [], [], []]);
});

Deno.test("the answer to the question goes first", () => {
  equal(said(250000, { hint: ["2"] }), [["split.closes", 250000, "INV-0002", 0]]);
});

Deno.test("money on its way is not payable again, and void or paid invoices take none", () => {
  const settled = ["void", "paid"].map((status) => ({ ...SECOND, status }));
  const rows = [{ ...FIRST, pending_minor: 40000 }, ...settled];
  equal(opens_of(rows).map(({ invoice_id, due_minor }) => [invoice_id, due_minor]), [["1", 60000]]);
});

Deno.test("quick amounts are the oldest invoices, all that is due, the whole job", () => {
  equal(quick_amounts(JANE, 500000).map(({ name, amount_minor }) => [name, amount_minor]), [
    ["invoice", 100000],
    ["invoice", 250000],
    ["all_due", 350000],
    ["whole_job", 500000],
  ]);
  equal(quick_amounts(opens_of([FIRST]), 0).map(({ name }) => name), ["invoice"]);
});

Deno.test("1,400 for Jane pays 1,000 and 400 on two jobs, in the order of their due days", () => {
  const jobs = [{ id: "a", customer_id: "jane" }, { id: "b", customer_id: "jane" }, {
    id: "c",
    customer_id: "ben",
  }];
  const invoices = [
    { ...SECOND, job_id: "a" },
    { ...FIRST, job_id: "b", customer_id: "merged into jane" },
    { ...FIRST, id: "3", job_id: "c", customer_id: "jane" },
  ];
  const opens = opens_of_customer("jane", jobs, invoices);
  equal(opens.map(({ invoice_id }) => invoice_id), ["1", "2"]);
  const of_customer = { ...TERMS, left_minor: 0, of_customer: true };
  equal(split_in_sentences(140000, opens, of_customer).map(({ say, amount_minor }) => [say, amount_minor]), [
    ["split.closes", 100000],
    ["split.part", 40000],
  ]);
  equal(
    split_in_sentences(140000, opens, { ...of_customer, whole_only: true }).at(-1)?.say,
    "split.waits_customer",
  );
  equal(order_shown(opens, ["2"]), ["2", "1"]);
  const many = Array.from({ length: 30 }, (_, nth) => ({ ...opens[0], invoice_id: String(nth) }));
  equal(order_shown(many, []).length, 20);
});
