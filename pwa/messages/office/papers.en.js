// Documents and the customer’s statement at the office, in English.
export default {
  "statement.title": "The customer’s statement",
  "statement.said":
    "One page for the whole job, always at the same address: {customer} sees there what was agreed, " +
    "every invoice with a way to pay, all payments, and what is left.",
  "statement.copy": "Copy link",
  "statement.copied": "Link copied.",
  "statement.open": "See it",
  "statement.send": "Send",
  "statement.send_title": "Send the statement",
  "statement.send_to": "{name} gets a mail at {to} with the link. Nothing is asked for that is not due.",
  "statement.send_mail": "Send by mail",
  "statement.send_text": "Text to {to}",
  "statement.sent": "The statement is on its way.",
  "refusal.statements.link_revoked": "The link was revoked. Make a new one, then send it.",
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
  "payment_do.picture": "Receipt as a picture",
  "receipt.send": "Mail the receipt",
  "receipt.send_title": "Mail the receipt of {amount}",
  "receipt.send_to": "{name} gets a mail at {to}: what you received, for which invoice, and what is left.",
  "receipt.with": "Mail a receipt to {to}",
  "payment_do.receipt": "Receipt (PDF)",
  "payment_do.payouts": "Payout to the bank",
  "payment_do.payout_of": "{gateway}, {day}",
  "payment_do.no_payout": "This payment is in no payout yet.",
  "paper.of": "{number} as a PDF",
  "application.do": "Application for payment",
  "application.title": "Application for payment {number}",
  "application.about":
    "A summary of the contract and a sheet by line: value, billed before, this period, stored, to date, " +
    "balance, held back. In the format that general contractors know.",
  "application.checked":
    "Before it is made, its figures are checked against the contract, the ledger and the application " +
    "before it.",
  "application.take": "Download as a PDF",
  "application.close": "Close",
  "settings.e_invoices": "E-invoices",
  "settings.e_invoices_is":
    "Programs can read the PDF of an invoice too: it carries the same invoice as Factur-X (EN 16931). It " +
    "can also be downloaded as UBL.",
  "settings.e_invoices_on": "Put an e-invoice into each PDF",
  "settings.e_invoices_lacks":
    "It needs your city, country and tax number above, and each customer’s billing city and country.",
  "e_invoice.do": "E-invoice (XML)",
  "e_invoice.looking": "Checking what the invoice says …",
  "e_invoice.away": "This could not be looked up. There is no signal, or the server does not answer.",
  "e_invoice.again": "Try again",
  "e_invoice.take": "Download UBL",
  "e_invoice.lacks_company_country": "the country of your address",
  "e_invoice.lacks_company_city": "the city of your address",
  "e_invoice.lacks_company_tax_number": "your tax number",
  "e_invoice.lacks_customer_country": "the country of the customer’s billing address",
  "e_invoice.lacks_customer_city": "the city of the customer’s billing address",
  "e_invoice.lacks_currency": "a currency with at most two decimals",
  "e_invoice.lacks_tax": "tax that is its base times its rate: here it is rounded over the whole job",
  "e_invoice.lacks_draft": "a number: it is not issued yet",
  "e_invoice.lacks_ended": "money to ask for: it is void or canceled",
  "e_invoice.lacks_release": "work of its own: it asks for held money that was invoiced before",
  "e_invoice.lacks_not_kept": "its wording: it was issued before that was kept",
  "e_invoice.title_invoice": "E-invoice {number}",
  "e_invoice.title_credit": "E-invoice of credit note {number}",
  "e_invoice.ready_invoice": "The PDF of this invoice is a Factur-X: a program can read it too.",
  "e_invoice.ready_credit": "The PDF of this credit note is a Factur-X: a program can read it too.",
  "e_invoice.lacking_invoice":
    "There is none. The standard requires what the invoice did not say when it was issued:",
  "e_invoice.lacking_credit": "There is none. The standard requires what was not said when it was given:",
  "peppol.ready_invoice": "It can go by Peppol: the file is ready to be sent by your access point.",
  "peppol.ready_credit": "It can go by Peppol: the file is ready to be sent by your access point.",
  "peppol.lacking_invoice": "This invoice cannot go by Peppol yet. Still missing:",
  "peppol.lacking_credit": "This credit note cannot go by Peppol yet. Still missing:",
  "peppol.lacking_file":
    "You can still download the file, as UBL under EN 16931. Once the missing details are filled in, it is " +
    "ready for Peppol too.",
  "peppol.lacks_company_electronic_address": "your electronic address (Settings, Peppol and bank account)",
  "peppol.lacks_customer_electronic_address": "the customer’s electronic address (on their page, Edit)",
  "peppol.lacks_reference":
    "what their bookkeeping sorts it by: a buyer reference of the customer, or the job’s order number",
  "peppol.lacks_bank_account": "your bank account (Settings, Peppol and bank account)",
  "peppol.lacks_company_contact": "your phone and e-mail (Settings), as Germany asks for",
  "peppol.lacks_company_postal_code": "your street and postal code (Settings)",
  "peppol.lacks_customer_postal_code": "the street and postal code of the customer’s billing address",
  "peppol.lacks_company_register":
    "your KVK or OIN number as your electronic address, as the Netherlands ask for",
  "peppol.lacks_customer_register": "the customer’s KVK or OIN number as their electronic address",
  "peppol.lacks_company_vat_number":
    "your VAT number in your country’s form: SE and 12 digits, or NO, 9 digits and MVA",
  "peppol.lacks_tax_rates": "a tax rate of Sweden: 25%, 12%, 6% or none",
  "peppol.lacks_country_rules": "what your country alone asks for: Stagebill does not know it yet",
  "peppol.address": "Electronic address (Peppol)",
  "peppol.scheme": "Register",
  "peppol.number": "Number",
  "peppol.no_scheme": "None",
  "peppol.own_help": "The number that your access point registered you under.",
  "peppol.their_help": "The number that the customer is registered under; they can tell you.",
  "peppol.buyer_reference": "Buyer reference",
  "peppol.buyer_reference_help":
    "What their bookkeeping sorts invoices by: a name, a department, a Leitweg-ID.",
  "peppol.reached_at": "Peppol: {number} · {scheme}",
  "peppol.sorted_by": "Buyer reference: {reference}",
  "peppol.kind_company": "company number",
  "peppol.kind_vat": "VAT number",
  "peppol.kind_tax": "tax number",
  "peppol.kind_place": "GLN (GS1)",
  "peppol.kind_duns": "D-U-N-S",
  "peppol.kind_lei": "LEI",
  "peppol.kind_iban": "IBAN",
  "peppol.kind_office": "public office",
  "peppol.kind_other": "other register",
  "settings.reached": "Peppol and bank account",
  "settings.reached_is":
    "How programs and bank transfers find you. The account is printed on each invoice issued from now on.",
  "settings.bank_account": "Bank account",
  "settings.account_number": "IBAN or account number",
  "settings.account_help": "Customers see it on their invoices. An IBAN is checked for typos.",
  "settings.account_bic": "BIC",
  "settings.account_holder": "Account holder",
  "customer.e_invoices": "E-invoices",
  "customer.e_invoices_help":
    "For customers who take invoices by Peppol: companies and public offices in Europe and beyond.",
  "order.is": "Order number: {number}",
  "order.add": "Add the customer’s order number",
  "order.change": "Change",
  "order.title": "The customer’s order number",
  "order.number": "Order number (PO)",
  "order.help": "It is printed on this job’s invoices issued from now on.",
  "refusal.documents.no_e_invoice": "There is no e-invoice for it: the record does not say enough.",
  "refusal.documents.no_application":
    "Only an issued invoice that is not void can be an application for payment.",
  "refusal.documents.does_not_tie.schedule":
    "Not made: the lines come to {shown_minor}, the contract to {wanted_minor}.",
  "refusal.documents.does_not_tie.completed":
    "Not made: the sheet shows {shown_minor} to date, the invoices bill {wanted_minor}.",
  "refusal.documents.does_not_tie.line_above":
    "Not made: “{line}” would show {shown_minor}, but its value is {wanted_minor}. Its price was " +
    "changed after it was billed.",
  "refusal.documents.does_not_tie.previous":
    "Not made: of “{line}” the last application showed {wanted_minor} to date, this one would say " +
    "{shown_minor} before.",
  "refusal.documents.does_not_tie.certified":
    "Not made: earlier applications asked for {wanted_minor}, this one would say {shown_minor}.",
  "refusal.documents.does_not_tie.held":
    "Not made: the lines hold back {shown_minor}, the invoices {wanted_minor}.",
  "refusal.documents.does_not_tie.due":
    "Not made: the sheet comes to {shown_minor} now due, the invoice asks for {wanted_minor}.",
  "refusal.documents.does_not_tie": "Not made: the figures do not add up ({shown_minor} and {wanted_minor}).",
  "settings.paper": "Your documents in this color, with your logo",
  "settings.paper_alt": "A sample of this document as it is printed",
  "settings.paper_kind": "Kind of document",
  "settings.paper_invoice": "Invoice",
  "settings.paper_receipt": "Receipt",
  "settings.paper_statement": "Statement",
  "settings.paper_credit_note": "Credit note",
  "settings.paper_change_order": "Change order",
  "settings.paper_none": "A preview of your documents is shown when there is signal.",
};
