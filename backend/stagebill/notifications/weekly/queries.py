"""Who wants the weekly mail, which week was told last, and whom a message to a member is for."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.notifications.stop_page import StopPage
from stagebill.notifications.weekly.choice import wants_weekly
from stagebill.paypage.page.pay_page import Company

_COMPANIES: Final = """
-- every organization: each has a Monday of its own
SELECT o.id, o.zone, l.monday FROM organization o LEFT JOIN weekly_look l ON l.organization_id = o.id
"""
_OFFICE: Final = """
SELECT m.id, m.role, m.active, w.is_on FROM member m
LEFT JOIN weekly_choice w ON w.organization_id = m.organization_id AND w.id = m.id
WHERE m.organization_id = $1 AND m.role IN ('owner', 'dispatcher') AND m.active ORDER BY m.id
"""
_ADDRESSED: Final = """
SELECT coalesce(s.trade_name, o.name), o.currency, o.zone, o.language, s.phone, s.email, s.accent,
  s.logo_sha256, m.name, m.email, m.language, m.role, m.active, w.is_on
FROM member m JOIN organization o ON o.id = m.organization_id
LEFT JOIN settings s ON s.organization_id = m.organization_id
LEFT JOIN weekly_choice w ON w.organization_id = m.organization_id AND w.id = m.id
WHERE m.organization_id = $1 AND m.id = $2
"""


class Looked(NamedTuple):
    """A company, and the Monday whose mail was sent last; None where nobody has looked yet."""

    organization_id: Id
    zone: str
    monday: date | None


class Addressed(NamedTuple):
    """A member to whom something is written. `customer_name` is theirs: every letter names its reader so."""

    company: Company
    customer_name: str
    email: str
    language: str
    is_wanted: bool
    has_chosen: bool


class WeeklyChoiceView(msgspec.Struct, frozen=True):
    """Whether the member who asks gets the weekly mail."""

    is_on: bool


async def companies(reader: Reader) -> list[Looked]:
    """All of them."""
    return [Looked(row[0], row[1], _day(row[2])) for row in await reader.rows(_COMPANIES)]


async def wanting(reader: Reader, organization_id: Id) -> list[Id]:
    """Those of the office who get the weekly mail."""
    rows = await reader.rows(_OFFICE, organization_id)
    return [
        member_id
        for member_id, role, active, chosen in rows
        if wants_weekly(role, active=bool(active), chosen=None if chosen is None else bool(chosen))
    ]


async def addressed(reader: Reader, organization_id: Id, member_id: Id) -> Addressed | None:
    """A member as a mail addresses them; None where there is no such member."""
    rows = await reader.rows(_ADDRESSED, organization_id, member_id)
    return _addressed(rows[0]) if rows else None


def _addressed(row: Sequence[Any]) -> Addressed:
    (name, currency, zone, spoken, phone, email, accent, logo, member, address, language, role, active,
     chosen) = row  # fmt: skip
    company = Company(
        name=name, currency=currency, zone=zone, language=spoken, phone=phone, email=email, accent=accent,
        logo=logo,
    )  # fmt: skip
    said = None if chosen is None else bool(chosen)
    wanted = wants_weekly(role, active=bool(active), chosen=said)
    return Addressed(company, member, address, language, wanted, said is not None)


async def stop_page_of(reader: Reader, organization_id: Id, member_id: Id) -> StopPage | None:
    """What a member sees who wants no more weekly mail; None where there is no such member."""
    found = await addressed(reader, organization_id, member_id)
    return StopPage(found.company, found.language, not found.is_wanted) if found else None


async def answer_choice(reader: Reader, context: Context, member_id: Id) -> WeeklyChoiceView:
    """After a mutation."""
    found = await addressed(reader, context.organization_id, member_id)
    return WeeklyChoiceView(found is not None and found.is_wanted)


def _day(stored: date | str | None) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
