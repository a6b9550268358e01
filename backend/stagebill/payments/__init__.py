"""A payment is a fact: money that was taken. Where it goes is a second fact, and can be taken back by a
third.

`matching.py` says what becomes of a payment, `allocation.py` how it is split, `decision.py` what a person
must decide. No payment is refused for what the books say: what fits nowhere is kept, unapplied.
"""
