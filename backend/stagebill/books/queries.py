"""The facts that a journal is made of, read for a period; and the accounts under the company's names."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from stagebill.books.account import (
    KINDS,
    Account,
    AccountKey,
    AccountKind,
    ChartOfAccounts,
    accounts_of,
    tax_rate_name_of,
)
from stagebill.books.exporters.ledger import Ledger
from stagebill.books.journal import (
    Document,
    Entry,
    EntryKind,
    Movement,
    credited,
    ended,
    in_order,
    issued,
    moved,
)
from stagebill.books.processor import queries as processor
from stagebill.books.processor.paid_out import disputed, paid_out
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.period import Period, day_in, instants
from stagebill.opening.opening_balance import OPENINGS
from stagebill.payments.payment import Method

ENTRIES_MAX: Final = 50_000
"""Of each kind, in one period: more is asked for month by month."""


class JournalTooLong(Refusal):
    """A journal with this many entries must be exported in shorter periods."""

    kind = Kind.STALE


class AccountView(msgspec.Struct, frozen=True):
    """An account: what it is for (`key`), its kind, and the company's name for it."""

    key: AccountKey
    kind: AccountKind
    name: str
    code: str


class ChartView(msgspec.Struct, frozen=True):
    """Every account that a journal posts to. `tax_rate_name` is the rate that Xero gets on each line."""

    id: Id
    accounts: list[AccountView]
    tax_rate_name: str


_INVOICE = """
SELECT i.id, {at}, {on}, i.number, i.customer_name, o.currency, i.total_minor, i.held_minor,
  i.released_minor, i.taxes, i.series, {more}
FROM invoice i JOIN organization o ON o.id = i.organization_id
WHERE i.organization_id = $1 AND i.issued_at IS NOT NULL AND {when} ORDER BY i.id LIMIT {limit}
"""
_ISSUED = _INVOICE.format(
    at="i.issued_at", on="i.issued_on", more="0", when="i.issued_on >= $2 AND i.issued_on <= $3",
    limit=ENTRIES_MAX + 1,
)  # fmt: skip
_ENDED_AT = "coalesce(i.voided_at, i.canceled_at)"
_ENDED = _INVOICE.format(
    at=_ENDED_AT, on="NULL", more="CASE WHEN i.voided_at IS NULL THEN 1 ELSE 0 END",
    when=f"{_ENDED_AT} >= $2 AND {_ENDED_AT} < $3", limit=ENTRIES_MAX + 1,
)  # fmt: skip
_NOTE = """
SELECT k.id, k.created_at, k.issued_on, k.number, i.customer_name, o.currency, k.total_minor, k.unheld_minor,
  0, k.taxes, i.series, i.id
FROM credit_note k JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
JOIN organization o ON o.id = k.organization_id
WHERE k.organization_id = $1 AND {when} ORDER BY k.id LIMIT {limit}
"""
_NOTES = _NOTE.format(when="k.issued_on >= $2 AND k.issued_on <= $3", limit=ENTRIES_MAX + 1)
_NOTES_OF_ENDED = _NOTE.format(when=f"{_ENDED_AT} >= $2 AND {_ENDED_AT} < $3", limit=ENTRIES_MAX + 1)
_OF_PAYMENT = """
  coalesce(nullif(p.reference, ''), nullif(p.receipt, ''), (SELECT i.number FROM invoice i
    WHERE i.organization_id = p.organization_id AND i.id = p.invoice_id)),
  c.name, p.currency, {method}, {received}, {applied},
  EXISTS (SELECT 1 FROM opening_balance b WHERE b.organization_id = p.organization_id
    AND b.payment_id = p.id), p.taken_at_adjusted, {tip}, {surcharge}
FROM payment p
LEFT JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
LEFT JOIN customer m ON m.organization_id = p.organization_id AND m.id = p.matched_customer_id
LEFT JOIN customer c ON c.organization_id = p.organization_id
  AND c.id = coalesce(j.customer_id, m.merged_into, m.id)"""


def _beside(kind: Literal["tip", "surcharge"]) -> str:
    """What came beside payments: under the payment that it came with."""
    sums = {"tip": "0", "surcharge": "0", kind: "t.amount_minor"}
    of_payment = _OF_PAYMENT.format(method="p.method", received="t.amount_minor", applied="0", **sums)
    return f"""
SELECT t.mutation_id, t.created_at,
{of_payment}
JOIN {kind} t ON t.organization_id = p.organization_id AND t.payment_id = p.id
WHERE p.organization_id = $1 AND t.created_at >= $2 AND t.created_at < $3
ORDER BY t.id LIMIT {ENTRIES_MAX + 1}"""


