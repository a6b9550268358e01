"""E-invoices: the same record as the paper, for a program to read (EN 16931)."""
