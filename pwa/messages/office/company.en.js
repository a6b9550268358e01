// What the office says of customers, members, settings and spreadsheets, in English.
export default {
  "refusal.identity.wrong_old_password": "That is not the password you have now. Nothing was changed.",
  "refusal.customers.changed_meanwhile":
    "Somebody else changed this customer while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.customers.merged_already": "This customer was merged into another one. Open that one instead.",
  "refusal.customers.merged_into_itself": "Choose another customer to merge with.",
  "refusal.customers.reason_missing": "Say why, so that others can understand it later.",
  "refusal.customers.has_history":
    "This customer has jobs, invoices or payments and stays in the books. Archive or merge them instead.",
  "refusal.settings.changed_meanwhile":
    "Somebody else changed these settings while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.settings.tax_rates_unclear":
    "Give every tax rate a name of its own, and let new lines begin with at most one of them.",
};
