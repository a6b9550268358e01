"""Setting a paper: what it says comes from rules; here it gets its logo and goes to the press."""

import asyncio
import hashlib
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from stagebill.attachments.gateways.disk import blob_store
from stagebill.documents import queries
from stagebill.documents.applications.application import application
from stagebill.documents.applications.application_paper import application_paper
from stagebill.documents.applications.queries import contract_of
from stagebill.documents.applications.ties import NoApplication, check_ties
from stagebill.documents.credit_document import credit_paper
from stagebill.documents.einvoices.steps import embedded_credit
from stagebill.documents.gateways.press import PAPER, SLIP, covered, press_of
from stagebill.documents.glyphs import missing
from stagebill.documents.paper import Paper, texts_of
from stagebill.documents.paper_words import word
from stagebill.documents.papers.queries import company_of, credit_note, kept_paper
from stagebill.documents.papers.sample import SampleKind, sample_content, sample_paper
from stagebill.documents.tables import KEEP_PAPER
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import replace
from stagebill.paypage.page.as_said import as_said
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.queries import pay_page
from stagebill.sync.command import Scope
from stagebill.sync.services import Services

Kind = Literal["receipt", "credit_note", "change_order", "application"]
_log = structlog.get_logger(__name__)


class Fact(msgspec.Struct, frozen=True):
    """What a paper is of: `edition` says as much of it as may still change; '' where nothing may."""

    kind: Kind
    subject_id: Id
    paper: Paper
    at: datetime
    edition: str = ""


class Given(msgspec.Struct, frozen=True):
    """A paper as it leaves: under which name, and its bytes."""

    title: str
    body: bytes


async def set_paper(
    services: Services, organization_id: Id, paper: Paper, at: datetime, template: str = PAPER
) -> bytes:
    """The PDF. The same paper, at the same moment, gives the same bytes. Raises Unavailable."""
    logo = await logo_bytes(services, organization_id, paper.logo_sha256)
    return await press_of(services).set(paper, logo=logo, at=at, template=template)


async def fact_paper(services: Services, organization_id: Id, fact: Fact) -> Given:
    """The PDF of a fact: set when it is first asked for, and the same bytes for ever, whatever the company,
    its words or the product call things later. Raises Unavailable.
    """
    reader, key = services.database.reader, (fact.kind, fact.subject_id, fact.edition)
    kept = await kept_paper(reader, organization_id, *key)
    if kept is not None and (body := await stored(services, organization_id, kept.sha256)) is not None:
        return Given(kept.paper.title, body)
    paper = kept.paper if kept else fact.paper
    body = await set_paper(services, organization_id, paper, fact.at)
    unseen = missing(texts_of(paper), covered())
    if unseen:
        _log.warning("document_characters_missing", subject_id=fact.subject_id, characters=ascii(unseen))
    values = (
        organization_id, derived_id("kept_paper", *key), *key, msgspec.json.encode(paper).decode(),
        await store(services, organization_id, body), len(body), unseen, services.clock.now(),
    )  # fmt: skip
    await services.database.write(partial(_noted, values))
    # Two who ask at once get the same bytes: those of whoever was first.
    first = await kept_paper(reader, organization_id, *key)
    assert first is not None
    return Given(first.paper.title, await stored(services, organization_id, first.sha256) or body)


async def fact_picture(services: Services, organization_id: Id, fact: Fact, url: str) -> bytes:
    """What the paper of a fact says, as a picture for a phone (PNG), with a code that leads to `url` where
    there is one. Raises Unavailable.
    """
    await fact_paper(services, organization_id, fact)
    key = (fact.kind, fact.subject_id, fact.edition)
    kept = await kept_paper(services.database.reader, organization_id, *key)
    assert kept is not None
    told = partial(word, kept.paper.language)
    paper = replace(kept.paper, pay_url=url, pay_label=told("see_online"), pay_alt=told("see_alt"))
    logo = await logo_bytes(services, organization_id, paper.logo_sha256)
    return await press_of(services).set(paper, logo=logo, at=fact.at, template=SLIP, form="slip")


