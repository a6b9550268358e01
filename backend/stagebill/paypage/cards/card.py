"""A card on file: what the processor calls it, how people know it, what was agreed to, and that it ended.

No number of a card is ever here: only the processor's names for it, its brand, last four digits and expiry.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal, NewType

from stagebill.customers.customer import Contact, invoice_addresses
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record
from stagebill.paypage.checkout import CheckoutId

SEND_WITHIN: Final = timedelta(seconds=60)
ON_THE_LINE_AT_MOST: Final = timedelta(seconds=30)
FIRST_TRY_WITHIN: Final = timedelta(seconds=4)  # less than a call waits for its answer

CardId = NewType("CardId", Id)
AgreedOn = Literal["pay", "owed"]
RemovedBy = Literal["customer", "office", "merge", "newer"]
ReceiptBy = Literal["mail", "text", "none"]
Failure = Literal["authentication_required", "insufficient_funds", "expired_card", "declined", "card_unknown",
                  "not_sent"]  # fmt: skip


class CardAgreement(Record, frozen=True, kw_only=True):
    """What the customer agreed to, word for word, when an attempt to pay began; its id is the attempt's."""

    organization_id: Id
    id: CheckoutId
    customer_id: Id
    words: str
    language: str
    page: AgreedOn
    agreed_at: datetime
    mutation_id: Id


class KeptCard(Record, frozen=True, kw_only=True):
    """A card that the processor keeps for us; its id is that of its agreement. `expires`: "2029-08"."""

    organization_id: Id
    id: CardId
    customer_id: Id
    gateway: str
    customer_ref: str
    method_ref: str
    brand: str
    last_four: str
    expires: str
    kept_at: datetime
    mutation_id: Id


class CardRemoval(Record, frozen=True, kw_only=True):
    """The end of a kept card; its id is the card's. It is charged nothing from then on."""

    organization_id: Id
    id: CardId
    removed_by: RemovedBy
    member_id: Id | None
    removed_at: datetime
    mutation_id: Id


class CardsNotKept(Refusal):
    """A card is kept and charged only where the company has switched that on."""

    kind = Kind.STALE


class CardGone(Refusal):
    """A card that was removed is charged nothing, and is removed once."""

    kind = Kind.STALE


class OfAnother(Refusal):
    """A card on file is charged for the invoices of the customer who agreed to it, and of nobody else."""

    kind = Kind.STALE


class CardElsewhere(Refusal):
    """A card is charged where it is kept, and only while new payments start there."""

    kind = Kind.STALE


class OtherSum(Refusal):
    """A card on file is charged just the sum that the office was shown."""

    kind = Kind.STALE


def check_chargeable(card: KeptCard, removal: CardRemoval | None, customer_id: Id) -> None:
    """Whether this card may pay what this customer owes. A merge of customers hands no card on: agreed was to
    the invoices of one name. Raises CardGone, OfAnother.
    """
    if removal is not None:
        raise CardGone(card_id=card.id, removed_by=removal.removed_by)
    if card.customer_id != customer_id:
        raise OfAnother(card_id=card.id)


def check_sum(seen_minor: Minor, due_minor: Minor) -> None:
    """Raises OtherSum."""
    if seen_minor != due_minor:
        raise OtherSum(seen_minor=seen_minor, due_minor=due_minor)


def receipt_by(email: str | None, contacts: Iterable[Contact], *, is_texted: bool) -> ReceiptBy:
    """How a receipt reaches a customer who was not there when a card was charged."""
    if invoice_addresses(email, contacts):
        return "mail"
    return "text" if is_texted else "none"


def is_same_card(one: KeptCard, other: KeptCard) -> bool:
    """As far as people can tell two cards apart."""
    facts = [(each.gateway, each.brand, each.last_four, each.expires) for each in (one, other)]
    return facts[0] == facts[1]


def failure_of(code: str | None, *, otherwise: Failure) -> Failure:
    """Why a charge came to nothing, in a word that people are told. Why exactly a bank said no, it often does
    not say, and a card that was reported stolen is called declined as any other.
    """
    known: dict[str, Failure] = {
        "authentication_required": "authentication_required",
        "payment_intent_authentication_failure": "authentication_required",
        "insufficient_funds": "insufficient_funds",
        "expired_card": "expired_card",
        "card_declined": "declined",
        "resource_missing": "card_unknown",
    }
    return known.get(code or "", otherwise)


def may_send(begun_at: datetime, now: datetime) -> bool:
    """Whether a charge may be sent to the processor: at once or never, so that no key of ours is older than
    what a processor remembers, and a late restart takes nobody's money by surprise.
    """
    return now - begun_at < SEND_WITHIN


def is_first_try(begun_at: datetime, now: datetime) -> bool:
    """Whether no call can have gone unanswered yet. Only then does a refused key mean that none charged it:
    it may have been good a moment ago.
    """
    return now - begun_at < FIRST_TRY_WITHIN


def is_known_by(begun_at: datetime, now: datetime) -> bool:
    """Whether a charge that the processor does not list now was never made there: none is on the line."""
    return now - begun_at >= SEND_WITHIN + ON_THE_LINE_AT_MOST
