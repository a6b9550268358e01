"""Accounts at payment processors: which one takes a company's payments, with the keys that its owner set."""
