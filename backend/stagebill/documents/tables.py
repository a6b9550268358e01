"""Where documents are kept. Bytes stand outside the write path; their row comes once they are on the disk."""

from typing import Final

import msgspec

from stagebill.documents.as_told import AsTold, Told
from stagebill.kernel.database.fields import IdField, InstantField, IntField, JsonField, TextField
from stagebill.kernel.database.row import Row


class DocumentRow(Row):
    """One rendition of an invoice in one edition: what it says, the digest of its bytes, what it could not
    show.
    """

    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    rendition = TextField()
    content = JsonField(dict[str, msgspec.Raw])
    sha256 = TextField()
    file_bytes = IntField()
    missing = TextField()
    created_at = InstantField()
    edition = TextField()

    class Meta:
        table = "document"


class KeptPaperRow(Row):
    """A paper of a fact in one edition: what it says, the digest of its bytes, what it could not show.
    `subject_id` is the payment, credit note, change order or invoice that it is of.
    """

    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    kind = TextField()
    subject_id = IdField()
    edition = TextField()
    content = JsonField(dict[str, msgspec.Raw])
    sha256 = TextField()
    file_bytes = IntField()
    missing = TextField()
    created_at = InstantField()

    class Meta:
        table = "kept_paper"


class AsToldRow(Row):
    """What stood around a fact at its moment; `subject_id` is the payment, credit note or change order."""

    record = AsTold
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    kind = TextField()
    subject_id = IdField()
    told = JsonField(Told)
    created_at = InstantField()

    class Meta:
        table = "as_told"


KEEP_PAPER: Final = """
INSERT INTO kept_paper (organization_id, id, kind, subject_id, edition, content, sha256, file_bytes, missing,
  created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
"""
KEEP: Final = """
INSERT INTO document (organization_id, id, invoice_id, rendition, content, sha256, file_bytes, missing,
  created_at, edition)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
"""
