"""A job's timeline: what was done on it, by whom and when, as the audit chain has it. Programs read the
action; people read a sentence that the screen makes of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor

EDITABLE: Final = ("message", "payment_options", "visible_fields", "attachment_ids")


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it. What a customer or a processor did is the system's, without a member."""

    role: str
    member_id: Id | None = None
    name: str | None = None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What it was done to: an invoice's number and amount, a payment's method, a visit's time, a message's
    address, a charged card. `state` is what was reported of a visit or message then, "sent" of an invoice
    that was made and sent at once, "on_file" of a payment by a card on file, or what became of a dispute or
    a debit. `changed` is what an edit of an invoice changed, `moved_minor` what of a payment was given back,
    kept as a fee or moved by a dispute, `message_kind` what a message was. All else is as it is now.
    """

    entity: str
    id: Id
    name: str
    amount_minor: Minor | None = None
    starts_at: datetime | None = None
    state: str | None = None
    tip_minor: Minor | None = None
    surcharge_minor: Minor | None = None
    changed: tuple[str, ...] = ()
    moved_minor: Minor | None = None
    message_kind: str | None = None


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done. `n` is its place in the organization's audit chain."""

    n: int
    at: datetime
    action: str
    actor: Actor
    subject: Subject


def changed_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What an edit changed of an invoice, as its answers said it before and after."""
    is_same = before.get("id") == after.get("id")
    return tuple(name for name in EDITABLE if is_same and before.get(name) != after.get(name))


def actor_of(said: str, names: dict[Id, str]) -> Actor:
    """The audit chain's "role:member" as a person; "-" stands for nobody."""
    role, _, member_id = said.partition(":")
    known = member_id if member_id != "-" else None
    return Actor(role=role, member_id=known, name=names.get(member_id))
