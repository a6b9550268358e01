// Documents and the customer’s statement at the office, in English.
export default {
  "statement.title": "The customer’s statement",
  "statement.about": "One page for the whole job, always at the same address",
  "statement.said":
    "{customer} sees there what was agreed, every invoice with a way to pay, all payments, and what is left.",
  "statement.copy": "Copy link",
  "statement.copied": "Link copied.",
  "statement.open": "See it",
  "statement.send": "Send",
  "statement.message": "All about your job “{title}”, at any time: {url}",
  "statement.subject": "{title}: your statement",
  "statement.revoke": "Revoke",
  "statement.revoke_title": "Revoke the link to the statement",
  "statement.revoke_then":
    "From then on the link opens nothing, also where it is open right now. The links of invoices " +
    "stay as they are.",
  "statement.revoke_do": "Revoke the link",
  "statement.keep": "Keep it",
  "statement.revoked": "The link is revoked.",
  "statement.is_revoked": "The link was revoked on {day}. It opens nothing.",
  "statement.renew": "Make a new link",
  "statement.renewed": "There is a new link. The one before it opens nothing any more.",
  "statement.offline": "The link is shown when there is signal.",
  "refusal.statements.nothing_received":
    "Nothing of this payment is left for its job, so there is no receipt.",
  "payment_do.receipt": "Receipt (PDF)",
  "paper.of": "{number} as a PDF",
};
