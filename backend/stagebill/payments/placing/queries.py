"""What a rule must know before money is placed: open invoices, credit, what waits for an invoice."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from stagebill.customers.customer import Customer
from stagebill.invoices.invoice import Invoice, InvoiceId
from stagebill.invoices.queries import OWED, PAID, PENDING
from stagebill.jobs.job import Job
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.allocation import Open
from stagebill.payments.credit import Credit
from stagebill.payments.matching import Claim, Found, Matched
from stagebill.payments.payment import DUPLICATE_WITHIN, Payment, PaymentId

# What of payment `p` was taken back, given back, and is on invoices.
REVERSED = """CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM reversal r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id) AS BIGINT)"""
REFUNDED = """CAST((SELECT coalesce(sum(f.amount_minor), 0) FROM refund f
    WHERE f.organization_id = p.organization_id AND f.payment_id = p.id) AS BIGINT)"""


# Whether the money of row `r`, by which some of payment `p` went, came in again as a payment of its own: of a
# refund that failed, whose rows are of one mutation and named by one of them, or of a dispute that was won.
CAME_AGAIN = """EXISTS (SELECT 1 FROM (
      SELECT 'refund:' || CAST(g.id AS TEXT) AS name FROM refund g WHERE g.organization_id = r.organization_id
        AND g.payment_id = r.payment_id AND g.mutation_id = r.mutation_id
      UNION ALL
      SELECT 'refund:' || CAST(g.id AS TEXT) FROM reversal g WHERE g.organization_id = r.organization_id
        AND g.payment_id = r.payment_id AND g.mutation_id = r.mutation_id
      UNION ALL
      SELECT 'dispute:' || CAST(d.id AS TEXT) FROM dispute d WHERE d.organization_id = r.organization_id
        AND d.payment_id = r.payment_id AND d.lost_at = r.created_at) n
    JOIN payment c ON c.organization_id = p.organization_id AND c.gateway = p.gateway
      AND c.gateway_ref = n.name)"""


def _beside(kind: str) -> tuple[str, str, str]:
    """For what lies beside payment `p`, its tip or its surcharge: all that came, all that went back, what
    came with the payment itself, and what of that went back. What failed to go back together with its payment
    belongs to the payment that came in again; what failed by itself is the payment's own again.
    """
    came = f"""CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM {kind} t
    WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
      AND t.mutation_id = p.mutation_id) AS BIGINT)"""
    alone_again = f"""CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM {kind} t
    WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
      AND t.mutation_id <> p.mutation_id) AS BIGINT)"""
    # Of both ledgers put together, SQLite would read every row of every company for one receipt.
    went = " + ".join(
        f"""CAST((SELECT coalesce(sum(r.{kind}_minor), 0) FROM {ledger} r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id{{but}}) AS BIGINT)"""
        for ledger in ("refund", "reversal")
    )
    return (
        came,
        f"{went.format(but='')} - {alone_again}",
        f"{went.format(but=f' AND NOT {CAME_AGAIN}')} - {alone_again}",
    )


TIP_CAME, TIP_BACK, TIP_GONE = _beside("tip")
SURCHARGE_CAME, SURCHARGE_BACK, SURCHARGE_GONE = _beside("surcharge")
# What of the payment itself went back to the customer, or is on its way there.
RETURNED = f"""CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM refund r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id AND NOT {CAME_AGAIN}) AS BIGINT)"""
# Of decisions `d`, the open ones on the payment itself: what is asked about its tip or its surcharge holds no
# money back.
OF_PAYMENT = "d.resolved_at IS NULL AND d.reason NOT IN ('tip_refund_failed', 'surcharge_refund_failed')"
ALLOCATED = """CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id) AS BIGINT)"""
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
SELECT p.id, p.taken_at_adjusted, p.amount_minor - {REFUNDED} - {ALLOCATED}
FROM payment p JOIN organization o ON o.id = p.organization_id
WHERE p.organization_id = $1 AND p.matched_job_id = $2 AND p.currency = o.currency
  AND NOT EXISTS (SELECT 1 FROM reversal r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM decision d
    WHERE d.organization_id = p.organization_id AND d.payment_id = p.id AND {OF_PAYMENT})
"""
_WAITING = f"""
SELECT p.id FROM payment p JOIN decision d
  ON d.organization_id = p.organization_id AND d.payment_id = p.id AND {OF_PAYMENT}
WHERE p.organization_id = $1 AND p.invoice_id = $2 ORDER BY p.id
"""
_JOB_OF_INVOICE = "SELECT job_id FROM invoice WHERE organization_id = $1 AND id = $2"
_WHOLE_ONLY = "SELECT whole_invoices_only FROM settings WHERE organization_id = $1"
_TWIN = """
SELECT id FROM payment WHERE organization_id = $1 AND invoice_id = $2 AND taken_at_adjusted BETWEEN $3 AND $4
  AND amount_minor = $5 AND coalesce(CAST(device_id AS TEXT), '') <> $6 LIMIT 1
"""


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
    """What the organization has of what a payment names, read under its job's lock."""
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


