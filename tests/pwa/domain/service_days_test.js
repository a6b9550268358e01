// The days of service on a preview are those that the paper will name: see backend's tests of attendance.
import { joined, span_of } from "../../../pwa/domain/service_days.js";
import { equal } from "../device.js";

Deno.test("visits on 4 and 5 March and one from 5 to 6 are one span, and 8 March stands alone", () => {
  const days = [["08", "08"], ["04", "04"], ["05", "06"], ["05", "05"]];
  const spans = days.map(([first, last]) => ({ first: `2026-03-${first}`, last: `2026-03-${last}` }));
  equal(joined(spans), [
    { first: "2026-03-04", last: "2026-03-06" },
    { first: "2026-03-08", last: "2026-03-08" },
  ]);
});

Deno.test("31 March and 1 April are next to one another", () => {
  const spans = ["2026-04-01", "2026-03-31"].map((on) => ({ first: on, last: on }));
  equal(joined(spans), [{ first: "2026-03-31", last: "2026-04-01" }]);
});

Deno.test("a visit of three days that is done on the second took two days", () => {
  equal(span_of("2026-03-04", "2026-03-06", "2026-03-05"), { first: "2026-03-04", last: "2026-03-05" });
});

Deno.test("a visit that is done the day before it was planned took place on that day", () => {
  equal(span_of("2026-03-04", "2026-03-06", "2026-03-03"), { first: "2026-03-03", last: "2026-03-03" });
});

Deno.test("a visit of one day that is marked done a week later took place on its day", () => {
  equal(span_of("2026-03-04", "2026-03-04", "2026-03-11"), { first: "2026-03-04", last: "2026-03-04" });
});
