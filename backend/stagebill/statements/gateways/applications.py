"""Applications for financing that may still come to something, before their invoices are paid together."""

from collections.abc import Iterable
from datetime import date

from stagebill.kernel.ids import Id
from stagebill.paypage.gateways.applications import application_for
from stagebill.statements.statement import Bill
from stagebill.sync.services import Services


async def applied_on(
    services: Services, organization_id: Id, bills: Iterable[Bill], zone: str
) -> date | None:
    """The day of the newest application for one of these invoices that its lender may still pay out."""
    found = await application_for(services, organization_id, [bill.id for bill in bills], zone)
    return found.on if found else None
