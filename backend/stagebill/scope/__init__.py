"""Scope: what happens to invoices, money and tax when the price of a running job changes, or the job ends.

A rise frees more to invoice and touches nothing. A fall below what is billed is refused until a person
accepts what to void or credit; that then happens in the same transaction (`change.py`, `settlement.py`).
"""
