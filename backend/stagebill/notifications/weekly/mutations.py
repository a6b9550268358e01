"""Wanting the weekly mail or not, and asking for the mail of a week."""

from datetime import date

import msgspec

from stagebill.identity.member import Member
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.notifications.weekly.choice import MAIL_WEEKLY, WeeklyChoice, check_asked
from stagebill.notifications.weekly.queries import WeeklyChoiceView, answer_choice
from stagebill.notifications.weekly.week import due_monday
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

ASK_WEEKLY = "notifications.ask_weekly"
STOP_WEEKLY = "notifications.stop_weekly"


class ChooseWeekly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turn one's own weekly mail on or off."""

    is_on: bool


class StopWeekly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that a member stopped the weekly mail with the link in one."""

    member_id: Id


class AskWeekly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mail a member the figures of the week before this Monday. Naming the Monday makes each week go out
    once.
    """

    member_id: Id
    monday: date


async def choose_weekly(data: ChooseWeekly, context: Context, tx: Tx) -> Effect:
    """Of oneself alone: no id is given, so none can be another's."""
    if context.member_id is None:
        raise Missing.of(Member)
    return await _chosen(context, tx, context.member_id, is_on=data.is_on)


async def stop_weekly(data: StopWeekly, context: Context, tx: Tx) -> Effect:
    """The page behind the link has judged the link. Again changes nothing that anybody could see."""
    return await _chosen(context, tx, data.member_id, is_on=False)


async def _chosen(context: Context, tx: Tx, member_id: Id, *, is_on: bool) -> Effect:
    member = await tx.load(Member, member_id)
    await tx.find(WeeklyChoice, member.id)
    choice = WeeklyChoice(
        organization_id=context.organization_id, id=member.id, is_on=is_on, changed_at=context.now
    )
    return Effect(id=member.id, records=(choice,))


async def ask_weekly(data: AskWeekly, context: Context, tx: Tx) -> Effect:
    """The figures are read when the mail is written, after commit."""
    member = await tx.load(Member, data.member_id)
    choice = await tx.find(WeeklyChoice, member.id)
    check_asked(member, choice, monday=data.monday, due_on=due_monday(context.now, context.zone))
    payload = {"member_id": member.id, "monday": data.monday.isoformat()}
    errand = Outgoing(kind=MAIL_WEEKLY, dedupe_key=context.mutation_id, payload=payload)
    return Effect(id=member.id, records=(), outgoing=(errand,))


COMMANDS = (
    Command(
        name="notifications.choose_weekly",
        input=ChooseWeekly,
        handler=choose_weekly,
        roles=OFFICE_ROLES,
        route="PUT /api/me/weekly",
        answer=answer_choice,
        view=WeeklyChoiceView,
    ),
    Command(
        name=STOP_WEEKLY,
        input=StopWeekly,
        handler=stop_weekly,
        roles=SYSTEM,
        answer=answer_choice,
        view=WeeklyChoiceView,
    ),
    Command(name=ASK_WEEKLY, input=AskWeekly, handler=ask_weekly, roles=SYSTEM),
)
