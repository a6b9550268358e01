import { credit_for, creditable_of } from "../../../pwa/screens/office/invoices/credit.js";
import { equal } from "../device.js";

const INVOICE = /** @type {any} */ ({
  status: "open",
  total_minor: 518_400,
  released_minor: 0,
  credited_minor: 0,
  held_minor: 0,
  owed_minor: 518_400,
  pending_minor: 0,
});

Deno.test("a questioned line is credited by what it is of the invoice, and no more than can be", () => {
  equal(credit_for(INVOICE, 270_000), 270_000);
  const half_on_its_way = { ...INVOICE, pending_minor: 259_200 };
  equal(creditable_of(half_on_its_way), 259_200);
  equal(credit_for(half_on_its_way, 270_000), 259_200);
  equal(credit_for({ ...INVOICE, status: "void" }, 270_000), 0);
});

Deno.test("of what is held back a part is let go: 2,430.00 less to pay are 2,700.00 of credit at 10%", () => {
  const held = { ...INVOICE, held_minor: 51_840, owed_minor: 466_560 };
  equal(credit_for(held, 243_000), 270_000);
});

Deno.test("where all is held back nothing is owed that a credit could lower", () => {
  equal(credit_for({ ...INVOICE, held_minor: 518_400, owed_minor: 0 }, 1), 0);
});
