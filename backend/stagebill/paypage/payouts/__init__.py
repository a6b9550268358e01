"""Payouts: what a processor sends to the company's bank, and what of which payments is in it."""
