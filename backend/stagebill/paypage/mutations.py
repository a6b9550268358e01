"""What happens to an attempt to pay: it starts, the gateway takes it, it waits, it settles, it ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import money_on
from stagebill.invoices.status import due_minor
from stagebill.jobs.steps import crew_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, NonNegativeMinor, PositiveMinor
from stagebill.kernel.records import Record, replace
from stagebill.payments.matching import Claim, Found, match
from stagebill.payments.payment import Method as PaymentMethod
from stagebill.payments.payment import Payment, PaymentId
from stagebill.payments.placing.queries import closing_by, found_for, found_on, whole_invoices_only
from stagebill.payments.received import RECEIPT, receive
from stagebill.payments.refund import surcharge_back
from stagebill.payments.sending import SEND_REFUND, sending
from stagebill.payments.shares import match_shares
from stagebill.payments.steps import setback_told
from stagebill.payments.surcharge import surcharged
from stagebill.payments.tip import PaidJob, Tip, tip_in, tips
from stagebill.paypage import checkout as rules
from stagebill.paypage.accounts.queries import key_no
from stagebill.paypage.afterwards.capture import LOOK_FIRST
from stagebill.paypage.attempts.queries import attempts, live_checkout, surcharge_percent
from stagebill.paypage.attempts.steps import (
    Attempt,
    locked_attempt,
    locked_invoices,
    payer_of,
    without_own_debit,
)
from stagebill.paypage.cards.card import Failure
from stagebill.paypage.cards.gateway import CardSeen
from stagebill.paypage.cards.mutations import COMMANDS as CARD_COMMANDS
from stagebill.paypage.cards.steps import Agreed, agreement, forgotten, kept
from stagebill.paypage.checkout import POLL, Checkout, CheckoutId, Ending, Funding, Method, offered
from stagebill.paypage.part_payment import sum_to_pay, takes_part
from stagebill.paypage.surcharges.rule import check_surcharge
from stagebill.paypage.tips.choice import check_tip
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

AFTERMATH = "paypage.aftermath"

INVOICES_MAX = 60

GatewayName = Annotated[str, Meta(min_length=1, max_length=255)]
GatewayUrl = Annotated[str, Meta(min_length=1, max_length=2000)]


class StartCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Start paying an invoice. `methods` are the ways that the gateway can take for this sum."""

    invoice_id: Id
    gateway: GatewayName
    method: Method
    methods: tuple[Method, ...]
    amount_minor: PositiveMinor | None = None
    is_agreed: bool = False
    with_invoices: Annotated[tuple[Id, ...], Meta(max_length=INVOICES_MAX)] = ()
    tip_minor: NonNegativeMinor = 0
    agreed: Agreed | None = None
    surcharge_minor: NonNegativeMinor = 0


class BindCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note the gateway's name for an attempt, and the page where the customer pays it, if it waits
    for one.
    """

    checkout_id: Id
    gateway_ref: GatewayName
    gateway_url: GatewayUrl | None = None


class WaitCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the customer is done and the money is on its way."""

    checkout_id: Id


class SettleCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the money that the gateway says it has, as of when it says or else as of now. `funding` is the
    kind of card, where the gateway tells it. `card` is the one that it keeps, where the customer agreed to
    that.
    """

    checkout_id: Id
    gateway_ref: GatewayName
    amount_minor: PositiveMinor
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    taken_at: datetime | None = None
    card: CardSeen | None = None
    funding: Funding | None = None


class EndCheckout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that an attempt failed, and why, where a card on file was charged."""

    checkout_id: Id
    ending: Ending
    problem: Failure | None = None


async def start_checkout(data: StartCheckout, context: Context, tx: Tx) -> Effect:
    """The attempt and its key are stored before the gateway is called, so a repeated call has one effect."""
    first, *others = (await locked_invoices(tx, (data.invoice_id, *data.with_invoices))).values()
    if others and await payer_of(tx, (first.job_id, *(each.job_id for each in others))) is None:
        raise rules.OfAnotherCustomer(invoice_id=first.id)
    lead = await _begun(data, first, CheckoutId(context.mutation_id), context, tx)
    rows = [lead]
    invoices = (first, *others)
    for other in others:
        share_id = CheckoutId(derived_id("share", lead.id, other.id))
        share = await _begun(data, other, share_id, context, tx)
        rows.append(replace(share, lead_id=lead.id))
    check_tip(data.tip_minor, sum(row.amount_minor for row in rows), data.method, invoices)
    await _check_surcharge(data, rows, tx)
    rows[0] = replace(lead, tip_minor=data.tip_minor, surcharge_minor=data.surcharge_minor)
    # On each row: whoever goes on from another invoice's page agrees anew, or keeps nothing.
    rows = [replace(row, keeps_card=data.agreed is not None) for row in rows]
    kept_words: tuple[Record, ...] = ()
    if data.agreed is not None:
        if data.method != "card":
            raise rules.MethodNotOffered(method=data.method, offered=["card"])
        kept_words = (await agreement(tx, lead.id, first.job_id, data.agreed, context),)
    look = Outgoing(
        kind=POLL,
        dedupe_key=lead.id,
        payload={"checkout_id": lead.id},
        run_at=rules.next_poll(context.now, context.now),
    )
    return Effect(id=lead.id, records=(*rows, *kept_words), outgoing=(look,))


