"""An allowance: part of what a job has left to invoice, lent to a phone for the hours it may be without
signal. What the phone invoices within it is certain, because nobody else can take that money meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from stagebill.identity.device import Device
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace

# A day's work without signal. A lost phone holds nothing back for longer.
LENT_FOR: Final = timedelta(hours=8)
# What one phone may have at a time: the jobs of a day, not all that it can see.
JOBS_MAX: Final = 20
# The office bills, too: where one technician works on a job, half of what is left is never lent.
PARTS_MIN: Final = 2


class Allowance(Record, frozen=True, kw_only=True):
    """What one device has, or had, of one job; lending again reuses the row."""

    organization_id: Id
    job_id: Id
    device_id: Id
    member_id: Id
    amount_minor: Minor
    lent_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class LentOut(Refusal):
    """What is lent to a phone cannot be invoiced by anybody else until its hours are over or it is
    recalled.
    """

    kind = Kind.STALE


def allowance_id(device_id: Id, job_id: Id) -> Id:
    """The one id that a device's allowance of a job ever has."""
    return derived_id("allowance", device_id, job_id)


def running(allowances: Iterable[Allowance], now: datetime) -> list[Allowance]:
    """The allowances that hold something back at this moment."""
    return [each for each in allowances if each.ended_at is None and each.expires_at > now]


def lent_minor(allowances: Iterable[Allowance]) -> Minor:
    return sum(each.amount_minor for each in allowances)


def share_of(left_minor: Minor, technicians: int, own: Minor, others: Minor) -> Minor:
    """What may be lent to one more device: its technician's part of what is left, as far as it is free.

    `own` is what other devices of the same technician have, `others` what everybody else has.
    """
    part_minor = max(left_minor, 0) // max(technicians, PARTS_MIN)
    return max(min(part_minor - own, left_minor - own - others), 0)


def check_lent(
    amount_minor: Minor, left_minor: Minor, own: Allowance | None, others: list[Allowance]
) -> None:
    """Whoever has an allowance may use it, whatever else is lent. Raises LentOut."""
    lent = lent_minor(others)
    free_minor = max(left_minor - lent, 0)
    if amount_minor > max(own.amount_minor if own else 0, free_minor):
        raise LentOut(
            asked_minor=amount_minor,
            free_minor=free_minor,
            lent_minor=lent,
            left_minor=left_minor,
            until_at=max(each.expires_at for each in others).isoformat(),
            device_ids=[each.device_id for each in others],
        )


def drawn(own: Allowance, amount_minor: Minor, free_minor: Minor, now: datetime) -> Allowance:
    """The allowance after an invoice by its device: it is used first, and never exceeds what is
    still free.
    """
    rest_minor = max(min(own.amount_minor - amount_minor, free_minor), 0)
    return replace(own, amount_minor=rest_minor) if rest_minor else ended(own, now)


def lent(device: Device, job_id: Id, amount_minor: Minor, now: datetime) -> Allowance:
    """What the device has of the job from now on."""
    return Allowance(
        organization_id=device.organization_id,
        id=allowance_id(device.id, job_id),
        job_id=job_id,
        device_id=device.id,
        member_id=device.member_id,
        amount_minor=amount_minor,
        lent_at=now,
        expires_at=now + LENT_FOR,
    )


def ended(allowance: Allowance, now: datetime) -> Allowance:
    """Nothing is lent any more; what was not used is free."""
    return replace(allowance, ended_at=now)
