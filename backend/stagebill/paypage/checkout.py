"""A checkout is one attempt to pay an invoice at a gateway: its states, and when another may start."""

from datetime import datetime, timedelta
from typing import Final, Literal, NewType

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, is_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.settings.payment_terms import PaymentOptions

CheckoutId = NewType("CheckoutId", Id)
Method = Literal["card", "ach", "financing"]
Funding = Literal["credit", "debit", "prepaid", "unknown"]
State = Literal["open", "pending", "settled", "failed", "expired", "canceled"]
Ending = Literal["failed", "expired", "canceled"]

METHODS: tuple[Method, ...] = ("card", "ach", "financing")
LIVE: frozenset[State] = frozenset({"open", "pending"})

POLL = "paypage.poll"
KEY_PARTS = 4
POLL_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1))
POLL_EVERY = timedelta(hours=6)
OPEN_AT_MOST: Final = timedelta(hours=24)


class Checkout(Record, frozen=True, kw_only=True):
    """One attempt. `open`: the customer is at the gateway; `pending`: the money is on its way.

    A joint attempt pays several invoices of a customer: each has a row with its share, and all but the first
    name that one as their lead. The gateway knows only the lead; they live and end together. A tip and a card
    surcharge are on top of the amount, on the lead. `keeps_card`: the customer agreed that the card is kept.
    `card_id`: a card on file is charged, with nobody at the gateway; `problem`: why that failed,
    or that nobody can know what happened. `key_no`: which of the account's keys it was started with.
    """

    organization_id: Id
    id: CheckoutId
    invoice_id: Id
    gateway: str
    method: Method
    amount_minor: int
    currency: str
    state: State
    gateway_ref: str | None = None
    gateway_url: str | None = None
    attempt: int
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    lead_id: CheckoutId | None = None
    tip_minor: Minor = 0
    keeps_card: bool = False
    card_id: Id | None = None
    problem: str | None = None
    surcharge_minor: Minor = 0
    key_no: int = 1


class NotPayable(Refusal):
    """Only an issued invoice with money still due can be paid."""

    kind = Kind.STALE


class MethodNotOffered(Refusal):
    """A payment can start only in a way that the invoice offers and a gateway can take."""

    kind = Kind.STALE


class AlreadyBeingPaid(Refusal):
    """An invoice has one live payment attempt at a time."""

    kind = Kind.STALE


class OfAnotherCustomer(Refusal):
    """Invoices that are paid together must belong to one customer."""

    kind = Kind.STALE


class ProcessorSilent(Refusal):
    """What a customer may be paying right now can end only once the processor has closed the attempt."""

    kind = Kind.BUSY


class PaymentArriving(Refusal):
    """An attempt that the processor is completing can no longer be closed: its money will arrive."""

    kind = Kind.STALE


class NothingInDoubt(Refusal):
    """A person says what happened to an attempt only where the processor can no longer be asked."""

    kind = Kind.STALE


class NotLive(Refusal):
    """An attempt that has ended cannot be changed."""

    kind = Kind.STALE


def is_live(checkout: Checkout) -> bool:
    """The customer may still finish it, or its money is on the way."""
    return checkout.state in LIVE


def offered(options: PaymentOptions, methods: frozenset[Method]) -> tuple[Method, ...]:
    """The ways to pay: what the invoice allows and the gateway can take, always in the same order."""
    allowed = {"card": options.card, "ach": options.ach, "financing": options.financing}
    return tuple(method for method in METHODS if allowed[method] and method in methods)


def may_start(
    status: str, due_minor: int, method: Method, offered: tuple[Method, ...], live: Checkout | None
) -> None:
    """Refuse an attempt that must not begin. Options apply only here: what has begun is never lost (D-32)."""
    if status != "open" or due_minor <= 0:
        raise NotPayable(status=status, due_minor=due_minor)
    if live is not None:
        raise AlreadyBeingPaid(checkout_id=live.id, state=live.state)
    if method not in offered:
        raise MethodNotOffered(method=method, offered=list(offered))