async def _check_surcharge(data: StartCheckout, rows: Sequence[Checkout], tx: Tx) -> None:
    """A page that showed none leads to none, whatever was switched on since."""
    if data.surcharge_minor:
        percent = await surcharge_percent(tx, tx.organization_id, [row.invoice_id for row in rows])
        check_surcharge(data.surcharge_minor, sum(row.amount_minor for row in rows), data.method, percent)


async def _begun(
    data: StartCheckout, invoice: Invoice, checkout_id: CheckoutId, context: Context, tx: Tx
) -> Checkout:
    """The row of one invoice. With others it is paid whole."""
    paid_minor, pending_minor = await money_on(tx, invoice.id)
    due = due_minor(invoice.status, invoice.owed_minor, paid_minor) - pending_minor
    ways = offered(invoice.payment_options, frozenset(data.methods))
    rules.may_start(
        invoice.status, due, data.method, ways, await live_checkout(tx, tx.organization_id, invoice.id)
    )
    may_be_part = data.is_agreed or takes_part(
        invoice.payment_options, whole_only=await whole_invoices_only(tx)
    )
    asked_minor = None if data.with_invoices else data.amount_minor
    return Checkout(
        organization_id=context.organization_id,
        id=checkout_id,
        invoice_id=invoice.id,
        gateway=data.gateway,
        method=data.method,
        amount_minor=sum_to_pay(due, asked_minor, context.currency, may_be_part=may_be_part),
        currency=context.currency,
        state="open",
        attempt=1 + await attempts(tx, tx.organization_id, invoice.id),
        created_at=context.now,
        updated_at=context.now,
        key_no=await key_no(tx, tx.organization_id, data.gateway),
    )


async def bind_checkout(data: BindCheckout, context: Context, tx: Tx) -> Effect:
    """From now on the gateway can be asked."""
    known = await tx.lock(Checkout, data.checkout_id)
    bound = rules.bind(known, data.gateway_ref, data.gateway_url, context.now)
    return Effect(id=bound.id, records=(bound,))


async def wait_checkout(data: WaitCheckout, context: Context, tx: Tx) -> Effect:
    """The invoice shows as pending, and is not payable a second time meanwhile."""
    joint = await locked_attempt(tx, data.checkout_id)
    waiting = tuple(rules.wait(row, context.now) for row in joint.rows)
    return Effect(id=joint.lead.id, records=waiting, touched=joint.touched)


async def settle_checkout(data: SettleCheckout, context: Context, tx: Tx) -> Effect:
    """The payment and the end of the attempt are one mutation, so no crash can leave one without the other.

    Its id is derived from the gateway's reference: webhook, timer and the customer's return may all bring it,
    in any order and number, and the first one counts. (A mutation of its own for the payment would need a
    second step after it, and until that came the invoice would look payable again.)
    """
    attempt = await locked_attempt(tx, data.checkout_id)
    known = attempt.lead
    tip_minor, surcharge_minor = beside = _beside(data, attempt)
    data = msgspec.structs.replace(data, amount_minor=data.amount_minor - sum(beside))
    claim, found = await _found(data, attempt, tx)
    found = without_own_debit(found, attempt.rows)
    if attempt.is_joint and data.currency == context.currency:
        matched = match_shares(data.amount_minor, attempt.shares, found, attempt.invoices)
    else:
        matched = match(claim, found, currency=context.currency)
    payment = _payment(data, known, claim, context)
    if claim.customer_id is None:
        payment = replace(payment, customer_id=attempt.invoices[known.invoice_id].customer_id)
    closing, paid = await closing_by(tx, matched, found)
    received = receive(payment, matched, found, closing, paid, context)
    back = _surcharge_back(data, payment, surcharge_minor, context)
    receipt = Outgoing(kind=RECEIPT, dedupe_key=payment.id, payload={"payment_id": payment.id})
    after = Outgoing(
        kind=AFTERMATH,
        dedupe_key=known.id,
        payload={"checkout_id": known.id},
        run_at=context.now + LOOK_FIRST,
    )
    # A card that was not asked to be kept is never written down.
    cards = (
        await kept(tx, known.id, known.gateway, data.card, context) if data.card and known.keeps_card else ()
    )
    return Effect(
        id=payment.id,
        records=(
            *_settled(attempt, data.gateway_ref, context.now),
            *received.records,
            *await _tips(tx, payment, tip_minor, attempt, context),
            *surcharged(payment, surcharge_minor, context),
            *back.records,
            *cards,
        ),
        touched=(*received.touched, *attempt.touched),
        conflict=matched.reason if matched.needs_decision else None,
        decision=received.decision.id if received.decision else None,
        outgoing=(receipt, after, *back.outgoing, *forgotten(cards)),
    )


