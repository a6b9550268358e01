"""Applications for financing that may still come to something, before their invoices are paid otherwise."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from stagebill.kernel.ids import Id
from stagebill.paypage.attempts.queries import applications
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.sync.services import Services


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application at a lender that no program can close there. `is_open`: its customer may be at it now;
    else it was given up here, and the lender may pay it out all the same.
    """

    on: date
    is_open: bool


async def application_for(
    services: Services, organization_id: Id, invoice_ids: Sequence[Id], zone: str
) -> Application | None:
    """The newest application for one of these invoices that its lender may still pay out. Paying them in
    another way gives it up here, and no more.
    """
    now = services.clock.now()
    reader = services.database.reader
    for attempt in await applications(reader, organization_id, invoice_ids) if invoice_ids else ():
        gateway = await gateway_of(services, organization_id, attempt.gateway)
        able = gateway.capabilities() if gateway else None
        if able is not None and not able.can_close and now < attempt.created_at + able.open_for:
            on = attempt.created_at.astimezone(ZoneInfo(zone)).date()
            return Application(on=on, is_open=attempt.state == "open")
    return None