def bind(checkout: Checkout, gateway_ref: str, gateway_url: str | None, now: datetime) -> Checkout:
    """The gateway has taken the attempt and calls it `gateway_ref`. Its first answer stays: if two calls at
    once got different answers, every customer is sent to the same page, and nobody sees the other.
    """
    if not is_live(checkout):
        raise NotLive(checkout_id=checkout.id, state=checkout.state)
    if checkout.gateway_ref is not None:
        return checkout
    return replace(checkout, gateway_ref=gateway_ref, gateway_url=gateway_url, problem=None, updated_at=now)


def wait(checkout: Checkout, now: datetime) -> Checkout:
    """The customer is done and the money is on its way; nothing is paid yet (D-27)."""
    if not is_live(checkout):
        raise NotLive(checkout_id=checkout.id, state=checkout.state)
    return replace(checkout, state="pending", problem=None, updated_at=now)


def settle(checkout: Checkout, now: datetime, gateway_ref: str | None = None) -> Checkout:
    """The gateway has the money. Nothing can refuse that: an attempt that was given up still settles late,
    even one believed never to have been made, which has no gateway name yet.
    """
    if checkout.state == "settled":
        return checkout
    named = checkout.gateway_ref or gateway_ref
    return replace(checkout, state="settled", gateway_ref=named, problem=None, updated_at=now, ended_at=now)


def end(checkout: Checkout, ending: Ending, now: datetime, problem: str | None = None) -> Checkout:
    """The attempt failed, and the invoice is payable again."""
    if not is_live(checkout):
        raise NotLive(checkout_id=checkout.id, state=checkout.state)
    return replace(checkout, state=ending, updated_at=now, ended_at=now, problem=problem)


UNKNOWN: Final = "unknown"


def doubt(checkout: Checkout, now: datetime) -> Checkout:
    """Nobody can ask what came of it: it stays as it is, so that nothing is charged beside it, until a person
    has looked.
    """
    if not is_live(checkout):
        raise NotLive(checkout_id=checkout.id, state=checkout.state)
    return replace(checkout, problem=UNKNOWN, updated_at=now)


def check_in_doubt(checkout: Checkout | None, invoice_id: Id) -> Checkout:
    """Raises NothingInDoubt."""
    if checkout is None or not is_live(checkout) or checkout.problem != UNKNOWN:
        raise NothingInDoubt(invoice_id=invoice_id)
    return checkout


def key(checkout: Checkout) -> str:
    """Our name for this attempt at the gateway: a repeated call carries the same key and has one effect."""
    return f"checkout:{checkout.organization_id}:{checkout.id}:{checkout.attempt}"


def next_poll(started_at: datetime, now: datetime) -> datetime:
    """When to ask the gateway again: after a minute, five, an hour, then every six hours."""
    for pause in POLL_AFTER:
        if now < started_at + pause:
            return started_at + pause
    return now + POLL_EVERY


CHARGED_LATE_FOR = timedelta(days=1)


def charged_late(checkout: Checkout, now: datetime) -> bool:
    """Whether a failed charge of a card on file is checked again: it may have been on its way for longer than
    anybody would wait, and its money must never be missed.
    """
    is_ended = checkout.card_id is not None and checkout.state in ("failed", "expired", "canceled")
    return is_ended and now < checkout.created_at + CHARGED_LATE_FOR


LET_GO_POLL_EVERY = timedelta(days=1)


def is_let_go(checkout: Checkout, open_for: timedelta, now: datetime) -> bool:
    """Given up at a gateway that cannot close attempts: its page there still works, and may be paid."""
    return checkout.state == "canceled" and now < checkout.created_at + open_for


def next_poll_let_go(checkout: Checkout, open_for: timedelta, now: datetime) -> datetime | None:
    """An attempt that was given up but not closed may still be paid: check daily while its page works."""
    return now + LET_GO_POLL_EVERY if is_let_go(checkout, open_for, now) else None


def of_key(text: str) -> tuple[Id, Id] | None:
    """The organization and the attempt that one of our keys names."""
    parts = text.split(":")
    is_ours = len(parts) == KEY_PARTS and parts[0] == "checkout"
    return (parts[1], parts[2]) if is_ours and all(map(is_id, parts[1:3])) else None
