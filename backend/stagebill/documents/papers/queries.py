"""What a credit note says, as its row has it."""

from datetime import date, datetime

import msgspec

from stagebill.documents.credit_document import Credited
from stagebill.invoices.credit_note import CreditNote
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope
from stagebill.sync.scoped import scoped

_CREDIT_NOTE = """
SELECT c.id, c.invoice_id, c.number, c.reason, c.base_minor, c.total_minor, c.unheld_minor, c.taxes,
  c.issued_on, c.created_at
FROM credit_note c WHERE {where}
"""
_taxes = msgspec.json.Decoder(tuple[TaxLine, ...])


class KeptNote(msgspec.Struct, frozen=True):
    """A credit note, the invoice it is of, and when it was made."""

    invoice_id: Id
    note: Credited
    created_at: datetime


async def credit_note(reader: Reader, scope: Scope, credit_note_id: Id) -> KeptNote:
    """One credit note. Raises invoices.missing for one that the scope may not see."""
    where = scoped(reader, scope, "c", ids=[credit_note_id], jobs="c.job_id")
    rows = await reader.rows(_CREDIT_NOTE.format(where=where.sql), *where.args)
    if not rows:
        raise Missing.of(CreditNote, id=credit_note_id)
    (note_id, invoice_id, number, reason, base, total, unheld, taxes, issued_on, created_at) = rows[0]
    note = Credited(
        id=note_id,
        number=number,
        reason=reason,
        base_minor=base,
        total_minor=total,
        unheld_minor=unheld,
        taxes=_taxes.decode(taxes),
        issued_on=date.fromisoformat(issued_on),
    )
    return KeptNote(invoice_id, note, instant_of(created_at))
