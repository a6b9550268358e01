import { equal, new_device } from "../device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { load_messages, load_office_messages } = await import("../../../pwa/messages.js");
const { billed_in_words, refused_in_words } = await import("../../../pwa/screens/office/words.js");

Deno.test("a field that does not fit is named as the form names it", async () => {
  await load_messages();
  await load_office_messages();
  /** @param {string} path */
  const refused = (path) => refused_in_words({ code: "request.invalid", errors: [{ path }] });
  equal(refused("mobile").includes("Mobile"), true);
  equal(refused("sites[0].address").includes("Address"), true);
  equal(refused("something_else"), "Something in it has the wrong format.");
  equal(refused_in_words({ code: "request.too_many" }), "Too much at once. Wait a moment, then try again.");
});

Deno.test("an invoice of which something is held says what it bills and what is to be paid now", () => {
  const held = billed_in_words({ total_minor: 100_000, owed_minor: 90_000 });
  equal([held.includes("1,000"), held.includes("900")], [true, true]);
  equal(billed_in_words({ total_minor: 100_000, owed_minor: 100_000 }).includes("now"), false);
});
