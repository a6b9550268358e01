"""The statement over HTTP: the office's look at its link, and the customer's page behind it."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response, get, head
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from stagebill.documents.gateways.answer import answer_pdf, answer_picture
from stagebill.documents.papers.steps import Fact, credit_note_paper, fact_paper, fact_picture, set_paper
from stagebill.documents.queries import told_of
from stagebill.kernel.ids import Id
from stagebill.paypage.gateways.link_tries import link_tries
from stagebill.paypage.gateways.shown import answer_logo, answer_shown
from stagebill.paypage.gateways.visitor import link_of
from stagebill.paypage.queries import pay_page
from stagebill.statements import html, queries
from stagebill.statements.gateways.visitor import (
    CALM,
    AnyRequest,
    answer_html,
    calm,
    ended,
    entered,
    link_of_browser,
    opened_by,
)
from stagebill.statements.owed.routes import ROUTES as OWED_ROUTES
from stagebill.statements.owed.steps import WholeReceipt, whole_receipt_for_office
from stagebill.statements.papers import edition_of, receipt_paper, statement_paper
from stagebill.statements.queries import StatementLinkView
from stagebill.statements.statement import NothingReceived, Received, Statement
from stagebill.statements.statement_link import StatementLink, named_in
from stagebill.statements.together.routes import ROUTES as TOGETHER_ROUTES
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}


@get("/api/jobs/{job_id:str}/statement", operation_id="statements.read_link",
     summary="The link to a job's statement", tags=["statements"])  # fmt: skip
async def read_link(request: AnyRequest, job_id: PathId) -> StatementLinkView:
    """Where the customer sees all of a job: contract, changes, invoices, payments, what is left."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    found = await queries.read_link(services.database.reader, services.config, scope, job_id)
    return answer_read(request, found)


@get("/api/jobs/{job_id:str}/statement/pdf", operation_id="statements.statement_pdf", tags=["statements"],
     summary="A job's statement as a PDF", media_type="application/pdf")  # fmt: skip
async def statement_pdf(request: AnyRequest, job_id: PathId) -> Response[bytes]:
    """As it is now, in the customer's language; PDF/A-3a and PDF/UA-1."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    link = await queries.read_link(services.database.reader, services.config, scope, job_id)
    return await _statement_pdf(request, scope.organization_id, job_id, link.url or "")


@get("/api/payments/{payment_id:str}/pdf", operation_id="statements.receipt_pdf", tags=["payments"],
     summary="The receipt of a payment as a PDF", media_type="application/pdf")  # fmt: skip
async def payment_pdf(request: AnyRequest, payment_id: PathId) -> Response[bytes]:
    """For what of it is for its job, or for all jobs of its customer; 409 where nothing of it is any more."""
    whole = await _of_customer(request, payment_id)
    if whole is not None:
        given = await fact_paper(request.app.state.services, whole.organization_id, whole.fact)
        return answer_pdf(request, given.title, given.body)
    scope, shown, paid = await _of_payment(request, payment_id)
    return await _receipt_pdf(request, scope.organization_id, shown, paid)


@get("/api/payments/{payment_id:str}/picture", operation_id="statements.receipt_picture", tags=["payments"],
     summary="The receipt of a payment as a picture", media_type="image/png")  # fmt: skip
async def payment_picture(request: AnyRequest, payment_id: PathId) -> Response[bytes]:
    """As wide as a till roll, for a phone; it says what the PDF says, and its code leads to the statement."""
    whole = await _of_customer(request, payment_id)
    services: Services = request.app.state.services
    if whole is not None:
        picture = await fact_picture(services, whole.organization_id, whole.fact, whole.url)
        return answer_picture(request, whole.fact.paper.title, picture)
    scope, shown, paid = await _of_payment(request, payment_id)
    link = await queries.read_link(services.database.reader, services.config, scope, shown.job_id)
    return await _receipt_picture(request, scope.organization_id, shown, paid, link.url or "")


@get("/statement/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def open_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The secret link: it gives a cookie, and leads on to an address without a secret. It changes nothing."""
    services: Services = request.app.state.services
    tried = link_tries(request, "statement")
    if tried.are_used_up():
        return calm(request, "limited", 429, {"Retry-After": "3600"})
    job_id, link = named_in(token), None
    if job_id is not None:
        reader = services.database.reader
        link = await queries.link_by_token(reader, job_id, token, services.config.secret_key)
    if link is None:
        tried.count_one()
        return calm(request, "unknown", 404)
    return entered(services, link) if link.revoked_at is None else await _ended(request, link)


