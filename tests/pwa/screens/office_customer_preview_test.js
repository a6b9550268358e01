// What the preview of an invoice shows of its job's lines.
import { equal } from "../device.js";
import { lines_shown, service_told } from "../../../pwa/screens/office/customers/customer_preview.js";

const JOB = {
  id: "job",
  line_items: [
    { id: "piping", description: "Piping", quantity: 2, unit_price_minor: 50_000, net_minor: 90_000 },
    { id: "boiler", description: "Boiler", quantity: null, unit_price_minor: 300_000, net_minor: 300_000 },
  ],
};

Deno.test("an invoice by percent shows all lines of the job with their sums", () => {
  equal(lines_shown(JOB, null).map(({ id, net_minor }) => [id, net_minor]), [
    ["piping", 90_000],
    ["boiler", 300_000],
  ]);
});

/** @param {any} part */
const seen_of = (part) =>
  lines_shown(JOB, [part]).map((line) => [line.id, line.quantity, line.unit_price_minor, line.net_minor]);

Deno.test("an invoice of 1 of 2 units shows 1 at 500.00, and 500.00", () => {
  const seen = seen_of({ line_item_id: "piping", quantity: 1, base_minor: 50_000 });
  equal(seen, [["piping", 1, 50_000, 50_000]]);
});

Deno.test("an invoice of a third of a line shows its sum, and not the units of the whole line", () => {
  equal(seen_of({ line_item_id: "boiler", base_minor: 100_000 }), [["boiler", null, null, 100_000]]);
});

Deno.test("a chosen line whose part is not typed yet shows no sum", () => {
  equal(seen_of({ line_item_id: "boiler" }), [["boiler", null, null, null]]);
});

Deno.test("a job that is not here has no lines to show", () => {
  equal(lines_shown(null, null), []);
});

Deno.test("an issued invoice names its crew and its days: one day alone, three as first and last", () => {
  const told = service_told({
    technicians: ["Maya"],
    days: [{ first: "2026-03-04", last: "2026-03-04" }, { first: "2026-03-09", last: "2026-03-11" }],
  });
  equal(told.technicians, ["Maya"]);
  equal(told.days.length, 2);
  equal(told.days.map((days) => days.includes("–")), [false, true]);
});
