"""An approval: who said yes, how, when, to which total; and a digest of everything that was approved."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor

Via = Literal["phone", "link", "office"]

SIGNATURE_CHARACTERS_MAX: Final = 8000
_PATH: Final = r"^(?:M\d{1,4} \d{1,4}l-?\d{1,4} -?\d{1,4}(?: -?\d{1,4} -?\d{1,4})*)+(?!\n)$"
# Rates are numbers here as they are where they are stored, or the digest could not be taken again.
_CANONICAL: Final = msgspec.json.Encoder(order="sorted", decimal_format="number")

Signature = Annotated[str, Meta(pattern=_PATH, max_length=SIGNATURE_CHARACTERS_MAX)]
"""Strokes of a finger in a box of 1000 × 400, as an SVG path of whole numbers and nothing else."""


class Approval(Struct, frozen=True, kw_only=True):
    """`before_minor` and `after_minor` are the job's totals that the approver was shown."""

    via: Via
    name: str
    note: str = ""
    signature: str | None = None
    before_minor: Minor
    after_minor: Minor
    given_at: datetime
    received_at: datetime
    recorded_by: Id | None = None


class NotProven(Refusal):
    """An approval needs a signature, a name typed with "I approve", or the office's note of how it
    was given.
    """


def check_proof(approval: Approval, *, agreed: bool) -> None:
    """Finger strokes, or a typed name; the office notes how it was told. Raises NotProven."""
    if approval.via == "office":
        is_proven = bool(approval.note.strip())
    else:
        is_proven = bool(approval.name.strip()) and (agreed or approval.signature is not None)
    if not is_proven:
        raise NotProven(via=approval.via)


def digest_of(said: dict[str, Any]) -> str:
    """SHA-256 of what was approved together with its approval, in one canonical form."""
    return sha256(_CANONICAL.encode(said)).hexdigest()
