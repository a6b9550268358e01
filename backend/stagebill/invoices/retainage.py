"""Retainage: what the customer holds back of each invoice until the work is accepted (D-65–D-71)."""

from enum import StrEnum

from msgspec import Struct

from stagebill.kernel.money import Minor, RateBps


class Goods(StrEnum):
    """What is billed: work that is done, or materials that are bought and stored."""

    WORK = "work"
    STORED = "stored"


class Retained(Struct, frozen=True, forbid_unknown_fields=True):
    """What an invoice holds back under one rate, and of what; never of tax."""

    of: Goods
    rate_bps: RateBps
    base_minor: Minor
    held_minor: Minor
