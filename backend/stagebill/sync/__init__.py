"""The one write path and the change feed: a mutation in, a change out.

Everything that a person, a phone or a processor does arrives here as a mutation, is applied once in one
transaction, and leaves as changes, one audit row and outgoing messages. Nothing else writes business rows.
"""
