import { line_standing, of_lines } from "../../../pwa/screens/office/jobs/job_credits.js";
import office from "../../../pwa/messages/office/scope.en.js";
import { equal } from "../device.js";

const PIPE = { id: "pipe", description: "Copper pipe", net_minor: 100_000, billed_minor: 40_000 };
const JOB = /** @type {any} */ ({ id: "job", line_items: [PIPE] });
const ON_PIPE = { number: "CN-0001", lines: [{ line_item_id: "pipe", base_minor: 10_000 }], tax_minor: 800 };
const note = (/** @type {Record<string, any>} */ given) => /** @type {any} */ ({ ...ON_PIPE, ...given });

Deno.test("a note says which lines it took how much off, a note of the whole job that it took of all", () => {
  // Without the words the keys stand for them: what is told is which facts there are.
  equal(of_lines(JOB, note({ tax_minor: 0 })), "Copper pipe $100.00");
  equal(of_lines(JOB, note({})), "Copper pipe $100.00 · credit.with_tax");
  equal(of_lines(JOB, note({ lines: [] })), "credit.of_all");
  equal(
    of_lines(JOB, note({ lines: [{ line_item_id: "gone", base_minor: 1 }], tax_minor: 0 })),
    "credit.gone_line $0.01",
  );
});

Deno.test("a line says what is billed of it and each note that took some back, or nothing", () => {
  equal(line_standing(PIPE, [note({})]), "credit.line_billed · credit.line");
  equal(line_standing(PIPE, null), "credit.line_billed");
  equal(line_standing({ ...PIPE, billed_minor: 0 }, []), null);
  for (const key of ["credit.line", "credit.line_billed", "credit.of_all", "credit.with_tax"]) {
    equal(key in office, true);
  }
});
