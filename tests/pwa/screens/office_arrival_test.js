/** What arrives from a device that was shut out: the office sees what it accepts. */

import { equal, new_device } from "../device.js";

new_device();
const { asked_invoice, held_count, taken_minor } = await import(
  "../../../pwa/screens/office/devices/arrival.js"
);

/** @param {string} type @param {Record<string, unknown>} body @param {Record<string, unknown>} [seen] */
const arrival = (type, body, seen = {}) => ({ id: "a", type, sent: { body, seen } });

Deno.test("25% of a job that the phone showed as 1,150.00 is accepted as 1,150.00, and mailed", () => {
  const seen = { job_id: "j", customer_id: "c", amount_minor: 115_000, percent_bps: 2500 };
  const body = { job_id: "j", percent_bps: 2500, seen_minor: 115_000, send: true };
  equal(asked_invoice(arrival("invoices.create_invoice", body, seen)), {
    amount_minor: 115_000,
    is_binding: true,
    percent_bps: 2500,
    job_id: "j",
    customer_id: "c",
    is_mailed: true,
  });
});

Deno.test("lines whose tax the phone did not know are 1,000.00 as reckoned, bound to nothing", () => {
  const seen = { job_id: "j", amount_minor: 100_000, percent_bps: 1667 };
  const asked = asked_invoice(arrival("invoices.create_invoice", { job_id: "j", lines: [{}] }, seen));
  equal([asked?.amount_minor, asked?.is_binding, asked?.is_mailed], [100_000, false, false]);
});

Deno.test("a stage's invoice names its job by what the phone saw", () => {
  const asked = asked_invoice(arrival("schedules.issue_stage", { stage_id: "s" }, { job_id: "j" }));
  equal([asked?.job_id, asked?.amount_minor], ["j", 0]);
});

Deno.test("an amount that is no sum of money counts as none", () => {
  for (const amount_minor of [-5, 1.5, "100", null, 2 ** 60]) {
    equal(taken_minor(arrival("payments.record_payment", { amount_minor })), 0);
    equal(asked_invoice(arrival("invoices.create_invoice", {}, { amount_minor }))?.amount_minor, 0);
  }
  equal(taken_minor(arrival("payments.record_payment", { amount_minor: 32_000 })), 32_000);
  equal(taken_minor(arrival("jobs.add_note", { amount_minor: 32_000 })), 0);
});

Deno.test("of 3 unsent things of a device that was switched off, 2 arrived: 1 is still on it", () => {
  const off = { id: "d", unsent_count: 3, revoked_at: "2026-11-26T08:00:00Z" };
  const came = (/** @type {string} */ received_at) => ({ id: received_at, device_id: "d", received_at });
  const arrivals = [came("2026-11-26T09:00:00Z"), came("2026-11-26T09:01:00Z"), came("2026-11-01T00:00:00Z")];
  equal(held_count(off, arrivals), 1);
  equal(held_count({ ...off, revoked_at: null }, arrivals), 3);
  equal(held_count({ ...off, unsent_count: 1 }, arrivals), 0);
});
