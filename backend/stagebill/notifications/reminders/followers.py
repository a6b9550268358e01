"""The round that carries the plan out: once a day for each company, at its own hour."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.notifications.reminders.cadence import asked_on, is_within_hours
from stagebill.notifications.reminders.mutations import REMIND_BY_PLAN
from stagebill.notifications.reminders.queries import Planning, bills_by_customer, planning, reached
from stagebill.notifications.tables import LOOKED_THROUGH
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Round
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services


async def remind_due(services: Services) -> int:
    """Whoever is first in a day's hours carries the day out; the others find it done. A crash on the way
    begins the day again, and whoever was reminded already has that mutation.
    """
    now, count = services.clock.now(), 0
    for company in await planning(services.database.reader):
        day = now.astimezone(ZoneInfo(company.zone)).date()
        if company.looked_on != day and is_within_hours(company.plan, now, company.zone):
            count += await _carry_out(services, company, day)
    return count


async def _carry_out(services: Services, company: Planning, day: date) -> int:
    reader, organization_id = services.database.reader, company.organization_id
    customers = await reached(reader, organization_id, company.currency)
    bills = await bills_by_customer(reader, organization_id, company.zone)
    due = [
        customer_id
        for customer_id, own in bills.items()
        if customers[customer_id][1] and asked_on(company.plan, own, day)
    ]
    for customer_id in sorted(due):
        await _remind(services, organization_id, customer_id, day)

    async def looked(tx: Tx) -> None:
        await tx.run(LOOKED_THROUGH, organization_id, day)

    await services.database.write(looked)
    return len(due)


async def _remind(services: Services, organization_id: Id, customer_id: Id, day: date) -> None:
    """The id is the customer's day: two workers, or two tries, are one reminder."""
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    mutation_id = derived_id("remind_by_plan", organization_id, customer_id, day.isoformat())
    body = {"customer_id": customer_id, "day": day.isoformat()}
    await apply(services, Mutation(id=mutation_id, type=REMIND_BY_PLAN, body=body), context)


ROUNDS: Final[Sequence[Round]] = (remind_due,)
