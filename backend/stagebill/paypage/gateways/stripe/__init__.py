"""Stripe: its hosted page by redirect, its API over HTTP, cards that it keeps, payouts that it makes."""
