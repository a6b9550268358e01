"""Documents as they are read: what was set of an invoice, and what would be."""

from datetime import datetime
from typing import Any

import msgspec

from stagebill.attachments.queries import blob
from stagebill.documents.as_told import Subject, Told
from stagebill.documents.invoice_document import Content
from stagebill.invoices.as_issued import Said
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.settings.payment_terms import DueTerms
from stagebill.settings.visible_fields import VisibleFields


class Document(msgspec.Struct, frozen=True):
    """One rendition that was set, as it lies on the disk."""

    content: Content
    sha256: str
    file_bytes: int
    missing: str


class Facts(msgspec.Struct, frozen=True):
    """What an invoice says of itself, as its row has it."""

    status: str
    held_minor: int
    customer_name: str | None
    issued_at: str | None
    ended_at: str | None
    due_terms: DueTerms
    due_on: str | None
    message: str
    shown: VisibleFields
    said: Said | None  # none of what was issued before it was kept


_DOCUMENT = """
SELECT content, sha256, file_bytes, missing FROM document
WHERE organization_id = $1 AND invoice_id = $2 AND rendition = $3 AND edition = $4
"""
_FACTS = """
SELECT i.status, i.held_minor, i.customer_name, i.issued_at, coalesce(i.voided_at, i.canceled_at),
  i.due_terms, i.due_on, i.message, i.visible_fields, a.said
FROM invoice i LEFT JOIN as_issued a ON a.organization_id = i.organization_id AND a.id = i.id
WHERE i.organization_id = $1 AND i.id = $2
"""
_TOLD = "SELECT told FROM as_told WHERE organization_id = $1 AND kind = $2 AND subject_id = $3"
_told = msgspec.json.Decoder(Told)
_content = msgspec.json.Decoder(Content)
_due_terms = msgspec.json.Decoder(DueTerms)
_shown = msgspec.json.Decoder(VisibleFields)
_said = msgspec.json.Decoder(Said)


async def document(
    reader: Reader, organization_id: Id, invoice_id: Id, rendition: str, edition: str = ""
) -> Document | None:
    """A rendition of an edition, if it was set before."""
    rows = await reader.rows(_DOCUMENT, organization_id, invoice_id, rendition, edition)
    return Document(_content.decode(rows[0][0]), *rows[0][1:]) if rows else None


async def facts(reader: Reader, organization_id: Id, invoice_id: Id) -> Facts | None:
    """What an invoice says of itself; the caller has judged who may see it."""
    rows = await reader.rows(_FACTS, organization_id, invoice_id)
    if not rows:
        return None
    status, held_minor, customer_name, issued_at, ended_at, terms, due_on, message, shown, said = rows[0]
    return Facts(
        status=status,
        held_minor=held_minor,
        customer_name=customer_name,
        issued_at=_text(issued_at),
        ended_at=_text(ended_at),
        due_terms=_due_terms.decode(terms),
        due_on=_text(due_on),
        message=message,
        shown=_shown.decode(shown),
        said=_said.decode(said) if said else None,
    )


async def told_of(reader: Reader, organization_id: Id, kind: Subject, subject_id: Id) -> Told | None:
    """What stood around a fact at its moment; None of one from before that was kept."""
    rows = await reader.rows(_TOLD, organization_id, kind, subject_id)
    return _told.decode(rows[0][0]) if rows else None


async def logo_digest(reader: Reader, organization_id: Id, sha256: str) -> str | None:
    """Under which digest the bytes of a logo lie."""
    found = await blob(reader, organization_id, sha256)
    return None if found is None else found.file_sha256


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
