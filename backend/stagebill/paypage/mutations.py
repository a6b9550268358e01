"""What happens to an attempt to pay: it starts, the gateway takes it, it waits, it settles, it ends."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import money_on
from stagebill.invoices.status import due_minor
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import PositiveMinor
from stagebill.payments.matching import Claim, Found, match
from stagebill.payments.payment import Method as PaymentMethod
from stagebill.payments.payment import Payment, PaymentId
from stagebill.payments.placing.queries import closing_by, found_for, whole_invoices_only
from stagebill.payments.received import receive
from stagebill.paypage import checkout as rules
from stagebill.paypage.afterwards.capture import LOOK_FIRST
from stagebill.paypage.attempts.queries import attempts, live_checkout
from stagebill.paypage.checkout import Checkout, CheckoutId, Ending, Method, offered
from stagebill.paypage.part_payment import sum_to_pay, takes_part
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Audience, Effect, Outgoing, Touched

POLL = "paypage.poll"
AFTERMATH = "paypage.aftermath"
RECEIPT = "mail.receipt"

GatewayName = Annotated[str, Meta(min_length=1, max_length=255)]
GatewayUrl = Annotated[str, Meta(min_length=1, max_length=2000)]


class StartCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Begin to pay an invoice. `methods` is what the gateway can take for this sum.

    `amount_minor` is a part of what is due, and stays away for all of it. A part needs the invoice's option,
    but not where the company asks for this very sum (`is_agreed`).
    """

    invoice_id: Id
    gateway: GatewayName
    method: Method
    methods: tuple[Method, ...]
    amount_minor: PositiveMinor | None = None
    is_agreed: bool = False


class BindCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what the gateway calls an attempt, and where the customer goes to pay it."""

    checkout_id: Id
    gateway_ref: GatewayName
    gateway_url: GatewayUrl


class WaitCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the customer is done and the money is on its way."""

    checkout_id: Id


class SettleCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the money that the gateway says it has; one that does not say since when has it as of now."""

    checkout_id: Id
    gateway_ref: GatewayName
    amount_minor: PositiveMinor
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    taken_at: datetime | None = None


class EndCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that an attempt came to nothing."""

    checkout_id: Id
    ending: Ending


async def start_checkout(data: StartCheckout, context: Context, tx: Tx) -> Effect:
    """The attempt and its key are stored before the gateway is called, so a repeated call has one effect."""
    invoice = await _locked(tx, data.invoice_id)
    paid_minor, pending_minor = await money_on(tx, invoice.id)
    due = due_minor(invoice.status, invoice.owed_minor, paid_minor) - pending_minor
    ways = offered(invoice.payment_options, frozenset(data.methods))
    rules.may_start(
        invoice.status, due, data.method, ways, await live_checkout(tx, tx.organization_id, invoice.id)
    )
    may_be_part = data.is_agreed or takes_part(
        invoice.payment_options, whole_only=await whole_invoices_only(tx)
    )
    amount_minor = sum_to_pay(due, data.amount_minor, context.currency, may_be_part=may_be_part)
    started = Checkout(
        organization_id=context.organization_id,
        id=CheckoutId(context.mutation_id),
        invoice_id=invoice.id,
        gateway=data.gateway,
        method=data.method,
        amount_minor=amount_minor,
        currency=context.currency,
        state="open",
        attempt=1 + await attempts(tx, tx.organization_id, invoice.id),
        created_at=context.now,
        updated_at=context.now,
    )
    look = Outgoing(
        kind=POLL,
        dedupe_key=started.id,
        payload={"checkout_id": started.id},
        run_at=rules.next_poll(context.now, context.now),
    )
    return Effect(id=started.id, records=(started,), outgoing=(look,))


async def bind_checkout(data: BindCheckout, context: Context, tx: Tx) -> Effect:
    """From now on the gateway can be asked."""
    known = await tx.lock(Checkout, data.checkout_id)
    bound = rules.bind(known, data.gateway_ref, data.gateway_url, context.now)
    return Effect(id=bound.id, records=(bound,))


async def wait_checkout(data: WaitCheckout, context: Context, tx: Tx) -> Effect:
    """The invoice shows as pending, and is not payable a second time meanwhile."""
    known, invoice = await _attempt(tx, data.checkout_id)
    return Effect(
        id=known.id, records=(rules.wait(known, context.now),), touched=(_view_of(invoice), _job_of(invoice))
    )


