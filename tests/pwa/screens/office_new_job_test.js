import { draft_like } from "../../../pwa/screens/office/jobs/new_job.js";
import { blank_line, wrongs_of } from "../../../pwa/screens/office/jobs/new_job_lines.js";
import { equal } from "../device.js";

const LINE = {
  id: "line",
  description: "Labor",
  quantity: 2,
  unit_price_minor: 12_550,
  tax_rate_bps: 800,
  exempt: false,
  group_title: "Kitchen",
  change_order_id: null,
};
const JOB = {
  id: "job",
  customer_id: "jane",
  title: "Re-pipe",
  site: null,
  line_items: [LINE, { ...LINE, id: "extra", change_order_id: "change" }],
  discount: { kind: "percent", percent_bps: 1000 },
  technician_ids: ["luis"],
  starts_on: "2026-11-01",
};

Deno.test("a job like another has its lines as new ones, its discount and crew, and no days", () => {
  const draft = draft_like(JOB);
  equal(
    [draft.customer_id, draft.title, draft.discount, draft.technician_ids, draft.starts_on],
    ["jane", "Re-pipe", "10%", ["luis"], ""],
  );
  equal(
    draft.lines.map((
      { id, description, quantity, price, rate, group },
    ) => [id, description, quantity, price, rate, group]),
    [[undefined, "Labor", "2", "125.50", "8", "Kitchen"]],
  );
});

Deno.test("every field of a line that is not right is marked, and a blank one beside others is none", () => {
  const typed = { ...blank_line(), description: " ", quantity: "x", price: "x", rate: "101" };
  equal(Object.keys(wrongs_of(typed, false)), ["description", "quantity", "price", "rate"]);
  equal(Object.keys(wrongs_of({ ...typed, exempt: true }, false)), ["description", "quantity", "price"]);
  equal(Object.keys(wrongs_of(blank_line(), true)), ["description", "price"]);
  equal(wrongs_of(blank_line(), false), {});
});
