"""Payments by day and method, as of the day on which the money was taken; what went back stands beside it, on
the day on which it went.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from stagebill.kernel.money import Minor
from stagebill.kernel.period import Period, day_in
from stagebill.payments.payment import Method


class Moved(NamedTuple):
    """Money that came, or (`is_back`) went back, at an instant."""

    at: datetime
    method: Method
    amount_minor: Minor
    is_back: bool = False


class Received(Struct, frozen=True, kw_only=True):
    """`back_minor` is what was refunded or taken back; `net_minor` what is left of what came."""

    count: int
    received_minor: Minor
    back_minor: Minor
    net_minor: Minor


class MethodSum(Received, frozen=True, kw_only=True):
    """Of one method."""

    method: Method


class DayRow(MethodSum, frozen=True, kw_only=True):
    """Of one method on one day."""

    on: date


class Receipts(Struct, frozen=True, kw_only=True):
    """With tax, without tips and card surcharges: these are in `tip_minor` and `surcharge_minor` alone, less
    what went back of them. Days without money have no row. `other_currency_count` payments are in another
    currency, and in no sum.
    """

    period: Period
    currency: str
    total: Received
    methods: list[MethodSum]
    rows: list[DayRow]
    other_currency_count: int
    tip_minor: Minor = 0
    surcharge_minor: Minor = 0


def receipts(
    period: Period,
    currency: str,
    zone: str,
    moved: Iterable[Moved],
    others: int,
    beside: tuple[Minor, Minor] = (0, 0),
) -> Receipts:
    """The report of what moved, in the organization's days. `beside`: tips, and surcharges."""
    place = ZoneInfo(zone)
    sums: dict[tuple[date, Method], list[int]] = {}
    for each in moved:
        found = sums.setdefault((day_in(each.at, place), each.method), [0, 0, 0])
        found[0] += not each.is_back
        found[2 if each.is_back else 1] += each.amount_minor
    rows = [DayRow(on=on, method=method, **_figures(found)) for (on, method), found in sorted(sums.items())]
    methods = [
        MethodSum(method=method, **_added_up(row for row in rows if row.method is method))
        for method in Method
        if any(row.method is method for row in rows)
    ]
    return Receipts(
        period=period,
        currency=currency,
        total=Received(**_added_up(methods)),
        methods=methods,
        rows=rows,
        other_currency_count=others,
        tip_minor=beside[0],
        surcharge_minor=beside[1],
    )


def _figures(sums: list[int]) -> dict[str, int]:
    count, received, back = sums
    return {
        "count": count,
        "received_minor": received,
        "back_minor": back,
        "net_minor": received - back,
    }


def _added_up(rows: Iterable[Received]) -> dict[str, int]:
    sums = [0, 0, 0]
    for row in rows:
        for place, value in enumerate((row.count, row.received_minor, row.back_minor)):
            sums[place] += value
    return _figures(sums)
