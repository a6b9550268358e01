"""Setting a document: once for each rendition, kept byte for byte, and read from there ever after."""

import hashlib
from datetime import date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import structlog

from stagebill.documents import queries
from stagebill.documents.einvoices.steps import embedded
from stagebill.documents.gateways.press import covered, press_of
from stagebill.documents.glyphs import missing
from stagebill.documents.invoice_document import Content, Issued, Rendition, content_of, stamped, texts
from stagebill.documents.papers.steps import logo_bytes, store, stored
from stagebill.documents.queries import Document, Facts
from stagebill.documents.tables import KEEP
from stagebill.invoices.queries import pay_url
from stagebill.jobs.line_item import LINES_MAX
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.paypage.queries import pay_page
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.services import Services

_RENDITIONS: Final[dict[str, Rendition]] = {"draft": "draft", "void": "void", "canceled": "canceled"}
_ADDED: Final = frozenset({"technician", "service_dates"})
_log = structlog.get_logger(__name__)


class Sheet(msgspec.Struct, frozen=True):
    """A document as it leaves: its bytes, and whether they are kept."""

    content: Content
    sha256: str
    body: bytes
    is_kept: bool = True


async def sheet_of(services: Services, organization_id: Id, invoice_id: Id) -> Sheet:
    """The invoice as a PDF. A draft is set each time. What was issued is set once for each edition, which is
    what may be edited of it, and is the same for ever.
    """
    reader = services.database.reader
    known = await queries.facts(reader, organization_id, invoice_id)
    if known is None:
        raise Missing.of(Document)
    rendition = _RENDITIONS.get(known.status, "issued")
    url = pay_url(services.config, organization_id, invoice_id) if rendition != "draft" else None
    xml = await embedded(reader, organization_id, invoice_id) if rendition == "issued" else ""
    edition = _edition(known, url, is_read_by_programs=bool(xml))
    kept = await queries.document(reader, organization_id, invoice_id, rendition, edition)
    if kept is not None and (body := await stored(services, organization_id, kept.sha256)) is not None:
        return Sheet(kept.content, kept.sha256, body)
    content = (
        kept.content
        if kept
        else await _content(services, organization_id, invoice_id, known, rendition, url, xml)
    )
    logo = await logo_bytes(services, organization_id, content.logo_sha256)
    at = instant_of(known.issued_at) if known.issued_at else services.clock.now()
    body = await press_of(services).set(content, logo=logo, at=at)
    sheet = Sheet(content, hashlib.sha256(body).hexdigest(), body, rendition != "draft")
    if sheet.is_kept:
        return await _kept(services, organization_id, invoice_id, rendition, edition, sheet)
    return sheet


def _edition(known: Facts, url: str | None, *, is_read_by_programs: bool) -> str:
    """The digest of what may still change of an issued invoice. What was issued before all else was kept with
    it has one edition alone.
    """
    if known.said is None:
        return ""
    told = [known.message, _named(known.shown), known.due_on, url]
    # Said only where it is so: what was set before there were such keeps its edition.
    named = [*told, "factur-x"] if is_read_by_programs else told
    return hashlib.sha256(msgspec.json.encode(named)).hexdigest()


def _named(shown: VisibleFields) -> dict[str, bool]:
    """Those that were added later only where they are seen: what was set before keeps its edition."""
    fields: dict[str, bool] = msgspec.to_builtins(shown)
    return {name: on for name, on in fields.items() if on or name not in _ADDED}


async def _content(
    services: Services,
    organization_id: Id,
    invoice_id: Id,
    known: Facts,
    rendition: Rendition,
    url: str | None,
    xml: str,
) -> Content:
    """What the invoice says. A stamp goes over what was set before, where nothing else was kept of it."""
    reader = services.database.reader
    before = None if known.said else await queries.document(reader, organization_id, invoice_id, "issued")
    page = await pay_page(reader, organization_id, invoice_id, lines_max=LINES_MAX)
    if before is None:
        content = content_of(page, Issued(
            issued_on=_day(known.issued_at, page.company.zone),
            made_out_to=known.customer_name,
            held_minor=known.held_minor,
            pay_url=url,
            due_terms=known.due_terms,
            said=known.said,
        ), xml)  # fmt: skip
    else:
        content = before.content
    return stamped(content, rendition, _day(known.ended_at, page.company.zone))


async def _kept(
    services: Services,
    organization_id: Id,
    invoice_id: Id,
    rendition: Rendition,
    edition: str,
    sheet: Sheet,
) -> Sheet:
    """Whoever was first has said what it is: two who ask at once get the same bytes."""
    await store(services, organization_id, sheet.body)
    unseen = missing(texts(sheet.content), covered())
    if unseen:
        _log.warning("document_characters_missing", invoice_id=invoice_id, characters=ascii(unseen))
    values = (
        organization_id, derived_id("document", invoice_id, rendition, edition), invoice_id, rendition,
        msgspec.json.encode(sheet.content).decode(), sheet.sha256, len(sheet.body), unseen,
        services.clock.now(), edition,
    )  # fmt: skip
    await services.database.write(partial(_noted, values))
    first = await queries.document(services.database.reader, organization_id, invoice_id, rendition, edition)
    assert first is not None
    body = await stored(services, organization_id, first.sha256)
    return sheet if body is None else Sheet(first.content, first.sha256, body)


async def _noted(values: tuple[object, ...], tx: Tx) -> None:
    await tx.run(KEEP, *values)


def _day(moment: str | None, zone: str) -> date | None:
    if moment is None:
        return None
    told: datetime = instant_of(moment)
    return told.astimezone(ZoneInfo(zone)).date()
