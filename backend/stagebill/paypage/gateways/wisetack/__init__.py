"""Wisetack: customers pay over time, the company is paid at once."""
