"""Texts that people typed hold no payment card number."""

import re
from collections.abc import AsyncIterator

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_TYPED = {
    "customer": ("name", "notes", "merge_reason"),
    "job": ("title",),
    "visit": ("note",),
    "note": ("text",),
    "attachment": ("name", "caption"),
    "line_item": ("description",),
    "change_order": ("title", "words", "end_reason"),
    "invoice": ("title", "message", "void_reason", "customer_name"),
    "stage": ("title",),
    "schedule": ("consent",),
    "payment": ("reference", "note"),
    "reversal": ("reason",),
    "refund": ("reason", "reference"),
    "allocation": ("reason",),
    "decision": ("resolution_note",),
    "message": ("subject", "body_text"),
}
# What a processor calls a refund may be such an id: one of 16 digits that add up is rare, and no card.
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


async def _card_numbers(snapshot: Snapshot) -> AsyncIterator[Violation]:
    for table, columns in _TYPED.items():
        sql = f"SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), {', '.join(columns)} FROM {table}"
        async for rows in snapshot.chunks(sql):
            for organization_id, record_id, *texts in rows:
                if any(text and _holds_card(text) for text in texts):
                    yield Violation(organization_id, f"{table}:{record_id}")


def _holds_card(text: str) -> bool:
    return any(_luhn(re.sub(r"\D", "", run.group())) for run in _CARD.finditer(_ID.sub("", text)))


def _luhn(digits: str) -> bool:
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


INVARIANTS = (
    Invariant(id="M17", claim="No text that somebody typed holds a payment card number.", scan=_card_numbers),
)
