// What the phone says of credit notes and of jobs that were canceled, in English.
export default {
  "state.canceled": "Canceled",
  "state.credited": "Credited",
  "unapplied.job_canceled": "{amount} not applied: the job was canceled",
  "unapplied.credited": "{amount} not applied: a credit note lowered what was owed",
  "invoice.credited": "Credited",
  "invoice.canceled_on": "Canceled with the job on {day}. Nothing is due on it.",
  "job.canceled_on": "This job was canceled on {day}: {reason}. Nothing more is billed or due on it.",
};
