"""Documents over HTTP: an invoice as a PDF, for who works here and for the customer who has its link."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from stagebill.attachments.disposition import file_headers
from stagebill.attachments.media import MediaType
from stagebill.documents.steps import Sheet, sheet_of
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import invoice_records
from stagebill.kernel.errors import Missing
from stagebill.paypage.gateways.calm import CALM
from stagebill.paypage.gateways.visitor import link_of
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services


@get("/api/invoices/{invoice_id:str}/pdf", operation_id="documents.invoice_pdf", tags=["invoices"],
     summary="An invoice as a PDF", media_type="application/pdf")  # fmt: skip
async def invoice_pdf(request: Request[Any, Any, Any], invoice_id: PathId) -> Response[bytes]:
    """PDF/A-3a and PDF/UA-1, in the customer's language. What was issued is set once and the same bytes for
    ever; void and canceled have a rendition of their own, and a draft is set each time.
    """
    services: Services = request.app.state.services
    context = context_of(request)
    if not await invoice_records(services.database.reader, Scope.of(context), [invoice_id]):
        raise Missing.of(Invoice, id=invoice_id)
    return _answer(request, await sheet_of(services, context.organization_id, invoice_id))


@get("/pay/pdf", opt={"exclude_from_auth": True}, include_in_schema=False, exception_handlers=CALM)
async def pay_pdf(request: Request[Any, Any, Any]) -> Response[Any]:
    """The invoice of the link that was opened last. The link itself is the right; without one, or while none
    can be set, a calm page says so.
    """
    link = await link_of(request)
    if link is None:
        return Redirect("/pay", status_code=303)
    return _answer(request, await sheet_of(request.app.state.services, link.organization_id, link.invoice_id))


def _answer(request: Request[Any, Any, Any], sheet: Sheet) -> Response[bytes]:
    headers = file_headers(MediaType.PDF, sheet.content.number, sheet.sha256, len(sheet.body))
    # Which rendition it is changes with the invoice; its bytes never do.
    headers["Cache-Control"] = "private, no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers={"ETag": headers["ETag"]})
    return Response(sheet.body, media_type="application/pdf", headers=headers)


ROUTES: tuple[BaseRouteHandler, ...] = (invoice_pdf, pay_pdf)
