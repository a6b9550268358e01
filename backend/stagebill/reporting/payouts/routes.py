"""Payouts over HTTP, for the office alone."""

from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.response import Stream

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.reporting.payouts import queries
from stagebill.reporting.payouts.payout_report import PaymentPayouts, Payouts, PayoutWhole
from stagebill.reporting.reports.routes import as_file
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

Asked = Request[Any, Any, Any]


def _asked(request: Asked) -> tuple[Reader, Context]:
    context = office_of(request)
    services: Services = request.app.state.services
    return services.database.reader, context


@get("/api/reports/payouts", operation_id="reports.payouts", tags=["reports"],
     summary="What processors sent to the bank")  # fmt: skip
async def read_payouts(request: Asked) -> Payouts:
    """The newest first, and what is still at the processors. What an item adds is its amount less its fee."""
    return answer_read(request, await queries.payouts(*_asked(request)))


@get("/api/reports/payouts.csv", operation_id="reports.payouts_csv", tags=["reports"], media_type="text/csv",
     summary="Payouts, as a spreadsheet")  # fmt: skip
async def payouts_csv(request: Asked) -> Stream:
    """Every payout; those in other currencies come after the company's own, each in its own."""
    reader, context = _asked(request)
    return as_file(request, "payouts", context, await queries.payouts(reader, context, whole=True))


@get("/api/payouts/{payout_id:str}", operation_id="reports.payout", tags=["reports"],
     summary="One payout with all that is in it")  # fmt: skip
async def read_payout(request: Asked, payout_id: PathId) -> PayoutWhole:
    """Each movement with the payment, job and customer that it is about."""
    found = await queries.payout(*_asked(request), payout_id)
    return answer_read(request, found)


@get("/api/payments/{payment_id:str}/payouts", operation_id="reports.payouts_of_payment", tags=["reports"],
     summary="The payouts that brought a payment")  # fmt: skip
async def read_payouts_of_payment(request: Asked, payment_id: PathId) -> PaymentPayouts:
    """Which payout it came by; and by which a refund or a dispute of it was taken back."""
    found = await queries.payouts_of(*_asked(request), payment_id)
    return answer_read(request, found)


ROUTES: tuple[BaseRouteHandler, ...] = (read_payouts, payouts_csv, read_payout, read_payouts_of_payment)
