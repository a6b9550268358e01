import { job_concerns } from "../../../pwa/components/concerns.js";
import { equal } from "../device.js";

const TODAY = "2026-11-26";
/** @param {Record<string, any>[]} concerns @param {string} [status] */
const invoice = (concerns, status = "open") => /** @type {any} */ ({ status, concerns });
const promised = (/** @type {string} */ on) => ({ kind: "promised", on });

Deno.test("a job says a dispute, a question and the first promised day, each once", () => {
  const invoices = [
    invoice([{ kind: "question", on: null }, promised("2026-12-09")]),
    invoice([{ kind: "question", on: null }, promised("2026-12-02")]),
    invoice([{ kind: "disputed", on: "2026-12-01" }], "paid"),
  ];
  // Without the words the keys stand for them.
  equal(job_concerns(invoices, TODAY).map(({ text }) => text), [
    "state.disputed",
    "concern.question",
    "concern.promised",
  ]);
});

Deno.test("what is accepted, on its way, or promised and paid is no chip of a job", () => {
  const quiet = [
    invoice([{ kind: "accepted", on: TODAY, name: "Jane" }, { kind: "pending", on: TODAY }]),
    invoice([promised("2026-12-09")], "paid"),
  ];
  equal(job_concerns(quiet, TODAY), []);
});
