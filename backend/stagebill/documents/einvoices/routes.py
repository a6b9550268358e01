"""Electronic invoices over HTTP, for the office."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler

from stagebill.documents.einvoices import queries
from stagebill.documents.einvoices.einvoice import EInvoice, NoEInvoice
from stagebill.documents.einvoices.peppol import lacking_for_peppol
from stagebill.documents.einvoices.steps import e_credit_note, e_invoice, lacks, lacks_for_peppol
from stagebill.documents.einvoices.ubl import ubl
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services


class EInvoiceState(msgspec.Struct, frozen=True):
    """Whether the document's PDF is read by programs too. `lacking` names what the standard asks for and the
    record does not say: `company_country`, `company_city`, `company_tax_number`, `customer_country`,
    `customer_city`, `currency`, `tax`; or why there is none: `draft`, `ended`, `release`, `not_kept`.
    `lacking_for_peppol` names what the Peppol network asks for beyond that, of what is not lacking else:
    `company_electronic_address`, `customer_electronic_address`, `reference`, `bank_account`,
    `company_contact`, `company_postal_code`, `customer_postal_code`, `company_register`,
    `customer_register`, `company_vat_number`, `tax_rates`, `country_rules`.
    """

    is_on: bool
    lacking: tuple[str, ...]
    lacking_for_peppol: tuple[str, ...] = ()


@get("/api/invoices/{invoice_id:str}/e-invoice", operation_id="documents.e_invoice_state", tags=["invoices"],
     summary="Whether an invoice has an electronic form")  # fmt: skip
async def e_invoice_state(request: Request[Any, Any, Any], invoice_id: PathId) -> EInvoiceState:
    """And what it lacks of one."""
    context = office_of(request, "documents.e_invoice_state")
    reader = request.app.state.services.database.reader
    lacking = await lacks(reader, context.organization_id, invoice_id)
    is_on = await queries.is_on(reader, context.organization_id)
    if lacking:
        return EInvoiceState(is_on, lacking)
    return EInvoiceState(is_on, (), await lacks_for_peppol(reader, context.organization_id, invoice_id))


@get("/api/credit-notes/{credit_note_id:str}/e-invoice", operation_id="documents.e_credit_state",
     tags=["scope"], summary="Whether a credit note has an electronic form")  # fmt: skip
async def e_credit_state(request: Request[Any, Any, Any], credit_note_id: PathId) -> EInvoiceState:
    """And what it lacks of one."""
    context = office_of(request, "documents.e_credit_state")
    reader = request.app.state.services.database.reader
    is_on = await queries.is_on(reader, context.organization_id)
    try:
        shown = await e_credit_note(reader, Scope.of(context), credit_note_id)
    except NoEInvoice as none:
        return EInvoiceState(is_on, tuple(none.facts["lacking"]))
    return EInvoiceState(is_on, (), lacking_for_peppol(shown))


@get("/api/invoices/{invoice_id:str}/ubl", operation_id="documents.invoice_ubl", tags=["invoices"],
     summary="An invoice as UBL", media_type="application/xml")  # fmt: skip
async def invoice_ubl(request: Request[Any, Any, Any], invoice_id: PathId) -> Response[bytes]:
    """UBL 2.1 under EN 16931. 409 in words where the record does not say enough."""
    context = office_of(request, "documents.invoice_ubl")
    services: Services = request.app.state.services
    return _xml(await e_invoice(services.database.reader, context.organization_id, invoice_id))


@get("/api/credit-notes/{credit_note_id:str}/ubl", operation_id="documents.credit_note_ubl", tags=["scope"],
     summary="A credit note as UBL", media_type="application/xml")  # fmt: skip
async def credit_note_ubl(request: Request[Any, Any, Any], credit_note_id: PathId) -> Response[bytes]:
    """UBL 2.1 under EN 16931, kind 381, with the invoice it takes from."""
    context = office_of(request, "documents.credit_note_ubl")
    services: Services = request.app.state.services
    return _xml(await e_credit_note(services.database.reader, Scope.of(context), credit_note_id))


def _xml(shown: EInvoice) -> Response[bytes]:
    body = ubl(shown).encode()
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(shown.number)}.xml"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type="application/xml", headers=headers)


def _name(number: str) -> str:
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in number)


ROUTES: tuple[BaseRouteHandler, ...] = (e_invoice_state, e_credit_state, invoice_ubl, credit_note_ubl)
