"""Allowances lent to phones, as they are read."""
