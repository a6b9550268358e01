"""The figures of a week, asked of the same queries as the reports and lists that its lines lead to."""

from datetime import date
from typing import Final

from stagebill.invoices.concerns.queries import concerns_of
from stagebill.invoices.lists.queries import invoice_places, invoice_summary
from stagebill.invoices.queries import OWED, PAID, PENDING, InvoiceRecord, invoice_records
from stagebill.invoices.wanted import Wanted
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.period import Period
from stagebill.payments.queries import decision_page
from stagebill.questions.queries import question_page
from stagebill.reporting.payouts.queries import payouts
from stagebill.reporting.reports.queries import aging, payments_by_day, work_in_progress
from stagebill.reporting.weekly.digest import OLDEST_SHOWN_MAX, Counted, Digest, Late
from stagebill.sync.command import Scope

WAITING_MAX: Final = 1_000

# A promise that a customer gave for an invoice; one that is covered by money on its way was kept.
_LAPSED: Final = f"""
SELECT count(*), CAST(coalesce(sum(o.due), 0) AS BIGINT) FROM (
  SELECT {OWED} - {PAID} AS due, {PENDING} AS pending
  FROM reminder_hold h JOIN invoice i ON i.organization_id = h.organization_id AND i.id = h.invoice_id
  WHERE h.organization_id = $1 AND h.is_on AND h.why = 'promised' AND h.until < $2 AND i.status = 'open') o
WHERE o.due > o.pending
"""


async def digest(reader: Reader, context: Context, scope: Scope, period: Period) -> Digest:
    """A week, as the office sees it."""
    receipts = await payments_by_day(reader, context, period)
    wanted = Wanted(today=context.today, issued_from=period.from_on, issued_to=period.to_on)
    invoiced = await invoice_summary(reader, context, scope, wanted)
    lists = await invoice_summary(reader, context, scope, Wanted(today=context.today))
    due = (await aging(reader, context)).total
    decided = await decision_page(reader, scope, resolved=False, limit=WAITING_MAX, after=None)
    ours = [each.amount_minor for each in decided if each.currency == context.currency]
    asked = await question_page(reader, scope, invoice_id=None, is_open=True, limit=WAITING_MAX, after=None)
    return Digest(
        period=period,
        currency=context.currency,
        received=tuple((each.method, each.received_minor) for each in receipts.methods if each.count),
        back_minor=receipts.total.back_minor,
        net_minor=receipts.total.net_minor,
        tip_minor=receipts.tip_minor,
        invoiced=Counted(
            invoiced.all.count - invoiced.draft.count - invoiced.void.count - invoiced.canceled.count,
            invoiced.all.total_minor,
        ),
        unbilled=await _unbilled(reader, context),
        due=Counted(due.invoice_count, due.due_minor),
        pending_minor=due.pending_minor,
        overdue=Counted(
            lists.overdue.count,
            due.days_1_minor + due.days_31_minor + due.days_61_minor + due.days_91_minor,
        ),
        oldest=await _oldest(reader, context, scope),
        decisions=Counted(len(decided), sum(ours)),
        question_count=len(asked),
        lapsed=await _lapsed(reader, context),
        arrived=await _arrived(reader, context, period),
        set_back=await _set_back(reader, context),
    )


async def _set_back(reader: Reader, context: Context) -> Counted:
    found = await concerns_of(reader, context.organization_id, None)
    gone = [
        sum(one.amount_minor for one in each if one.kind in {"taken_back", "debit_failed"})
        for each in found.values()
    ]
    return Counted(sum(minor > 0 for minor in gone), sum(gone))


async def _unbilled(reader: Reader, context: Context) -> Counted:
    running = await work_in_progress(reader, context, whole=True)
    return Counted(sum(row.under_minor > 0 for row in running.rows), running.total.under_minor)


async def _oldest(reader: Reader, context: Context, scope: Scope) -> tuple[Late, ...]:
    wanted = Wanted(today=context.today, show="overdue", sort="soonest")
    places = await invoice_places(reader, scope, wanted, limit=OLDEST_SHOWN_MAX, after=None)
    ids = [place[-1] for place in places[:OLDEST_SHOWN_MAX]]
    known = {record.id: record for record in await invoice_records(reader, scope, ids)} if ids else {}
    return tuple(_late(known[each]) for each in ids if each in known)


def _late(record: InvoiceRecord) -> Late:
    due_on = record.due_on
    day = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    assert day is not None
    return Late(
        job_id=record.job_id, number=record.number, title=record.title, customer=record.customer_name or "",
        due_on=day, due_minor=record.due_minor,
    )  # fmt: skip


async def _lapsed(reader: Reader, context: Context) -> Counted:
    rows = await reader.rows(_LAPSED, context.organization_id, context.today.isoformat())
    return Counted(*rows[0])


async def _arrived(reader: Reader, context: Context, period: Period) -> Counted:
    found = (await payouts(reader, context, whole=True)).rows
    arrived = [
        row.amount_minor
        for row in found
        if row.state == "paid" and period.from_on <= row.arrival_on <= period.to_on
    ]
    return Counted(len(arrived), sum(arrived))
