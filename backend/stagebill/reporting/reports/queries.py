"""What reports add up, in SQL that is bounded by what is open or by the period. It may read any table."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final, TypeVar

import msgspec

from stagebill.invoices.queries import BILLED, HELD, OWED, PAID, PENDING
from stagebill.jobs.carried import by_rate
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.schedule import Slot, planned_amounts
from stagebill.jobs.stages.queries import stages_of
from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.period import Period, instants
from stagebill.opening.opening_balance import OPENINGS
from stagebill.payments.payment import Method
from stagebill.payments.placing.queries import OF_PAYMENT
from stagebill.reporting import aging as aged
from stagebill.reporting import work_in_progress as wip
from stagebill.reporting.aging import Aging, AgingRow
from stagebill.reporting.receipts import Moved, Receipts, receipts
from stagebill.reporting.standing_money import (
    CreditRow,
    HeldMoney,
    HeldRow,
    TakenPayment,
    Takings,
    UnappliedCredit,
    takings,
)
from stagebill.reporting.tax_summary import Settled, TaxSummary, tax_summary
from stagebill.reporting.tips.queries import tips_of
from stagebill.reporting.work_in_progress import PlannedPart, ProgressRow, WorkInProgress
from stagebill.sync.scoped import Where

ROWS_SHOWN_MAX: Final = 500
"""As many rows as a screen is sent; sums and files have all of them."""

_READY, _BILLED_OF_STAGE, _KIND, _PPM, _AMOUNT = 7, 11, 1, 3, 4  # places in a row of jobs/stages

_AGING = f"""
WITH open AS MATERIALIZED (
  SELECT j.customer_id AS customer_id, i.due_on AS due_on, {OWED} - {PAID} AS due, {PENDING} AS pending
  FROM invoice i JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  WHERE i.organization_id = $1 AND i.status = 'open'),
aged AS (SELECT customer_id, due_on, due,
  CASE WHEN pending > due THEN due ELSE pending END AS pending FROM open)
SELECT c.id, c.name,
  CAST(coalesce(sum(a.due - a.pending) FILTER (WHERE a.due_on IS NULL OR a.due_on >= $2), 0) AS BIGINT),
  CAST(coalesce(sum(a.due - a.pending) FILTER (WHERE a.due_on < $2 AND a.due_on >= $3), 0) AS BIGINT),
  CAST(coalesce(sum(a.due - a.pending) FILTER (WHERE a.due_on < $3 AND a.due_on >= $4), 0) AS BIGINT),
  CAST(coalesce(sum(a.due - a.pending) FILTER (WHERE a.due_on < $4 AND a.due_on >= $5), 0) AS BIGINT),
  CAST(coalesce(sum(a.due - a.pending) FILTER (WHERE a.due_on < $5), 0) AS BIGINT),
  CAST(sum(a.pending) AS BIGINT), CAST(sum(a.due) AS BIGINT), count(*)
FROM aged a JOIN customer c ON c.organization_id = $1 AND c.id = a.customer_id
GROUP BY c.id, c.name ORDER BY sum(a.due) DESC, c.name, c.id
"""
_PROGRESS = f"""
SELECT j.id, j.number, j.title, j.customer_id, c.name, j.total_minor, coalesce(b.billed, 0),
  coalesce(b.held, 0), coalesce(b.due, 0)
FROM job j JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
LEFT JOIN (SELECT i.job_id AS job_id, CAST(sum({BILLED}) AS BIGINT) AS billed,
    CAST(sum({HELD} - i.released_minor) AS BIGINT) AS held, CAST(sum({OWED} - {PAID}) AS BIGINT) AS due
  FROM invoice i WHERE i.organization_id = $1 AND i.status IN ('open', 'paid') GROUP BY i.job_id) b
  ON b.job_id = j.id
WHERE j.organization_id = $1 AND j.canceled_at IS NULL AND coalesce(b.billed, 0) < j.total_minor
ORDER BY j.total_minor DESC, j.id
"""
_TAKEN = """
SELECT p.taken_at_adjusted, p.method, p.amount_minor, 0 FROM payment p
WHERE p.organization_id = $1 AND p.currency = $2 AND p.taken_at_adjusted >= $3 AND p.taken_at_adjusted < $4
"""
_WENT_BACK = """
SELECT f.created_at, f.method, f.amount_minor, 1 FROM refund f
JOIN payment p ON p.organization_id = f.organization_id AND p.id = f.payment_id
WHERE f.organization_id = $1 AND p.currency = $2 AND f.created_at >= $3 AND f.created_at < $4
UNION ALL
SELECT r.created_at, p.method, r.amount_minor, 1 FROM reversal r
JOIN payment p ON p.organization_id = r.organization_id AND p.id = r.payment_id
WHERE r.organization_id = $1 AND p.currency = $2 AND r.created_at >= $3 AND r.created_at < $4
"""
_SURCHARGES = """
SELECT CAST(coalesce(sum(m.amount), 0) AS BIGINT) FROM (
  SELECT organization_id, payment_id, created_at AS at, amount_minor AS amount FROM surcharge UNION ALL
  SELECT organization_id, payment_id, created_at, -surcharge_minor FROM refund UNION ALL
  SELECT organization_id, payment_id, created_at, -surcharge_minor FROM reversal) m
