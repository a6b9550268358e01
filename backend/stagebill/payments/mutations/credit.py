"""A new invoice takes the money that is there for it: money that named it before it came, and its job's
credit.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from stagebill.invoices.invoice import Invoice
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments import allocation as ledger
from stagebill.payments.credit import WAITS_FOR_INVOICE, Credit, draw
from stagebill.payments.decision import Decision, asked, resolve
from stagebill.payments.payment import Payment, PaymentId, Reason
from stagebill.payments.placing.queries import (
    credits_of,
    invoices_of,
    lock_jobs_of,
    waiting_for,
    whole_invoices_only,
)
from stagebill.payments.received import jobs_of, statuses, touched_by
from stagebill.payments.steps import due_of, is_of_payer, open_decisions, unapplied_of
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Effect, Touched


class DrawCredit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settle a new invoice from money that named it before it came, and from its job's credit."""

    invoice_id: Id


class Waiting(NamedTuple):
    """Money that named the invoice before it came, and the row that asks what to do with it."""

    payment: Payment
    decision: Decision
    unapplied_minor: Minor


async def draw_credit(data: DrawCredit, context: Context, tx: Tx) -> Effect:
    """Money that names the invoice comes first, then credit that needs no decision, oldest first."""
    unlocked = await tx.load(Invoice, data.invoice_id)
    await lock_jobs_of(tx, [unlocked.job_id])
    waiting = await _waiting(tx, unlocked, context)
    named = [_named(each) for each in waiting.values()]
    draws = draw(
        await due_of(tx, unlocked),
        (*named, *await credits_of(tx, unlocked.job_id)),
        whole_only=await whole_invoices_only(tx),
    )
    invoices, paid = await invoices_of(tx, (unlocked.id,))
    added: list[ledger.Allocation] = []
    decided: list[Decision] = []
    touched: list[Touched] = []
    for each in draws:
        known = waiting.get(each.payment_id)
        payment = known.payment if known else await tx.load(Payment, each.payment_id)
        rows = ledger.rows((ledger.Part(unlocked.id, each.amount_minor),), payment.id, context)
        added.extend(rows)
        touched.extend(touched_by(rows, jobs_of(invoices), payment))
        if known:
            decided.extend(_decided(known, unlocked, each.amount_minor, context))
    records = (*added, *statuses(added, invoices, paid), *decided)
    return Effect(id=unlocked.id, records=records, touched=tuple(touched))


async def _waiting(tx: Tx, invoice: Invoice, context: Context) -> Mapping[PaymentId, Waiting]:
    """Money that names the invoice and waits for it alone. Another job's or customer's money is left to
    whoever decides.
    """
    waiting: dict[PaymentId, Waiting] = {}
    for payment_id in await waiting_for(tx, invoice.id):
        # The job's lock guards only money that was matched to it.
        payment = await tx.lock(Payment, payment_id)
        is_elsewhere = payment.matched_job_id not in {None, invoice.job_id}
        is_others = payment.matched_customer_id is not None and not await is_of_payer(tx, payment, invoice)
        decisions = await open_decisions(tx, payment.id)
        if is_elsewhere or is_others or payment.currency != context.currency or len(decisions) != 1:
            continue
        if decisions[0].reason in WAITS_FOR_INVOICE:
            waiting[payment.id] = Waiting(payment, decisions[0], await unapplied_of(tx, payment))
    return waiting


def _named(waiting: Waiting) -> Credit:
    return Credit(
        payment_id=waiting.payment.id,
        unapplied_minor=waiting.unapplied_minor,
        taken_at=waiting.payment.taken_at_adjusted,
        is_named=True,
    )


def _decided(waiting: Waiting, invoice: Invoice, drawn_minor: Minor, context: Context) -> list[Decision]:
    """Its row is closed. What the invoice does not take is asked about again, for another reason."""
    closed = resolve(waiting.decision, "apply", context)
    rest_minor = waiting.unapplied_minor - drawn_minor
    if rest_minor == 0:
        return [closed]
    of_it = waiting.payment, invoice.job_id, invoice.id, rest_minor
    return [closed, asked(*of_it, Reason.OVER_PAYMENT, context)]


COMMANDS = (Command(name="payments.draw_credit", input=DrawCredit, handler=draw_credit, roles=SYSTEM),)
