"""Documents over HTTP: an invoice as a PDF, for who works here and for the customer who has its link."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.response import Redirect

from stagebill.documents.gateways.answer import answer_pdf
from stagebill.documents.papers.sample import SampleKind
from stagebill.documents.papers.steps import (
    application_paper_of,
    credit_note_paper,
    sample_picture,
)
from stagebill.documents.steps import sheet_of
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import invoice_records
from stagebill.kernel.errors import Missing
from stagebill.paypage.gateways.calm import CALM
from stagebill.paypage.gateways.visitor import link_of
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId
from stagebill.sync.rest import context_of, office_of
from stagebill.sync.services import Services

Kind = Annotated[SampleKind, QueryParameter()]
Accent = Annotated[str | None, QueryParameter(pattern=r"^#[0-9a-f]{6}$")]


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
    sheet = await sheet_of(services, context.organization_id, invoice_id)
    return answer_pdf(request, sheet.content.number, sheet.body, sheet.sha256)


@get("/pay/pdf", opt={"exclude_from_auth": True}, include_in_schema=False, exception_handlers=CALM)
async def pay_pdf(request: Request[Any, Any, Any]) -> Response[Any]:
    """The invoice of the link that was opened last. The link itself is the right; without one, or while none
    can be set, a calm page says so.
    """
    link = await link_of(request)
    if link is None:
        return Redirect("/pay", status_code=303)
    sheet = await sheet_of(request.app.state.services, link.organization_id, link.invoice_id)
    return answer_pdf(request, sheet.content.number, sheet.body, sheet.sha256)


@get("/api/credit-notes/{credit_note_id:str}/pdf", operation_id="documents.credit_note_pdf", tags=["scope"],
     summary="A credit note as a PDF", media_type="application/pdf")  # fmt: skip
async def credit_note_pdf(request: Request[Any, Any, Any], credit_note_id: PathId) -> Response[bytes]:
    """In the customer's language; PDF/A-3a and PDF/UA-1."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    given = await credit_note_paper(services, scope, credit_note_id)
    return answer_pdf(request, given.title, given.body)


@get("/api/invoices/{invoice_id:str}/pay-application/pdf", operation_id="documents.pay_application_pdf",
     summary="An application for payment as a PDF", tags=["invoices"],
     media_type="application/pdf")  # fmt: skip
async def pay_application_pdf(request: Request[Any, Any, Any], invoice_id: PathId) -> Response[bytes]:
    """The invoice against the whole contract, in the style of the trade's summary and continuation sheet.
    409 in words where the figures do not tie out.
    """
    services: Services = request.app.state.services
    context = context_of(request)
    if not await invoice_records(services.database.reader, Scope.of(context), [invoice_id]):
        raise Missing.of(Invoice, id=invoice_id)
    given = await application_paper_of(services, context.organization_id, invoice_id)
    return answer_pdf(request, given.title, given.body)


@get("/api/settings/paper", operation_id="documents.sample_paper", tags=["settings"],
     summary="How the company's paper looks", media_type="image/png")  # fmt: skip
async def sample_paper(
    request: Request[Any, Any, Any], accent: Accent = None, kind: Kind = "invoice"
) -> Response[bytes]:
    """A made-up paper as a picture: with the letterhead of now, in this color or the company's ink."""
    context = office_of(request, "documents.sample_paper")
    services: Services = request.app.state.services
    picture = await sample_picture(services, context.organization_id, context.language, accent, kind)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(picture, media_type="image/png", headers=headers)


ROUTES: tuple[BaseRouteHandler, ...] = (
    invoice_pdf,
    pay_pdf,
    credit_note_pdf,
    pay_application_pdf,
    sample_paper,
)
