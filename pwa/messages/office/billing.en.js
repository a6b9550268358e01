// What the office says of chosen lines, retainage, stored material and opening balances. In English.
export default {
  "new_invoice.lines": "Chosen lines",
  "new_invoice.goes_on_by_job":
    "Billed as a whole from its first invoice on. To choose lines, void those invoices first.",
  "new_invoice.goes_on_by_lines":
    "Billed line by line from its first invoice on. For a percent of the whole, void those first.",
  "new_invoice.tax_comes_on_top": "Its tax comes on top.",
  "new_invoice.retainage": "Of the work in it, {rate} is held back until it is released.",
  "chosen.name": "Lines to bill",
  "chosen.left": "{left} of {value} left",
  "chosen.all_billed": "billed in full",
  "chosen.how": "How much of it",
  "chosen.rest": "All that is left",
  "chosen.percent": "A percent of the line",
  "chosen.amount": "An amount",
  "chosen.units": "Some of its units",
  "chosen.percent_asked": "Percent of the line",
  "chosen.amount_asked": "Amount before tax",
  "chosen.units_asked": "Units, of {count}",
  "chosen.too_much": "Only {left} of this line is left, before tax.",
  "chosen.bills": "Bills {amount} of this line before tax.",
  "chosen.stored": "Material is bought, and not installed yet",
  "chosen.note": "What shows it",
  "chosen.note_hint": "Where it is stored, the supplier’s invoice",
  "refusal.invoices.held_is_released":
    "Money that this invoice holds back is already released. Void the release first, then this invoice.",
  "refusal.invoices.line_twice": "Each line is billed once on an invoice. Put both into one.",
  "refusal.invoices.lines_mixed":
    "This job is billed the other way, line by line or as a whole. Go on so, or void its invoices first.",
  "refusal.invoices.unknown_line": "This line is not on the job any more. Look at the job again.",
  "refusal.invoices.more_than_held": "Only {held_minor} is held back. Release at most that.",
  "refusal.invoices.nothing_held": "Nothing is held back on this job.",
  "refusal.invoices.more_than_stored": "Only {stored_minor} of it is still stored.",
  "refusal.invoices.not_stored": "Nothing of this is stored any more.",
  "refusal.invoices.no_backup": "Stored material needs a note or a file that shows it.",
  "refusal.jobs.retainage_too_high": "Retainage is between 0% and 50% of the work.",
  "refusal.jobs.step_down_rises": "The later rate is lower than the first one.",
  "refusal.jobs.not_a_line_of_the_job": "This line is not on the job any more. Look at the job again.",
  "refusal.opening.already_begun":
    "An opening balance comes before the first invoice. Void what is issued to enter it.",
  "refusal.opening.not_signed": "Sign with your name.",
  "refusal.opening.held_too_high": "Less is held back than is billed before tax.",
  "refusal.opening.paid_too_high":
    "At most {owed_minor} was to be paid: what is billed, less what is held back. Record more as a payment.",
  "refusal.opening.in_the_future": "The day lies in the future. Take today or a day before.",
};
