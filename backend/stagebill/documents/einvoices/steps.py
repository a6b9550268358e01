"""The electronic form of what was issued: by both syntaxes, or why there is none."""

from stagebill.documents.einvoices import queries
from stagebill.documents.einvoices.building import credit_of, hindrances, invoice_of
from stagebill.documents.einvoices.cii import cii
from stagebill.documents.einvoices.einvoice import EInvoice, NoEInvoice
from stagebill.documents.einvoices.peppol import lacking_for_peppol
from stagebill.documents.papers.queries import credit_note
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope


async def lacks(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[str, ...]:
    """Why an invoice has no electronic form; nothing where it has one."""
    return hindrances(await queries.facts(reader, organization_id, invoice_id))


async def e_invoice(reader: Reader, organization_id: Id, invoice_id: Id) -> EInvoice:
    """An invoice. Raises documents.no_e_invoice."""
    facts = await queries.facts(reader, organization_id, invoice_id)
    own = await queries.own_lines(reader, organization_id, invoice_id)
    return invoice_of(facts, own, await queries.earlier(reader, organization_id, invoice_id))


async def e_credit_note(reader: Reader, scope: Scope, credit_note_id: Id) -> EInvoice:
    """A credit note. Raises invoices.missing and documents.no_e_invoice."""
    kept = await credit_note(reader, scope, credit_note_id)
    facts = await queries.facts(reader, scope.organization_id, kept.invoice_id)
    return credit_of(facts, await queries.note(reader, scope.organization_id, credit_note_id))


async def lacks_for_peppol(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[str, ...]:
    """Why the network would not carry an invoice that has an electronic form."""
    return lacking_for_peppol(await e_invoice(reader, organization_id, invoice_id))


async def embedded(reader: Reader, organization_id: Id, invoice_id: Id) -> str:
    """What goes into the paper of an invoice for a program to read; nothing where the company does not want
    it or the record does not say enough.
    """
    if not await queries.is_on(reader, organization_id):
        return ""
    if await lacks(reader, organization_id, invoice_id):
        return ""
    return cii(await e_invoice(reader, organization_id, invoice_id))


async def embedded_credit(reader: Reader, scope: Scope, credit_note_id: Id) -> str:
    """The same for the paper of a credit note."""
    if not await queries.is_on(reader, scope.organization_id):
        return ""
    try:
        return cii(await e_credit_note(reader, scope, credit_note_id))
    except NoEInvoice:
        return ""
