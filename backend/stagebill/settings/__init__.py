"""How the company works: whether jobs are billed in stages, what an invoice starts with, how it is numbered.

These are defaults. A job keeps the setting it was created under, an invoice the terms it was issued with;
changing a setting never affects what exists. Founding the company, which creates all of it at once, is here
too.
"""
