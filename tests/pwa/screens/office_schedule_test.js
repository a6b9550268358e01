import { amounts_of } from "../../../pwa/screens/office/jobs/schedule_dialog.js";
import { equal } from "../device.js";

const JOB = { id: "job", total_minor: 1_600_000, invoiced_minor: 480_000 };

/** @param {Record<string, any>} given @returns {any} */
const stage = (given) => ({ kind: "progress", typed: "", is_billed: false, billed_minor: 0, ...given });

/** A billed deposit of 4,800, a share of the job, and the rest. @param {string} percent */
const planned = (percent) =>
  amounts_of(JOB, [
    stage({ way: "percent", typed: "30", is_billed: true, billed_minor: 480_000 }),
    stage({ way: "percent", typed: percent }),
    stage({ way: "rest" }),
  ]);

Deno.test("the rest of a plan is what the other stages leave of the job", () => {
  equal(planned("40"), [480_000, 640_000, 480_000]);
});

Deno.test("where the other stages take more than the job, the rest is nothing", () => {
  equal(planned("80"), [480_000, 1_280_000, 0]);
});
