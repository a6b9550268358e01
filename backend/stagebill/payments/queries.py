"""Payments and decisions as screens see them, and what a rule must know before money is moved."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from stagebill.customers.customer import Customer
from stagebill.invoices.invoice import Invoice, InvoiceId
from stagebill.invoices.queries import OWED, PAID, PENDING
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.allocation import Open, Part
from stagebill.payments.credit import Credit
from stagebill.payments.decision import Decision, Proposal, proposals
from stagebill.payments.matching import Claim, Found, Matched
from stagebill.payments.payment import DUPLICATE_WITHIN, Method, Payment, PaymentId, Reason
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, scoped


class PaymentRecord(msgspec.Struct, frozen=True):
    """Money received. `allocations` are net per invoice; `unapplied_minor` is what no invoice has."""

    id: PaymentId
    job_id: Id | None
    customer_id: Id | None
    invoice_id: Id | None
    method: Method
    amount_minor: Minor
    currency: str
    taken_at: datetime
    received_at: datetime
    reference: str
    note: str
    receipt: str
    recorded_by: Id | None
    device_id: Id | None
    unapplied_reason: Reason | None
    suspect_duplicate: bool
    clock_flag: bool
    source: str
    reversed_minor: Minor
    refunded_minor: Minor
    unapplied_minor: Minor
    allocations: list[Part]
    awaits_decision: bool


class PaymentView(PaymentRecord, frozen=True, kw_only=True):
    """A payment as the API answers it: `conflict` when it was kept with another effect than meant."""

    outcome: Literal["applied", "conflict"]


class DecisionView(msgspec.Struct, frozen=True):
    """Money that needs a decision. `amount_minor` is what is still unapplied; each proposal is one tap."""

    id: Id
    payment_id: Id
    job_id: Id | None
    invoice_id: Id | None
    reason: Reason
    amount_minor: Minor
    currency: str
    method: Method
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    proposals: list[Proposal]


_REVERSED = """CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM reversal r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id) AS BIGINT)"""
_REFUNDED = """CAST((SELECT coalesce(sum(f.amount_minor), 0) FROM refund f
    WHERE f.organization_id = p.organization_id AND f.payment_id = p.id) AS BIGINT)"""
_ALLOCATED = """CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id) AS BIGINT)"""
_PAYMENTS = f"""
SELECT p.id, coalesce(p.matched_job_id, p.job_id),
  coalesce((SELECT j.customer_id FROM job j WHERE j.organization_id = $1 AND j.id = p.matched_job_id),
    (SELECT coalesce(c.merged_into, c.id) FROM customer c
    WHERE c.organization_id = $1 AND c.id = p.matched_customer_id), p.customer_id),
  p.invoice_id, p.method, p.amount_minor, p.currency, p.taken_at, p.received_at, p.reference, p.note,
  p.receipt, p.recorded_by, p.device_id, p.unapplied_reason, p.suspect_duplicate, p.clock_flag, p.source,
  EXISTS (SELECT 1 FROM decision d WHERE d.organization_id = p.organization_id AND d.payment_id = p.id
    AND d.resolved_at IS NULL), {_REVERSED}, {_REFUNDED}
FROM payment p WHERE {{where}} ORDER BY p.received_at DESC, p.id DESC{{limit}}
"""
_PARTS = """
SELECT a.payment_id, a.invoice_id, CAST(sum(a.amount_minor) AS BIGINT) FROM allocation a
WHERE {where} GROUP BY a.payment_id, a.invoice_id HAVING sum(a.amount_minor) <> 0
ORDER BY a.payment_id, a.invoice_id
"""
_OPENS = f"""
SELECT i.id, {OWED} - {PAID} - {PENDING}, i.due_on, i.issued_at, i.number_seq, i.number, i.job_id
FROM invoice i WHERE i.organization_id = $1 AND {{of}} AND i.status = 'open'
"""
_OF_CUSTOMER = "i.job_id IN (SELECT id FROM job WHERE organization_id = $1 AND customer_id = $2)"
_ADVANCE = f"""
SELECT j.total_minor
  - CAST((SELECT coalesce(sum({OWED}), 0) FROM invoice i WHERE i.organization_id = j.organization_id
      AND i.job_id = j.id AND i.status IN ('open', 'paid')) AS BIGINT)
  - CAST((SELECT coalesce(sum(p.amount_minor), 0) FROM payment p
      WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT)
  + CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM payment p
      JOIN (SELECT organization_id, payment_id, amount_minor FROM reversal UNION ALL
        SELECT organization_id, payment_id, amount_minor FROM refund) r
        ON r.organization_id = p.organization_id AND r.payment_id = p.id
      WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT)
  + CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM payment p
      JOIN allocation a ON a.organization_id = p.organization_id AND a.payment_id = p.id
      WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT)
