import { planned } from "../../../pwa/screens/office/invoices/batch.js";
import {
  DEFAULTS,
  local,
  query_of,
  search_of,
  TABS,
} from "../../../pwa/screens/office/invoices/invoice_list.js";
import { cache } from "../../../pwa/store/view.js";
import { equal } from "../device.js";

const TODAY = "2026-11-23";
const ALL = { show: "all", sort: "newest", q: "", customer_id: "", issued_from: "", issued_to: "" };

/** @param {string} id @param {Record<string, any>} [given] */
function invoice(id, given) {
  const row = { id, number: id, title: "", job_id: "job", customer_id: "jane", status: "open" };
  const money = { due_minor: 1_000, pending_minor: 0, total_minor: 1_000 };
  const days = { due_on: "2026-12-01", sent_at: "x", created_at: id, issued_at: "2026-11-01T10:00:00Z" };
  return { ...row, ...money, ...days, ...given };
}

/** @param {Record<string, any>} invoice */
const whom = ({ customer_id }) => customer_id === "nobody" ? null : { id: customer_id };

Deno.test("a customer is reminded once of all that they owe, and everything else says why not", () => {
  const rows = [
    invoice("1"),
    invoice("2", { customer_id: "ben" }),
    invoice("3"),
    invoice("4", { customer_id: "nobody" }),
    invoice("5", { status: "paid", due_minor: 0 }),
    invoice("6", { sent_at: null }),
    invoice("7", { pending_minor: 1_000 }),
    invoice("8", { status: "draft" }),
    invoice("9", { status: "void" }),
  ];
  const { steps, left } = planned("remind", rows, whom);
  equal(steps.map(({ path, body }) => [path, body.invoice_ids]), [
    ["/api/customers/jane/remind", ["1", "3"]],
    ["/api/customers/ben/remind", ["2"]],
  ]);
  equal(left.map(({ invoice: { id }, why }) => [id, why]), [
    ["4", "batch.no_address"],
    ["5", "batch.nothing_due"],
    ["6", "batch.not_sent"],
    ["7", "batch.nothing_due"],
    ["8", "batch.is_draft"],
    ["9", "batch.is_void"],
  ]);
});

Deno.test("each invoice is sent by a mutation of its own, paid ones too", () => {
  const { steps, left } = planned("send", [invoice("1"), invoice("2", { status: "paid" })], whom);
  equal(steps.map(({ path }) => path), ["/api/invoices/1/send", "/api/invoices/2/send"]);
  equal(new Set(steps.map(({ key }) => key)).size, 2);
  equal(left, []);
});

Deno.test("the server is asked for what was chosen, and for nothing that is so anyway", () => {
  equal(search_of({ ...ALL, show: "overdue", q: "novák" }), "show=overdue&sort=newest&q=nov%C3%A1k");
  equal(search_of({ ...ALL, sort: "" }), "");
});

Deno.test("without the server every list is of what this device holds", async () => {
  const rows = [
    invoice("1", { due_on: "2026-11-01" }),
    invoice("2", { sent_at: null }),
    invoice("3", { status: "paid", due_minor: 0, due_on: "2026-11-01" }),
    invoice("4", { status: "void", due_minor: 0 }),
    invoice("5", { status: "canceled", due_minor: 0 }),
  ];
  const cols = Object.keys(rows[0]);
  const data = cols.map((name) => rows.map((row) => /** @type {Record<string, any>} */ (row)[name]));
  const tables = { invoices: { cols, data } };
  await cache.replace({ epoch: "e", cursor: "e~1", server_time: "2026-11-23T09:00:00Z", tables }, 0);
  const counts = Object.fromEntries(
    TABS.map((tab) => [tab, local({ ...ALL, show: tab }, TODAY).rows.length]),
  );
  equal(counts, {
    all: 5,
    draft: 0,
    unsent: 1,
    open: 2,
    due: 1,
    overdue: 1,
    pending: 0,
    paid: 1,
    void: 1,
    canceled: 1,
    disputed: 0,
    taken_back: 0,
    questioned: 0,
    promised: 0,
  });
  equal(local(ALL, TODAY).sums.all, { count: 5, total_minor: 3_000, due_minor: 2_000 });
  equal(local({ ...ALL, issued_from: "2026-11-02" }, TODAY).rows.length, 0);
});

Deno.test("an address that names no list, order or day opens the list as it begins", () => {
  const days = { issued_from: "2026-13-40", issued_to: "x" };
  const broken = { show: "nonsense", sort: "?", q: "pipe", customer_id: "me", ...days };
  equal(query_of(broken), { ...DEFAULTS, q: "pipe" });
  const whole = { ...ALL, sort: "largest", issued_from: "2026-11-02", customer_id: crypto.randomUUID() };
  equal(query_of(whole), whole);
});