async def settle_checkout(data: SettleCheckout, context: Context, tx: Tx) -> Effect:
    """The payment and the end of the attempt are one mutation, so no crash can leave one without the other.

    Its id is derived from the gateway's reference: webhook, timer and the customer's return may all bring it,
    in any order and number, and the first one counts. (A mutation of its own for the payment would need a
    second step after it, and until that came the invoice would look payable again.)
    """
    known, invoice = await _attempt(tx, data.checkout_id)
    claim = Claim(
        amount_minor=data.amount_minor, currency=data.currency, invoice_id=invoice.id, job_id=invoice.job_id
    )
    found = _without_own_debit(await found_for(tx, claim), known)
    matched = match(claim, found, currency=context.currency)
    payment = _payment(data, known, invoice, context)
    closing, paid = await closing_by(tx, matched, found)
    received = receive(payment, matched, found, closing, paid, context)
    receipt = Outgoing(kind=RECEIPT, dedupe_key=payment.id, payload={"payment_id": payment.id})
    after = Outgoing(
        kind=AFTERMATH,
        dedupe_key=known.id,
        payload={"checkout_id": known.id},
        run_at=context.now + LOOK_FIRST,
    )
    return Effect(
        id=payment.id,
        records=(rules.settle(known, context.now), *received.records),
        touched=(*received.touched, _view_of(invoice), _job_of(invoice)),
        conflict=matched.reason if matched.needs_decision else None,
        decision=received.decision.id if received.decision else None,
        outgoing=(receipt, after),
    )


def _without_own_debit(found: Found, known: Checkout) -> Found:
    """The debit that arrives now is not also still on its way: the invoice can take it."""
    if known.state != "pending":
        return found
    opens = [
        msgspec.structs.replace(each, due_minor=each.due_minor + known.amount_minor)
        if each.invoice_id == known.invoice_id
        else each
        for each in found.opens
    ]
    return msgspec.structs.replace(found, opens=opens)


def _payment(data: SettleCheckout, known: Checkout, invoice: Invoice, context: Context) -> Payment:
    return Payment(
        organization_id=context.organization_id,
        id=PaymentId(derived_id("payment", known.gateway, data.gateway_ref)),
        job_id=invoice.job_id,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        method=PaymentMethod(known.method),
        amount_minor=data.amount_minor,
        currency=data.currency,
        taken_at=data.taken_at or context.now,
        taken_at_adjusted=data.taken_at or context.now,
        received_at=context.now,
        source="gateway",
        gateway=known.gateway,
        gateway_ref=data.gateway_ref,
        mutation_id=context.mutation_id,
    )


async def end_checkout(data: EndCheckout, context: Context, tx: Tx) -> Effect:
    """The invoice is payable again."""
    known, invoice = await _attempt(tx, data.checkout_id)
    ended = rules.end(known, data.ending, context.now)
    return Effect(id=ended.id, records=(ended,), touched=(_view_of(invoice), _job_of(invoice)))


async def _attempt(tx: Tx, checkout_id: Id) -> tuple[Checkout, Invoice]:
    """The attempt and its invoice, under the job's lock that everyone takes first who moves its money."""
    unlocked = await tx.load(Checkout, checkout_id)
    invoice = await _locked(tx, unlocked.invoice_id)
    return await tx.lock(Checkout, checkout_id), invoice


async def _locked(tx: Tx, invoice_id: Id) -> Invoice:
    unlocked = await tx.load(Invoice, invoice_id)
    await tx.lock(Job, unlocked.job_id)
    return await tx.load(Invoice, invoice_id)


def _view_of(invoice: Invoice) -> Touched:
    return Touched("invoice", invoice.id, Audience("job", invoice.job_id))


def _job_of(invoice: Invoice) -> Touched:
    return Touched("job", invoice.job_id, Audience("job", invoice.job_id))


COMMANDS = (
    Command(name="paypage.start_checkout", input=StartCheckout, handler=start_checkout, roles=SYSTEM),
    Command(name="paypage.bind_checkout", input=BindCheckout, handler=bind_checkout, roles=SYSTEM),
    Command(name="paypage.wait_checkout", input=WaitCheckout, handler=wait_checkout, roles=SYSTEM),
    Command(name="paypage.settle_checkout", input=SettleCheckout, handler=settle_checkout, roles=SYSTEM),
    Command(name="paypage.end_checkout", input=EndCheckout, handler=end_checkout, roles=SYSTEM),
)
