"""An allocation is the part of a payment that settles one invoice: oldest due first, never more than due."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import Final, Literal, NewType

from msgspec import Struct

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_beside, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.payments.payment import PaymentId

AllocationId = NewType("AllocationId", Id)

SUBSET_INVOICES_MAX: Final = 12  # 4095 subsets; a job with more open invoices is matched one by one


class Allocation(Record, frozen=True, kw_only=True):
    """A negative amount takes an earlier allocation back; rows are never changed or deleted."""

    organization_id: Id
    id: AllocationId
    payment_id: PaymentId
    invoice_id: InvoiceId
    amount_minor: Minor
    undoes: AllocationId | None = None
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id
    reason: str | None = None  # why a person moved it


class Open(Struct, frozen=True, kw_only=True):
    """An invoice that money can still settle. `due_minor` excludes what is on its way by bank debit."""

    invoice_id: InvoiceId
    due_minor: Minor
    due_on: date | None
    issued_at: datetime
    number_seq: int
    number: str = ""
    job_id: Id = ""


class Part(Struct, frozen=True):
    invoice_id: InvoiceId
    amount_minor: Minor


class Split(Struct, frozen=True):
    """Where a sum goes; what no invoice takes is unapplied."""

    parts: tuple[Part, ...]
    unapplied_minor: Minor


class Said(Struct, frozen=True, kw_only=True):
    """One clause of the sentence about a split: money closes an invoice, pays part of it, or is unapplied."""

    kind: Literal["closes", "part", "unapplied"]
    invoice_id: InvoiceId | None = None
    number: str = ""
    amount_minor: Minor
    due_after_minor: Minor = 0


class NothingUnapplied(Refusal):
    """Only money that is not yet allocated can be applied to an invoice."""

    kind = Kind.STALE


class NothingDue(Refusal):
    """Money can be applied only to an issued invoice on which something is due."""

    kind = Kind.STALE


class AwaitsDecision(Refusal):
    """Money that needs a decision is placed by the office, not by a technician."""

    kind = Kind.FORBIDDEN


class MoreThanUnapplied(Refusal):
    """At most the unapplied part of a payment can be applied."""

    kind = Kind.STALE


class MoreThanDue(Refusal):
    """At most what is due on an invoice can be applied to it."""

    kind = Kind.STALE


class MoreThanOnInvoice(Refusal):
    """At most what a payment has on an invoice can be taken off it."""

    kind = Kind.STALE


class SameInvoice(Refusal):
    """Money can be moved only to a different invoice."""


def oldest_first(opens: Iterable[Open]) -> list[Open]:
    """Oldest due first, then oldest issued, then by number; an invoice without a due date comes last."""
    return sorted(
        opens, key=lambda open: (open.due_on or date.max, open.issued_at, open.number_seq, open.invoice_id)
    )


def allocate(
    amount_minor: Minor, opens: Iterable[Open], hint: Sequence[Id] | None = None, *, whole_only: bool = False
) -> Split:
    """Fill the hinted invoices in their order, then the others, oldest due first.

    With `whole_only` it stops at the first invoice that the money does not cover; the rest is unapplied.
    """
    parts: list[Part] = []
    left_minor = amount_minor
    for open in _in_order(opens, hint or ()):
        part_minor = min(left_minor, open.due_minor)
        if part_minor <= 0:
            continue
        if whole_only and part_minor < open.due_minor:
            break
        parts.append(Part(open.invoice_id, part_minor))
        left_minor -= part_minor
    return Split(tuple(parts), left_minor)


def _in_order(opens: Iterable[Open], hint: Sequence[Id]) -> list[Open]:
    places = {invoice_id: place for place, invoice_id in enumerate(hint)}
    return sorted(oldest_first(opens), key=lambda open: places.get(open.invoice_id, len(places)))


def exact_matches(amount_minor: Minor, opens: Iterable[Open]) -> tuple[tuple[InvoiceId, ...], ...]:
    """Which invoices the sum equals: every single one that it does, or else the smallest such group, oldest
    first.
    """
    candidates = [open for open in oldest_first(opens) if open.due_minor > 0]
    singles = tuple((open.invoice_id,) for open in candidates if open.due_minor == amount_minor)
    if singles or len(candidates) > SUBSET_INVOICES_MAX:
        return singles
    groups = (group for size in range(2, len(candidates) + 1) for group in combinations(candidates, size))
    exact = (group for group in groups if sum(open.due_minor for open in group) == amount_minor)
    return tuple(tuple(open.invoice_id for open in group) for group in (next(exact, None),) if group)


def in_words(split: Split, opens: Iterable[Open]) -> tuple[Said, ...]:
    """What a preview says about the split, clause by clause."""
    known = {open.invoice_id: open for open in opens}
    clauses = [_said(part, known[part.invoice_id]) for part in split.parts]
    if split.unapplied_minor:
        clauses.append(Said(kind="unapplied", amount_minor=split.unapplied_minor))
    return tuple(clauses)


def _said(part: Part, open: Open) -> Said:
    due_after_minor = open.due_minor - part.amount_minor
    return Said(
        kind="part" if due_after_minor else "closes",
        invoice_id=open.invoice_id,
        number=open.number,
        amount_minor=part.amount_minor,
        due_after_minor=due_after_minor,
    )


def apply(invoice_id: InvoiceId, due_minor: Minor, unapplied_minor: Minor, asked_minor: Minor | None) -> Part:
    """How much unapplied money goes to one invoice: all that fits, unless a sum is given."""
    if unapplied_minor <= 0:
        raise NothingUnapplied(unapplied_minor=unapplied_minor)
    if due_minor <= 0:
        raise NothingDue(invoice_id=invoice_id, due_minor=due_minor)
    part_minor = asked_minor if asked_minor is not None else min(due_minor, unapplied_minor)
    if part_minor > unapplied_minor:
        raise MoreThanUnapplied(unapplied_minor=unapplied_minor, asked_minor=part_minor)
    if part_minor > due_minor:
        raise MoreThanDue(due_minor=due_minor, asked_minor=part_minor)
    return Part(invoice_id, part_minor)


def rows(parts: Iterable[Part], payment_id: PaymentId, context: Context) -> tuple[Allocation, ...]:
    """The parts as rows. Their ids are derived, so that the same mutation always makes the same rows."""
    return tuple(
        Allocation(
            organization_id=context.organization_id,
            id=AllocationId(derived_beside(context.mutation_id, "allocation", payment_id, part.invoice_id)),
            payment_id=payment_id,
            invoice_id=part.invoice_id,
            amount_minor=part.amount_minor,
            created_at=context.now,
            created_by=context.member_id,
            mutation_id=context.mutation_id,
        )
        for part in parts
    )


def undo(allocations: Iterable[Allocation], context: Context) -> tuple[Allocation, ...]:
    """Rows that take back whatever still stands of these allocations."""
    known = tuple(allocations)
    undone = {allocation.undoes for allocation in known}
    return tuple(
        Allocation(
            organization_id=allocation.organization_id,
            id=AllocationId(derived_id("undo", allocation.id)),  # so that each is undone at most once
            payment_id=allocation.payment_id,
            invoice_id=allocation.invoice_id,
            amount_minor=-allocation.amount_minor,
            undoes=allocation.id,
            created_at=context.now,
            created_by=context.member_id,
            mutation_id=context.mutation_id,
        )
        for allocation in known
        if allocation.amount_minor > 0 and allocation.id not in undone
    )


def taken_off(
    allocations: Iterable[Allocation], surplus_minor: Minor, context: Context
) -> tuple[Allocation, ...]:
    """Rows that take this much off one invoice, the newest money first. An allocation that partly stays is
    taken back in full, and the part that stays is put back as a new row.
    """
    known = {allocation.id: allocation for allocation in allocations}
    standing = sorted(
        (known[row.undoes] for row in undo(known.values(), context) if row.undoes),
        key=lambda allocation: (allocation.created_at, allocation.id),
    )
    moved: list[Allocation] = []
    left_minor = surplus_minor
    for allocation in reversed(standing):
        if left_minor <= 0:
            break
        moved.extend(undo((allocation,), context))
        left_minor -= allocation.amount_minor
        if left_minor < 0:
            back = Part(allocation.invoice_id, -left_minor)
            moved.extend(rows((back,), allocation.payment_id, context))
    return tuple(moved)


def moved_off(
    allocations: Iterable[Allocation],
    invoice_id: InvoiceId,
    amount_minor: Minor,
    reason: str,
    context: Context,
) -> tuple[Allocation, ...]:
    """Rows that take this much of a payment off an invoice: all of it is taken back, and what stays is put on
    again.
    """
    on = [allocation for allocation in allocations if allocation.invoice_id == invoice_id]
    standing_minor = sum(allocation.amount_minor for allocation in on)
    if amount_minor > standing_minor:
        raise MoreThanOnInvoice(invoice_id=invoice_id, on_invoice_minor=standing_minor)
    left = Part(invoice_id, standing_minor - amount_minor)
    again = rows((left,), on[0].payment_id, context) if left.amount_minor else ()
    return tuple(replace(row, reason=reason) for row in (*undo(on, context), *again))


def net(allocations: Iterable[Allocation]) -> tuple[Part, ...]:
    """The net amount per invoice, in the order of first allocation; zeros left out."""
    sums: dict[InvoiceId, Minor] = {}
    for allocation in allocations:
        sums[allocation.invoice_id] = sums.get(allocation.invoice_id, 0) + allocation.amount_minor
    return tuple(Part(invoice_id, amount_minor) for invoice_id, amount_minor in sums.items() if amount_minor)


def unapplied(amount_minor: Minor, allocations: Iterable[Allocation], reversed_minor: Minor = 0) -> Minor:
    """What of a payment is neither allocated nor reversed."""
    return amount_minor - reversed_minor - sum(allocation.amount_minor for allocation in allocations)