JOIN payment p ON p.organization_id = m.organization_id AND p.id = m.payment_id AND p.currency = $2
WHERE m.organization_id = $1 AND m.at >= $3 AND m.at < $4
"""
_TAKEN_IN_OTHERS = """
SELECT count(*) FROM payment p
WHERE p.organization_id = $1 AND p.currency <> $2 AND p.taken_at_adjusted >= $3 AND p.taken_at_adjusted < $4
"""
_BILLED_TAX = f"""
SELECT i.taxes FROM invoice i
WHERE i.organization_id = $1 AND i.issued_on >= $2 AND i.issued_on <= $3 AND i.series <> '{OPENINGS}'
"""
_CREDITED_TAX = f"""
SELECT k.taxes FROM credit_note k
JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
WHERE k.organization_id = $1 AND k.issued_on >= $2 AND k.issued_on <= $3 AND i.series <> '{OPENINGS}'
"""
# What ended in the period gives back all that was not credited before.
_ENDED_TAX = f"""
SELECT i.id, i.taxes FROM invoice i
WHERE i.organization_id = $1 AND i.issued_at IS NOT NULL AND i.series <> '{OPENINGS}'
  AND coalesce(i.voided_at, i.canceled_at) >= $2 AND coalesce(i.voided_at, i.canceled_at) < $3
"""
_CREDITED_OF_ENDED = f"""
SELECT k.taxes FROM credit_note k
JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
WHERE k.organization_id = $1 AND i.series <> '{OPENINGS}'
  AND coalesce(i.voided_at, i.canceled_at) >= $2 AND coalesce(i.voided_at, i.canceled_at) < $3
"""
_SETTLED_TAX = f"""
SELECT i.id, i.taxes, {OWED},
  CAST(coalesce(sum(a.amount_minor) FILTER (WHERE a.created_at < $2), 0) AS BIGINT),
  CAST(coalesce(sum(a.amount_minor) FILTER (WHERE a.created_at < $3), 0) AS BIGINT)
FROM invoice i JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
WHERE i.organization_id = $1 AND i.tax_minor <> 0 AND i.series <> '{OPENINGS}' AND i.id IN (
  SELECT l.invoice_id FROM allocation l
  WHERE l.organization_id = $1 AND l.created_at >= $2 AND l.created_at < $3)
GROUP BY i.id, i.taxes, i.total_minor, i.held_minor, i.unheld_minor, i.credited_minor
"""
_CREDITED_OF_SETTLED = """
SELECT k.invoice_id, k.taxes FROM credit_note k
WHERE k.organization_id = $1 AND k.invoice_id IN (
  SELECT l.invoice_id FROM allocation l
  WHERE l.organization_id = $1 AND l.created_at >= $2 AND l.created_at < $3)
"""
_RETAINED = f"""
SELECT j.id, j.number, j.title, j.customer_id, c.name, b.held, b.released, b.held - b.released
FROM (SELECT i.job_id AS job_id, CAST(sum({HELD}) AS BIGINT) AS held,
    CAST(sum(i.released_minor) AS BIGINT) AS released
  FROM invoice i WHERE i.organization_id = $1 AND i.status IN ('open', 'paid') GROUP BY i.job_id
  HAVING sum({HELD} - i.released_minor) <> 0) b
JOIN job j ON j.organization_id = $1 AND j.id = b.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
ORDER BY b.held - b.released DESC, j.id
"""
_LEFT_OF_PAYMENT = """
  p.amount_minor
  - CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM reversal r
      WHERE r.organization_id = p.organization_id AND r.payment_id = p.id) AS BIGINT)
  - CAST((SELECT coalesce(sum(f.amount_minor), 0) FROM refund f
      WHERE f.organization_id = p.organization_id AND f.payment_id = p.id) AS BIGINT)"""
_UNAPPLIED = f"""
WITH open AS MATERIALIZED (
  SELECT coalesce(j.customer_id, c.merged_into, p.matched_customer_id) AS customer_id, p.currency AS currency,
    {_LEFT_OF_PAYMENT} - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
      WHERE a.organization_id = p.organization_id AND a.payment_id = p.id) AS BIGINT) AS unapplied,
    EXISTS (SELECT 1 FROM decision d WHERE d.organization_id = p.organization_id AND d.payment_id = p.id
      AND {OF_PAYMENT}) AS undecided
  FROM payment p
  LEFT JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
  LEFT JOIN customer c ON c.organization_id = p.organization_id AND c.id = p.matched_customer_id
  WHERE p.organization_id = $1)
