"""The lists of invoices that an office looks at: which are in them, in which order, what they come to."""