_BESIDE: Final = (_beside("tip"), _beside("surcharge"))
_MONEY: Final[Mapping[EntryKind, str]] = {
    # Under its payment's own id: the payment's entry is under that of its mutation.
    EntryKind.FEE: f"""
SELECT k.id, k.updated_at,
{_OF_PAYMENT.format(method="p.method", received="-k.fee_minor", applied="0", tip="0", surcharge="0")}
JOIN capture k ON k.organization_id = p.organization_id AND k.id = p.id AND k.fee_minor <> 0
WHERE p.organization_id = $1 AND k.updated_at >= $2 AND k.updated_at < $3
ORDER BY k.id LIMIT {ENTRIES_MAX + 1}""",
    EntryKind.PAYMENT: f"""
SELECT p.mutation_id, p.received_at,
{_OF_PAYMENT.format(method="p.method", received="p.amount_minor", applied="0", tip="0", surcharge="0")}
WHERE p.organization_id = $1 AND p.received_at >= $2 AND p.received_at < $3
ORDER BY p.id LIMIT {ENTRIES_MAX + 1}""",
    EntryKind.APPLIED: f"""
SELECT a.mutation_id, a.created_at,
{_OF_PAYMENT.format(method="p.method", received="0", applied="a.amount_minor", tip="0", surcharge="0")}
JOIN allocation a ON a.organization_id = p.organization_id AND a.payment_id = p.id
WHERE p.organization_id = $1 AND a.created_at >= $2 AND a.created_at < $3
ORDER BY a.id LIMIT {ENTRIES_MAX + 1}""",
    EntryKind.REVERSAL: f"""
SELECT r.mutation_id, r.created_at,
{
        _OF_PAYMENT.format(
            method="p.method",
            received="-r.amount_minor - r.tip_minor - r.surcharge_minor",
            applied="0",
            tip="-r.tip_minor",
            surcharge="-r.surcharge_minor",
        )
    }
JOIN reversal r ON r.organization_id = p.organization_id AND r.payment_id = p.id
WHERE p.organization_id = $1 AND r.created_at >= $2 AND r.created_at < $3
ORDER BY r.id LIMIT {ENTRIES_MAX + 1}""",
    EntryKind.REFUND: f"""
SELECT f.mutation_id, f.created_at,
{
        _OF_PAYMENT.format(
            method="f.method",
            received="-f.amount_minor - f.tip_minor - f.surcharge_minor",
            applied="0",
            tip="-f.tip_minor",
            surcharge="-f.surcharge_minor",
        )
    }
JOIN refund f ON f.organization_id = p.organization_id AND f.payment_id = p.id
WHERE p.organization_id = $1 AND f.created_at >= $2 AND f.created_at < $3
ORDER BY f.id LIMIT {ENTRIES_MAX + 1}""",
}
_CHART = "SELECT c.accounts, c.tax_rate_name FROM chart_of_accounts c WHERE c.organization_id = $1"
_LANGUAGE = "SELECT language FROM organization WHERE id = $1"
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
_accounts = msgspec.json.Decoder(dict[AccountKey, Account])


async def journal(reader: Reader, context: Context, asked: Period) -> list[Entry]:
    """The entries of a period, in order. Raises JournalTooLong."""
    zone = ZoneInfo(context.zone)
    days = (context.organization_id, asked.from_on.isoformat(), asked.to_on.isoformat())
    span = (context.organization_id, *instants(asked, context.zone))
    notes_of_ended: dict[Id, list[Document]] = {}
    for document, invoice_id in _documents(await _rows(reader, _NOTES_OF_ENDED, span), zone):
        notes_of_ended.setdefault(invoice_id, []).append(document)
    entries = [
        *(issued(each) for each, _ in _documents(await _rows(reader, _ISSUED, days), zone)),
        *(credited(each) for each, _ in _documents(await _rows(reader, _NOTES, days), zone)),
        *(
            ended(EntryKind.CANCELED if canceled else EntryKind.VOID, each, notes_of_ended.get(each.id, ()))
            for each, canceled in _documents(await _rows(reader, _ENDED, span), zone)
        ),
        *moved([
            _movement(kind, row, zone)
            for kind, sql in (*_MONEY.items(), *((EntryKind.PAYMENT, each) for each in _BESIDE))
            for row in await _rows(reader, sql, span)
        ]),
        *await _of_processor(reader, span, zone),
    ]  # fmt: skip
    return in_order(entries)


