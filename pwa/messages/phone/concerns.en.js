// What stands about an invoice beside its money, in English.
export default {
  "concern.accepted": "Accepted",
  "concern.accepted_by": "accepted {day} by {name}",
  "concern.question": "Question",
  "concern.promised": "Promised for {day}",
  "concern.broken": "Promised for {day}, not paid",
  "concern.answer_by": "Answer by {day}",
  "concern.taken_back": "Taken back {day}",
  "concern.late": "On its way since {day}",
  "tip.with": "with a tip of {amount}",
  "tip.in_it": "{amount} of it the tip",
  "refund.is_done": "{amount} given back",
  "refund.is_asked": "{amount} on its way back",
  "refund.is_sent": "{amount} given back: {method}",
  "refund.is_failed": "{amount} could not be given back",
  "state.disputed": "Disputed",
};
