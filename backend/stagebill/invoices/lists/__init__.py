"""The office's lists of invoices: which are in them, in which order, what they come to."""
