// What the office’s screens say of planned stages, corrected invoices and numbers, in English.
export default {
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
