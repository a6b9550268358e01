"""Tips by technician and day. A tip is shared equally by the crew that was on its job when it came.

Of a payment for several jobs each has its own part. What goes back is taken of all of them, in proportion to
what each has left, so that a tip that went back whole is nothing for everybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, split
from stagebill.kernel.period import Period, day_in
from stagebill.payments.tip import by_member


class TipMoved(NamedTuple):
    """What came as a tip of a payment for one of its jobs, or (below zero, of no job) went back of it."""

    payment_id: Id
    at: datetime
    amount_minor: Minor
    crew: tuple[Id, ...] = ()
    job_id: Id | None = None


class _Part(Struct):
    """What one job's crew has of a payment's tip."""

    crew: tuple[Id, ...]
    left_minor: Minor = 0


class TipSum(Struct, frozen=True, kw_only=True):
    """`back_minor` went back to customers; `net_minor` is the crew's."""

    received_minor: Minor = 0
    back_minor: Minor = 0
    net_minor: Minor = 0


class MemberTips(TipSum, frozen=True, kw_only=True):
    """Of one technician; null: nobody was on the job."""

    member_id: Id | None
    member: str | None


class DayTips(MemberTips, frozen=True, kw_only=True):
    """Of one technician on one day."""

    on: date


class Tips(Struct, frozen=True, kw_only=True):
    """Days without tips have no row."""

    period: Period
    currency: str
    total: TipSum
    members: list[MemberTips]
    rows: list[DayTips]


def tips(
    period: Period, currency: str, zone: str, moved: Iterable[TipMoved], names: Mapping[Id, str]
) -> Tips:
    """`moved`: all of each payment that has any in the period, in the order in which it happened."""
    place, parts = ZoneInfo(zone), defaultdict[Id, dict[Id | None, _Part]](dict)
    sums: dict[tuple[date, str], list[Minor]] = {}
    for each in moved:
        on = day_in(each.at, place)
        for member_id, minor in _whose(each, parts[each.payment_id]):
            if period.from_on <= on <= period.to_on:
                found = sums.setdefault((on, member_id or ""), [0, 0])
                found[each.amount_minor < 0] += abs(minor)
    rows = [
        DayTips(on=on, member_id=member_id or None, member=names.get(member_id), **_figures([found]))
        for (on, member_id), found in sorted(sums.items(), key=lambda row: (row[0][0], row[0][1]))
    ]
    people = sorted({row.member_id or "" for row in rows}, key=lambda each: names.get(each, "￿"))
    members = [
        MemberTips(
            member_id=member_id or None,
            member=names.get(member_id),
            **_figures(found for (_, whose), found in sums.items() if whose == member_id),
        )
        for member_id in people
    ]
    total = TipSum(**_figures(sums.values()))
    return Tips(period=period, currency=currency, total=total, members=members, rows=rows)


def _whose(moved: TipMoved, parts: dict[Id | None, _Part]) -> Iterator[tuple[Id | None, Minor]]:
    """Who gets or loses how much of it, to the cent."""
    if moved.amount_minor > 0:
        part = parts.setdefault(moved.job_id, _Part(moved.crew))
        moves = [(part, moved.amount_minor)]
    else:
        lefts = [part.left_minor for part in parts.values()]
        if not any(lefts):  # a clock that was set back: nobody has what went
            parts, lefts = {None: _Part(())}, [1]
        moves = list(zip(parts.values(), split(moved.amount_minor, lefts), strict=True))
    for part, minor in moves:
        before = by_member(part.left_minor, part.crew)
        part.left_minor += minor
        for member_id, after_minor in by_member(part.left_minor, part.crew).items():
            yield member_id, after_minor - before[member_id]


def _figures(sums: Iterable[list[Minor]]) -> dict[str, Minor]:
    found = list(sums)
    received, back = sum(each[0] for each in found), sum(each[1] for each in found)
    return {"received_minor": received, "back_minor": back, "net_minor": received - back}
