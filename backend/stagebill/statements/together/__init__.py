"""Paying several invoices of a job in one go."""