FROM job j WHERE j.organization_id = $1 AND j.id = $2 AND j.canceled_at IS NULL
"""
_PAID = """
SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM allocation
WHERE organization_id = $1 AND invoice_id = $2
"""
_CREDITS = f"""
SELECT p.id, p.taken_at_adjusted, p.amount_minor - {_REFUNDED} - {_ALLOCATED}
FROM payment p JOIN organization o ON o.id = p.organization_id
WHERE p.organization_id = $1 AND p.matched_job_id = $2 AND p.currency = o.currency
  AND NOT EXISTS (SELECT 1 FROM reversal r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM decision d
    WHERE d.organization_id = p.organization_id AND d.payment_id = p.id AND d.resolved_at IS NULL)
"""
_JOB_OF_INVOICE = "SELECT job_id FROM invoice WHERE organization_id = $1 AND id = $2"
_WHOLE_ONLY = "SELECT whole_invoices_only FROM settings WHERE organization_id = $1"
_TWIN = """
SELECT id FROM payment WHERE organization_id = $1 AND invoice_id = $2 AND taken_at_adjusted BETWEEN $3 AND $4
  AND amount_minor = $5 AND coalesce(CAST(device_id AS TEXT), '') <> $6 LIMIT 1
"""
_DECISIONS = f"""
SELECT d.id, d.payment_id, d.job_id, d.invoice_id, d.reason, p.currency, p.method, d.opened_at, d.resolved_at,
  d.resolution, d.amount_minor,
  p.amount_minor - {_REVERSED} - {_REFUNDED} - {_ALLOCATED},
  CAST(CASE WHEN d.reason = 'job_canceled' THEN (SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.invoice_id
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id AND i.job_id = d.job_id)
    ELSE 0 END AS BIGINT)
FROM decision d JOIN payment p ON p.organization_id = d.organization_id AND p.id = d.payment_id
WHERE {{where}} ORDER BY d.opened_at DESC, d.id DESC{{limit}}
"""


async def payment_records(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[PaymentRecord]:
    """The payments of these ids that the scope may see, newest first; all of them for None."""
    return await _payments(reader, scoped(reader, scope, "p", ids=ids, jobs="p.matched_job_id"))


async def payment_page(
    reader: Reader, scope: Scope, *, job_id: Id | None, limit: int, after: Sequence[Any] | None
) -> list[PaymentRecord]:
    """One page of payments and one row more, newest first."""
    where = scoped(reader, scope, "p", jobs="p.matched_job_id")
    if job_id is not None:
        where = where.also("p.matched_job_id = {0}", job_id)
    if after is not None:
        where = where.also("(p.received_at, p.id) < ({0}, {1})", *after)
    return await _payments(reader, where, f" LIMIT {limit + 1:d}")


async def _payments(reader: Reader, where: Where, limit: str = "") -> list[PaymentRecord]:
    rows = await reader.rows(_PAYMENTS.format(where=where.sql, limit=limit), *where.args)
    if not rows:
        return []
    ours = Where("a.organization_id = $1", where.args[:1])
    within = among(reader, ours, "a.payment_id", [row[0] for row in rows])
    parts: dict[Id, list[Part]] = {}
    for payment_id, invoice_id, amount in await reader.rows(_PARTS.format(where=within.sql), *within.args):
        parts.setdefault(payment_id, []).append(Part(invoice_id, amount))
    return [_payment(row, parts.get(row[0], [])) for row in rows]


def _payment(row: tuple[Any, ...], parts: list[Part]) -> PaymentRecord:
    *told, suspect, clock_flag, source, awaits_decision, back, refunded = row
    unapplied_minor = row[5] - back - refunded - sum(part.amount_minor for part in parts)
    money = source, back, refunded, unapplied_minor, parts, bool(awaits_decision)
    return PaymentRecord(*told, bool(suspect), bool(clock_flag), *money)  # type: ignore[call-arg]


async def answer_payment(reader: Reader, context: Context, payment_id: Id) -> PaymentView:
    """The payment as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or payment_id, False)
    found = await payment_records(reader, scope, [payment_id])
    if not found:
        raise Missing.of(PaymentRecord, id=payment_id)
    return with_outcome(found[0])


