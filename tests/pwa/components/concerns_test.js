import { job_concerns } from "../../../pwa/components/concerns.js";
import { equal } from "../device.js";

const TODAY = "2026-11-26";
/** @param {Record<string, any>[]} concerns @param {string} [status] */
const invoice = (concerns, status = "open") => /** @type {any} */ ({ status, concerns });
const promised = (/** @type {string} */ on) => ({ kind: "promised", on });

Deno.test("a job says a dispute, what was taken back or failed, a question, a promise, each once", () => {
  const invoices = [
    invoice([{ kind: "question", on: null }, promised("2026-12-09")]),
    invoice([{ kind: "question", on: null }, promised("2026-12-02")]),
    invoice([{ kind: "disputed", on: "2026-12-01" }], "paid"),
    invoice([{ kind: "taken_back", on: "2026-11-20" }]),
    invoice([{ kind: "debit_failed", on: "2026-11-21" }]),
    invoice([{ kind: "in_doubt", on: "2026-11-20" }]),
  ];
  // Without the words the keys stand for them.
  equal(job_concerns(invoices, TODAY).map(({ text }) => text), [
    "state.disputed",
    "concern.taken_back",
    "concern.failed",
    "concern.in_doubt",
    "concern.question",
    "concern.promised",
  ]);
});

Deno.test("what is accepted, on its way, promised and paid, or not known yet is no chip of a job", () => {
  const quiet = [
    invoice([{ kind: "accepted", on: TODAY, name: "Jane" }, { kind: "pending", on: TODAY }]),
    invoice([promised("2026-12-09")], "paid"),
    invoice([{ kind: "of_tomorrow", on: "2026-11-20" }]),
  ];
  equal(job_concerns(quiet, TODAY), []);
});
