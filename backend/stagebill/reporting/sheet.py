"""A report as the rows of a spreadsheet: a heading, every row, and the total where the report has one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from stagebill.kernel.context import Language
from stagebill.kernel.money import exponent
from stagebill.reporting.aging import Aging
from stagebill.reporting.payouts.payout_report import Payouts, PayoutView
from stagebill.reporting.receipts import Receipts
from stagebill.reporting.standing_money import HeldMoney, Takings, UnappliedCredit
from stagebill.reporting.tax_summary import TaxSummary
from stagebill.reporting.tips.tip_report import Tips
from stagebill.reporting.words import heading
from stagebill.reporting.work_in_progress import WorkInProgress
from stagebill.spreadsheets import writing
from stagebill.spreadsheets.words import in_words
from stagebill.spreadsheets.writing import Cell

Report = (
    Aging | WorkInProgress | Receipts | TaxSummary | HeldMoney | UnappliedCredit | Takings | Payouts | Tips
)

_BUCKETS: Final = (
    "current_minor", "days_1_minor", "days_31_minor", "days_61_minor", "days_91_minor", "pending_minor",
    "due_minor", "invoice_count",
)  # fmt: skip
_PROGRESS: Final = (
    "contract_minor", "billed_minor", "left_minor", "done_minor", "over_minor", "under_minor", "held_minor",
    "due_minor",
)  # fmt: skip
_MOVED: Final = ("count", "received_minor", "back_minor", "net_minor")
_TIPS: Final = ("received_minor", "back_minor", "net_minor")
_TAX: Final = (
    "billed_base_minor", "billed_tax_minor", "credited_base_minor", "credited_tax_minor",
    "collected_tax_minor",
)  # fmt: skip
_HELD: Final = ("retained_minor", "released_minor", "held_minor")
_CREDIT: Final = ("payment_count", "unapplied_minor", "undecided_minor")
_PAID_OUT: Final = (
    "gross_minor", "fee_minor", "refund_minor", "dispute_minor", "other_minor", "amount_minor",
)  # fmt: skip
_DAY: Final = 10


def csv_lines(report: Report, language: Language) -> Iterator[str]:
    """The file, line by line. Text that a spreadsheet would run as a formula is made harmless."""
    columns, rows = _table(report, language)
    yield writing.head(heading(language, column) for column in (*columns, "currency"))
    yield from _lines(columns, rows, report.currency)
    for other in report.others if isinstance(report, Payouts) else ():
        yield from _lines(columns, _paid_out(other.rows, language), other.currency)


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]], currency: str) -> Iterator[str]:
    """Each row names its currency, and has as many decimals as that."""
    decimals = exponent(currency)
    for row in rows:
        cells = (_cell(column, value, decimals) for column, value in zip(columns, row, strict=True))
        yield writing.line((*cells, currency))


def _table(report: Report, language: Language) -> tuple[tuple[str, ...], Iterable[Sequence[Any]]]:
    total = heading(language, "total")
    columns: tuple[str, ...]
    match report:
        case Aging():
            columns = ("customer", *_BUCKETS)
            return columns, [*_of(report.rows, columns), (total, *_values(report.total, _BUCKETS))]
        case WorkInProgress():
            columns = ("number", "title", "customer", *_PROGRESS)
            last = (total, None, None, *_values(report.total, _PROGRESS))
            return columns, [*_of(report.rows, columns), last]
        case Receipts():
            columns = ("on", "method", *_MOVED)
            rows = [(row.on, in_words(language, f"method_{row.method}"), *_values(row, _MOVED))
                    for row in report.rows]  # fmt: skip
            return columns, [*rows, (total, None, *_values(report.total, _MOVED))]
        case TaxSummary():
            return ("rate", *_TAX), [
                (Decimal(row.rate_bps).scaleb(-2), *_values(row, _TAX)) for row in report.rows
            ]
        case HeldMoney():
            columns = ("number", "title", "customer", *_HELD)
            return columns, _of(report.rows, columns)
        case UnappliedCredit():
            nobody = heading(language, "nobody")
            return ("customer", *_CREDIT), [
                (row.customer or nobody, *_values(row, _CREDIT)) for row in report.rows
            ]
        case Tips():
            nobody = heading(language, "nobody")
            rows = [(row.on, row.member or nobody, *_values(row, _TIPS)) for row in report.rows]
            return ("on", "member", *_TIPS), [*rows, (total, None, *_values(report.total, _TIPS))]
        case Payouts():
            columns = ("arrival_on", "state", "gateway", "gateway_ref", "payment_count", *_PAID_OUT)
            return columns, _paid_out(report.rows, language)
        case Takings():
            columns = ("member", "taken_at", "method", "title", "customer", "reference", "receipt",
                       "amount_minor")  # fmt: skip
            return columns, [
                (row.member, each.taken_at, in_words(language, f"method_{each.method}"), each.job,
                 each.customer, each.reference, each.receipt, each.amount_minor)
                for row in report.rows for each in row.payments
            ]  # fmt: skip


def _paid_out(rows: Iterable[PayoutView], language: Language) -> list[Sequence[Any]]:
    """Of one that is only its sum, nobody knows what is in it."""
    return [
        (row.arrival_on, heading(language, f"state_{row.state}"), row.gateway, row.gateway_ref,
         *(_values(row, ("payment_count", *_PAID_OUT)) if row.is_itemized
           else (None, *[None] * len(_PAID_OUT[1:]), row.amount_minor)))
        for row in rows
    ]  # fmt: skip


def _of(rows: Iterable[Any], columns: Sequence[str]) -> list[Sequence[Any]]:
    return [_values(row, columns) for row in rows]


def _values(row: Any, names: Sequence[str]) -> Sequence[Any]:
    return [getattr(row, name) for name in names]


def _cell(column: str, value: Any, decimals: int) -> Cell:
    if value is not None and column.endswith("_minor"):
        return writing.money(value, decimals)
    if column == "taken_at":
        return str(value)[:_DAY]
    if isinstance(value, datetime | date):
        return value.isoformat()[:_DAY]
    return value if isinstance(value, str | int | Decimal) else None
