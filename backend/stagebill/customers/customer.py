"""A customer is who is billed: a person or a firm, with the sites where the work is."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from stagebill.kernel.context import Language
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.kernel.text import Email, Line, Name, Phone, without_card_numbers

SITES_MAX = 100


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the work is. The label tells several apart: "Shop", "Lake house"."""

    address: Name
    label: Line | None = None


Sites = Annotated[tuple[Site, ...], Meta(max_length=SITES_MAX)]


class Customer(Record, frozen=True, kw_only=True):
    """Who is billed, in which language, and how they are reached."""

    organization_id: Id
    id: Id
    name: Name
    email: Email | None
    mobile: Phone | None
    language: Language | None
    sites: Sites
    created_at: datetime


def without_cards(sites: Sites) -> Sites:
    """The sites as they may be stored: people do write card numbers next to gate codes."""
    return tuple(
        Site(
            address=without_card_numbers(site.address),
            label=None if site.label is None else without_card_numbers(site.label),
        )
        for site in sites
    )
