import { today_in } from "../../../pwa/components/parts.js";
import { as_kept, from_kept } from "../../../pwa/screens/office/jobs/schedule_templates.js";
import { equal } from "../device.js";

const DAY_MS = 86_400_000;
const in_days = (/** @type {number} */ days) =>
  new Date(Date.parse(today_in(undefined)) + days * DAY_MS).toISOString().slice(0, 10);

/** @param {Record<string, any>} given @returns {any} */
const stage = (given) => ({ kind: "progress", way: "percent", typed: "30", due_terms: null, ...given });

Deno.test("a plan is kept with its amounts, days and terms, and is the same plan on the next job", () => {
  const plan = [
    stage({
      title: "Deposit",
      kind: "deposit",
      way: "amount",
      typed: "500",
      bill_when: { kind: "approval" },
    }),
    stage({
      title: "Half",
      bill_when: { kind: "date", on: in_days(14) },
      due_terms: { kind: "net", days: 10 },
    }),
    stage({ title: "Rest", way: "rest", typed: "", bill_when: { kind: "visit", visit_id: "of this job" } }),
  ];
  const kept = as_kept(plan);
  equal(kept, [
    { title: "Deposit", kind: "deposit", bill_when: { kind: "approval" }, amount_minor: 50_000 },
    {
      title: "Half",
      kind: "progress",
      bill_when: { kind: "days", days: 14 },
      due_terms: { kind: "net", days: 10 },
      percent_bps: 3000,
    },
    { title: "Rest", kind: "progress", bill_when: { kind: "visit" } },
  ]);
  const again = from_kept(/** @type {any} */ ({ stages: kept }));
  equal(again.map(({ way, typed, bill_when, due_terms }) => [way, typed, bill_when, due_terms]), [
    ["amount", "500", { kind: "approval" }, null],
    ["percent", "30", { kind: "date", on: in_days(14) }, { kind: "net", days: 10 }],
    ["rest", "", { kind: "visit", visit_id: null }, null],
  ]);
});

Deno.test("a plan with a stage that has no share yet is not kept", () => {
  equal(as_kept([stage({ title: "Half", typed: "", bill_when: { kind: "approval" } })]), null);
});

Deno.test("a template of old says a milestone, or that its deposit waits for approval", () => {
  const old = {
    stages: [{ title: "Deposit", percent_bps: 3000, kind: "deposit", milestone: "" }, {
      title: "Rough-in",
      percent_bps: null,
      kind: "progress",
      milestone: "Rough-in inspected",
    }],
  };
  equal(from_kept(/** @type {any} */ (old)).map(({ bill_when }) => bill_when), [
    { kind: "approval" },
    { kind: "milestone", name: "Rough-in inspected" },
  ]);
});
