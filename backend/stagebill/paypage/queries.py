"""What the pay page shows, in one look at the database; and the attempts that follow from it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from stagebill.attachments.queries import Blob, blob, file_of, shown_files
from stagebill.invoices.as_issued import Said
from stagebill.invoices.drafts.queries import draft_of, service_of
from stagebill.invoices.pay_link import PayLink
from stagebill.invoices.queries import HELD, OWED
from stagebill.invoices.status import Status, due_minor
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.attendance import Attendance
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.line_item import LineItem
from stagebill.jobs.queries import lines_of
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import in_bps
from stagebill.kernel.postal_address import read_address, text_of
from stagebill.paypage.afterwards.queries import setback_of
from stagebill.paypage.asked.queries import said_of
from stagebill.paypage.attempts.queries import asked_of, live_checkout, was_paid
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import (
    LINES_MAX,
    Bill,
    BilledLine,
    Company,
    Credited,
    File,
    Line,
    More,
    PayPage,
    Project,
    Replaced,
)
from stagebill.paypage.part_payment import is_worth_offering, takes_part
from stagebill.paypage.receipts.queries import receipts
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TIP_PERCENTS, TipPercents
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import Scope

# A paid invoice can be looked at for a while; then whoever finds the old message finds nothing.
OPEN_AFTER_PAID = timedelta(days=90)

_LINK_COLUMNS = ", ".join(PayLink.__struct_fields__)
_LOGO = "SELECT logo_sha256 FROM settings WHERE organization_id = $1"
_LINK_BY_TOKEN = f"SELECT {_LINK_COLUMNS} FROM pay_link WHERE token_digest = $1"
_LINK = f"SELECT {_LINK_COLUMNS} FROM pay_link WHERE organization_id = $1 AND id = $2"

# An invoice that was corrected leads to the one that took its place, and so on to the last of them.
_LEADS_TO = f"""
WITH RECURSIVE chain AS (
  SELECT i.id, 0 AS place FROM invoice i WHERE i.organization_id = $1 AND i.id = $2
  UNION ALL
  SELECT n.id, c.place + 1 FROM chain c JOIN invoice n ON n.organization_id = $1 AND n.replaces_id = c.id
)
SELECT {", ".join(f"l.{name}" for name in PayLink.__struct_fields__)} FROM chain c
JOIN pay_link l ON l.organization_id = $1 AND l.invoice_id = c.id ORDER BY c.place DESC LIMIT 1
"""
_OF_COMPANY, _ADDRESS = 15, 9  # how many columns of a page are the company's, and where its address stands
_PAGE = f"""
SELECT o.name, o.currency, o.zone, o.language, s.trade_name, s.phone, s.email, s.accent,
  s.legal_name, s.address, s.website, s.tax_number, s.texts, s.logo_sha256,
  s.tip_percents_bps, s.whole_invoices_only,
  coalesce(i.customer_name, c.name), c.language, c.billing_address,
  j.id, j.title, j.site, j.total_minor, j.discount_minor, j.taxes,
  i.title, i.number, i.status, i.total_minor, i.taxes, {HELD},
  i.released_minor, i.credited_minor, {OWED}, i.due_on, i.percent_ppm, i.message,
  i.payment_options, i.visible_fields, i.attachment_ids, old.number, old.total_minor, old.due_on,
  (SELECT l.revoked_at FROM statement_link l WHERE l.organization_id = i.organization_id AND l.id = i.job_id),
  (SELECT s.position + 1 FROM stage s WHERE s.organization_id = i.organization_id AND s.id = i.stage_id
    AND s.dropped_at IS NULL),
  (SELECT count(*) FROM stage s WHERE s.organization_id = i.organization_id AND s.job_id = i.job_id
    AND s.dropped_at IS NULL), n.said
FROM invoice i
LEFT JOIN as_issued n ON n.organization_id = i.organization_id AND n.id = i.id
LEFT JOIN invoice old ON old.organization_id = i.organization_id AND old.id = i.replaces_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
JOIN organization o ON o.id = i.organization_id
LEFT JOIN settings s ON s.organization_id = i.organization_id
WHERE i.organization_id = $1 AND i.id = $2
"""
_FILE_IDS = """
SELECT attachment_ids FROM invoice WHERE organization_id = $1 AND id = $2 AND status IN ('open', 'paid')
"""
_SUMS = f"""
SELECT i.id, {OWED}, {HELD} - i.released_minor,
  CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id) AS BIGINT),
  CAST((SELECT coalesce(sum(k.amount_minor), 0) FROM checkout k
    WHERE k.organization_id = i.organization_id AND k.invoice_id = i.id AND k.state = 'pending') AS BIGINT)
