"""Customers: who is billed, and the sites where work is done for them."""
