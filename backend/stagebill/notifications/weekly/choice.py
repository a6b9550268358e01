"""Who gets the weekly mail: those of the office who asked for it."""

from datetime import date, datetime
from typing import Final

from stagebill.identity.member import Member
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record

MAIL_WEEKLY: Final = "mail.weekly"
"""The errand that writes the mail of a week, and what its message is called."""


class WeeklyChoice(Record, frozen=True, kw_only=True):
    """What a member said of the weekly mail last; its id is theirs."""

    organization_id: Id
    id: Id
    is_on: bool
    changed_at: datetime


class WeeklyNotWanted(Refusal):
    """The weekly mail goes only to members of the office who want it."""

    kind = Kind.STALE


class WeekIsOver(Refusal):
    """A week's mail is sent once, in the week after it."""

    kind = Kind.STALE


def wants_weekly(role: str, *, active: bool, chosen: bool | None) -> bool:
    """`chosen` is None where nothing was said. Who left, or works on site, gets none whatever they said."""
    return active and role in {"owner", "dispatcher"} and bool(chosen)


def check_asked(member: Member, choice: WeeklyChoice | None, *, monday: date, due_on: date) -> None:
    """Raises WeekIsOver, WeeklyNotWanted."""
    if monday != due_on:
        raise WeekIsOver(monday=monday.isoformat())
    if not wants_weekly(member.role, active=member.active, chosen=choice.is_on if choice else None):
        raise WeeklyNotWanted(member_id=member.id)
