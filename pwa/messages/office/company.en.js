// What the office says of customers, members, settings and spreadsheets, in English.
export default {
  "settings.checklist": "What to check",
  "settings.checklist_is":
    "Technicians tick it at each visit, also without signal. A visit keeps the list as it was when planned.",
  "settings.checklist_help": "One line for each item, up to 30.",
  "refusal.settings.not_a_picture": "Choose a picture for the logo: PNG, JPEG or WebP.",
  "refusal.spreadsheets.not_a_table":
    "This file is not a table. Save it as CSV in your spreadsheet program and choose that file.",
  "refusal.spreadsheets.nothing_in_it": "There are no rows in this file under the line of headings.",
  "refusal.spreadsheets.too_many_rows": "This file has more than 10,000 rows. Split it and import the parts.",
  "refusal.spreadsheets.quotes_unbalanced":
    "A quotation mark in row {row} is not closed. Close it in the file, then choose the file again.",
  "refusal.spreadsheets.unknown_column": "Choose each meaning for one column only.",
  "refusal.spreadsheets.column_missing":
    "Choose which column is which: something that each row needs is missing.",
  "refusal.spreadsheets.not_a_figure": "This is not a number in the form that the rest of the file uses.",
  "refusal.identity.wrong_old_password": "That is not your current password. Nothing was changed.",
  "refusal.customers.changed_meanwhile":
    "Somebody else changed this customer while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.customers.merged_already": "This customer was merged into another one. Open that one instead.",
  "refusal.customers.merged_into_itself": "Choose another customer to merge with.",
  "refusal.customers.reason_missing": "Say why, so that others can understand it later.",
  "refusal.customers.has_history":
    "This customer has jobs, invoices, payments or an answer about texts, which stay in the books. " +
    "Archive or merge them instead.",
  "refusal.settings.changed_meanwhile":
    "Somebody else changed these settings while you were typing. What you typed is still here; look " +
    "at what is new, then save again.",
  "refusal.settings.tax_rates_unclear":
    "Give every tax rate its own name, and make at most one of them the default for new lines.",
  "settings.company_is":
    "Customers see this on the pay page, in mail and on documents from now on. Issued invoices keep what " +
    "they say.",
  "settings.legal_name": "Legal name",
  "settings.legal_name_help": "If it differs from the name customers know.",
  "settings.website": "Website",
  "settings.tax_number": "Tax number",
  "settings.accent": "Color",
  "settings.accent_is": "For the buttons and the bar on your customers’ pages.",
  "settings.pay_button": "Pay $1,000.00",
  "settings.accent_none": "Without a color of our own",
  "settings.accent_corrected":
    "It is made lighter or darker where it would be hard to read; this is how customers see it, in light " +
    "and dark mode.",
  "settings.taxes": "Tax rates",
  "settings.taxes_is": "To choose from on new lines. Existing lines keep the rate they have.",
  "settings.no_taxes": "No rates yet: type a percent on each line.",
  "settings.tax_name": "Name",
  "settings.tax_percent": "Percent",
  "settings.tax_remove": "Remove {name}",
  "settings.tax_default": "Default for new lines",
  "settings.tax_add": "Add a rate",
  "settings.texts": "Your own words",
  "settings.texts_is": "For new invoices and mail from now on. If one language is empty, another is used.",
  "settings.text_invoice_message": "Message on a new invoice",
  "settings.text_invoice_message_is": "It is filled in when an invoice is made, and can be changed there.",
  "settings.text_mail_greeting": "Greeting in the mail",
  "settings.text_mail_greeting_is": "Under “Hello”, in place of our sentence.",
  "settings.text_receipt_footer": "Under a receipt",
  "settings.text_receipt_footer_is": "A thank you, a warranty, how to leave a review.",
  "settings.defaults_is": "New invoices only. Issued invoices do not change.",
  "settings.stages_is": "New jobs only. An existing job keeps the way it is billed.",
  "preview.title": "How your customer sees it",
  "preview.stage": "Stage 1 of 2",
  "preview.technicians": "Technicians",
  "preview.technician": "Sam Miller",
  "preview.line_one": "Bathroom tiles",
  "preview.line_two": "Labor",
  "preview.pay_card": "Pay by card",
  "preview.pay_ach": "Pay from bank",
  "preview.pay_financing": "Pay over time",
  "preview.pay_part": "Pay another amount",
  "preview.pay_tip": "Add a tip",
  "surcharge.title": "Card surcharge",
  "surcharge.is": "Off until you set a percent. A credit card then adds it to what is paid online.",
  "surcharge.rule_notice": "Tell your processor in writing 30 days before, and Mastercard as well.",
  "surcharge.rule_shown": "Customers see percent and sum before they pay, and on the receipt. We show both.",
  "surcharge.rule_credit":
    "Credit cards only. What a debit or prepaid card paid of it goes back at once, by itself.",
  "surcharge.rule_cost": "Never more than the card costs you, and never more than 3%. Tips have none.",
  "surcharge.rule_refund": "A refund gives back as much of it as of the payment.",
  "surcharge.rule_law": "Some states forbid or limit it. The list is no legal advice: ask a lawyer.",
  "surcharge.percent": "Percent",
  "surcharge.percent_help": "Empty for none. At most 3, such as 2.9.",
  "surcharge.percent_wrong": "A percent of at most 3, such as 2.9.",
  "surcharge.not_in": "States without it",
  "surcharge.not_in_help":
    "Two letters each. The job's address counts, and the billing address as well. Without a state that is " +
    "known, nothing is added.",
  "refusal.settings.surcharge_not_here": "A card surcharge is for companies that bill in US dollars.",
  "settings.tips": "Tips to suggest",
  "settings.tips_help": "Percent of what is paid, before the tip.",
  "settings.tip_place": "Tip {place}",
  "settings.tip_wrong": "A percent from 1 to 50, such as 15.",
  "refusal.settings.same_tip_twice": "The three suggested tips must all be different.",
  "me.change_password": "Change password",
  "me.password_changed": "The password is changed.",
  "me.old_password": "Current password",
  "me.old_password_help": "Leave it empty if you have always signed in with a link.",
  "me.new_password": "New password",
  "me.password_then":
    "Every other device and browser of yours is signed out. What they have not sent yet stays on " +
    "them.",
  "me.signed_in": "Where you are signed in",
  "me.browser": "Browser",
  "me.script": "Script (token)",
  "me.since": "since {since} · last used {used}",
  "me.here": "Here",
  "me.end": "Sign out",
  "me.end_others": "Sign out everywhere else",
  "weekly.title": "Weekly mail",
  "weekly.is":
    "Every Monday morning: what came in last week, what is past due, and what waits for you, " +
    "with a link to each.",
  "weekly.on": "Send me the weekly mail",
  "weekly.next": "The next one goes to {to} on {day}. In a week with nothing to report, none is sent.",
  "weekly.would_go": "It would go to {to}, first on {day}.",
  "weekly.preview": "See an example",
  "weekly.offer": "You can have these figures by mail every Monday.",
  "weekly.offer_link": "Weekly mail",
  "settings.logo": "Logo",
  "settings.logo_is":
    "Customers see it on the pay page, on receipts, in mail and on paper. Mail already sent keeps the old " +
    "one.",
  "settings.logo_choose": "Choose a picture",
  "settings.logo_change": "Choose another picture",
  "settings.logo_help": "PNG, JPEG or WebP, at most 1 MB. SVG is not accepted.",
  "settings.logo_remove": "Remove the logo",
  "refusal.settings.logo_too_large": "The picture is larger than 1 MB. Make it smaller and choose it again.",
};