FROM invoice i WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
"""
_LINES = """
SELECT count(*) OVER (), CAST(sum(amount_minor) OVER () AS BIGINT),
  description, quantity_milli, unit_price_minor, amount_minor, exempt, group_title FROM line_item
WHERE organization_id = $1 AND job_id = $2 AND removed_at IS NULL ORDER BY position LIMIT $3
"""
# The words are those that the invoice printed; whether a line is taxed its lines of the job say.
_BILLED = """
SELECT count(*) OVER (), CAST(sum(n.base_minor) OVER () AS BIGINT),
  n.description, n.base_minor, n.goods, n.percent_ppm, n.quantity_milli, l.unit_price_minor, l.exempt,
  l.group_title
FROM invoice_line n JOIN line_item l ON l.organization_id = n.organization_id AND l.id = n.line_item_id
WHERE n.organization_id = $1 AND n.invoice_id = $2 ORDER BY n.position LIMIT $3
"""
_CREDITS = """
SELECT id, number, reason, total_minor FROM credit_note
WHERE organization_id = $1 AND invoice_id = $2 ORDER BY created_at, number_seq
"""
_PAID_AT = """
SELECT max(a.created_at) FROM invoice i
JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
WHERE i.organization_id = $1 AND i.id = $2 AND i.status = 'paid'
"""
_PAYMENT_INVOICE = """
SELECT invoice_id FROM allocation WHERE organization_id = $1 AND payment_id = $2
GROUP BY invoice_id HAVING sum(amount_minor) > 0 ORDER BY min(created_at), invoice_id
"""

_said = msgspec.json.Decoder(Said)


async def link_by_digest(reader: Reader, token_digest: str) -> PayLink | None:
    """The pay link whose token has this digest; the token itself is the right to see it."""
    return _link(await reader.rows(_LINK_BY_TOKEN, token_digest))


async def link(reader: Reader, organization_id: Id, link_id: Id) -> PayLink | None:
    """The pay link of this id."""
    return _link(await reader.rows(_LINK, organization_id, link_id))


def _link(rows: list[tuple[Any, ...]]) -> PayLink | None:
    return _record(PayLink, rows[0]) if rows else None


async def leads_to(reader: Reader, link: PayLink) -> PayLink:
    """The link itself, or that of the invoice which replaced this one."""
    return _link(await reader.rows(_LEADS_TO, link.organization_id, link.invoice_id)) or link


async def is_over(reader: Reader, link: PayLink, now: datetime) -> bool:
    """A link opens nothing any more once it is revoked or expired, or its invoice has long been paid."""
    if not link.is_live(now):
        return True
    rows = await reader.rows(_PAID_AT, link.organization_id, link.invoice_id)
    return rows[0][0] is not None and now >= instant_of(rows[0][0]) + OPEN_AFTER_PAID


async def pay_page(
    reader: Reader, organization_id: Id, invoice_id: Id, *, lines_max: int = LINES_MAX
) -> PayPage:
    """The page of one invoice, with no more lines than that one by one. Raises paypage.missing."""
    rows = await reader.rows(_PAGE, organization_id, invoice_id)
    if not rows:
        raise Missing.of(PayPage, id=invoice_id)
    of_company, currency, of = rows[0][:_OF_COMPANY], rows[0][1], (reader, organization_id, invoice_id)
    (whole_only, customer, customer_language, billing, job_id, job_title, site, job_total, discount, taxes,
     title, number, status, total, own_taxes, held, released, credited, owed, due_on, ppm, message, options,
     shown, file_ids, *old, revoked_at, stage_place, stage_count, said) = rows[0][_OF_COMPANY:]  # fmt: skip
    sums = {row[0]: row[1:] for row in await reader.rows(_SUMS, organization_id, job_id)}
    live = await live_checkout(reader, organization_id, invoice_id)
    lines, more = await _lines(reader, organization_id, job_id, lines_max)
    own_lines, own_more = await _billed_lines(reader, organization_id, invoice_id, lines_max)
    *_, paid, pending = sums.get(invoice_id, (0, 0, 0, 0))
    due, ways = due_minor(Status(status), owed, paid), msgspec.json.decode(options, type=PaymentOptions)
    bill = Bill(
        id=invoice_id, job_id=job_id, title=title or job_title, number=number, status=status,
        total_minor=total, held_minor=held, released_minor=released, credited_minor=credited,
        owed_minor=owed, paid_minor=paid, pending_minor=pending, due_minor=due,
        due_on=date.fromisoformat(due_on) if due_on else None, percent_bps=in_bps(ppm), message=message,
        takes_part=takes_part(ways, whole_only=bool(whole_only)) and is_worth_offering(due, currency),
        options=ways, shown=msgspec.json.decode(shown, type=VisibleFields),
        lines=own_lines, more=own_more, taxes=tuple(msgspec.json.decode(own_taxes, type=list[TaxLine])),
        credits=await _credits(reader, organization_id, invoice_id) if credited else (),
        replaces=_replaced(*old), stage_place=stage_place, stage_count=stage_count,
    )  # fmt: skip
    project = Project(
        title=job_title, site=site, total_minor=job_total, discount_minor=discount,
        paid_minor=sum(row[2] for row in sums.values()), pending_minor=sum(row[3] for row in sums.values()),
        open_minor=sum(row[0] - row[2] - row[3] for row in sums.values()),
        held_minor=sum(row[1] for row in sums.values()),
        lines=lines, more=more, taxes=tuple(msgspec.json.decode(taxes, type=list[TaxLine])),
    )  # fmt: skip
    if status == Status.DRAFT:
        bill = await _drafted(reader, organization_id, bill, lines_max)
    asked, then = await asked_of(reader, live), _said.decode(said) if said else None
    company = _company(of_company, customer_language, billing)
    spoken, own = known_language(customer_language, company.language), read_address(of_company[_ADDRESS])
    return PayPage(
        company=company, language=spoken, customer_name=customer,
        billed_to=text_of(read_address(billing), spoken, own), bill=bill,
        project=project, receipts=await receipts(reader, organization_id, invoice_id), checkout=live,
        asked_minor=asked.amount_minor, asked_tip_minor=asked.tip_minor, has_statement=revoked_at is None,
        files=await _files(reader, organization_id, file_ids), asked_surcharge_minor=asked.surcharge_minor,
        said=then, service=await _service(reader, organization_id, bill, then, company.zone),
        setback=await setback_of(*of), was_paid=status == Status.VOID and await was_paid(*of),
        **await said_of(*of),
    )  # fmt: skip


async def _service(
    reader: Reader, organization_id: Id, bill: Bill, then: Said | None, zone: str
) -> Attendance:
    """As it was at the issue; a draft, which shows it, says it as it is now."""
    shown = bill.shown.technician or bill.shown.service_dates
    if bill.status == Status.DRAFT and shown:
        return await service_of(reader, organization_id, bill.job_id, zone)
    return then.service if then else Attendance()


def _company(row: tuple[Any, ...], customer_language: str | None, billing: str | None) -> Company:
    """Who bills, for a letter to whom the bill goes."""
    (name, currency, zone, language, trade_name, phone, email, accent, legal_name, address, website,
     tax_number, texts, logo_sha256, tips) = row  # fmt: skip
    spoken = known_language(customer_language, language)
    return Company(
        name=trade_name or name, currency=currency, zone=zone, language=language, phone=phone, email=email,
        accent=accent, legal_name=legal_name, website=website, tax_number=tax_number, logo=logo_sha256,
        address=text_of(read_address(address), spoken, read_address(billing)),
        texts=msgspec.json.decode(texts or "{}", type=Texts),
        tip_percents_bps=msgspec.json.decode(tips, type=TipPercents) if tips else TIP_PERCENTS,
    )  # fmt: skip


async def _drafted(reader: Reader, organization_id: Id, bill: Bill, lines_max: int) -> Bill:
    """A draft as it would be issued now. Where it could not, it says its sum and shows no lines that would
    not come to it.
    """
    invoice, lines, can_be_issued = await draft_of(reader, organization_id, bill.id)
    if not can_be_issued:
        return msgspec.structs.replace(bill, shown=msgspec.structs.replace(bill.shown, line_items=False))
    agreed = await lines_of(reader, organization_id, bill.job_id) if lines else ()
    of_job: dict[Id, LineItem] = {line.id: line for line in agreed}
    rows = tuple(
        BilledLine(
            description=line.description,
            amount_minor=line.base_minor,
            goods=line.goods,
            percent_bps=None if line.percent_ppm is None else in_bps(line.percent_ppm),
            quantity_milli=line.quantity_milli,
            unit_price_minor=of_job[line.line_item_id].unit_price_minor,
            exempt=of_job[line.line_item_id].exempt,
            group_title=of_job[line.line_item_id].group_title,
        )
        for line in lines
    )
    left_out = rows[lines_max:]
    return msgspec.structs.replace(
        bill, total_minor=invoice.total_minor, held_minor=invoice.held_minor,
        owed_minor=invoice.total_minor - invoice.held_minor, taxes=invoice.taxes,
        percent_bps=in_bps(invoice.percent_ppm), lines=rows[:lines_max],
        more=More(len(left_out), sum(line.amount_minor for line in left_out)),
    )  # fmt: skip


def _replaced(number: str | None, total_minor: int | None, due_on: str | None) -> Replaced | None:
    if number is None or total_minor is None:
        return None
    return Replaced(
        number=number, total_minor=total_minor, due_on=date.fromisoformat(due_on) if due_on else None
    )


async def logo(reader: Reader, organization_id: Id) -> Blob | None:
    """The company's picture, where it has one."""
    rows = await reader.rows(_LOGO, organization_id)
    return await blob(reader, organization_id, rows[0][0]) if rows and rows[0][0] else None


