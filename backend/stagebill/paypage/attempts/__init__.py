"""Attempts to pay as they are read."""
