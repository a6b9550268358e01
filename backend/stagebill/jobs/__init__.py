"""A job is one contract with one customer: its lines, its price, and who works on it.

The price is what invoices bill in stages; how much of it is billed lives in `invoices/progress.py`.
"""
