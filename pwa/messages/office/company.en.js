// What the office says of customers, members, settings and spreadsheets, in English.
export default {
  "refusal.spreadsheets.not_a_table":
    "This file is not a table. Save it as CSV in your spreadsheet program and choose that file.",
  "refusal.spreadsheets.nothing_in_it": "There are no rows in this file under the line of headings.",
  "refusal.spreadsheets.too_many_rows":
    "This file has more than 10,000 rows. Split it and import the parts.",
  "refusal.spreadsheets.quotes_unbalanced":
    "A quotation mark in row {row} is not closed. Close it in the file, then choose the file again.",
  "refusal.spreadsheets.unknown_column": "Choose each meaning for one column only.",
  "refusal.spreadsheets.column_missing":
    "Say which column is which: something that each row needs is missing.",
  "refusal.spreadsheets.not_a_figure": "This is not a number as the rest of the file writes them.",
  "refusal.identity.wrong_old_password": "That is not the password you have now. Nothing was changed.",
  "refusal.customers.changed_meanwhile":
    "Somebody else changed this customer while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.customers.merged_already": "This customer was merged into another one. Open that one instead.",
  "refusal.customers.merged_into_itself": "Choose another customer to merge with.",
  "refusal.customers.reason_missing": "Say why, so that others can understand it later.",
  "refusal.customers.has_history":
    "This customer has jobs, invoices or payments and stays in the books. Archive or merge them " +
    "instead.",
  "refusal.settings.changed_meanwhile":
    "Somebody else changed these settings while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.settings.tax_rates_unclear":
    "Give every tax rate a name of its own, and let new lines begin with at most one of them.",
};
