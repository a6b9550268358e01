"""A tip is what a customer adds to a card payment for the crew: money of its own, on top of the payment.

It is no part of what is owed: it fills no invoice, counts toward no cap and is in no job's progress (D-01,
D-54). So a payment's amount never includes it; what a processor captured is the payment and its tip together.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, NewType

from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor, split
from stagebill.kernel.records import Record
from stagebill.payments.payment import Payment, PaymentId
from stagebill.payments.surcharge import Came, stays_of_both

TipId = NewType("TipId", Id)


class Tip(Record, frozen=True, kw_only=True):
    """`job_id`: the job that it came for; a payment for several jobs has a row for each. `crew`: who was on
    that job when it came, and shares it; whoever joins later does not.
    """

    organization_id: Id
    id: TipId
    payment_id: PaymentId
    amount_minor: PositiveMinor
    crew: tuple[Id, ...] = ()
    created_at: datetime
    mutation_id: Id
    job_id: Id | None = None


class PaidJob(NamedTuple):
    """A job that a payment is for, who is on it, and how much of a tip is theirs beside the others."""

    job_id: Id | None
    crew: tuple[Id, ...]
    weight_minor: Minor


def tip_in(captured_minor: Minor, first_minor: Minor, asked_minor: Minor) -> Minor:
    """What of a capture is its tip: the invoices come first, and it is never more than was asked for. The
    surcharge comes after both.
    """
    return min(asked_minor, max(captured_minor - first_minor, 0))


def tips(
    payment: Payment, amount_minor: Minor, jobs: Sequence[PaidJob], context: Context, *of: Id
) -> tuple[Tip, ...]:
    """A payment's tip, a row for each job that gets any of it: as much as it has of the payment, to the cent.
    `of`: a failed refund whose tip comes in again.
    """
    parts = split(amount_minor, [job.weight_minor for job in jobs])
    return tuple(
        Tip(
            organization_id=payment.organization_id,
            id=TipId(derived_id("tip", payment.id, *of, job.job_id or "")),
            payment_id=payment.id,
            amount_minor=part_minor,
            crew=tuple(sorted(set(job.crew))),
            created_at=context.now,
            mutation_id=context.mutation_id,
            job_id=job.job_id,
        )
        for job, part_minor in zip(jobs, parts, strict=True)
        if part_minor
    )


def as_it_came(rows: Iterable[Tip]) -> list[PaidJob]:
    """The jobs of a payment's tips, each with what came for it: what comes in again is shared alike."""
    jobs: dict[Id | None, PaidJob] = {}
    for row in sorted(rows, key=lambda row: (row.created_at, row.id)):
        known = jobs.get(row.job_id, PaidJob(row.job_id, row.crew, 0))
        jobs[row.job_id] = known._replace(weight_minor=known.weight_minor + row.amount_minor)
    return list(jobs.values())


class GoneOf(NamedTuple):
    """How a sum that went back at the processor splits into payment, tip and surcharge."""

    payment_minor: Minor
    tip_minor: Minor
    surcharge_minor: Minor = 0


class Left(NamedTuple):
    """What of a payment, its tip and its surcharge did not go back, and what came."""

    payment_minor: Minor
    tip_minor: Minor
    surcharge_minor: Minor
    came: Came


def gone_of_all(gone_minor: Minor, left: Sequence[Left]) -> list[GoneOf]:
    """How much is gone of each of these, which are one charge at the processor; the first are taken first.

    Payments go first, each with its surcharge in proportion, then tips; the full sum takes everything. A sum
    that equals exactly a tip is that tip, and one that equals a surcharge is that surcharge: taken off an
    invoice by mistake, it would be asked for again.
    """
    for n, each in enumerate(left):
        alone = next((m for m in (1, 2) if gone_minor == each[m]), None)
        if alone is not None:
            whole = GoneOf(0, gone_minor) if alone == 1 else GoneOf(0, 0, gone_minor)
            return [whole if m == n else GoneOf(0, 0) for m in range(len(left))]
    charged = [each.payment_minor + each.surcharge_minor for each in left]
    parts, rest_minor = _filled(gone_minor, charged)
    tips, _ = _filled(rest_minor, [each.tip_minor for each in left])
    found = []
    for each, part_minor, whole_minor, tip_minor in zip(left, parts, charged, tips, strict=True):
        surcharge_minor = _surcharge_in(part_minor, whole_minor, each)
        found.append(GoneOf(part_minor - surcharge_minor, tip_minor, surcharge_minor))
    return found


def _surcharge_in(part_minor: Minor, whole_minor: Minor, left: Left) -> Minor:
    """What of a part that is gone of a payment with its surcharge is the surcharge's."""
    if not part_minor:
        return 0
    rest_minor = whole_minor - part_minor
    stays_minor = stays_of_both(rest_minor, left.payment_minor, left.surcharge_minor, left.came)
    return left.surcharge_minor - stays_minor


def _filled(minor: Minor, most: Iterable[Minor]) -> tuple[list[Minor], Minor]:
    """The sum distributed in order, and what is left of it."""
    parts = []
    for each in most:
        parts.append(min(minor, each))
        minor -= parts[-1]
    return parts, minor


def by_member(amount_minor: Minor, crew: tuple[Id, ...]) -> dict[Id | None, Minor]:
    """The tip in equal parts, to the cent; if nobody was on the job, all of it is nobody's."""
    if not crew:
        return {None: amount_minor}
    return dict(zip(crew, split(amount_minor, [1] * len(crew)), strict=True))
