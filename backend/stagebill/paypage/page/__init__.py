"""The customer's page: what it says of an invoice, as data, in words and as HTML."""
