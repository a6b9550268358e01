"""Applications for financing that may still come to something, before their invoices are paid otherwise."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from stagebill.kernel.ids import Id
from stagebill.paypage.attempts.queries import applications
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.statements.statement import Bill
from stagebill.sync.services import Services


async def applied_on(
    services: Services, organization_id: Id, bills: Iterable[Bill], zone: str
) -> date | None:
    """The day of the newest application for one of these invoices that its lender may still pay out. Paying
    them together gives it up here, and no program can close it there.
    """
    ids, now = [bill.id for bill in bills], services.clock.now()
    for attempt in await applications(services.database.reader, organization_id, ids) if ids else ():
        gateway = await gateway_of(services, organization_id, attempt.gateway)
        able = gateway.capabilities() if gateway else None
        if able is not None and not able.can_close and now < attempt.created_at + able.open_for:
            return attempt.created_at.astimezone(ZoneInfo(zone)).date()
    return None
