"""Parts of a unit that moves money: the payment under its locks, what is free, what an invoice takes."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from stagebill.customers.customer import Customer
from stagebill.invoices.invoice import Invoice, InvoiceId
from stagebill.invoices.queries import customer_of
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments import allocation as ledger
from stagebill.payments.comeback import comeback_id
from stagebill.payments.decision import Decision, Resolution, asked_less, resolve, undecided
from stagebill.payments.dispute import Dispute
from stagebill.payments.payment import BESIDE_FAILED, Method, Payment, Reason
from stagebill.payments.placing.queries import lock_jobs_of, opens_of
from stagebill.payments.refund import Given, Refund, Refunded, refund
from stagebill.payments.reversal import Reversal
from stagebill.payments.sending import SEND_REFUND, Sending, goes_by_processor, sending
from stagebill.payments.surcharge import Came, Surcharged
from stagebill.payments.tip import Left, Tip
from stagebill.sync.effect import Outgoing

SETBACK: Final = "mail.setback"


async def locked_payment(tx: Tx, payment_id: Id, *more: Id | None) -> Payment:
    """A payment, with the jobs locked whose invoices its money may be on or go to."""
    payment = await tx.load(Payment, payment_id)
    jobs = {payment.matched_job_id, *await _jobs_under(tx, payment_id), *more}
    await lock_jobs_of(tx, jobs)
    # Money that found no job is guarded by nothing else: two people may be placing it at once.
    payment = await tx.lock(Payment, payment_id)
    # Whoever was faster may have put it on an invoice of yet another job.
    await lock_jobs_of(tx, await _jobs_under(tx, payment_id) - jobs)
    return payment


async def _jobs_under(tx: Tx, payment_id: Id) -> set[Id]:
    rows = await tx.select(ledger.Allocation, payment_id=payment_id)
    return {(await tx.load(Invoice, invoice_id)).job_id for invoice_id in {row.invoice_id for row in rows}}


async def open_decisions(tx: Tx, payment_id: Id) -> list[Decision]:
    """The open decisions on the payment itself."""
    rows = await tx.select(Decision, payment_id=payment_id, resolved_at=None)
    return [each for each in rows if each.reason not in BESIDE_FAILED]


async def less_beside(
    tx: Tx,
    payment: Payment,
    tip_gone_minor: Minor,
    surcharge_gone_minor: Minor,
    resolution: Resolution,
    context: Context,
) -> list[Decision]:
    """How the decisions about its tip and its surcharge change, now that so much of each is gone."""
    changed: list[Decision] = []
    for reason, gone_minor in (
        (Reason.TIP_REFUND_FAILED, tip_gone_minor),
        (Reason.SURCHARGE_REFUND_FAILED, surcharge_gone_minor),
    ):
        if gone_minor:
            rows = await tx.select(Decision, payment_id=payment.id, resolved_at=None, reason=reason)
            changed += asked_less(rows, gone_minor, resolution, context)
    return changed


async def settled_decisions(
    tx: Tx,
    payment: Payment,
    standing: Iterable[ledger.Allocation],
    unapplied_minor: Minor,
    resolution: Resolution,
    context: Context,
) -> list[Decision]:
    """The open decisions on a payment that has nothing left to decide on. `standing` is where its money is by
    now. Money that stays on a canceled job's paid invoices needs a decision, too.
    """
    rows = tuple(standing)
    return [
        resolve(decision, resolution, context)
        for decision in await open_decisions(tx, payment.id)
        if decision.reason is not Reason.DISPUTED
        and undecided(decision, unapplied_minor, await on_canceled(tx, decision, rows)) == 0
    ]


async def on_canceled(tx: Tx, decision: Decision, rows: Iterable[ledger.Allocation]) -> Minor:
    """What is on invoices of the canceled job that the decision is about."""
    if decision.reason is not Reason.JOB_CANCELED:
        return 0
    sums: dict[InvoiceId, Minor] = {}
    for row in rows:
        sums[row.invoice_id] = sums.get(row.invoice_id, 0) + row.amount_minor
    kept_minor = 0
    for invoice_id, minor in sums.items():
        if minor and (await tx.load(Invoice, invoice_id)).job_id == decision.job_id:
            kept_minor += minor
    return kept_minor


async def finds_no_next_invoice(tx: Tx, payment: Payment) -> bool:
    """Whether unapplied money of a payment would lie where nothing draws on it: without a job, or with a
    canceled one.
    """
    if payment.matched_job_id is None:
        return True
    return (await tx.load(Job, payment.matched_job_id)).canceled_at is not None


class GivenBack(Struct, frozen=True, kw_only=True):
    """A refund with the rows that take its money off an invoice, and the decisions that it closes."""

    payment: Payment
    done: Refunded
    closed: list[Decision]
    sent: tuple[Sending, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


async def given_back(
    tx: Tx, payment_id: Id, invoice: Invoice | None, given: Given, context: Context
) -> GivenBack:
    """A decision that waited for this money is closed once none of it is left."""
    payment = await locked_payment(tx, payment_id, invoice.job_id if invoice else None)
    standing = await tx.select(ledger.Allocation, payment_id=payment.id)
    left = await left_of(tx, payment)
    back_minor = payment.amount_minor - left.payment_minor
    done = refund(payment, standing, given, context, left=left)
    rows = (*standing, *done.moved)
    left_minor = ledger.unapplied(payment.amount_minor, rows, back_minor + given.amount_minor)
    closed = await settled_decisions(tx, payment, rows, left_minor, "refund", context)
    beside = done.refund.tip_minor, done.refund.surcharge_minor
    closed += await less_beside(tx, payment, *beside, "refund", context)
    if not goes_by_processor(payment, given.method):
        return GivenBack(payment=payment, done=done, closed=closed)
    sent = sending(payment, done.refund, context)
    order = Outgoing(kind=SEND_REFUND, dedupe_key=sent.id, payload={"refund_id": sent.id})
    return GivenBack(payment=payment, done=done, closed=closed, sent=(sent,), outgoing=(order,))


async def is_of_payer(tx: Tx, payment: Payment, invoice: Invoice) -> bool:
    """Whether the invoice now belongs to the customer the money came from; either may have been merged."""
    if payment.matched_customer_id is None:
        return False
    payer = await tx.load(Customer, payment.matched_customer_id)
    return payer.living_id == (await customer_of(tx, invoice)).id


async def gone_from(tx: Tx, payment: Payment) -> list[Refund | Reversal]:
    """Every row by which its money went back."""
    return [
        *await tx.select(Refund, payment_id=payment.id),
        *await tx.select(Reversal, payment_id=payment.id),
    ]


async def all_of(tx: Tx, payment: Payment) -> tuple[Payment, ...]:
    """The locked payment, and everything of it that came in again, locked: one charge at the processor."""
    found = [payment]
    for each in found:
        names = [comeback_id(Reason.REFUND_FAILED, gone.id) for gone in await gone_from(tx, each)]
        disputes = await tx.select(Dispute, payment_id=each.id)
        names += [comeback_id(Reason.DISPUTE_WON, dispute.id) for dispute in disputes]
        for name in names:
            if await tx.find(Payment, name) is not None:
                found.append(await locked_payment(tx, name))
    return tuple(found)


async def back_of(tx: Tx, payment: Payment) -> Minor:
    """What of a payment was given back before: reversed or refunded."""
    return sum(row.amount_minor for row in await gone_from(tx, payment))


async def left_of(tx: Tx, payment: Payment) -> Left:
    """What of a payment, its tip and its surcharge was not given or taken back. Only money that a processor
    took by card has any beside it.
    """
    gone = await gone_from(tx, payment)
    tips: list[Tip] = []
    surcharges: list[Surcharged] = []
    if payment.source == "gateway" and payment.method is Method.CARD:
        tips = await tx.select(Tip, payment_id=payment.id)
        surcharges = await tx.select(Surcharged, payment_id=payment.id)
    came_minor = sum(row.amount_minor for row in surcharges if row.mutation_id == payment.mutation_id)
    return Left(
        payment.amount_minor - sum(row.amount_minor for row in gone),
        sum(row.amount_minor for row in tips) - sum(row.tip_minor for row in gone),
        sum(row.amount_minor for row in surcharges) - sum(row.surcharge_minor for row in gone),
        Came(payment.amount_minor, came_minor),
    )


async def unapplied_of(tx: Tx, payment: Payment) -> Minor:
    """What of a payment is neither on an invoice nor given back."""
    rows = await tx.select(ledger.Allocation, payment_id=payment.id)
    return ledger.unapplied(payment.amount_minor, rows, await back_of(tx, payment))


async def due_of(tx: Tx, invoice: Invoice) -> Minor:
    """What an invoice still takes."""
    opens = await opens_of(tx, tx.organization_id, job_id=invoice.job_id)
    return next((open.due_minor for open in opens if open.invoice_id == invoice.id), 0)


def setback_told(about: Id, invoice_ids: Sequence[Id]) -> Outgoing:
    """After commit, the customer of these invoices hears that a bank payment for them failed or came back."""
    return Outgoing(kind=SETBACK, dedupe_key=about, payload={"invoice_ids": list(invoice_ids)})