def with_outcome(payment: PaymentRecord) -> PaymentView:
    """Advances and whole-invoices-only are as meant; every other reason is a conflict."""
    as_meant = payment.unapplied_reason in {None, Reason.ADVANCE, Reason.WHOLE_INVOICES_ONLY}
    outcome: Literal["applied", "conflict"] = "applied" if as_meant else "conflict"
    return PaymentView(*msgspec.structs.astuple(payment), outcome=outcome)


async def decision_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[DecisionView]:
    """The decisions of these ids, newest first; all of them for None. For the office alone."""
    where = scoped(reader, scope, "d", ids=ids)
    return await _decisions(reader, where)


async def decision_page(
    reader: Reader, scope: Scope, *, resolved: bool, limit: int, after: Sequence[Any] | None
) -> list[DecisionView]:
    """One page of what waits for a decision (or was decided) and one row more."""
    where = scoped(reader, scope, "d")
    where = where.also("d.resolved_at IS NOT NULL" if resolved else "d.resolved_at IS NULL")
    if after is not None:
        where = where.also("(d.opened_at, d.id) < ({0}, {1})", *after)
    return await _decisions(reader, where, f" LIMIT {limit + 1:d}")


async def _decisions(reader: Reader, where: Where, limit: str = "") -> list[DecisionView]:
    views = []
    for row in await reader.rows(_DECISIONS.format(where=where.sql, limit=limit), *where.args):
        (decision_id, payment_id, job_id, invoice_id, reason, currency, method, opened_at, resolved_at,
         resolution, amount_minor, unapplied_minor, kept_minor) = row  # fmt: skip
        is_open = resolved_at is None
        opens = await opens_of(reader, where.args[0], job_id=job_id) if is_open and job_id else []
        offered = proposals(unapplied_minor, opens, {}, kept_minor) if is_open else ()
        amount = unapplied_minor + kept_minor if is_open else amount_minor
        what = (decision_id, payment_id, job_id, invoice_id, reason, amount, currency, method)
        views.append(DecisionView(*what, opened_at, resolved_at, resolution, list(offered)))
    return views


async def answer_decision(reader: Reader, context: Context, decision_id: Id) -> DecisionView:
    """The decision as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or decision_id, False)
    found = await decision_views(reader, scope, [decision_id])
    if not found:
        raise Missing.of(Decision, id=decision_id)
    return found[0]


async def opens_of(
    reader: Reader, organization_id: Id, *, job_id: Id | None = None, customer_id: Id | None = None
) -> list[Open]:
    """The open invoices of a job, or of a customer, with what is still due on each."""
    of = "i.job_id = $2" if job_id else _OF_CUSTOMER
    rows = await reader.rows(_OPENS.format(of=of), organization_id, job_id or customer_id)
    return [
        Open(
            invoice_id=invoice_id,
            due_minor=due_minor,
            due_on=date.fromisoformat(due_on) if due_on else None,
            issued_at=datetime.fromisoformat(issued_at),
            number_seq=number_seq,
            number=number,
            job_id=job_of_it,
        )
        for invoice_id, due_minor, due_on, issued_at, number_seq, number, job_of_it in rows
    ]


async def found_for(tx: Tx, claim: Claim) -> Found:
    """What the organization has of what a payment names, read under the lock of its job."""
    job = await _locked_job(tx, claim)
    if job is not None:
        invoice = await _locked_invoice(tx, claim.invoice_id) if claim.invoice_id else None
        opens = await opens_of(tx, tx.organization_id, job_id=job.id)
        return Found(
            invoice=invoice,
            job=job,
            customer_id=await _customer_id(tx, claim, job),
            opens=opens,
            advance_max_minor=await _advance_max(tx, claim, job, opens),
        )
    customer_id = await _customer_id(tx, claim, None)
    if customer_id is None:
        return Found()
    jobs = {each.id for each in await tx.select(Job, customer_id=customer_id)}
    await lock_jobs_of(tx, jobs)
    opens = await opens_of(tx, tx.organization_id, customer_id=customer_id)
    # A job made while these were waited for is not locked: its invoices are for another payment.
    return Found(customer_id=customer_id, opens=[open for open in opens if open.job_id in jobs])


async def _locked_job(tx: Tx, claim: Claim) -> Job | None:
    """The job of the invoice that is named, else the job that is named; nothing is read before its lock."""
    job_id = claim.job_id
    if claim.invoice_id:
        rows = await tx.rows(_JOB_OF_INVOICE, tx.organization_id, claim.invoice_id)
        job_id = rows[0][0] if rows else job_id
    try:
        return await tx.lock(Job, job_id) if job_id else None
    except Missing:
        return None


async def _locked_invoice(tx: Tx, invoice_id: Id) -> Invoice | None:
    """Its own row too: a mailing or an edit of its message takes that one, and not the job's."""
    try:
        return await tx.lock(Invoice, invoice_id)
    except Missing:
        return None


