"""The second pair of eyes: invariants of money, feed, audit and organizations, read from the database alone.

`stagebill check` opens one read-only snapshot and asks it questions in SQL of its own. It imports no product
rule, so that one mistake cannot hide both in the code that writes and in the code that looks.
"""
