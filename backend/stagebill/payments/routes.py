"""Reading payments and decisions over HTTP."""

from datetime import date
from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery

from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.period import span
from stagebill.payments.decision import Decision
from stagebill.payments.payment import Payment
from stagebill.payments.queries import (
    DecisionView,
    PaymentView,
    Taken,
    decision_page,
    decision_views,
    payment_page,
    payment_records,
    with_outcome,
)
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, page, place_of
from stagebill.sync.rest import context_of, office_of, services_of

AnyRequest = Request[Any, Any, Any]


def _office(request: AnyRequest) -> Scope:
    return Scope.of(office_of(request))


@get("/api/payments", operation_id="payments.list", summary="Payments, newest first", tags=["payments"])
async def list_payments(
    request: AnyRequest,
    job_id: FromQuery[Id | None] = None,
    customer_id: FromQuery[Id | None] = None,
    taken_from: FromQuery[date | None] = None,
    taken_to: FromQuery[date | None] = None,
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
) -> Page[PaymentView]:
    """Money received, with where it went: of a job, of a customer, taken on the days from one to the other,
    both included, where the company is.
    """
    context = context_of(request)
    since, before = span(taken_from, taken_to, context.zone)
    found = await payment_page(
        services_of(request).database.reader,
        Scope.of(context),
        Taken(job_id, customer_id, since, before),
        limit=limit,
        after=place_of(cursor, 2),
    )
    views = [with_outcome(payment) for payment in found]
    return answer_read(request, page(views, limit, ("received_at", "id")))


@get("/api/payments/{payment_id:str}", operation_id="payments.read", summary="One payment", tags=["payments"])
async def read_payment(request: AnyRequest, payment_id: PathId) -> PaymentView:
    """One payment, with where its money is."""
    scope = Scope.of(context_of(request))
    found = await payment_records(services_of(request).database.reader, scope, [payment_id])
    if not found:
        raise Missing.of(Payment, id=payment_id)
    return answer_read(request, with_outcome(found[0]))


@get(
    "/api/decisions", operation_id="decisions.list", summary="Money that needs a decision", tags=["payments"]
)
async def list_decisions(
    request: AnyRequest,
    resolved: FromQuery[bool] = False,
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
) -> Page[DecisionView]:
    """What needs a decision, each with its one-tap proposals; with `resolved=true`, what was decided."""
    found = await decision_page(
        services_of(request).database.reader,
        _office(request),
        resolved=resolved,
        limit=limit,
        after=place_of(cursor, 2),
    )
    return answer_read(request, page(found, limit, ("opened_at", "id")))


@get(
    "/api/decisions/{decision_id:str}",
    operation_id="decisions.read",
    summary="One decision",
    tags=["payments"],
)
async def read_decision(request: AnyRequest, decision_id: PathId) -> DecisionView:
    """One row of money that needs a decision."""
    found = await decision_views(services_of(request).database.reader, _office(request), [decision_id])
    if not found:
        raise Missing.of(Decision, id=decision_id)
    return answer_read(request, found[0])


ROUTES: tuple[BaseRouteHandler, ...] = (
    list_payments,
    read_payment,
    list_decisions,
    read_decision,
)