class _Beside(NamedTuple):
    """What of a capture is beside its payment."""

    tip_minor: Minor
    surcharge_minor: Minor


def _beside(data: SettleCheckout, attempt: Attempt) -> _Beside:
    """In another currency than was asked for nobody can say what is what: all of it is to be decided on."""
    known = attempt.lead
    if data.currency != known.currency:
        return _Beside(0, 0)
    tip_minor = tip_in(data.amount_minor, attempt.sum_minor, known.tip_minor)
    first_minor = attempt.sum_minor + tip_minor
    return _Beside(tip_minor, tip_in(data.amount_minor, first_minor, known.surcharge_minor))


async def _tips(
    tx: Tx, payment: Payment, tip_minor: Minor, attempt: Attempt, context: Context
) -> tuple[Tip, ...]:
    """A row for each job, whose crew is who is on it now."""
    sums = attempt.job_sums.items() if tip_minor else ()
    jobs = [PaidJob(job_id, await crew_of(tx, job_id), paid_minor) for job_id, paid_minor in sums]
    return tips(payment, tip_minor, jobs, context)


class _Back(NamedTuple):
    """A surcharge on its way back."""

    records: tuple[Record, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


def _surcharge_back(
    data: SettleCheckout, payment: Payment, surcharge_minor: Minor, context: Context
) -> _Back:
    """Only a credit card has a surcharge. What kind a card is, nobody knows before it has paid."""
    if not surcharge_minor or data.funding == "credit":
        return _Back()
    kind = {"debit": "debit card", "prepaid": "prepaid card"}.get(data.funding or "", "card of unknown kind")
    refund = surcharge_back(payment, surcharge_minor, f"no surcharge on a {kind}", context)
    sent = sending(payment, refund, context)
    order = Outgoing(kind=SEND_REFUND, dedupe_key=sent.id, payload={"refund_id": sent.id})
    return _Back((refund, sent), (order,))


def _settled(attempt: Attempt, gateway_ref: str, now: datetime) -> tuple[Checkout, ...]:
    """All its rows; only the lead has a name at the gateway."""
    return (
        rules.settle(attempt.lead, now, gateway_ref),
        *(rules.settle(row, now) for row in attempt.rows[1:]),
    )


async def _found(data: SettleCheckout, attempt: Attempt, tx: Tx) -> tuple[Claim, Found]:
    """What the money is for: an invoice, a job of which it pays several, or all jobs of a customer."""
    claim = Claim(amount_minor=data.amount_minor, currency=data.currency)
    if len(attempt.job_ids) > 1:
        # A merge moves all jobs of a customer at once, so the jobs of an attempt never part.
        claim = replace(claim, customer_id=await payer_of(tx, attempt.job_ids))
        return claim, await found_on(tx, attempt.job_ids, claim.customer_id)
    invoice_id = None if attempt.is_joint else attempt.lead.invoice_id
    claim = replace(claim, job_id=attempt.job_ids[0], invoice_id=invoice_id)
    return claim, await found_for(tx, claim)


def _payment(data: SettleCheckout, known: Checkout, claim: Claim, context: Context) -> Payment:
    return Payment(
        organization_id=context.organization_id,
        id=PaymentId(derived_id("payment", known.gateway, data.gateway_ref)),
        job_id=claim.job_id,
        customer_id=claim.customer_id,
        invoice_id=claim.invoice_id,
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
    """The invoice is payable again. Of a bank debit its customer was told that it is on its way: they hear
    that it failed.
    """
    attempt = await locked_attempt(tx, data.checkout_id)
    lead = attempt.lead
    ended = tuple(rules.end(row, data.ending, context.now, data.problem) for row in attempt.rows)
    is_news = data.ending == "failed" and lead.state == "pending" and lead.method == "ach"
    told = (setback_told(lead.id, [row.invoice_id for row in attempt.rows]),) if is_news else ()
    return Effect(id=lead.id, records=ended, touched=attempt.touched, outgoing=told)


COMMANDS = (
    *CARD_COMMANDS,
    Command(name="paypage.start_checkout", input=StartCheckout, handler=start_checkout, roles=SYSTEM),
    Command(name="paypage.bind_checkout", input=BindCheckout, handler=bind_checkout, roles=SYSTEM),
    Command(name="paypage.wait_checkout", input=WaitCheckout, handler=wait_checkout, roles=SYSTEM),
    Command(name="paypage.settle_checkout", input=SettleCheckout, handler=settle_checkout, roles=SYSTEM),
    Command(name="paypage.end_checkout", input=EndCheckout, handler=end_checkout, roles=SYSTEM),
)
