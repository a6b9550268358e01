"""What is done with a card on file: the office charges it for an invoice; it is removed."""

import msgspec

from stagebill.invoices.queries import money_on
from stagebill.invoices.status import due_minor
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PositiveMinor
from stagebill.paypage import checkout as rules
from stagebill.paypage.accounts.queries import key_no
from stagebill.paypage.attempts.queries import attempts, live_checkout
from stagebill.paypage.attempts.steps import locked_invoices
from stagebill.paypage.cards.card import (
    CardGone,
    CardId,
    CardRemoval,
    KeptCard,
    RemovedBy,
    check_chargeable,
    check_sum,
)
from stagebill.paypage.cards.queries import ChargeView, answer_charge
from stagebill.paypage.cards.steps import check_kept_here, forgotten
from stagebill.paypage.checkout import POLL, Checkout, CheckoutId, offered
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing


class ChargeCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Charge a customer's card on file all that an invoice asks for now. `seen_minor` is the sum that was
    shown when it was decided: where another is due by now, nothing is charged.
    """

    invoice_id: Id
    card_id: Id
    seen_minor: PositiveMinor


class RemoveCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove a customer's card on file. Nothing is charged to it from then on."""

    card_id: Id


class DropCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove a card on file for somebody who is no member: its customer, on their page."""

    card_id: Id
    removed_by: RemovedBy = "customer"


async def charge_card(data: ChargeCard, context: Context, tx: Tx) -> Effect:
    """The attempt is stored before anything is sent, as any attempt, and is sent by the errand beside it."""
    await check_kept_here(tx)
    (invoice,) = (await locked_invoices(tx, (data.invoice_id,))).values()
    # Whoever removes the card takes this lock too: so it is removed, or charged, first.
    card = await tx.lock(KeptCard, data.card_id)
    job = await tx.load(Job, invoice.job_id)
    check_chargeable(card, await tx.find(CardRemoval, card.id), job.customer_id)
    paid_minor, pending_minor = await money_on(tx, invoice.id)
    due = due_minor(invoice.status, invoice.owed_minor, paid_minor) - pending_minor
    live = await live_checkout(tx, tx.organization_id, invoice.id)
    rules.may_start(invoice.status, due, "card", offered(invoice.payment_options, frozenset({"card"})), live)
    check_sum(data.seen_minor, due)
    begun = Checkout(
        organization_id=context.organization_id,
        id=CheckoutId(context.mutation_id),
        invoice_id=invoice.id,
        gateway=card.gateway,
        method="card",
        amount_minor=due,
        currency=context.currency,
        state="open",
        attempt=1 + await attempts(tx, tx.organization_id, invoice.id),
        created_at=context.now,
        updated_at=context.now,
        card_id=card.id,
        key_no=await key_no(tx, tx.organization_id, card.gateway),
    )
    send = Outgoing(kind=POLL, dedupe_key=begun.id, payload={"checkout_id": begun.id}, run_at=context.now)
    return Effect(id=begun.id, records=(begun,), outgoing=(send,))


async def remove_card(data: RemoveCard, context: Context, tx: Tx) -> Effect:
    """The office's word."""
    return await _removed(tx, data.card_id, "office", context)


async def drop_card(data: DropCard, context: Context, tx: Tx) -> Effect:
    """The customer's own."""
    return await _removed(tx, data.card_id, data.removed_by, context)


async def _removed(tx: Tx, card_id: Id, removed_by: RemovedBy, context: Context) -> Effect:
    card = await tx.lock(KeptCard, card_id)
    before = await tx.find(CardRemoval, card.id)
    if before is not None:
        raise CardGone(card_id=card.id, removed_by=before.removed_by)
    removal = CardRemoval(
        organization_id=context.organization_id,
        id=CardId(card.id),
        removed_by=removed_by,
        member_id=context.member_id,
        removed_at=context.now,
        mutation_id=context.mutation_id,
    )
    return Effect(id=card.id, records=(removal,), outgoing=forgotten((removal,)))


COMMANDS = (
    Command(
        name="paypage.charge_card",
        input=ChargeCard,
        handler=charge_card,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/charge",
        answer=answer_charge,
        view=ChargeView,
        status=201,
    ),
    Command(
        name="paypage.remove_card",
        input=RemoveCard,
        handler=remove_card,
        roles=OFFICE_ROLES,
        route="POST /api/cards/{card_id}/remove",
    ),
    Command(name="paypage.drop_card", input=DropCard, handler=drop_card, roles=SYSTEM),
)
