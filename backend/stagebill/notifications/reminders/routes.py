"""What will be sent next, and what holds it back."""

from datetime import date
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from stagebill.customers.queries import customer_view
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import invoice_records
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.notifications.queries import ReturnedView
from stagebill.notifications.reminders import queries
from stagebill.notifications.reminders.cadence import AHEAD_DAYS_MAX, next_asked
from stagebill.notifications.reminders.hold import hold_id
from stagebill.notifications.reminders.queries import HoldView, NextReminder
from stagebill.settings.queries import settings_view
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import context_of, office_of, services_of
from stagebill.sync.services import Services

Anyone = Request[Any, Any, Any]
Days = Annotated[int, QueryParameter(name="days", ge=1, le=AHEAD_DAYS_MAX)]


class Upcoming(msgspec.Struct, frozen=True, kw_only=True):
    """The next reminder of each customer who will get one, the soonest first."""

    items: list[NextReminder]


class InvoiceReminders(msgspec.Struct, frozen=True, kw_only=True):
    """What holds reminders of an invoice back, and when the next one comes by plan."""

    hold: HoldView | None
    customer_hold: HoldView | None
    next_on: date | None


class CustomerReminders(msgspec.Struct, frozen=True, kw_only=True):
    """What holds all reminders to a customer back, what they will be reminded of next by plan, and the
    addresses that mail comes back from.
    """

    hold: HoldView | None
    next: NextReminder | None
    returned: list[ReturnedView]


@get("/api/reminders/upcoming", operation_id="notifications.list_upcoming",
     summary="Reminders that will be sent", tags=["notifications"])  # fmt: skip
async def list_upcoming(request: Anyone, days: Days = 14) -> Upcoming:
    """If nothing changes until then: who pays, promises or is skipped is not reminded."""
    services, context = services_of(request), office_of(request, "notifications.list_upcoming")
    found = await _upcoming(services, context, days)
    return answer_read(request, Upcoming(items=found))


@get("/api/invoices/{invoice_id:str}/reminders", operation_id="notifications.read_reminders",
     summary="Reminders of an invoice", tags=["notifications"])  # fmt: skip
async def read_reminders(request: Anyone, invoice_id: PathId) -> InvoiceReminders:
    """By plan; what somebody sends by hand is not foreseen."""
    services, context = services_of(request), context_of(request)
    reader, scope = services.database.reader, Scope.of(context)
    found = await invoice_records(reader, scope, [invoice_id])
    if not found:
        raise Missing.of(Invoice, id=invoice_id)
    customer_id = found[0].customer_id
    coming = await _upcoming(services, context, AHEAD_DAYS_MAX, customer_id)
    named = [each.on for each in coming for one in each.invoices if one.invoice_id == invoice_id]
    view = InvoiceReminders(
        hold=await queries.hold_view(reader, context.organization_id, hold_id(invoice_id)),
        customer_hold=await queries.customer_hold_view(reader, context.organization_id, customer_id),
        next_on=named[0] if named else None,
    )
    return answer_read(request, view)


@get("/api/customers/{customer_id:str}/reminders", operation_id="notifications.read_customer_reminders",
     summary="Reminders of a customer", tags=["notifications"])  # fmt: skip
async def read_customer_reminders(request: Anyone, customer_id: PathId) -> CustomerReminders:
    """By plan, of all their invoices."""
    services = services_of(request)
    context = office_of(request, "notifications.read_customer_reminders")
    reader, scope = services.database.reader, Scope.of(context)
    await customer_view(reader, scope, customer_id)
    coming = await _upcoming(services, context, AHEAD_DAYS_MAX, customer_id)
    view = CustomerReminders(
        hold=await queries.customer_hold_view(reader, context.organization_id, customer_id),
        next=coming[0] if coming else None,
        returned=await queries.returned_of(reader, context.organization_id, customer_id),
    )
    return answer_read(request, view)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (list_upcoming, read_reminders, read_customer_reminders)


async def _upcoming(
    services: Services, context: Context, days: int, customer_id: Id | None = None
) -> list[NextReminder]:
    reader, scope = services.database.reader, Scope.of(context)
    plan = (await settings_view(reader, scope)).reminders
    if not plan.is_on:
        return []
    customers = await queries.reached(reader, scope.organization_id, context.currency)
    bills = await queries.bills_by_customer(reader, scope.organization_id, context.zone, customer_id)
    coming = [(each, next_asked(plan, own, context.today, days)) for each, own in bills.items()]
    shown = [
        NextReminder(each, customers[each][0], found[0], queries.asked_views(found[1]), customers[each][1])
        for each, found in coming
        if found is not None
    ]
    return sorted(shown, key=lambda one: (one.on, one.customer_name))
