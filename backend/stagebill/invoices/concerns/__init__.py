"""Concerns about invoices, read from the slices above."""
