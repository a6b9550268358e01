import { payable_sums } from "../../../pwa/screens/office/invoices/invoice_list.js";
import { board_sums, is_found } from "../../../pwa/screens/office/money.js";
import {
  blank_line,
  body_of_lines,
  percent_typed,
  sums_of,
} from "../../../pwa/screens/office/jobs/new_job_lines.js";
import { equal } from "../device.js";

const TODAY = "2026-11-23";

/** @param {Record<string, any>} [given] */
function job(given) {
  const money = {
    total_minor: 500_000,
    invoiced_minor: 350_000,
    left_to_invoice_minor: 150_000,
    unsent_minor: 0,
  };
  return { id: "job", paid_minor: 0, unapplied_minor: 0, ...money, ...given };
}

/** @param {Record<string, any>} [given] */
function invoice(given) {
  const row = { id: "invoice", status: "open", number: "INV-1", sent_at: "2026-11-01T10:00:00Z" };
  return { ...row, due_on: "2026-11-30", due_minor: 50_000, pending_minor: 0, total_minor: 50_000, ...given };
}

/** @param {Record<string, any>} typed */
function line(typed) {
  return { ...blank_line(), description: "Labor", price: "100", ...typed };
}

Deno.test("a list's sums leave out what is on its way, as its rows do", () => {
  const open = { count: 8, total_minor: 2_215_565, due_minor: 1_963_565, pending_minor: 68_757 };
  const found = payable_sums(/** @type {any} */ ({ currency: "USD", open }));
  equal(found, { open: { count: 8, total_minor: 2_215_565, due_minor: 1_894_808 } });
});

Deno.test("the board's sums leave out what is on its way, paid and void", () => {
  const rows = [
    invoice({ pending_minor: 20_000 }),
    invoice({ id: "late", due_on: "2026-11-01", due_minor: 7_000 }),
    invoice({ id: "far", due_on: "2026-12-24" }),
    invoice({ id: "void", status: "void", due_minor: 0 }),
  ];
  equal(board_sums([job()], rows, TODAY), {
    due_soon: 30_000,
    overdue: 7_000,
    pending: 20_000,
    ready: 150_000,
  });
});

Deno.test("a search finds words in any order, without their accents", () => {
  equal(is_found("novak laundry", "Laundry room move", "Petra Novák"), true);
  equal(is_found("novak kitchen", "Laundry room move", "Petra Novák"), false);
});

Deno.test("typed lines come to what the server will reckon", () => {
  const lines = [line({ price: "2300" }), line({ price: "2,500.00", rate: "8" })];
  const sums = sums_of(lines, "");
  equal(sums && "total_minor" in sums && [sums.subtotal_minor, sums.tax_minor, sums.total_minor], [
    480_000,
    20_000,
    500_000,
  ]);
  equal(body_of_lines([...lines, blank_line()], "10%"), {
    line_items: [
      { description: "Labor", quantity: "1", unit_price_minor: 230_000, tax_rate_bps: 0 },
      { description: "Labor", quantity: "1", unit_price_minor: 250_000, tax_rate_bps: 800 },
    ],
    discount: { kind: "percent", percent_bps: 1000 },
  });
});

Deno.test("an unclear line is never sent half understood", () => {
  equal(body_of_lines([line({ quantity: "two" })], ""), null);
  equal(body_of_lines([line({ description: " " })], ""), null);
  equal(body_of_lines([line({ rate: "8.87500" })], ""), null);
  equal(body_of_lines([line({})], "much"), null);
});

Deno.test("a percent is read to a ten-thousandth", () => {
  equal([percent_typed("33.3333"), percent_typed("8,875"), percent_typed("20 %"), percent_typed("1e2")], [
    333_333,
    88_750,
    200_000,
    null,
  ]);
});
