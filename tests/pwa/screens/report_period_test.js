import { bars_of, is_whole, span_of } from "../../../pwa/screens/report_period.js";
import { equal } from "../device.js";

const NONE = { from_on: "", to_on: "" };

Deno.test("spans are whole months of the company's calendar, over the turn of the year too", () => {
  const spans = {
    this_month: ["2026-01-01", "2026-01-31"],
    last_month: ["2025-12-01", "2025-12-31"],
    this_quarter: ["2026-01-01", "2026-03-31"],
    last_quarter: ["2025-10-01", "2025-12-31"],
    this_year: ["2026-01-01", "2026-12-31"],
  };
  for (const [name, [from_on, to_on]] of Object.entries(spans)) {
    equal(span_of(name, "2026-01-15", NONE), { from_on, to_on });
  }
  equal(span_of("this_month", "2028-02-29", NONE), { from_on: "2028-02-01", to_on: "2028-02-29" });
  const chosen = { from_on: "2026-03-02", to_on: "2026-03-09" };
  equal(span_of("custom", "2026-01-15", chosen), chosen);
});

Deno.test("a span is whole when it has both its days, the last not before the first", () => {
  equal([is_whole(NONE), is_whole({ from_on: "2026-03-02", to_on: "2026-03-01" })], [false, false]);
  equal(is_whole({ from_on: "2026-03-02", to_on: "2026-03-02" }), true);
});

Deno.test("a month has a bar for each day, a quarter for each week, a year for each month", () => {
  const month = bars_of({ from_on: "2026-03-01", to_on: "2026-03-31" });
  equal([month.length, month[30]], [31, { from_on: "2026-03-31", to_on: "2026-03-31" }]);
  const quarter = bars_of({ from_on: "2026-01-01", to_on: "2026-03-31" });
  equal([quarter.length, quarter[12]], [13, { from_on: "2026-03-26", to_on: "2026-03-31" }]);
  const year = bars_of({ from_on: "2026-01-15", to_on: "2026-12-30" });
  equal([year.length, year[0].to_on, year[11].to_on], [12, "2026-01-31", "2026-12-30"]);
});
