import { holds_card_number } from "../../../pwa/components/card_number.js";
import { equal } from "../device.js";

Deno.test("a card's number is seen in any spelling", () => {
  const spaced = ["4242 4242 4242 4242", "paid with 3782-822463-10005 today"];
  const texts = ["4242424242424242", ...spaced, "6011000990139424"];
  equal(texts.map(holds_card_number), [true, true, true, true]);
});

Deno.test("checks, phones and receipts are no cards", () => {
  const texts = ["1042", "Check 4455012", "+1 555 010 9999", "4242424242424241", "INV-0001", ""];
  equal(texts.map(holds_card_number), [false, false, false, false, false, false]);
});
