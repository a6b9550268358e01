"""An organization is one contractor's company: it owns every other record, with one currency and one time
zone.
"""

from datetime import datetime
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from msgspec import Meta

from stagebill.kernel.context import Language
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.kernel.text import Name

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}(?!\s)$")]
Zone = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+\-/]{1,64}(?!\s)$")]

# ISO 4217 codes in use as money of a place: X-codes are metals, funds and tests.
_NOT_MONEY = "X"
_MONEY_WITH_X = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})


class UnknownCurrency(Refusal):
    """An organization bills in one currency of ISO 4217."""

    kind = Kind.INVALID


class UnknownZone(Refusal):
    """An organization's time zone is one of the IANA database."""

    kind = Kind.INVALID


class Organization(Record, frozen=True, kw_only=True):
    """The company; `epoch` changes when a backup is restored, so that devices know to send again."""

    id: Id
    name: Name
    currency: Currency
    zone: Zone
    language: Language
    epoch: Id
    created_at: datetime


@cache
def _zones() -> frozenset[str]:
    """Read once: there are as many files as zones, and reading them takes 15 ms."""
    return frozenset(available_timezones())


def check_place(currency: str, zone: str, currencies: frozenset[str]) -> None:
    """Refuse a currency or time zone that does not exist; both are fixed once the company is founded."""
    is_money = not currency.startswith(_NOT_MONEY) or currency in _MONEY_WITH_X
    if currency not in currencies or not is_money:
        raise UnknownCurrency(currency=currency)
    if zone not in _zones():
        raise UnknownZone(zone=zone)