SELECT o.customer_id, c.name, count(*), CAST(sum(o.unapplied) AS BIGINT),
  CAST(coalesce(sum(o.unapplied) FILTER (WHERE o.undecided), 0) AS BIGINT), o.currency
FROM open o LEFT JOIN customer c ON c.organization_id = $1 AND c.id = o.customer_id
WHERE o.unapplied > 0 GROUP BY o.customer_id, c.name, o.currency
ORDER BY sum(o.unapplied) DESC, c.name, o.customer_id
"""
_TO_HAND_OVER = f"""
SELECT * FROM (
SELECT p.recorded_by, m.name, p.id, p.matched_job_id, j.title, c.name AS customer, p.method,
  {_LEFT_OF_PAYMENT} AS amount, p.taken_at_adjusted AS taken, p.reference, p.receipt
FROM payment p
JOIN member m ON m.organization_id = p.organization_id AND m.id = p.recorded_by
LEFT JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
LEFT JOIN customer c ON c.organization_id = p.organization_id
  AND c.id = coalesce(j.customer_id, p.matched_customer_id)
WHERE p.organization_id = $1 AND p.method IN ('cash', 'check') AND p.source <> 'gateway' AND p.currency = $2
  AND NOT EXISTS (SELECT 1 FROM handed_payment h
    WHERE h.organization_id = p.organization_id AND h.payment_id = p.id AND h.undone_at IS NULL)) t