async def _of_processor(reader: Reader, span: tuple[Any, ...], zone: ZoneInfo) -> list[Entry]:
    """What reached the bank and came back, and what disputes took and gave back."""
    limit = ENTRIES_MAX + 1
    ends = await _rows(reader, processor.ENDS.format(limit=limit), span)
    parts = await reader.rows(processor.PARTS, *span) if ends else []
    moves = [
        each
        for sql in (processor.MOVES, processor.LOST)
        for each in processor.moves(await _rows(reader, sql.format(limit=limit), span), zone)
    ]
    late = processor.told_later(await _rows(reader, processor.LATE.format(limit=limit), span), zone)
    return [*paid_out([*processor.payouts(ends, parts, zone), *late]), *disputed(moves)]


async def _rows(reader: Reader, sql: str, args: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    rows = await reader.rows(sql, *args)
    if len(rows) > ENTRIES_MAX:
        raise JournalTooLong(entries_max=ENTRIES_MAX)
    return rows


def _documents(rows: list[tuple[Any, ...]], zone: ZoneInfo) -> Iterator[tuple[Document, Any]]:
    for id_, at, on, number, customer, currency, total, held, released, taxes, series, more in rows:
        moment = instant_of(at)
        yield (
            Document(
                id=id_,
                at=moment,
                on=date.fromisoformat(on) if on else day_in(moment, zone),
                number=number,
                customer=customer or "",
                currency=currency,
                total_minor=total,
                held_minor=held,
                released_minor=released,
                taxes=_tax_lines.decode(taxes),
                is_opening=series == OPENINGS,
            ),
            more,
        )


def _movement(kind: EntryKind, row: tuple[Any, ...], zone: ZoneInfo) -> Movement:
    mutation_id, at, number, customer, currency, method, received, applied, is_opening, *rest = row
    taken_at, tip, surcharge = rest
    moment, taken = instant_of(at), instant_of(taken_at)
    # What goes back is ours to give, whoever took in the money at first.
    is_opening = bool(is_opening) and kind is not EntryKind.REFUND
    on = day_in(moment, zone)
    return Movement(
        mutation_id, kind, moment, on, number or "", customer or "", currency, Method(method), received,
        applied, is_opening, day_in(taken, zone) if kind is EntryKind.PAYMENT else on, tip, surcharge,
    )  # fmt: skip


async def ledger(reader: Reader, context: Context, asked: Period) -> Ledger:
    """A period's entries with the company's names, in the company's language."""
    chart = await _chart(reader, context)
    language = "es" if (await reader.rows(_LANGUAGE, context.organization_id))[0][0] == "es" else "en"
    return Ledger(
        entries=await journal(reader, context, asked),
        accounts=accounts_of(chart, language),  # type: ignore[arg-type]
        currency=context.currency,
        language=language,  # type: ignore[arg-type]
        tax_rate_name=tax_rate_name_of(chart),
    )


async def chart_view(reader: Reader, context: Context) -> ChartView:
    """Every account under the company's name for it."""
    chart = await _chart(reader, context)
    language = (await reader.rows(_LANGUAGE, context.organization_id))[0][0]
    accounts = accounts_of(chart, language)
    views = [AccountView(key, KINDS[key], account.name, account.code) for key, account in accounts.items()]
    return ChartView(context.organization_id, views, tax_rate_name_of(chart))


async def answer_chart(reader: Reader, context: Context, _: Id) -> ChartView:
    """The accounts after a mutation."""
    return await chart_view(reader, context)


async def _chart(reader: Reader, context: Context) -> ChartOfAccounts | None:
    rows = await reader.rows(_CHART, context.organization_id)
    if not rows:
        return None
    return ChartOfAccounts(
        organization_id=context.organization_id,
        id=context.organization_id,
        accounts=_accounts.decode(rows[0][0]),
        tax_rate_name=rows[0][1],
        updated_at=context.now,
    )
