"""Documents as they are read: what was set of an invoice, and what would be."""

from datetime import datetime
from typing import Any

import msgspec

from stagebill.attachments.queries import blob
from stagebill.documents.invoice_document import Content
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id


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


_DOCUMENT = """
SELECT content, sha256, file_bytes, missing FROM document
WHERE organization_id = $1 AND invoice_id = $2 AND rendition = $3
"""
_FACTS = """
SELECT status, held_minor, customer_name, issued_at, coalesce(voided_at, canceled_at) FROM invoice
WHERE organization_id = $1 AND id = $2
"""
_content = msgspec.json.Decoder(Content)


async def document(reader: Reader, organization_id: Id, invoice_id: Id, rendition: str) -> Document | None:
    """A rendition, if it was set before."""
    rows = await reader.rows(_DOCUMENT, organization_id, invoice_id, rendition)
    return Document(_content.decode(rows[0][0]), *rows[0][1:]) if rows else None


async def facts(reader: Reader, organization_id: Id, invoice_id: Id) -> Facts | None:
    """What an invoice says of itself; the caller has judged who may see it."""
    rows = await reader.rows(_FACTS, organization_id, invoice_id)
    return Facts(*map(_told, rows[0])) if rows else None


async def logo_digest(reader: Reader, organization_id: Id, sha256: str) -> str | None:
    """Under which digest the bytes of a logo lie."""
    found = await blob(reader, organization_id, sha256)
    return None if found is None else found.file_sha256


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
