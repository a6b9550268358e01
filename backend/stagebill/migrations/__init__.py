"""Migrations: the schema as hand-written SQL, one file per step, applied in the order of their numbers.

Each step and its mark are one transaction, so a killed migration leaves no half; `migrate` may run twice.
"""
