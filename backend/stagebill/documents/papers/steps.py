"""Setting a paper: what it says comes from rules; here it gets its logo and goes to the press."""

from datetime import datetime

from stagebill.attachments.gateways.disk import blob_store
from stagebill.documents import queries
from stagebill.documents.applications.application import application
from stagebill.documents.applications.application_paper import application_paper
from stagebill.documents.applications.queries import contract_of
from stagebill.documents.applications.ties import NoApplication, check_ties
from stagebill.documents.credit_document import credit_paper
from stagebill.documents.gateways.press import PAPER, press_of
from stagebill.documents.paper import Paper
from stagebill.documents.papers.queries import company_of, credit_note
from stagebill.documents.papers.sample import sample_content
from stagebill.kernel.ids import Id
from stagebill.kernel.records import replace
from stagebill.paypage.queries import pay_page
from stagebill.sync.command import Scope
from stagebill.sync.services import Services


async def set_paper(
    services: Services, organization_id: Id, paper: Paper, at: datetime, template: str = PAPER
) -> bytes:
    """The PDF. The same paper, at the same moment, gives the same bytes. Raises Unavailable."""
    logo = await logo_bytes(services, organization_id, paper.logo_sha256)
    return await press_of(services).set(paper, logo=logo, at=at, template=template)


async def credit_note_paper(services: Services, scope: Scope, credit_note_id: Id) -> tuple[Paper, datetime]:
    """What a credit note says, and when it was made. Raises invoices.missing."""
    reader = services.database.reader
    kept = await credit_note(reader, scope, credit_note_id)
    page = await pay_page(reader, scope.organization_id, kept.invoice_id)
    return credit_paper(page, kept.note), kept.created_at


async def application_paper_of(
    services: Services, organization_id: Id, invoice_id: Id
) -> tuple[Paper, datetime]:
    """The application for payment that an invoice is, once its figures tie out. Raises
    documents.does_not_tie, and documents.no_application for what is no live invoice.
    """
    reader = services.database.reader
    page = await pay_page(reader, organization_id, invoice_id)
    contract = await contract_of(reader, organization_id, page.bill.job_id)
    places = [place for place, each in enumerate(contract.periods) if each.invoice_id == invoice_id]
    if not places:
        raise NoApplication(invoice_id=invoice_id, status=page.bill.status)
    (place,) = places
    shown = application(contract, place)
    check_ties(shown, application(contract, place - 1) if place else None, contract)
    return application_paper(page, shown), contract.periods[place].issued_at


async def sample_picture(services: Services, organization_id: Id, language: str, accent: str | None) -> bytes:
    """How paper looks with the letterhead of now, in this colour: a picture. Raises Unavailable."""
    company = await company_of(services.database.reader, organization_id)
    content = sample_content(replace(company, accent=accent), language)
    logo = await logo_bytes(services, organization_id, company.logo)
    return await press_of(services).set(content, logo=logo, at=services.clock.now(), form="png")


async def logo_bytes(services: Services, organization_id: Id, sha256: str | None) -> bytes | None:
    """The company's picture, where there is one and the disk has it."""
    if sha256 is None:
        return None
    store, reader = blob_store(services.config), services.database.reader
    digest = await queries.logo_digest(reader, organization_id, sha256)
    if digest is None or not await store.has(organization_id, digest):
        return None
    return b"".join([piece async for piece in store.read(organization_id, digest)])