async def _files(reader: Reader, organization_id: Id, ids: str) -> tuple[File, ...]:
    found = await shown_files(reader, organization_id, msgspec.json.decode(ids, type=list[Id]))
    return tuple(
        File(
            id=each.id,
            name=each.name,
            caption=each.caption,
            width=each.width,
            height=each.height,
            line_item_id=each.line_item_id,
        )
        for each in found
    )


async def shown_file(reader: Reader, link: PayLink, attachment_id: Id) -> tuple[str, Blob] | None:
    """The name and the bytes' place of a file that the link's invoice shows; None for every other."""
    rows = await reader.rows(_FILE_IDS, link.organization_id, link.invoice_id)
    shown = msgspec.json.decode(rows[0][0], type=list[Id]) if rows else []
    if attachment_id not in shown:
        return None
    return await file_of(reader, Scope(link.organization_id, link.id, False), attachment_id)


async def _lines(
    reader: Reader, organization_id: Id, job_id: Id, lines_max: int
) -> tuple[tuple[Line, ...], More]:
    rows = await reader.rows(_LINES, organization_id, job_id, lines_max)
    lines = tuple(
        Line(
            description=description,
            quantity_milli=milli,
            unit_price_minor=price,
            amount_minor=amount,
            exempt=bool(exempt),
            group_title=group,
        )
        for *_, description, milli, price, amount, exempt, group in rows
    )
    return lines, _more(rows, lines)


