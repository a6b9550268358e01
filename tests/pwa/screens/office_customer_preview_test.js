// What the preview of an invoice shows of its job's lines.
import { equal } from "../device.js";
import { lines_shown } from "../../../pwa/screens/office_customer_preview.js";

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

Deno.test("an invoice of chosen lines shows those, and no sum that it may not bill", () => {
  equal(lines_shown(JOB, ["boiler"]).map(({ id, net_minor }) => [id, net_minor]), [["boiler", null]]);
});

Deno.test("a job that is not here has no lines to show", () => {
  equal(lines_shown(null, null), []);
});
