"""Customers: who is billed, and the places where work is done for them."""
