// What the office’s screens say of planned stages, corrected invoices and numbers, in English.
export default {
  "deposit.name": "Deposit",
  "deposit.is_one": "This is a deposit",
  "deposit.then": "It is billed ahead of the work and counts once: later invoices bill the rest. When the " +
    "job grows, the deposit stays as it is.",
  "replace.open": "Correct",
  "replace.title": "Correct {number}",
  "replace.frozen":
    "The amount and the due date of an issued invoice do not change. A new invoice takes its " +
    "place, and the customer’s old link leads to it.",
  "replace.by_line":
    "It bills chosen lines, {amount} in all. Title and due date are corrected here; void it to " +
    "choose other lines.",
  "replace.too_much": "At most {left} can be billed here.",
  "replace.reason_hint": "Wrong amount",
  "replace.then":
    "{number} becomes void. The new invoice bills {amount}; {left} of the job is left to invoice.",
  "replace.do": "Void and issue anew",
  "replace.done": "{made} for {amount} took the place of {number}.",
  "replace.history": "replaces {number}",
  "numbers.title": "Invoice numbers",
  "numbers.about": "What is issued keeps its number. Numbers have no gaps and only go up.",
  "numbers.invoice": "Invoices",
  "numbers.deposit": "Deposits",
  "numbers.credit_note": "Credit notes",
  "numbers.as_invoices": "numbered as invoices are",
  "numbers.prefix": "Prefix",
  "numbers.prefix_help": "{year} becomes the year.",
  "numbers.digits": "Digits",
  "numbers.next": "Next number",
  "numbers.next_help": "Take up the count of an older system. It only goes up.",
  "numbers.yearly": "Begin with 1 each year",
  "numbers.then": "The next one is {number}.",
  "numbers.done": "Saved. The next one is {number}.",
  "refusal.settings.number_backwards": "The next number only goes up. It is {next_number} now.",
  "refusal.settings.year_missing":
    "To begin anew each year, the prefix has to show the year. Write {YYYY} into it.",
  "refusal.settings.number_taken":
    "{number} is already the number of an invoice. Change the prefix or the next number.",
  "refusal.schedules.stage_billed": "This stage is billed already. Void its invoice to free it.",
  "refusal.schedules.over_planned": "The stages are {over_minor} more than the job has left.",
  "refusal.schedules.rest_not_last": "Only the last stage can bill the rest.",
  "refusal.schedules.stage_empty": "“{title}” would bill nothing. Each stage bills something.",
  "refusal.schedules.stage_twice": "A stage is in the plan twice.",
  "refusal.schedules.consent_missing": "A stage is billed already. Say who agreed to the new plan.",
  "refusal.schedules.template_over":
    "The percents of a template are at most 100 together, and only its last stage bills the rest.",
  "refusal.invoices.not_replaceable":
    "An invoice for retainage or of an opening balance is not corrected this way. Void it and make it anew.",
};