async def found_on(tx: Tx, job_ids: Collection[Id], customer_id: Id | None) -> Found:
    """What is open on these locked jobs of a customer; the customer's other jobs play no part."""
    opens = [each for job_id in job_ids for each in await opens_of(tx, tx.organization_id, job_id=job_id)]
    return Found(customer_id=customer_id, opens=opens)


async def _locked_job(tx: Tx, claim: Claim) -> Job | None:
    """The job of the named invoice, or else the named job; nothing is read before its lock."""
    job_id = claim.job_id
    if claim.invoice_id:
        rows = await tx.rows(_JOB_OF_INVOICE, tx.organization_id, claim.invoice_id)
        job_id = rows[0][0] if rows else job_id
    try:
        return await tx.lock(Job, job_id) if job_id else None
    except Missing:
        return None


async def _locked_invoice(tx: Tx, invoice_id: Id) -> Invoice | None:
    """Its own row too: a mailing or an edit of its message locks that one, not the job's."""
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
    """The invoices of which a payment takes all that is due; the others keep their status and are
    not read.
    """
    due = {open.invoice_id: open.due_minor for open in found.opens}
    ids = [part.invoice_id for part in matched.parts if part.amount_minor == due[part.invoice_id]]
    return await invoices_of(tx, ids, found.invoice)


async def invoices_of(
    tx: Tx, ids: Iterable[InvoiceId], known: Invoice | None = None
) -> tuple[dict[Id, Invoice], dict[Id, Minor]]:
    """These invoices, locked, and what is settled on each, read under their jobs' locks; `known` is already
    locked.
    """
    invoices: dict[Id, Invoice] = {}
    paid: dict[Id, Minor] = {}
    for invoice_id in dict.fromkeys(ids):
        is_known = known is not None and known.id == invoice_id
        invoices[invoice_id] = known if is_known and known else await tx.lock(Invoice, invoice_id)
        paid[invoice_id] = (await tx.rows(_PAID, tx.organization_id, invoice_id))[0][0]
    return invoices, paid


async def lock_jobs_of(tx: Tx, job_ids: Iterable[Id | None]) -> None:
    """Lock several jobs, always in id order, so that two writers cannot wait for each other."""
    for job_id in sorted({job_id for job_id in job_ids if job_id}):
        await tx.lock(Job, job_id)


async def credits_of(tx: Tx, job_id: Id) -> list[Credit]:
    """Unapplied money of a job that needs no decision."""
    return [
        Credit(payment_id=payment_id, unapplied_minor=unapplied, taken_at=datetime.fromisoformat(taken_at))
        for payment_id, taken_at, unapplied in await tx.rows(_CREDITS, tx.organization_id, job_id)
        if unapplied > 0
    ]


async def waiting_for(tx: Tx, invoice_id: InvoiceId) -> list[PaymentId]:
    """Payments that name this invoice and need a decision."""
    rows = await tx.rows(_WAITING, tx.organization_id, invoice_id)
    return list(dict.fromkeys(PaymentId(row[0]) for row in rows))
