// What the office says of what is lent to phones, in English.
export default {
  "lent.to": "{amount} is lent to {device} until {time}.",
  "lent.then":
    "It can be invoiced there without signal. If you recall it, it is free at once; an invoice already " +
    "made there is still accepted if it fits.",
  "lent.recall": "Recall {amount}",
  "lent.recall_and_issue": "Recall {amount} and issue {asked}",
  "lent.recalled": "{amount} is free again.",
  "lent.a_phone": "a phone",
  "settings.technicians_invoice": "Technicians may make invoices",
  "settings.technicians_invoice_is":
    "They invoice the jobs they work on, with or without signal. While they have signal, a part " +
    "of what today’s jobs have left is lent to their phones for up to 8 hours.",
};
