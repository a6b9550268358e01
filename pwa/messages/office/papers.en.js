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
  "payment_do.receipt": "Receipt (PDF)",
  "paper.of": "{number} as a PDF",
  "application.do": "Application for payment",
  "application.title": "Application for payment {number}",
  "application.about":
    "A summary of the contract and a sheet by line: value, billed before, this period, stored, to " +
    "date, balance, held back. In the style that general contractors know.",
  "application.checked":
    "Before it is made, its figures are checked against the contract, the ledger and the application " +
    "before it.",
  "application.take": "Download as a PDF",
  "application.close": "Close",
  "settings.e_invoices": "E-invoices",
  "settings.e_invoices_is":
    "A program can read the PDF of an invoice too: it carries the same invoice as Factur-X (EN 16931). The " +
    "same can be downloaded as UBL.",
  "settings.e_invoices_on": "Put an e-invoice into each PDF",
  "settings.e_invoices_lacks":
    "It needs your city, country and tax number above, and each customer’s billing city and country.",
  "e_invoice.do": "E-invoice (XML)",
  "e_invoice.title": "E-invoice {number}",
  "e_invoice.looking": "Looking at what the invoice says …",
  "e_invoice.away": "This could not be looked up. There is no signal, or the server does not answer.",
  "e_invoice.again": "Try again",
  "e_invoice.ready": "The PDF of this invoice is a Factur-X: a program can read it too.",
  "e_invoice.ready_file": "The same as a file of its own, in UBL under EN 16931.",
  "e_invoice.take": "Download UBL",
  "e_invoice.lacking": "There is none. The standard asks for what it did not say when it was issued:",
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
  "e_invoice.lacks_not_kept": "its words: it was issued before these were kept",
  "refusal.documents.no_e_invoice": "There is no e-invoice of it: the record does not say enough.",
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
  "settings.paper": "Your paper in this colour, with your logo",
  "settings.paper_alt": "A made-up paper of this kind as it is printed",
  "settings.paper_kind": "Kind of paper",
  "settings.paper_invoice": "Invoice",
  "settings.paper_receipt": "Receipt",
  "settings.paper_statement": "Statement",
  "settings.paper_credit_note": "Credit note",
  "settings.paper_change_order": "Change order",
  "settings.paper_none": "How your paper looks is shown when there is signal.",
};
