// What the phone says of credit that is applied to an invoice, in English.
export default {
  "pay.for_all_jobs": "for all jobs",
  "pay.went_to": "{amount} to {number}",
  "pay.went_elsewhere": "{amount} to another job",
  "credit_here.title": "Credit",
  "credit_here.lies_here": "{amount} paid by this customer is credit on this job.",
  "credit_here.apply": "Apply {amount} to {number}",
  "credit_here.kept": "Saved: {amount} of credit goes to {number}.",
  "credit_here.unsent": "{amount} of credit goes to {number} once this phone has sent it.",
  "mutation.payments.allocate_payment": "Credit applied",
};
