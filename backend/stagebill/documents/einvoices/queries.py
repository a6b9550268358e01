"""What an electronic invoice is made of, as the rows have it."""

from datetime import date
from typing import Any, Final

import msgspec

from stagebill.documents.einvoices.building import Delivery, Facts, Note
from stagebill.documents.einvoices.einvoice import Billed, Earlier
from stagebill.documents.queries import told_of
from stagebill.invoices.as_issued import Said
from stagebill.invoices.credit_note import CreditNote
from stagebill.invoices.invoice import Invoice
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import in_bps
from stagebill.settings.payment_terms import DueTerms
from stagebill.settings.visible_fields import VisibleFields

_IS_ON: Final = "SELECT e_invoices FROM settings WHERE organization_id = $1"
_FACTS: Final = """
SELECT i.status, o.currency, i.number, coalesce(nullif(i.title, ''), j.title), i.customer_name, i.issued_on,
  i.due_on, i.due_terms, i.taxes, i.total_minor, i.held_minor, i.released_minor, i.visible_fields, a.said,
  s.electronic_address, c.electronic_address, c.buyer_reference, j.purchase_order, s.bank_account
FROM invoice i JOIN organization o ON o.id = i.organization_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
LEFT JOIN settings s ON s.organization_id = i.organization_id
LEFT JOIN as_issued a ON a.organization_id = i.organization_id AND a.id = i.id
WHERE i.organization_id = $1 AND i.id = $2
"""
_LINES: Final = """
SELECT n.description, l.tax_rate_ppm, n.base_minor
FROM invoice_line n JOIN line_item l ON l.organization_id = n.organization_id AND l.id = n.line_item_id
WHERE n.organization_id = $1 AND n.invoice_id = $2 ORDER BY n.position
"""
# What stood when it was issued: the same answer for ever.
_EARLIER: Final = """
SELECT e.number, e.issued_on FROM invoice i
JOIN invoice e ON e.organization_id = i.organization_id AND e.job_id = i.job_id
WHERE i.organization_id = $1 AND i.id = $2 AND e.number IS NOT NULL AND e.issued_at < i.issued_at
  AND (e.voided_at IS NULL OR e.voided_at > i.issued_at)
  AND (e.canceled_at IS NULL OR e.canceled_at > i.issued_at)
ORDER BY e.issued_at, e.id
"""
_NOTE: Final = """
SELECT number, reason, taxes, total_minor, issued_on FROM credit_note WHERE organization_id = $1 AND id = $2
"""
_terms = msgspec.json.Decoder(DueTerms)
_taxes = msgspec.json.Decoder(tuple[TaxLine, ...])
_electronic = msgspec.json.Decoder(ElectronicAddress)
_bank = msgspec.json.Decoder(BankAccount)
_said = msgspec.json.Decoder(Said)
_shown = msgspec.json.Decoder(VisibleFields)


async def is_on(reader: Reader, organization_id: Id) -> bool:
    """The company's switch."""
    rows = await reader.rows(_IS_ON, organization_id)
    return bool(rows and rows[0][0])


async def facts(reader: Reader, organization_id: Id, invoice_id: Id) -> Facts:
    """Of one invoice; the caller has judged who may see it. Raises invoices.missing."""
    rows = await reader.rows(_FACTS, organization_id, invoice_id)
    if not rows:
        raise Missing.of(Invoice, id=invoice_id)
    status, currency, number, title, customer, issued_on, due_on, terms, taxes, *rest = rows[0]
    total_minor, held_minor, released_minor, shown, said, own, theirs, reference, order, bank = rest
    return Facts(
        status=status, currency=currency, number=number, title=title, customer_name=customer,
        issued_on=_day(issued_on), due_on=_day(due_on), due_terms=_terms.decode(terms),
        taxes=_taxes.decode(taxes), total_minor=total_minor, held_minor=held_minor,
        released_minor=released_minor, said=_said.decode(said) if said else None,
        shows_service_dates=_shown.decode(shown).service_dates,
        delivery=Delivery(
            company=_electronic.decode(own) if own else None,
            customer=_electronic.decode(theirs) if theirs else None,
            buyer_reference=reference, purchase_order=order,
            bank_account=_bank.decode(bank) if bank else None,
        ),
    )  # fmt: skip


async def own_lines(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Billed, ...]:
    """What it bills line by line, each under the rate that its line has today; rule lines_of says whether
    that is still how it was billed.
    """
    rows = await reader.rows(_LINES, organization_id, invoice_id)
    return tuple(Billed(description, in_bps(ppm), base_minor) for description, ppm, base_minor in rows)


async def earlier(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Earlier, ...]:
    """The job's invoices that stood when this one was issued."""
    rows = await reader.rows(_EARLIER, organization_id, invoice_id)
    return tuple(Earlier(number, on) for number, issued in rows if (on := _day(issued)))


async def note(reader: Reader, organization_id: Id, credit_note_id: Id) -> Note:
    """Of one credit note; the caller has judged who may see it. Raises invoices.missing."""
    rows = await reader.rows(_NOTE, organization_id, credit_note_id)
    if not rows:
        raise Missing.of(CreditNote, id=credit_note_id)
    number, reason, taxes, total_minor, issued = rows[0]
    on = _day(issued)
    assert on is not None
    return Note(
        number=number, reason=reason, taxes=_taxes.decode(taxes), total_minor=total_minor, issued_on=on,
        told=await told_of(reader, organization_id, "credit_note", credit_note_id),
    )  # fmt: skip


def _day(stored: Any) -> date | None:
    return date.fromisoformat(stored) if stored else None