WHERE t.amount > 0 ORDER BY t.taken, t.id LIMIT {{limit}}
"""
PAYMENTS_SHOWN_MAX: Final = 5_000
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
Row = TypeVar("Row")


async def aging(reader: Reader, context: Context, *, whole: bool = False) -> Aging:
    """What is due today, by customer. `whole`: every row, for a file."""
    edges = [day.isoformat() for day in aged.edges(context.today)]
    rows = [
        AgingRow(
            customer_id=customer_id, customer=name, current_minor=current, days_1_minor=one,
            days_31_minor=two, days_61_minor=three, days_91_minor=older, pending_minor=pending,
            due_minor=due, invoice_count=count,
        )
        for customer_id, name, current, one, two, three, older, pending, due, count in await reader.rows(
            _AGING, context.organization_id, *edges
        )
    ]  # fmt: skip
    shown, left_off = _shown(rows, whole)
    total = aged.added_up(rows)
    return Aging(as_of=context.today, currency=context.currency, total=total, rows=shown, left_off=left_off)


async def work_in_progress(reader: Reader, context: Context, *, whole: bool = False) -> WorkInProgress:
    """Jobs that are not billed whole today."""
    found = await reader.rows(_PROGRESS, context.organization_id)
    within = Where("{0}.organization_id = $1", (context.organization_id,))
    stages = await stages_of(reader, within, [row[0] for row in found]) if found else {}
    rows = [_progress(row, stages.get(row[0], [])) for row in found]
    shown, left_off = _shown(rows, whole)
    total = wip.added_up(rows)
    planned = [row for row in rows if row.done_minor is not None]
    return WorkInProgress(
        as_of=context.today,
        currency=context.currency,
        total=total,
        job_count=len(rows),
        planned_count=len(planned),
        rows=shown,
        left_off=left_off,
    )


def _progress(row: tuple[Any, ...], stages: Sequence[tuple[Any, ...]]) -> ProgressRow:
    job_id, number, title, customer_id, customer, contract, billed, held, due = row
    slots = [
        Slot(percent_ppm=each[_PPM], amount_minor=each[_AMOUNT], billed_minor=each[_BILLED_OF_STAGE])
        for each in stages
    ]
    parts = [
        PlannedPart(
            amount_minor=amount, is_ready=each[_READY] is not None, is_deposit=each[_KIND] == "deposit"
        )
        for each, amount in zip(stages, planned_amounts(slots, contract, billed), strict=True)
    ]
    done = wip.done_minor(parts, contract)
    over, under = wip.beyond(billed, done)
    return ProgressRow(
        job_id=job_id, number=number, title=title, customer_id=customer_id, customer=customer,
        contract_minor=contract, billed_minor=billed, left_minor=contract - billed, done_minor=done,
        over_minor=over, under_minor=under, held_minor=held, due_minor=due,
    )  # fmt: skip


async def payments_by_day(reader: Reader, context: Context, asked: Period) -> Receipts:
    """Money that came and went back in the period."""
    span = (context.organization_id, context.currency, *instants(asked, context.zone))
    rows = chain(await reader.rows(_TAKEN, *span), await reader.rows(_WENT_BACK, *span))
    moved = (Moved(instant_of(at), Method(method), amount, bool(back)) for at, method, amount, back in rows)
    ((others,),) = await reader.rows(_TAKEN_IN_OTHERS, *span)
    beside = await tips_of(reader, context, asked), int((await reader.rows(_SURCHARGES, *span))[0][0])
    return receipts(asked, context.currency, context.zone, moved, others, beside)


async def taxes(reader: Reader, context: Context, asked: Period) -> TaxSummary:
    """Tax that was billed, credited and collected in the period."""
    days = (context.organization_id, asked.from_on.isoformat(), asked.to_on.isoformat())
    span = (context.organization_id, *instants(asked, context.zone))
    billed = [*await reader.rows(_BILLED_TAX, *days), *await reader.rows(_CREDITED_OF_ENDED, *span)]
    ended = [(row[1],) for row in await reader.rows(_ENDED_TAX, *span)]
    credited = [*await reader.rows(_CREDITED_TAX, *days), *ended]
    return tax_summary(
        asked, context.currency, _lines(billed), _lines(credited), await _settled(reader, span)
    )


async def _settled(reader: Reader, span: tuple[Id, datetime, datetime]) -> list[Settled]:
    given_up: dict[Id, list[TaxLine]] = {}
    for invoice_id, lines in await reader.rows(_CREDITED_OF_SETTLED, *span):
        given_up.setdefault(invoice_id, []).extend(_tax_lines.decode(lines))
    return [
        Settled(_less(_tax_lines.decode(lines), given_up.get(invoice_id, ())), owed, before, by_end)
        for invoice_id, lines, owed, before, by_end in await reader.rows(_SETTLED_TAX, *span)
    ]


def _less(lines: Iterable[TaxLine], taken: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    back = (TaxLine(line.rate_bps, -line.base_minor, -line.tax_minor) for line in taken)
    return tuple(TaxLine(rate, *parts) for rate, parts in by_rate((*lines, *back)).items())


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterable[TaxLine]:
    return (line for (lines,) in rows for line in _tax_lines.decode(lines))


async def retainage(reader: Reader, context: Context, *, whole: bool = False) -> HeldMoney:
    """What customers hold back today, by job."""
    names = HeldRow.__struct_fields__
    found = await reader.rows(_RETAINED, context.organization_id)
    rows = [HeldRow(**dict(zip(names, row, strict=True))) for row in found]
    shown, left_off = _shown(rows, whole)
    return HeldMoney(
        as_of=context.today,
        currency=context.currency,
        held_minor=sum(row.held_minor for row in rows),
        rows=shown,
        left_off=left_off,
    )


async def unapplied_credit(reader: Reader, context: Context, *, whole: bool = False) -> UnappliedCredit:
    """What customers have with the company today."""
    found = await reader.rows(_UNAPPLIED, context.organization_id)
    rows = [
        CreditRow(
            customer_id=customer_id,
            customer=name,
            payment_count=count,
            unapplied_minor=unapplied,
            undecided_minor=undecided,
        )
        for customer_id, name, count, unapplied, undecided, currency in found
        if currency == context.currency
    ]
    shown, left_off = _shown(rows, whole)
    return UnappliedCredit(
        as_of=context.today,
        currency=context.currency,
        unapplied_minor=sum(row.unapplied_minor for row in rows),
        undecided_minor=sum(row.undecided_minor for row in rows),
        rows=shown,
        left_off=left_off,
        other_currency_count=sum(row[2] for row in found if row[5] != context.currency),
    )


async def takings_open(reader: Reader, context: Context) -> Takings:
    """Cash and checks that members still have, the oldest first."""
    sql = _TO_HAND_OVER.format(limit=PAYMENTS_SHOWN_MAX)
    taken = [
        (member_id, member, TakenPayment(
            payment_id=payment_id, job_id=job_id, job=job, customer=customer, method=Method(method),
            amount_minor=amount, taken_at=taken_at, reference=reference, receipt=receipt,
        ))
        for member_id, member, payment_id, job_id, job, customer, method, amount, taken_at, reference, receipt
        in await reader.rows(sql, context.organization_id, context.currency)
    ]  # fmt: skip
    return takings(context.today, context.currency, taken)


def _shown(rows: list[Row], whole: bool) -> tuple[list[Row], int]:
    shown = rows if whole else rows[:ROWS_SHOWN_MAX]
    return shown, len(rows) - len(shown)
