"""A change order adds to a running job or takes off it, and counts once the customer has approved it.

draft → sent → approved | declined | expired | withdrawn. What is approved is frozen.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from msgspec import Struct

from stagebill.change_orders.approval import Approval, digest_of
from stagebill.jobs.contract import (
    DeductionTooLarge,
    NothingToBill,
    Priced,
    TaxLine,
    Totals,
    TotalTooLarge,
)
from stagebill.jobs.job import Job, JobId
from stagebill.jobs.line_item import LineItem, LineItemId
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, RateBps, in_bps, stored_rate_ppm
from stagebill.kernel.records import Record, replace
from stagebill.scope.change import Change, consequences
from stagebill.scope.standing import Standing

ChangeOrderId = NewType("ChangeOrderId", Id)

# What an approval is given to.
FROZEN_FIELDS: Final = (
    "id", "job_id", "number", "title", "words", "lines", "subtotal_minor", "tax_minor", "total_minor",
    "taxes", "approval",
)  # fmt: skip


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ChangeLine(Struct, frozen=True, kw_only=True):
    """One priced part of a change; a deduction has a price below 0."""

    description: str
    quantity_milli: int
    unit_price_minor: Minor
    tax_rate_ppm: int
    amount_minor: Minor

    @property
    def is_change(self) -> bool:
        return True


class ChangeOrder(Record, frozen=True, kw_only=True):
    """`total_minor` is how much the job's total rises or falls, computed when the job came to
    `seen_total_minor`.
    """

    organization_id: Id
    id: ChangeOrderId
    job_id: JobId
    number: int
    title: str
    words: str = ""
    state: State = State.DRAFT
    lines: tuple[ChangeLine, ...]
    subtotal_minor: Minor = 0
    tax_minor: Minor = 0
    total_minor: Minor = 0
    taxes: tuple[TaxLine, ...] = ()
    seen_total_minor: Minor = 0
    valid_days: int
    link_digest: str
    created_by: Id | None = None
    created_at: datetime
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Id | None = None
    end_reason: str | None = None
    approval: Approval | None = None
    # A signature from a phone that meets another total than the customer was shown: kept, and asked again.
    stale_approval: Approval | None = None
    digest: str | None = None


class NotDraft(Refusal):
    """A change order can be edited only while nobody outside has seen it."""

    kind = Kind.STALE


class AlreadyAnswered(Refusal):
    """A change order that was approved, declined or withdrawn is final; make a new one."""

    kind = Kind.STALE


class Expired(Refusal):
    """A change order must be approved before it expires; sending it again gives it a new deadline."""

    kind = Kind.STALE


class BaseChanged(Refusal):
    """A change order is approved for the job's current total; a customer who was shown another one is asked
    again.
    """

    kind = Kind.STALE


class NoAddress(Refusal):
    """A change order is mailed to a customer who has an e-mail address."""

    kind = Kind.STALE


def reckoned(order: ChangeOrder, job: Job, after: Totals) -> ChangeOrder:
    """The order with its effect on the job as it stands now: how much the total changes, and the
    tax in that.
    """
    subtotal_minor = sum(line.amount_minor for line in order.lines)
    total_minor = after.total_minor - job.total_minor
    return replace(
        order,
        subtotal_minor=subtotal_minor,
        tax_minor=total_minor - subtotal_minor,
        total_minor=total_minor,
        taxes=_differences(job.taxes, after.taxes),
        seen_total_minor=job.total_minor,
    )


def fitting_change(lines: Sequence[Priced], job: Job, standing: Sequence[Standing]) -> Change | None:
    """What the job comes to with these lines; None if rules refuse it, or invoices have to be
    settled first.
    """
    try:
        change = consequences(lines, job.discount, job.tax_mode, standing)
    except (DeductionTooLarge, NothingToBill, TotalTooLarge):
        return None
    return None if change.needs_settling else change


def usual_rate_ppm(taxes: Sequence[TaxLine]) -> int:
    """The tax rate of most of the job, which a change's lines get unless they say otherwise."""
    return stored_rate_ppm(max(taxes, key=lambda tax: tax.base_minor).rate_bps) if taxes else 0


def edit(order: ChangeOrder, **changes: Any) -> ChangeOrder:
    """Raises NotDraft."""
    if order.state is not State.DRAFT:
        raise NotDraft(state=order.state)
    return replace(order, **changes)


def send(order: ChangeOrder, now: datetime) -> ChangeOrder:
    """Sending it again, even after it expired, restarts the time to answer."""
    if order.state is not State.EXPIRED:
        _check_unanswered(order)
    return replace(
        order,
        state=State.SENT,
        sent_at=order.sent_at or now,
        expires_at=now + timedelta(days=order.valid_days),
        ended_at=None,
    )


