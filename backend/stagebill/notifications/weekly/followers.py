"""The round that asks for the weekly mails: once a week for each company, from its own Monday on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.notifications.tables import WEEK_TOLD
from stagebill.notifications.texts.followers import as_server
from stagebill.notifications.weekly.mutations import ASK_WEEKLY
from stagebill.notifications.weekly.queries import companies, wanting
from stagebill.notifications.weekly.week import due_monday
from stagebill.sync.dispatcher import Round
from stagebill.sync.services import Services

# Rounds follow each other as errands do, by the hundred when phones sync; Mondays do not.
LOOK_EVERY: Final = timedelta(minutes=5)


class NextLook:
    """When this process looks again."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    async def close(self) -> None:
        """Nothing is held open."""


async def ask_due(services: Services) -> int:
    """Whoever is first asks for a week's mails, the others find it told. A crash on the way begins it again,
    and whoever has a mail has that mutation. A company that nobody has looked at yet begins with the week to
    come: what it did before has no mail.
    """
    look = services.tools.setdefault("weekly_look", NextLook())
    assert isinstance(look, NextLook)
    now, count = services.clock.now(), 0
    if look.at is not None and now < look.at:
        return 0
    for company in await companies(services.database.reader):
        monday = due_monday(now, company.zone)
        if company.monday is None or company.monday < monday:
            if company.monday is not None:
                count += await _ask(services, company.organization_id, monday)
            await _told(services, company.organization_id, monday)
    look.at = now + LOOK_EVERY
    return count


async def _ask(services: Services, organization_id: Id, monday: date) -> int:
    """The id is the member's week: two workers, or two tries, are one mail."""
    members = await wanting(services.database.reader, organization_id)
    for member_id in members:
        mutation_id = derived_id("ask_weekly", organization_id, member_id, monday.isoformat())
        body = {"member_id": member_id, "monday": monday.isoformat()}
        await as_server(services, organization_id, mutation_id, ASK_WEEKLY, body)
    return len(members)


async def _told(services: Services, organization_id: Id, monday: date) -> None:
    async def unit(tx: Tx) -> None:
        await tx.run(WEEK_TOLD, organization_id, monday)

    await services.database.write(unit)


ROUNDS: Final[Sequence[Round]] = (ask_due,)