async def _billed_lines(
    reader: Reader, organization_id: Id, invoice_id: Id, lines_max: int
) -> tuple[tuple[BilledLine, ...], More]:
    rows = await reader.rows(_BILLED, organization_id, invoice_id, lines_max)
    lines = tuple(
        BilledLine(
            description=description,
            amount_minor=base,
            goods=Goods(goods),
            percent_bps=None if ppm is None else in_bps(ppm),
            quantity_milli=milli,
            unit_price_minor=price,
            exempt=bool(exempt),
            group_title=group,
        )
        for *_, description, base, goods, ppm, milli, price, exempt, group in rows
    )
    return lines, _more(rows, lines)


def _more(rows: list[tuple[Any, ...]], lines: Sequence[Line | BilledLine]) -> More:
    """Each row says, before all else, how many lines there are and what they come to."""
    if not rows:
        return More()
    count, amount_minor, *_ = rows[0]
    return More(count - len(lines), amount_minor - sum(line.amount_minor for line in lines))


async def _credits(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Credited, ...]:
    return tuple(
        Credited(id=note_id, number=number, reason=reason, amount_minor=amount)
        for note_id, number, reason, amount in await reader.rows(_CREDITS, organization_id, invoice_id)
    )


async def invoices_paid_by(reader: Reader, organization_id: Id, payment_id: Id) -> list[Id]:
    """The invoices on which this payment's money stands."""
    return [row[0] for row in await reader.rows(_PAYMENT_INVOICE, organization_id, payment_id)]


def _record(kind: type[Any], row: tuple[Any, ...]) -> Any:
    """A record from wire values: msgspec knows what each field is."""
    fields: Mapping[str, Any] = dict(zip(kind.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, kind)