def check_open(order: ChangeOrder, approval: Approval) -> None:
    """Raises AlreadyAnswered, Expired.

    A signature counts from the moment it was made, if that was in time: the phone may have had no signal.
    """
    if order.state is not State.EXPIRED:
        _check_unanswered(order)
    if order.expires_at is not None and approval.given_at >= order.expires_at:
        raise Expired(expires_at=order.expires_at)


def base_changed(order: ChangeOrder, approval: Approval) -> BaseChanged | None:
    """Why a yes to a different total does not count; `order` is computed again. None if it was this total."""
    after_minor = order.seen_total_minor + order.total_minor
    if (approval.before_minor, approval.after_minor) == (order.seen_total_minor, after_minor):
        return None
    return BaseChanged(
        seen_total_minor=approval.before_minor,
        seen_after_minor=approval.after_minor,
        total_minor=order.seen_total_minor,
        after_minor=after_minor,
    )


def approve(order: ChangeOrder, approval: Approval) -> ChangeOrder:
    """The order with its approval, frozen."""
    approved = replace(
        order,
        state=State.APPROVED,
        approval=approval,
        stale_approval=None,
        ended_at=approval.received_at,
        ended_by=approval.recorded_by,
        end_reason=None,
    )
    return replace(approved, digest=digest_of(said_yes_to(approved)))


def hold(order: ChangeOrder, approval: Approval) -> ChangeOrder:
    """A signature that cannot count as things stand: kept, so that whoever asks again can show it."""
    return replace(order, stale_approval=approval)


def decline(order: ChangeOrder, reason: str, now: datetime, by: Id | None) -> ChangeOrder:
    """The customer said no. Raises AlreadyAnswered."""
    return _ended(order, State.DECLINED, reason, now, by)


def withdraw(order: ChangeOrder, reason: str, now: datetime, by: Id | None) -> ChangeOrder:
    """Its link stops working. Raises AlreadyAnswered."""
    return _ended(order, State.WITHDRAWN, reason, now, by)


def expire(order: ChangeOrder, now: datetime) -> ChangeOrder:
    """The expired order; the same order if its time is not over, or it was answered."""
    if order.state is not State.SENT or order.expires_at is None or now < order.expires_at:
        return order
    return replace(order, state=State.EXPIRED, ended_at=order.expires_at)


def state_at(state: State, expires_at: datetime | None, now: datetime) -> State:
    """Its state at this moment: a timer records the end a little later."""
    is_over = state is State.SENT and expires_at is not None and now >= expires_at
    return State.EXPIRED if is_over else state


def added_lines(order: ChangeOrder, first_position: int) -> list[LineItem]:
    """An approved order's lines as lines of its job."""
    return [
        LineItem(
            organization_id=order.organization_id,
            id=LineItemId(derived_id("change_line", order.id, str(place))),
            job_id=order.job_id,
            position=first_position + place,
            description=line.description,
            quantity_milli=line.quantity_milli,
            unit_price_minor=line.unit_price_minor,
            tax_rate_ppm=line.tax_rate_ppm,
            amount_minor=line.amount_minor,
            change_order_id=order.id,
        )
        for place, line in enumerate(order.lines)
    ]


def said_yes_to(order: ChangeOrder) -> dict[str, Any]:
    """What the digest covers."""
    return {name: getattr(order, name) for name in FROZEN_FIELDS}


def name_of(number: int) -> str:
    """Its name for people."""
    return f"CO-{number}"


def _check_unanswered(order: ChangeOrder) -> None:
    if order.state not in (State.DRAFT, State.SENT):
        raise AlreadyAnswered(state=order.state, at=order.ended_at)


def _ended(order: ChangeOrder, state: State, reason: str, now: datetime, by: Id | None) -> ChangeOrder:
    if order.state is not State.EXPIRED:
        _check_unanswered(order)
    return replace(order, state=state, ended_at=now, ended_by=by, end_reason=reason.strip() or None)


def _differences(before: Sequence[TaxLine], after: Sequence[TaxLine]) -> tuple[TaxLine, ...]:
    """Base and tax of each rate that the change moves."""
    old: dict[RateBps, TaxLine] = {tax.rate_bps: tax for tax in before}
    new: dict[RateBps, TaxLine] = {tax.rate_bps: tax for tax in after}
    zero = TaxLine(rate_bps=in_bps(0), base_minor=0, tax_minor=0)
    found = [
        TaxLine(
            rate_bps=rate,
            base_minor=new.get(rate, zero).base_minor - old.get(rate, zero).base_minor,
            tax_minor=new.get(rate, zero).tax_minor - old.get(rate, zero).tax_minor,
        )
        for rate in sorted(old.keys() | new.keys(), reverse=True)
    ]
    return tuple(line for line in found if line.base_minor or line.tax_minor)
