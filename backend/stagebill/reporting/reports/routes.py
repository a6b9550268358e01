"""Reports over HTTP: as JSON for a screen, and each as a file for a spreadsheet. For the office alone."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery
from litestar.response import Stream

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.period import period
from stagebill.reporting.aging import Aging
from stagebill.reporting.receipts import Receipts
from stagebill.reporting.reports import queries
from stagebill.reporting.sheet import Report, csv_lines
from stagebill.reporting.standing_money import HeldMoney, Takings, UnappliedCredit
from stagebill.reporting.tax_summary import TaxSummary
from stagebill.reporting.work_in_progress import WorkInProgress
from stagebill.spreadsheets.words import reader_of
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

Asked = Request[Any, Any, Any]


def _asked(request: Asked) -> tuple[Reader, Context]:
    context = office_of(request)
    services: Services = request.app.state.services
    return services.database.reader, context


@get("/api/reports/aging", operation_id="reports.aging", tags=["reports"], summary="What is due, by age")
async def read_aging(request: Asked) -> Aging:
    """By customer and days past the due date; what is on its way by bank debit stands apart. `due_minor` of
    the total is what the list of open invoices adds up to.
    """
    return answer_read(request, await queries.aging(*_asked(request)))


@get("/api/reports/work-in-progress", operation_id="reports.work_in_progress", tags=["reports"],
     summary="Billed against done, by job")  # fmt: skip
async def read_work_in_progress(request: Asked) -> WorkInProgress:
    """Jobs that are not billed whole. Done is what the planned stages say that are ready; `done_minor` is
    null for a job without a plan.
    """
    found = await queries.work_in_progress(*_asked(request))
    return answer_read(request, found)


@get("/api/reports/payments", operation_id="reports.payments", tags=["reports"],
     summary="Money received, by day and method")  # fmt: skip
async def read_payments(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> Receipts:
    """Taken on these days where the company is, both included; what went back stands on the day it went."""
    found = await queries.payments_by_day(*_asked(request), period(from_on, to_on))
    return answer_read(request, found)


@get("/api/reports/tax", operation_id="reports.tax", tags=["reports"], summary="Tax by rate")
async def read_tax(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> TaxSummary:
    """Billed on these days less what was credited and voided on them, and what was collected."""
    found = await queries.taxes(*_asked(request), period(from_on, to_on))
    return answer_read(request, found)


@get("/api/reports/retainage", operation_id="reports.retainage", tags=["reports"],
     summary="What is held back, by job")  # fmt: skip
async def read_retainage(request: Asked) -> HeldMoney:
    """Held back and not released yet."""
    return answer_read(request, await queries.retainage(*_asked(request)))


@get("/api/reports/credit", operation_id="reports.credit", tags=["reports"],
     summary="Unapplied money, by customer")  # fmt: skip
async def read_credit(request: Asked) -> UnappliedCredit:
    """Money that settles no invoice; what of it waits for a decision is said apart."""
    found = await queries.unapplied_credit(*_asked(request))
    return answer_read(request, found)


@get("/api/reports/takings", operation_id="reports.takings", tags=["reports"],
     summary="Cash and checks with the crew")  # fmt: skip
async def read_takings(request: Asked) -> Takings:
    """What each member recorded as cash or check and has not handed over."""
    return answer_read(request, await queries.takings_open(*_asked(request)))


def as_file(request: Asked, name: str, context: Context, report: Report) -> Stream:
    """A report as a file that is saved under its name and this day."""

    async def lines() -> AsyncIterator[str]:
        for line in csv_lines(report, reader_of(context.language)):
            yield line

    called = f"{name}-{context.today.isoformat()}.csv"
    return Stream(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{called}"', "Cache-Control": "no-store"},
    )


@get("/api/reports/aging.csv", operation_id="reports.aging_csv", tags=["reports"], media_type="text/csv",
     summary="What is due, by age, as a spreadsheet")  # fmt: skip
async def aging_csv(request: Asked) -> Stream:
    """Every customer who owes something, and the total."""
    reader, context = _asked(request)
    return as_file(request, "aging", context, await queries.aging(reader, context, whole=True))


@get("/api/reports/work-in-progress.csv", operation_id="reports.work_in_progress_csv", tags=["reports"],
     media_type="text/csv", summary="Billed against done, as a spreadsheet")  # fmt: skip
async def work_in_progress_csv(request: Asked) -> Stream:
    """Every running job, and the total."""
    reader, context = _asked(request)
    report = await queries.work_in_progress(reader, context, whole=True)
    return as_file(request, "work-in-progress", context, report)


@get("/api/reports/payments.csv", operation_id="reports.payments_csv", tags=["reports"],
     media_type="text/csv", summary="Money received by day, as a spreadsheet")  # fmt: skip
async def payments_csv(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> Stream:
    """Each day's sum by method, and the total."""
    reader, context = _asked(request)
    report = await queries.payments_by_day(reader, context, period(from_on, to_on))
    return as_file(request, "payments-by-day", context, report)


@get("/api/reports/tax.csv", operation_id="reports.tax_csv", tags=["reports"], media_type="text/csv",
     summary="Tax by rate, as a spreadsheet")  # fmt: skip
async def tax_csv(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> Stream:
    """Each rate of the period."""
    reader, context = _asked(request)
    report = await queries.taxes(reader, context, period(from_on, to_on))
    return as_file(request, "tax", context, report)


@get("/api/reports/retainage.csv", operation_id="reports.retainage_csv", tags=["reports"],
     media_type="text/csv", summary="What is held back, as a spreadsheet")  # fmt: skip
async def retainage_csv(request: Asked) -> Stream:
    """Every job on which something is held back."""
    reader, context = _asked(request)
    return as_file(request, "retainage", context, await queries.retainage(reader, context, whole=True))


@get("/api/reports/credit.csv", operation_id="reports.credit_csv", tags=["reports"], media_type="text/csv",
     summary="Unapplied money, as a spreadsheet")  # fmt: skip
async def credit_csv(request: Asked) -> Stream:
    """Every customer with unapplied money."""
    reader, context = _asked(request)
    return as_file(request, "credit", context, await queries.unapplied_credit(reader, context, whole=True))


@get("/api/reports/takings.csv", operation_id="reports.takings_csv", tags=["reports"],
     media_type="text/csv", summary="Cash and checks with the crew, as a spreadsheet")  # fmt: skip
async def takings_csv(request: Asked) -> Stream:
    """Every payment that is not handed over."""
    reader, context = _asked(request)
    return as_file(request, "takings", context, await queries.takings_open(reader, context))


ROUTES: tuple[BaseRouteHandler, ...] = (
    read_aging, read_work_in_progress, read_payments, read_tax, read_retainage, read_credit, read_takings,
    aging_csv, work_in_progress_csv, payments_csv, tax_csv, retainage_csv, credit_csv, takings_csv,
)  # fmt: skip
