"""What a credit note says, and who sends it, as their rows have it."""

from datetime import date, datetime

import msgspec

from stagebill.documents.credit_document import Credited
from stagebill.documents.paper import Paper
from stagebill.invoices.credit_note import CreditNote
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import read_address, text_of
from stagebill.paypage.page.pay_page import Company
from stagebill.sync.command import Scope
from stagebill.sync.scoped import scoped

_CREDIT_NOTE = """
SELECT c.id, c.invoice_id, c.number, c.reason, c.base_minor, c.total_minor, c.unheld_minor, c.taxes,
  c.issued_on, c.created_at
FROM credit_note c WHERE {where}
"""
_COMPANY = """
SELECT o.name, o.currency, o.zone, o.language, s.trade_name, s.phone, s.email, s.accent, s.legal_name,
  s.address, s.website, s.tax_number, s.logo_sha256
FROM organization o LEFT JOIN settings s ON s.organization_id = o.id WHERE o.id = $1
"""
_KEPT_PAPER = """
SELECT content, sha256 FROM kept_paper
WHERE organization_id = $1 AND kind = $2 AND subject_id = $3 AND edition = $4
"""
_paper = msgspec.json.Decoder(Paper)
_taxes = msgspec.json.Decoder(tuple[TaxLine, ...])


class KeptNote(msgspec.Struct, frozen=True):
    """A credit note, the invoice it is of, and when it was made."""

    invoice_id: Id
    note: Credited
    created_at: datetime


class KeptPaper(msgspec.Struct, frozen=True):
    """A paper as it was first given, and under which digest its bytes lie."""

    paper: Paper
    sha256: str


async def kept_paper(
    reader: Reader, organization_id: Id, kind: str, subject_id: Id, edition: str
) -> KeptPaper | None:
    """What a paper said when it was first asked for in this edition, if it was."""
    rows = await reader.rows(_KEPT_PAPER, organization_id, kind, subject_id, edition)
    return KeptPaper(_paper.decode(rows[0][0]), rows[0][1]) if rows else None


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


async def company_of(reader: Reader, organization_id: Id) -> Company:
    """Who sends papers, as settings say it today."""
    (name, currency, zone, language, trade_name, phone, email, accent, legal_name, address, website,
     tax_number, logo) = (await reader.rows(_COMPANY, organization_id))[0]  # fmt: skip
    return Company(
        name=trade_name or name, currency=currency, zone=zone, language=language, phone=phone, email=email,
        accent=accent, legal_name=legal_name, website=website, tax_number=tax_number,
        address=text_of(read_address(address), language), logo=logo,
    )  # fmt: skip
