// What the phone says of an invoice that goes to its customer from the door, in English.
export default {
  "give.title": "Give it to the customer",
  "give.sent": "Sent {day}.",
  "give.not_sent": "Not sent yet.",
  "give.text": "Text it to {ends}",
  "give.mail": "Mail it to {to}",
  "give.ask": "Customer agrees to texts at {ends}",
  "give.ask_title": "May we text you?",
  "give.ask_said":
    "“{company} texts {name} at {mobile} about invoices and payments. Message rates may apply. Reply STOP " +
    "to end.” Record it once they say yes.",
  "give.ask_do": "They agreed",
  "give.how": "How they agreed",
  "give.how_in_person": "In person",
  "give.how_by_phone": "By phone",
  "give.how_in_writing": "In writing",
  "give.agreed": "Saved: {name} agreed to texts.",
  "give.texted": "Saved: {number} goes by text to {ends}.",
  "give.mailed": "Saved: {number} goes to {to}.",
  "give.stopped": "{ends} answered STOP. Texts begin again only when they text START.",
  "give.no_way": "This customer has no e-mail address and no mobile to send it to.",
  "give.waits.notifications.allow_texts": "Their consent is sent when there is signal.",
  "give.waits.notifications.text_invoice": "The text leaves once this phone has sent it.",
  "give.waits.invoices.send_invoice": "The mail leaves once this phone has sent it.",
  "mutation.notifications.allow_texts": "Agreed to texts",
  "mutation.notifications.text_invoice": "Invoice by text",
  "mutation.invoices.send_invoice": "Invoice by mail",
  "refusal.notifications.no_mobile": "This customer has no mobile number.",
  "refusal.notifications.not_a_number":
    "This mobile number cannot be dialed as it is. A number from another country starts with +.",
  "refusal.notifications.no_consent":
    "This customer has not agreed to texts. Ask, then record it on the customer’s page.",
  "refusal.notifications.texts_stopped":
    "This customer answered STOP. Only they can begin again, by texting START to your number.",
  "refusal.notifications.ended_since":
    "This customer ended texts after they had agreed here. Ask them again, then record it again.",
  "refusal.notifications.no_way_to_pay": "A text needs a way to pay online: allow card, bank or financing.",
};
