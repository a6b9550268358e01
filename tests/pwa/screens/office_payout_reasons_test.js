/** Why a payout did not arrive is told in words, in the reader's language. */

import { equal, new_device } from "../device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { language, load_messages, load_office_messages } = await import("../../../pwa/messages.js");
const { sent_back } = await import("../../../pwa/screens/office/reports/report_payouts.js");

/** @param {string} wanted */
async function speak(wanted) {
  language.value = wanted;
  await load_messages();
  await load_office_messages();
}

/** @param {string | null} problem @param {string} [state] */
const begins = (problem, state = "failed") => sent_back({ state, problem }).split(". ")[0];

Deno.test("a closed account is told in Spanish as la cuenta está cerrada", async () => {
  await speak("es");
  equal(begins("account closed"), "El banco la devolvió: la cuenta está cerrada");
  await speak("en");
  equal(begins("account closed"), "The bank sent it back: the account is closed");
});

Deno.test("a reason without words here is told as the processor says it, none as not said", async () => {
  await speak("en");
  equal(begins("wire held"), "The bank sent it back: wire held");
  equal(begins(null), "The bank sent it back and did not say why");
});

Deno.test("a payout that was canceled without a word never reached the bank", async () => {
  await speak("en");
  equal(begins(null, "canceled"), "It was stopped before it reached the bank");
});
