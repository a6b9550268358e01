"""Parts of a unit that keep a card: what was agreed to when an attempt begins, the card when it settles."""

from collections.abc import Iterable
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from stagebill.customers.customer import Customer
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.paypage.cards.card import (
    AgreedOn,
    CardAgreement,
    CardId,
    CardRemoval,
    CardsNotKept,
    KeptCard,
    RemovedBy,
    is_same_card,
)
from stagebill.paypage.cards.gateway import CardSeen
from stagebill.paypage.checkout import CheckoutId
from stagebill.sync.effect import Outgoing

FORGET: Final = "paypage.forget_card"
_KEEPS: Final = "SELECT keeps_cards FROM settings WHERE organization_id = $1"


class Agreed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words beside the box that the customer ticked, in which language and on which page."""

    words: Annotated[str, Meta(min_length=1, max_length=2000)]
    language: Annotated[str, Meta(min_length=2, max_length=10)]
    page: AgreedOn


async def check_kept_here(tx: Tx) -> None:
    """Raises CardsNotKept."""
    rows = await tx.rows(_KEEPS, tx.organization_id)
    if not rows or not rows[0][0]:
        raise CardsNotKept()


async def agreement(
    tx: Tx, checkout_id: CheckoutId, job_id: Id, agreed: Agreed, context: Context
) -> CardAgreement:
    """What was agreed to, by whoever the job is for. Raises CardsNotKept."""
    await check_kept_here(tx)
    return CardAgreement(
        organization_id=context.organization_id,
        id=checkout_id,
        customer_id=(await tx.load(Job, job_id)).customer_id,
        words=agreed.words,
        language=agreed.language,
        page=agreed.page,
        agreed_at=context.now,
        mutation_id=context.mutation_id,
    )


async def kept(
    tx: Tx, checkout_id: CheckoutId, gateway: str, seen: CardSeen, context: Context
) -> tuple[Record, ...]:
    """The card that the processor kept with a payment; it takes the place of the same one kept before. Whose
    customer was merged into another meanwhile ends at once, as the merge would have ended it.
    """
    agreed = await tx.load(CardAgreement, checkout_id)
    card = KeptCard(
        organization_id=context.organization_id,
        id=CardId(agreed.id),
        customer_id=agreed.customer_id,
        gateway=gateway,
        customer_ref=seen.customer_ref,
        method_ref=seen.method_ref,
        brand=seen.brand,
        last_four=seen.last_four,
        expires=seen.expires,
        kept_at=context.now,
        mutation_id=context.mutation_id,
    )
    if (await tx.load(Customer, agreed.customer_id)).merged_into is not None:
        return (card, _ended(card, "merge", context))
    same = [
        each for each in await tx.select(KeptCard, customer_id=card.customer_id) if is_same_card(each, card)
    ]
    locked = [await tx.lock(KeptCard, each.id) for each in sorted(same, key=lambda each: each.id)]
    earlier = [each for each in locked if await tx.find(CardRemoval, each.id) is None]
    return (card, *(_ended(each, "newer", context) for each in earlier))


def _ended(card: KeptCard, removed_by: RemovedBy, context: Context) -> CardRemoval:
    return CardRemoval(
        organization_id=context.organization_id,
        id=card.id,
        removed_by=removed_by,
        member_id=None,
        removed_at=context.now,
        mutation_id=context.mutation_id,
    )


def forgotten(records: Iterable[Record]) -> tuple[Outgoing, ...]:
    """The processor is to forget the cards that end with these records."""
    return tuple(
        Outgoing(kind=FORGET, dedupe_key=each.id, payload={"card_id": each.id})
        for each in records
        if isinstance(each, CardRemoval)
    )
