/** What a carrier said of a message is told in words, in the reader's language. */

import { equal, new_device } from "../device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { language, load_messages, load_office_messages } = await import("../../../pwa/messages.js");
const { why_of } = await import("../../../pwa/screens/office/messages/carrier_words.js");

/** @param {string} wanted */
async function speak(wanted) {
  language.value = wanted;
  await load_messages();
  await load_office_messages();
}
const text = { id: "m", kind: "text.invoice", arrival: null, words: "", arrival_words: "" };

Deno.test("30005 of a text is a number that does not exist, with the code for who asks Twilio", async () => {
  await speak("en");
  const back = { ...text, arrival: "returned", words: "201 queued", arrival_words: "undelivered 30005" };
  equal(why_of(back), "This number does not exist. Ask the customer for another. (Twilio 30005)");
  equal(
    why_of({ ...text, words: "400 21610 Attempt to send" }),
    "The customer answered STOP. (Twilio 21610)",
  );
});

Deno.test("what the server says itself is told in Spanish, too", async () => {
  await speak("es");
  equal(why_of({ ...text, words: "the customer wants no texts" }), "El cliente respondió STOP.");
  await speak("en");
});

Deno.test("an unknown code, and a mail's words, stay as they were said", () => {
  equal(why_of({ ...text, words: "400 39999 Something new" }), "400 39999 Something new");
  equal(why_of({ ...text, kind: "mail.invoice", words: "550 30005 no mailbox" }), "550 30005 no mailbox");
});
