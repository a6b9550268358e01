"""A customer who is merged into another takes no card along: each ends in the unit of the merge, and the
processor is told to forget it.
"""

from typing import Any, Final

from stagebill.customers.customer import Customer
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.records import Record
from stagebill.paypage.cards.card import CardRemoval, KeptCard
from stagebill.paypage.cards.steps import forgotten
from stagebill.sync.command import Companions
from stagebill.sync.effect import Outgoing


async def ended_by_merge(customer: Any, context: Context, tx: Tx) -> tuple[Record | Outgoing, ...]:
    """What was agreed to were the invoices of one name; and a merge by mistake is never undone."""
    if customer.merged_into is None:
        return ()
    ended: list[CardRemoval] = []
    for kept in await tx.select(KeptCard, customer_id=customer.id):
        card = await tx.lock(KeptCard, kept.id)
        if await tx.find(CardRemoval, card.id) is None:
            removal = CardRemoval(
                organization_id=card.organization_id,
                id=card.id,
                removed_by="merge",
                member_id=context.member_id,
                removed_at=context.now,
                mutation_id=context.mutation_id,
            )
            ended.append(removal)
    return (*ended, *forgotten(ended))


COMPANIONS: Final[Companions] = {Customer: ended_by_merge}
