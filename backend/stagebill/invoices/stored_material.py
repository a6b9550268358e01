"""Stored material is billed before it is installed; then it counts as work, and nothing is due
twice (D-70).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from stagebill.jobs.credited_lines import still_stored
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, share
from stagebill.kernel.records import Record

InstallationId = NewType("InstallationId", Id)


class Goods(StrEnum):
    """What is billed: finished work, material that is bought and stored (column F), or the earlier billing of
    an opening balance.
    """

    WORK = "work"
    STORED = "stored"
    BEFORE = "before"


class Installation(Record, frozen=True, kw_only=True):
    """Stored material that is work now: its amount moves from column F to column D."""

    organization_id: Id
    id: InstallationId
    invoice_line_id: Id
    job_id: Id
    line_item_id: Id
    amount_minor: Minor
    installed_on: date
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id


class NoBackup(Refusal):
    """Stored material needs a note or a file that proves it, such as a supplier's invoice or a photo."""


class NotStored(Refusal):
    """Only material that was billed as stored, on an invoice that is not void, can be installed."""

    kind = Kind.STALE


class MoreThanStored(Refusal):
    """At most what is still stored can be installed."""

    kind = Kind.STALE


def check_backup(note: str, attachment_id: Id | None) -> None:
    """Raises NoBackup."""
    if not note.strip() and attachment_id is None:
        raise NoBackup()


class OnHand(Struct, frozen=True):
    """A line billed as stored: what of it is not installed, as it was billed; and how much of everything its
    invoice bills of the line is credited.
    """

    not_installed_minor: Minor
    billed_minor: Minor = 0
    credited_minor: Minor = 0


def amount_installed(asked_minor: Minor | None, on_hand: OnHand) -> Minor:
    """What is installed, as it was billed: all that is still stored, unless a sum is given. What is credited
    is no longer stored, and goes with what is installed. Raises NotStored, MoreThanStored.
    """
    whole_minor, credited_minor = on_hand.billed_minor, on_hand.credited_minor
    stored_minor = still_stored(on_hand.not_installed_minor, whole_minor, credited_minor)
    if stored_minor <= 0:
        raise NotStored(stored_minor=stored_minor)
    if asked_minor is not None and asked_minor > stored_minor:
        raise MoreThanStored(stored_minor=stored_minor, asked_minor=asked_minor)
    if asked_minor is None or asked_minor == stored_minor:
        return on_hand.not_installed_minor
    if not credited_minor:
        return asked_minor
    return min(share(asked_minor, whole_minor, whole_minor - credited_minor), on_hand.not_installed_minor)
