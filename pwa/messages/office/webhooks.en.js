// What the owner's screen of webhooks says, in English.
export default {
  "webhooks.title": "Webhooks",
  "webhooks.link": "Webhooks: tell other programs",
  "webhooks.about":
    "Other programs are told what happens here the moment it happens: your accounting, a spreadsheet, an " +
    "automation. What is sent is signed, so they know it is from you.",
  "webhooks.none": "No other program is told",
  "webhooks.none_text": "Enter the address that the other program shows you, and choose what it is told.",
  "webhooks.add": "Add a webhook",
  "webhooks.url": "Address",
  "webhooks.url_help": "Starts with https:// and can be reached from the internet.",
  "webhooks.events": "What it is told",
  "webhooks.one_event": "Choose at least one.",
  "webhooks.event_invoice_issued": "An invoice is issued",
  "webhooks.event_invoice_sent": "An invoice is sent",
  "webhooks.event_invoice_paid": "An invoice is paid",
  "webhooks.event_invoice_voided": "An invoice is void",
  "webhooks.event_payment_recorded": "A payment is recorded",
  "webhooks.event_payment_reversed": "A payment is taken back",
  "webhooks.event_payment_refunded": "Money is given back",
  "webhooks.event_decision_opened": "Money needs a decision",
  "webhooks.event_change_order_approved": "A change order is approved",
  "webhooks.event_webhook_test": "A test",
  "webhooks.secret": "Its secret",
  "webhooks.secret_is":
    "Copy it into the other program now: it is shown only once. With it the other program can check that a " +
    "message is yours.",
  "webhooks.copy": "Copy",
  "webhooks.copied": "Copied.",
  "webhooks.have_it": "I have copied it",
  "webhooks.running": "Running",
  "webhooks.trying": "Trying again",
  "webhooks.retrying": {
    one: "1 event did not get through yet: {why}. It is tried again less and less often, " +
      "for about half a day. " +
      "Then this webhook is paused, and the owners get an email.",
    other:
      "{count} events did not get through yet: {why}. They are tried again less and less often, for about " +
      "half a day. Then this webhook is paused, and the owners get an email.",
  },
  "webhooks.paused": "Paused",
  "webhooks.because_no_answer":
    "It did not answer for half a day. Resume it when it works again: what it missed is sent then.",
  "webhooks.because_gone":
    "It said that it is gone. Resume it if that is not so; what it missed is sent then.",
  "webhooks.because_asked": "You paused it. What it misses is sent when you resume it.",
  "webhooks.test": "Send a test",
  "webhooks.tested": "A test is on its way.",
  "webhooks.pause": "Pause",
  "webhooks.resume": "Resume",
  "webhooks.remove": "Remove",
  "webhooks.remove_title": "Remove this webhook?",
  "webhooks.remove_is": "{url} gets no more events. To use it again, add it again, with a new secret.",
  "webhooks.removed": "It gets no more events.",
  "webhooks.change": "Change",
  "webhooks.change_title": "Change this webhook",
  "webhooks.renew": "New secret",
  "webhooks.renew_title": "Make a new secret?",
  "webhooks.renew_is": "Copy it into the other program today: for one day, the old secret keeps working " +
    "beside it, so nothing is " +
    "missed.",
  "webhooks.renew_do": "Make a new secret",
  "webhooks.sendings": "What was sent",
  "webhooks.nothing_sent": "Nothing yet.",
  "webhooks.state_waiting": "waits",
  "webhooks.state_delivered": "delivered",
  "webhooks.state_failed": "failed",
  "webhooks.tries": { one: "1 try", other: "{count} tries" },
  "webhooks.next": "next at {next_at}",
  "webhooks.again": "Send again",
  "webhooks.sent_again": "It is on its way again.",
  "webhooks.owner_only": "Only an owner manages webhooks.",
  "refusal.webhooks.missing": "This is not here.",
  "refusal.webhooks.not_https":
    "This address cannot be used. It has to begin with https://, without a port, a name or a password in it.",
  "refusal.webhooks.not_public":
    "This address is inside a private network. Enter one that can be reached from the internet.",
  "refusal.webhooks.too_many_webhooks": "There are ten webhooks already. Remove one first.",
  "refusal.webhooks.webhook_paused": "This webhook is paused. Resume it first.",
  "refusal.webhooks.not_paused": "This webhook is running.",
};
