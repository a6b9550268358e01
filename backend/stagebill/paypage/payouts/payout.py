"""A payout is what a processor sends to the company's bank at once: payments less fees, refunds, disputes.

It is written down when the processor has said what is in it, and never changed. How it ended is a row of its
own: one that was paid may still fail some days later, and then its money is at the processor again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal, NewType

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace

PayoutId = NewType("PayoutId", Id)
Ending = Literal["paid", "failed", "canceled"]
State = Literal["on_its_way", "paid", "failed", "canceled"]
ItemKind = Literal["charge", "refund", "refund_failed", "dispute", "fee", "returned", "held", "other"]

RETURNS: Final[frozenset[Ending]] = frozenset({"failed", "canceled"})


class Payout(Record, frozen=True, kw_only=True):
    """`amount_minor` is below zero where the processor takes money from the bank. `arrival_on` is the day
    that the processor names for it; `made_at` when it was made there, `created_at` when written down here.
    """

    organization_id: Id
    id: PayoutId
    gateway: str
    gateway_ref: str
    amount_minor: Minor
    currency: str
    arrival_on: date
    made_at: datetime
    created_at: datetime
    mutation_id: Id


class PayoutItem(Record, frozen=True, kw_only=True):
    """One movement at the processor that a payout brings: it adds `amount_minor` less `fee_minor`.

    `gateway_ref` is the movement's own name, `source_ref` that of what it is about, `payment_ref` that of the
    processor's payment; `payment_id` is ours, where it is one of ours. `returned`: an earlier payout that
    failed; `held`: money that the processor keeps back for a while, or lets go again. `told_at`: when it was
    said after the payout had been written down without items.
    """

    organization_id: Id
    id: Id
    payout_id: PayoutId
    gateway_ref: str
    kind: ItemKind
    source_ref: str | None = None
    payment_ref: str | None = None
    payment_id: Id | None = None
    amount_minor: Minor
    fee_minor: Minor
    made_at: datetime
    told_at: datetime | None = None


class PayoutEnd(Record, frozen=True, kw_only=True):
    """It is at the bank, or its money came back; `problem` is why, in the processor's word."""

    organization_id: Id
    id: Id
    payout_id: PayoutId
    ending: Ending
    problem: str | None = None
    created_at: datetime
    mutation_id: Id


class NotItsSum(Refusal):
    """The items of a payout must add up to its amount."""

    kind = Kind.INVALID


def payout_id(organization_id: Id, gateway: str, gateway_ref: str) -> PayoutId:
    """One payout for each that the processor made, however often it is told of."""
    return PayoutId(derived_id("payout", organization_id, gateway, gateway_ref))


def itemized(
    payout: Payout,
    items: Iterable[PayoutItem],
    payments: Mapping[str, Id],
    of_disputes: Collection[str],
) -> tuple[PayoutItem, ...]:
    """The items with our payment for each, by the processor's name for it. A movement that is known of a
    dispute stays one, also where the processor counts it among its fees: it is booked once. Raises NotItsSum.
    """
    found = tuple(
        replace(
            item,
            payment_id=payments.get(item.payment_ref or ""),
            kind="dispute" if item.gateway_ref in of_disputes else item.kind,
        )
        for item in items
    )
    if found and sum(net_minor(item) for item in found) != payout.amount_minor:
        raise NotItsSum(amount_minor=payout.amount_minor)
    return found


def net_minor(item: PayoutItem) -> Minor:
    """What an item adds to its payout."""
    return item.amount_minor - item.fee_minor


def ended(
    payout: Payout, known: Collection[Ending], ending: Ending, problem: str | None, context: Context
) -> PayoutEnd | None:
    """A new ending; None where it is known, or where a payout that came back is said to be paid: that word
    was overtaken.
    """
    if ending in known or RETURNS.intersection(known):
        return None
    return PayoutEnd(
        organization_id=payout.organization_id,
        id=derived_id("payout_end", payout.id, ending),
        payout_id=payout.id,
        ending=ending,
        problem=problem,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )


def state_of(endings: Sequence[str]) -> State:
    """Where it is now."""
    for ending in ("failed", "canceled", "paid"):
        if ending in endings:
            return ending
    return "on_its_way"