async def credit_note_paper(services: Services, scope: Scope, credit_note_id: Id) -> Given:
    """What a credit note says, under the letterhead of the invoice that it takes from. Raises
    invoices.missing.
    """
    reader = services.database.reader
    kept = await credit_note(reader, scope, credit_note_id)
    page = await _page_then(reader, scope.organization_id, kept.invoice_id)
    told = await queries.told_of(reader, scope.organization_id, "credit_note", credit_note_id)
    xml = await embedded_credit(reader, scope, credit_note_id)
    paper = replace(credit_paper(page, kept.note, told), xml=xml)
    # What was given before it could be read by programs keeps its edition.
    fact = Fact("credit_note", credit_note_id, paper, kept.created_at, "factur-x" if xml else "")
    return await fact_paper(services, scope.organization_id, fact)


async def application_paper_of(services: Services, organization_id: Id, invoice_id: Id) -> Given:
    """The application for payment that an invoice is, once its figures tie out. Raises
    documents.does_not_tie, and documents.no_application for what is no live invoice.
    """
    reader = services.database.reader
    page = await _page_then(reader, organization_id, invoice_id)
    contract = await contract_of(reader, organization_id, page.bill.job_id)
    places = [place for place, each in enumerate(contract.periods) if each.invoice_id == invoice_id]
    if not places:
        raise NoApplication(invoice_id=invoice_id, status=page.bill.status)
    (place,) = places
    shown = application(contract, place)
    check_ties(shown, application(contract, place - 1) if place else None, contract)
    fact = Fact("application", invoice_id, application_paper(page, shown), contract.periods[place].issued_at)
    return await fact_paper(services, organization_id, fact)


async def _page_then(reader: Reader, organization_id: Id, invoice_id: Id) -> PayPage:
    """The page of an invoice with what stood around it when it was issued, where that was kept."""
    page = await pay_page(reader, organization_id, invoice_id)
    known = await queries.facts(reader, organization_id, invoice_id)
    return as_said(page, known.said) if known and known.said else page


async def sample_picture(
    services: Services, organization_id: Id, language: str, accent: str | None, kind: SampleKind
) -> bytes:
    """How a kind of paper looks with the letterhead of now, in this color: a picture. Raises Unavailable."""
    company = replace(await company_of(services.database.reader, organization_id), accent=accent)
    logo = await logo_bytes(services, organization_id, company.logo)
    pressed = partial(press_of(services).set, logo=logo, at=services.clock.now(), form="png")
    if kind == "invoice":
        return await pressed(sample_content(company, language))
    return await pressed(sample_paper(kind, company, language), template=PAPER)


async def logo_bytes(services: Services, organization_id: Id, sha256: str | None) -> bytes | None:
    """The company's picture, where there is one and the disk has it."""
    if sha256 is None:
        return None
    store, reader = blob_store(services.config), services.database.reader
    digest = await queries.logo_digest(reader, organization_id, sha256)
    if digest is None or not await store.has(organization_id, digest):
        return None
    return b"".join([piece async for piece in store.read(organization_id, digest)])


async def store(services: Services, organization_id: Id, body: bytes) -> str:
    """Lays a document's bytes down; the digest that they lie under."""
    files, digest = blob_store(services.config), hashlib.sha256(body).hexdigest()
    place = files.incoming()
    await asyncio.to_thread(_written, place, body)
    await files.keep(organization_id, digest, place)
    return digest


async def stored(services: Services, organization_id: Id, sha256: str) -> bytes | None:
    """Nothing where the disk has lost it: then it is set again, of what it said."""
    files = blob_store(services.config)
    if not await files.has(organization_id, sha256):
        return None
    return b"".join([piece async for piece in files.read(organization_id, sha256)])


async def _noted(values: tuple[object, ...], tx: Tx) -> None:
    await tx.run(KEEP_PAPER, *values)


def _written(place: Path, body: bytes) -> None:
    place.write_bytes(body)
