import { equal, new_device } from "../device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { language, load_messages, load_office_messages } = await import("../../../pwa/messages.js");
const { dispute_in_words } = await import("../../../pwa/screens/office/payments/dispute_words.js");

Deno.test("a dispute says the bank's reason and what answers it, one that is over says nothing", async () => {
  language.value = "en";
  await load_messages();
  await load_office_messages();
  const told = (/** @type {string} */ reason, state = "open") =>
    dispute_in_words(/** @type {any} */ ({ disputes: [{ reason, state }] }));
  const unknown = "The bank’s reason: the customer does not recognize this payment.";
  equal(told("fraudulent").startsWith(unknown), true);
  equal(told("product_not_received").includes("photos, visits"), true);
  equal(told("bank_cannot_process"), "The bank’s reason, as the processor says it: bank cannot process.");
  equal([told("fraudulent", "lost"), told(""), dispute_in_words(undefined)], ["", "", ""]);
});
