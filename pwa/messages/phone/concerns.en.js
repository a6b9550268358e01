// What stands about an invoice beside its money, in English.
export default {
  "concern.question": "Question",
  "concern.promised": "Promised for {day}",
  "concern.broken": "Promised for {day}, not paid",
  "concern.disputed": "Disputed",
  "concern.disputed_until": "Disputed · answer by {day}",
};