async def _advance_max(tx: Tx, claim: Claim, job: Job, opens: Sequence[Open]) -> Minor:
    """What the job can take for stages not yet invoiced, where open invoices leave something over."""
    if claim.invoice_id is not None or claim.amount_minor <= sum(open.due_minor for open in opens):
        return 0
    rows = await tx.rows(_ADVANCE, tx.organization_id, job.id)
    return max(int(rows[0][0]), 0) if rows else 0


async def whole_invoices_only(tx: Tx) -> bool:
    """Whether the company lets money settle whole invoices only (D-25)."""
    return bool((await tx.rows(_WHOLE_ONLY, tx.organization_id))[0][0])


async def twins_of(tx: Tx, payment: Payment) -> list[Payment]:
    """Payments from other devices that look like the same money; one is enough to make it suspect."""
    if payment.invoice_id is None:
        return []
    around = payment.taken_at_adjusted - DUPLICATE_WITHIN, payment.taken_at_adjusted + DUPLICATE_WITHIN
    rows = await tx.rows(
        _TWIN, tx.organization_id, payment.invoice_id, *around, payment.amount_minor, payment.device_id or ""
    )
    return [await tx.load(Payment, row[0]) for row in rows]


async def _customer_id(tx: Tx, claim: Claim, job: Job | None) -> Id | None:
    if claim.customer_id is None or (job is not None and job.customer_id == claim.customer_id):
        return job.customer_id if job is not None else None
    customer = await tx.find(Customer, claim.customer_id)
    return customer.living_id if customer is not None else None


async def closing_by(tx: Tx, matched: Matched, found: Found) -> tuple[dict[Id, Invoice], dict[Id, Minor]]:
    """The invoices of which a payment takes all that is due; the others keep their status and are not
    read.
    """
    due = {open.invoice_id: open.due_minor for open in found.opens}
    ids = [part.invoice_id for part in matched.parts if part.amount_minor == due[part.invoice_id]]
    return await invoices_of(tx, ids, found.invoice)


async def invoices_of(
    tx: Tx, ids: Iterable[InvoiceId], known: Invoice | None = None
) -> tuple[dict[Id, Invoice], dict[Id, Minor]]:
    """These invoices, locked, and what is settled on each, read under their jobs' locks; `known` is one
    already locked.
    """
    invoices: dict[Id, Invoice] = {}
    paid: dict[Id, Minor] = {}
    for invoice_id in dict.fromkeys(ids):
        is_known = known is not None and known.id == invoice_id
        invoices[invoice_id] = known if is_known and known else await tx.lock(Invoice, invoice_id)
        paid[invoice_id] = (await tx.rows(_PAID, tx.organization_id, invoice_id))[0][0]
    return invoices, paid


async def lock_jobs_of(tx: Tx, job_ids: Iterable[Id | None]) -> None:
    """Lock several jobs, always in the order of their ids, so that two writers cannot wait for each other."""
    for job_id in sorted({job_id for job_id in job_ids if job_id}):
        await tx.lock(Job, job_id)


async def credits_of(tx: Tx, job_id: Id) -> list[Credit]:
    """Unapplied money of a job that nobody has to decide on."""
    return [
        Credit(payment_id=payment_id, unapplied_minor=unapplied, taken_at=datetime.fromisoformat(taken_at))
        for payment_id, taken_at, unapplied in await tx.rows(_CREDITS, tx.organization_id, job_id)
        if unapplied > 0
    ]


ENTITIES = (
    Entity(name="payment", table="payments", view=PaymentRecord, load=payment_records),
    Entity(
        name="decision",
        table="decisions",
        view=DecisionView,
        load=decision_views,
        office_only=True,
        follows=(
            (
                "payment",
                "SELECT id, 'office', CAST(NULL AS TEXT) FROM decision"
                " WHERE organization_id = $1 AND payment_id = $2",
            ),
            (
                "invoice",
                "SELECT d.id, 'office', CAST(NULL AS TEXT) FROM decision d JOIN invoice i"
                " ON i.organization_id = d.organization_id AND i.job_id = d.job_id"
                " WHERE d.organization_id = $1 AND i.id = $2 AND d.resolved_at IS NULL",
            ),
        ),
    ),
)
