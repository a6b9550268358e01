import { equal, new_device } from "../device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { language, load_messages } = await import("../../../pwa/messages.js");
const { told } = await import("../../../pwa/components/timeline.js");

/** @param {string} action @param {Record<string, any>} subject */
function line(action, subject) {
  const whole = { entity: "payment", name: "card", amount_minor: 300_000, starts_at: null, state: null };
  const actor = { role: "dispatcher", name: "Sam" };
  return told({ n: 1, at: "2026-11-23T09:00:00Z", action, actor, subject: { ...whole, ...subject } });
}

Deno.test("what a bank and a processor did is said with its way and its sum", async () => {
  language.value = "en";
  await load_messages();
  const dispute = (/** @type {string} */ state) => line("payments.note_dispute", { state });
  equal(["open", "lost", "won"].map(dispute), [
    "The customer’s bank disputes the payment of $3,000.00 · card.",
    "The customer’s bank took back the payment of $3,000.00 · card.",
    "The dispute of the payment of $3,000.00 was won · card.",
  ]);
  equal(
    line("payments.refund_payment", { moved_minor: 50_000 }),
    "Sam gave back $500.00 of the payment of $3,000.00 · card.",
  );
  equal(
    line("paypage.end_checkout", { entity: "debit", state: "failed" }),
    "The bank payment of $3,000.00 failed.",
  );
});

Deno.test("a message is called what it was; of an older server it is a message", () => {
  const message = { entity: "message", name: "jane@customer.example", amount_minor: null, state: "sent" };
  equal(
    [{ message_kind: "mail.receipt" }, { message_kind: "mail.of_tomorrow" }, {}].map((kind) =>
      line("notifications.settle_message", { ...message, ...kind })
    ),
    ["The receipt", "The message", "The message"].map((what) =>
      `${what} was sent to jane@customer.example.`
    ),
  );
});