@head("/statement/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_link(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and tells nothing of what is behind it."""


@get("/pay/job", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def from_pay_page(request: AnyRequest) -> Response[Any]:
    """From the page of one invoice to the whole job, for as long as that job's link opens anything."""
    services: Services = request.app.state.services
    invoice = await link_of(request)
    if invoice is None:
        return calm(request, "closed", 404)
    link = await queries.link_of_job(services.database.reader, invoice.organization_id, invoice.job_id)
    if link is None:
        return calm(request, "unknown", 404)
    return entered(services, link) if link.revoked_at is None else await _ended(request, link)


@get("/statement", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def statement_page(request: AnyRequest) -> Response[Any]:
    """The job of the link that was opened last."""
    opened = await opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    now = request.app.state.services.clock.now()
    return answer_html(
        request, html.page(opened.shown, now.astimezone(ZoneInfo(opened.shown.company.zone)).date())
    )


@get("/statement/receipts/{payment_id:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def receipt_page(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment for the job, to keep or print."""
    opened = await opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    paid = next((each for each in opened.shown.received if each.payment_id == payment_id), None)
    return answer_html(request, html.receipt(opened.shown, paid)) if paid else calm(request, "unknown", 404)


@get("/statement/pdf", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def own_pdf(request: AnyRequest) -> Response[Any]:
    """The statement to keep, for whoever has opened its link."""
    link, services = await link_of_browser(request), request.app.state.services
    if link is None:
        return Redirect("/statement", status_code=303)
    url = queries.url_of(services.config, link)
    return await _statement_pdf(request, link.organization_id, link.id, url)


@get("/statement/receipts/{payment_id:str}/pdf", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def own_receipt_pdf(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment to keep."""
    opened = await opened_by(request)
    if opened is None:
        return Redirect("/statement", status_code=303)
    paid = next((each for each in opened.shown.received if each.payment_id == payment_id), None)
    if paid is None:
        return calm(request, "unknown", 404)
    return await _receipt_pdf(request, opened.link.organization_id, opened.shown, paid)


@get("/statement/receipts/{payment_id:str}/picture", opt=OPEN, include_in_schema=False,
     exception_handlers=CALM)  # fmt: skip
async def own_receipt_picture(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment to keep among one's photos, or in a wallet that takes pictures."""
    opened = await opened_by(request)
    if opened is None:
        return Redirect("/statement", status_code=303)
    paid = next((each for each in opened.shown.received if each.payment_id == payment_id), None)
    if paid is None:
        return calm(request, "unknown", 404)
    url = queries.url_of(request.app.state.services.config, opened.link)
    return await _receipt_picture(request, opened.link.organization_id, opened.shown, paid, url)


@get(["/pay/receipts/{payment_id:str}/pdf", "/pay/receipts/{payment_id:str}/picture"], opt=OPEN,
     include_in_schema=False, exception_handlers=CALM)  # fmt: skip
async def receipt_of_invoice(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment on the invoice whose link was opened last, to keep: as a paper, or among one's photos. Its
    code leads to the statement where the invoice's page does, too.
    """
    services, invoice = request.app.state.services, await link_of(request)
    if invoice is None:
        return Redirect("/pay", status_code=303)
    reader, organization_id = services.database.reader, invoice.organization_id
    page = await pay_page(reader, organization_id, invoice.invoice_id)
    shown = await queries.statement(
        reader, services.config, organization_id, invoice.job_id, services.clock.now()
    )
    paid = next((each for each in shown.received if each.payment_id == payment_id), None)
    if paid is None or all(each.payment_id != payment_id for each in page.receipts):
        return calm(request, "unknown", 404)
    if request.url.path.endswith("/pdf"):
        return await _receipt_pdf(request, organization_id, shown, paid)
    leads_on = page.has_statement and page.bill.shown.progress
    link = await queries.link_of_job(reader, organization_id, invoice.job_id) if leads_on else None
    url = queries.url_of(services.config, link) if link else ""
    return await _receipt_picture(request, organization_id, shown, paid, url)


@get("/statement/credits/{credit_note_id:str}/pdf", opt=OPEN, include_in_schema=False,
     exception_handlers=CALM)  # fmt: skip
async def own_credit_pdf(request: AnyRequest, credit_note_id: FromPath[str]) -> Response[Any]:
    """A credit note of the job to keep."""
    opened = await opened_by(request)
    if opened is None:
        return Redirect("/statement", status_code=303)
    if all(each.id != credit_note_id for each in opened.shown.credits):
        return calm(request, "unknown", 404)
    services, link = request.app.state.services, opened.link
    scope = Scope(link.organization_id, link.id, False)
    given = await credit_note_paper(services, scope, credit_note_id)
    return answer_pdf(request, given.title, given.body)


@get(["/statement/files/{attachment_id:str}", "/statement/files/{attachment_id:str}/{part:str}"], opt=OPEN,
     include_in_schema=False, exception_handlers=CALM)  # fmt: skip
async def shown_file(
    request: AnyRequest, attachment_id: FromPath[str], part: FromPath[str] = "file"
) -> Response[Any]:
    """A photo that an invoice of the job shows, or its small copy. The link itself is the right."""
    link = await link_of_browser(request)
    if link is None:
        return calm(request, "closed", 404)
    reader = request.app.state.services.database.reader
    found = await queries.shown_photo(reader, link, attachment_id)
    return await answer_shown(request, link.organization_id, found, part, calm)


@get("/statement/logo", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def company_logo(request: AnyRequest) -> Response[Any]:
    """The company's picture, for whoever has opened a link of theirs."""
    link = await link_of_browser(request)
    return await answer_logo(request, link.organization_id if link else None, calm)


ROUTES: tuple[BaseRouteHandler, ...] = (
    read_link,
    open_link,
    preview_link,
    from_pay_page,
    statement_page,
    receipt_page,
    statement_pdf,
    payment_pdf,
    payment_picture,
    own_pdf,
    own_receipt_pdf,
    own_receipt_picture,
    receipt_of_invoice,
    own_credit_pdf,
    shown_file,
    company_logo,
    *TOGETHER_ROUTES,
    *OWED_ROUTES,
)


async def _ended(request: AnyRequest, link: StatementLink) -> Response[bytes]:
    services: Services = request.app.state.services
    shown = await queries.statement(
        services.database.reader, services.config, link.organization_id, link.id, services.clock.now()
    )
    return ended(request, shown)


async def _statement_pdf(request: AnyRequest, organization_id: Id, job_id: Id, url: str) -> Response[bytes]:
    services: Services = request.app.state.services
    now = services.clock.now()
    shown = await queries.statement(services.database.reader, services.config, organization_id, job_id, now)
    today = now.astimezone(ZoneInfo(shown.company.zone)).date()
    paper = statement_paper(shown, today, url)
    return answer_pdf(request, paper.title, await set_paper(services, organization_id, paper, now))


async def _receipt_pdf(
    request: AnyRequest, organization_id: Id, shown: Statement, paid: Received
) -> Response[bytes]:
    services: Services = request.app.state.services
    given = await fact_paper(services, organization_id, await _fact(services, organization_id, shown, paid))
    return answer_pdf(request, given.title, given.body)


async def _receipt_picture(
    request: AnyRequest, organization_id: Id, shown: Statement, paid: Received, url: str
) -> Response[bytes]:
    services: Services = request.app.state.services
    fact = await _fact(services, organization_id, shown, paid)
    return answer_picture(request, fact.paper.title, await fact_picture(services, organization_id, fact, url))


async def _fact(services: Services, organization_id: Id, shown: Statement, paid: Received) -> Fact:
    then = await told_of(services.database.reader, organization_id, "receipt", paid.payment_id)
    paper, edition = receipt_paper(shown, paid, then), edition_of(shown, paid)
    return Fact("receipt", paid.payment_id, paper, paid.taken_at, edition)


async def _of_customer(request: AnyRequest, payment_id: Id) -> WholeReceipt | None:
    """The receipt of a payment for all jobs of a customer. Raises NothingReceived."""
    scope = Scope.of(context_of(request))
    return await whole_receipt_for_office(request.app.state.services, scope, payment_id)


async def _of_payment(request: AnyRequest, payment_id: Id) -> tuple[Scope, Statement, Received]:
    """A payment that who asks may see, on the statement of its job. Raises NothingReceived."""
    services: Services = request.app.state.services
    reader, scope = services.database.reader, Scope.of(context_of(request))
    job_id = await queries.job_of_payment(reader, scope, payment_id)
    shown = await queries.statement(
        reader, services.config, scope.organization_id, job_id, services.clock.now()
    )
    paid = next((each for each in shown.received if each.payment_id == payment_id), None)
    if paid is None:
        raise NothingReceived(payment_id=payment_id)
    return scope, shown, paid
