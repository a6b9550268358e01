"""How the company works: whether jobs are billed in stages, what an invoice begins with, how it is numbered.

These are defaults. A job keeps the switch it was made under, an invoice the terms it was issued with;
changing a setting never reaches back. Founding the company, which makes all of it at once, is here too.
"""
