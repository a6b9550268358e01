import { all_that_came_back, came_back } from "../../../pwa/screens/office/board/payout_notice.js";
import { equal } from "../device.js";

const payout = (/** @type {string} */ id, /** @type {string} */ state, gateway = "stripe") => ({
  id,
  state,
  gateway,
});

Deno.test("a payout that came back is told until a later one of its processor has arrived", () => {
  const before = [payout("2", "paid"), payout("1", "failed")];
  const since = [payout("4", "on_its_way"), payout("3", "failed"), ...before];
  equal(came_back(since).map(({ id }) => id), ["3"]);
  equal(came_back([payout("5", "paid"), ...since]), []);
  equal(came_back([payout("6", "paid", "sandbox"), ...since]).map(({ id }) => id), ["3"]);
});

Deno.test("one in another currency is told too, until one of that currency has arrived", () => {
  const euros = { rows: [payout("2", "failed")] };
  const report = { rows: [payout("9", "paid")], others: [euros] };
  equal(all_that_came_back(report).map(({ id }) => id), ["2"]);
  equal(all_that_came_back({ ...report, others: [{ rows: [payout("3", "paid"), ...euros.rows] }] }), []);
  equal(all_that_came_back(null), []);
});
