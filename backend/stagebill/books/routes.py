"""The journal over HTTP: its sums, and files for an accountant. Only for the office."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter

from stagebill.books.account import KINDS, AccountKey, AccountKind
from stagebill.books.exporters.form import FORMS, FormName, files_of, written
from stagebill.books.exporters.ledger import Ledger, account_name
from stagebill.books.journal import balances
from stagebill.books.queries import ChartView, chart_view, ledger
from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.money import Minor, RateBps
from stagebill.kernel.period import Period, period
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

Asked = Request[Any, Any, Any]
PARTS_MAX = 2_000
Part = Annotated[int, QueryParameter(name="part", ge=1, le=PARTS_MAX)]


class BalanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """An account's total in the period: a debit above zero, a credit below."""

    key: AccountKey
    kind: AccountKind
    rate_bps: RateBps | None
    name: str
    code: str
    currency: str
    amount_minor: Minor


class FormView(msgspec.Struct, frozen=True, kw_only=True):
    """A format, and how many files it needs for this period."""

    name: FormName
    parts: int


class JournalView(msgspec.Struct, frozen=True, kw_only=True):
    """A period's entries, counted, its trial balance, and what can be downloaded."""

    period: Period
    currency: str
    entry_count: int
    accounts: list[BalanceRow]
    forms: list[FormView]


def _asked(request: Asked) -> tuple[Reader, Context]:
    context = office_of(request)
    services: Services = request.app.state.services
    return services.database.reader, context


@get("/api/books/journal", operation_id="books.journal", tags=["books"], summary="A period's trial balance")
async def read_journal(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> JournalView:
    """Entries are dated by the day on which Stagebill learned of what happened, so a past period does not
    change.
    """
    asked = period(from_on, to_on)
    found = await ledger(*_asked(request), asked)
    forms = [FormView(name=name, parts=len(files_of(name, found))) for name in FORMS]
    view = JournalView(
        period=asked,
        currency=found.currency,
        entry_count=len(found.entries),
        accounts=_rows(found),
        forms=forms,
    )
    return answer_read(request, view)


def _rows(found: Ledger) -> list[BalanceRow]:
    order = list(AccountKey)
    sums = sorted(
        balances(found.entries).items(),
        key=lambda each: (order.index(each[0][0]), each[0][1] or 0, each[0][2]),
    )
    return [
        BalanceRow(
            key=key,
            kind=KINDS[key],
            rate_bps=rate,
            name=account_name(found.accounts[key], rate),
            code=found.accounts[key].code,
            currency=currency,
            amount_minor=amount,
        )
        for (key, rate, currency), amount in sums
    ]


@get("/api/books/export", operation_id="books.export", tags=["books"], summary="The journal as a file",
     media_type="text/plain")  # fmt: skip
async def export_journal(
    request: Asked,
    form: FromQuery[FormName],
    from_on: FromQuery[date],
    to_on: FromQuery[date],
    part: Part = 1,
) -> Response[bytes]:
    """For QuickBooks Online or Xero (CSV), beancount or hledger. The same period gives the same entries with
    the same ids. QuickBooks takes 1,000 lines in a file and Xero 300: then there are several, by `part`.
    """
    reader, context = _asked(request)
    asked = period(from_on, to_on)
    found = await ledger(reader, context, asked)
    body = written(form, found, part).encode()
    parts = len(files_of(form, found))
    told = f"-{part}-of-{parts}" if parts > 1 else ""
    called = f"{form}-{asked.from_on}-to-{asked.to_on}{told}.{FORMS[form].ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{called}"',
        "Cache-Control": "no-store",
        "ETag": wire.etag(body),
    }
    return Response(body, media_type=FORMS[form].media_type, headers=headers)


@get("/api/books/accounts", operation_id="books.accounts", tags=["books"], summary="The journal's accounts")
async def read_accounts(request: Asked) -> ChartView:
    """Under the company's names."""
    return answer_read(request, await chart_view(*_asked(request)))


ROUTES: tuple[BaseRouteHandler, ...] = (read_journal, export_journal, read_accounts)
