"""What a job's statement shows, and the state of its link."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from stagebill.attachments.queries import Blob, file_of, shown_files
from stagebill.change_orders.change_order import name_of
from stagebill.invoices.concerns.queries import DOUBTED_INVOICES
from stagebill.invoices.pay_link import pay_tokens
from stagebill.invoices.queries import HELD, OWED, PAID, PENDING
from stagebill.invoices.status import Status, due_minor
from stagebill.jobs.job import JobId
from stagebill.jobs.queries import JobView, job_view
from stagebill.jobs.stage import BillWhen, OnDay
from stagebill.jobs.stages.queries import StageView
from stagebill.kernel import wire
from stagebill.kernel.clock import instant_of
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import read_address, text_of
from stagebill.payments.payment import Payment
from stagebill.payments.placing.queries import (
    CAME_AGAIN,
    OF_PAYMENT,
    RETURNED,
    SURCHARGE_CAME,
    SURCHARGE_GONE,
    TIP_CAME,
    TIP_GONE,
)
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import Company, File
from stagebill.paypage.queries import OPEN_AFTER_PAID
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TIP_PERCENTS, TipPercents
from stagebill.statements.statement import (
    PHOTOS_MAX,
    Bill,
    Change,
    Credit,
    Planned,
    Received,
    Share,
    Statement,
)
from stagebill.statements.statement_link import StatementLink, link_token, opens
from stagebill.sync.command import Scope
from stagebill.sync.scoped import scoped


class StatementLinkRecord(msgspec.Struct, frozen=True):
    """A job's link as it is kept with the outcome of a mutation: without its secret."""

    job_id: JobId
    generation: int
    revoked_at: datetime | None


class StatementLinkView(StatementLinkRecord, frozen=True):
    """The link to a job's statement. `url` is the customer's secret, null while the link is revoked."""

    url: str | None


_LINK: Final = """
SELECT j.organization_id, j.id, coalesce(l.generation, 1), l.revoked_at, l.changed_at, l.changed_by
FROM job j LEFT JOIN statement_link l ON l.organization_id = j.organization_id AND l.id = j.id
"""
_LINK_OF = f"{_LINK} WHERE j.organization_id = $1 AND j.id = $2"
_LINK_SAID = f"{_LINK} WHERE j.id = $1 -- every organization: the token that names the job is the scope"
COMPANY: Final = """o.name, o.currency, o.zone, o.language, s.trade_name, s.phone, s.email, s.accent,
  s.legal_name, s.address, s.website, s.tax_number, s.texts, s.logo_sha256, s.tip_percents_bps"""
_PAGE = f"""
SELECT {COMPANY}, c.name, c.language,
  (SELECT min(v.starts_on) FROM visit v WHERE v.organization_id = j.organization_id AND v.job_id = j.id
    AND v.state IN ('planned', 'on_the_way') AND v.starts_on >= $3),
  EXISTS (SELECT 1 FROM decision d
    JOIN payment p ON p.organization_id = d.organization_id AND p.id = d.payment_id
    WHERE d.organization_id = j.organization_id AND p.matched_job_id = j.id AND {OF_PAYMENT})
FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
JOIN organization o ON o.id = j.organization_id
LEFT JOIN settings s ON s.organization_id = j.organization_id
WHERE j.organization_id = $1 AND j.id = $2
"""
_ZONE = "SELECT zone FROM organization WHERE id = $1"
_CHANGES = """
SELECT number, title, total_minor, ended_at FROM change_order
WHERE organization_id = $1 AND job_id = $2 AND state = 'approved' ORDER BY ended_at, id
"""
# One that was corrected says nothing beside the one that took its place.
BILLS: Final = f"""
SELECT i.id, i.title, i.number, i.status, i.total_minor, {HELD}, i.released_minor, i.credited_minor, {OWED},
  {PAID}, {PENDING}, i.issued_at, i.due_on, i.attachment_ids,
  (SELECT s.position + 1 FROM stage s WHERE s.organization_id = i.organization_id AND s.id = i.stage_id
    AND s.dropped_at IS NULL),
  l.revoked_at, l.expires_at,
  (SELECT max(a.created_at) FROM allocation a
    WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id), {DOUBTED_INVOICES},
  i.payment_options, i.job_id
FROM invoice i
LEFT JOIN pay_link l ON l.organization_id = i.organization_id AND l.invoice_id = i.id
WHERE i.organization_id = $1 AND {{of}} AND i.status <> 'draft' AND NOT EXISTS (
  SELECT 1 FROM invoice n WHERE n.organization_id = i.organization_id AND n.replaces_id = i.id)
ORDER BY i.issued_at, i.id
"""
_SHARES = """
SELECT a.payment_id, i.number, CAST(sum(a.amount_minor) AS BIGINT)
FROM invoice i JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
WHERE i.organization_id = $1 AND i.job_id = $2
GROUP BY a.payment_id, i.id, i.number HAVING sum(a.amount_minor) <> 0 ORDER BY a.payment_id, i.number
"""
# Money for this job, and money for another one of which a part went here.
# What a processor gave back of a payment, or a bank took, and what did not come in again since: the customer
# has it. A check that bounced, or a payment that was never made, is reversed too, and nobody got anything.
_WENT_BACK = f"""{RETURNED} + CASE WHEN p.gateway IS NULL THEN 0 ELSE
    CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM reversal r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id AND NOT {CAME_AGAIN}) AS BIGINT)
    END"""
_PAYMENTS = f"""
SELECT p.id, p.method, p.reference, p.taken_at_adjusted,
  CASE WHEN p.matched_job_id = $2 AND p.currency = o.currency THEN p.amount_minor
  - CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM (
      SELECT organization_id, payment_id, amount_minor FROM reversal UNION ALL
      SELECT organization_id, payment_id, amount_minor FROM refund) r
    WHERE r.organization_id = p.organization_id AND r.payment_id = p.id) AS BIGINT)
  - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = p.organization_id AND a.payment_id = p.id) AS BIGINT) ELSE 0 END,
  p.amount_minor, {RETURNED}, CASE WHEN p.matched_job_id = $2 THEN {TIP_CAME} ELSE 0 END, {TIP_GONE},
  CASE WHEN p.matched_job_id = $2 THEN {SURCHARGE_CAME} ELSE 0 END, {SURCHARGE_GONE},
  CASE WHEN p.matched_job_id = $2 THEN {_WENT_BACK} ELSE 0 END
FROM payment p JOIN organization o ON o.id = p.organization_id
WHERE p.organization_id = $1 AND (p.matched_job_id = $2 OR p.id IN (
  SELECT a.payment_id FROM invoice i
  JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
  WHERE i.organization_id = $1 AND i.job_id = $2))
ORDER BY p.taken_at_adjusted DESC, p.id
"""
_CREDITS = """
SELECT c.id, c.number, i.number, c.total_minor, c.issued_on
FROM credit_note c JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
WHERE c.organization_id = $1 AND c.job_id = $2 AND i.status IN ('open', 'paid')
ORDER BY c.created_at, c.id
"""
_PAYMENT = "SELECT p.matched_job_id FROM payment p WHERE {where}"
_FILE_IDS = """
SELECT attachment_ids FROM invoice
WHERE organization_id = $1 AND job_id = $2 AND status IN ('open', 'paid') ORDER BY issued_at DESC, id
"""
_ids = msgspec.json.Decoder(list[Id])
_decoder = msgspec.json.Decoder(StatementLinkRecord)


async def link_of_job(reader: Reader, organization_id: Id, job_id: Id) -> StatementLink | None:
    """The state of a job's link; the caller has judged who may see it."""
    return _link(await reader.rows(_LINK_OF, organization_id, job_id))


async def link_by_token(reader: Reader, job_id: Id, token: str, key: bytes) -> StatementLink | None:
    """The link that this token is the secret of, whatever became of it; None for one that nobody gave out."""
    link = _link(await reader.rows(_LINK_SAID, job_id))
    return link if link is not None and opens(link, token, key) else None


def _link(rows: list[tuple[Any, ...]]) -> StatementLink | None:
    if not rows:
        return None
    return msgspec.convert(
        dict(zip(StatementLink.__struct_fields__, _in_order(rows[0]), strict=True)), StatementLink
    )


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As the record has its fields: its id stands first."""
    organization_id, job_id, *rest = row
    return (job_id, organization_id, *rest)


async def read_link(reader: Reader, config: Config, scope: Scope, job_id: Id) -> StatementLinkView:
    """For the office. Raises jobs.missing for a job that the scope may not see."""
    await job_view(reader, scope, job_id)
    link = await link_of_job(reader, scope.organization_id, job_id)
    assert link is not None
    return _view(config, link)


async def answer_link(reader: Reader, context: Context, job_id: Id) -> StatementLinkRecord:
    """The answer to a mutation."""
    link = await link_of_job(reader, context.organization_id, job_id)
    if link is None:
        raise Missing.of(JobView, id=job_id)
    return StatementLinkRecord(JobId(link.id), link.generation, link.revoked_at)


def present_link(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer of a mutation, as REST sends it."""
    kept = _decoder.decode(stored)
    return wire.encode(_view(config, StatementLink(
        organization_id=context.organization_id, id=kept.job_id, generation=kept.generation,
        revoked_at=kept.revoked_at,
    )))  # fmt: skip


async def job_of_payment(reader: Reader, scope: Scope, payment_id: Id) -> Id:
    """The job that a payment is for. Raises payments.missing: also for one of no job, or of one unseen."""
    where = scoped(reader, scope, "p", ids=[payment_id], jobs="p.matched_job_id")
    rows = await reader.rows(_PAYMENT.format(where=where.sql), *where.args)
    if not rows or rows[0][0] is None:
        raise Missing.of(Payment, id=payment_id)
    job_id: Id = rows[0][0]
    return job_id


def url_of(config: Config, link: StatementLink) -> str:
    """The customer's secret address."""
    return f"{config.base_url}/statement/{link_token(config.secret_key, link)}"


def _view(config: Config, link: StatementLink) -> StatementLinkView:
    url = None if link.revoked_at else url_of(config, link)
    return StatementLinkView(JobId(link.id), link.generation, link.revoked_at, url)


async def statement(
    reader: Reader, config: Config, organization_id: Id, job_id: Id, now: datetime
) -> Statement:
    """A job's statement of now. Raises jobs.missing."""
    job = await job_view(reader, Scope(organization_id, job_id, False), job_id)
    zone = ZoneInfo((await reader.rows(_ZONE, organization_id))[0][0])
    today = now.astimezone(zone).date()
    rows = await reader.rows(_PAGE, organization_id, job_id, today.isoformat())
    *of_company, customer, wanted, visit_on, undecided = rows[0]
    bills = await reader.rows(BILLS.format(of="i.job_id = $2"), organization_id, job_id)
    token = pay_tokens(config.secret_key, organization_id)
    shown = [each for row in reversed(bills) if row[3] in {"open", "paid"} for each in _ids.decode(row[13])]
    files = await shown_files(reader, organization_id, list(dict.fromkeys(shown)))
    company, spoken = company_of(of_company, wanted)
    payments = await _received(reader, organization_id, job_id)
    return Statement(
        company=company,
        language=spoken,
        customer_name=customer,
        job_id=job.id,
        customer_id=job.customer_id,
        number=job.number,
        title=job.title,
        site=job.site,
        canceled_on=_day(job.canceled_at, zone),
        total_minor=job.total_minor,
        held_minor=job.held_minor,
        unapplied_minor=job.unapplied_minor,
        changes=await _changes(reader, organization_id, job_id),
        bills=tuple(bill_of(row, zone, now, token(row[0])) for row in bills),
        planned=_planned(job),
        received=tuple(each for each in payments if each.amount_minor > 0),
        gone=tuple(each for each in payments if each.amount_minor <= 0),
        visit_on=date.fromisoformat(visit_on) if visit_on else None,
        awaits_decision=bool(undecided),
        credits=await _credits(reader, organization_id, job_id),
        photos=tuple(
            File(id=each.id, name=each.name, caption=each.caption, width=each.width, height=each.height)
            for each in files if each.width
        )[:PHOTOS_MAX],
    )  # fmt: skip


async def _changes(reader: Reader, organization_id: Id, job_id: Id) -> tuple[Change, ...]:
    return tuple(
        Change(
            number=name_of(number),
            title=title,
            total_minor=total,
            approved_at=instant_of(ended_at) if ended_at else None,
        )
        for number, title, total, ended_at in await reader.rows(_CHANGES, organization_id, job_id)
    )


async def _credits(reader: Reader, organization_id: Id, job_id: Id) -> tuple[Credit, ...]:
    return tuple(
        Credit(
            id=note_id, number=number, invoice_number=of or "", total_minor=total,
            issued_on=date.fromisoformat(issued_on),
        )
        for note_id, number, of, total, issued_on in await reader.rows(_CREDITS, organization_id, job_id)
    )  # fmt: skip


def company_of(columns: Sequence[Any], wanted: str | None) -> tuple[Company, str]:
    """The company of these `COMPANY` columns, and the language of its customer's page."""
    (name, currency, zone, language, trade_name, phone, email, accent, legal_name, address, website,
     tax_number, texts, logo, tips) = columns  # fmt: skip
    spoken = known_language(wanted, language)
    company = Company(
        name=trade_name or name, currency=currency, zone=zone, language=language, phone=phone, email=email,
        accent=accent, legal_name=legal_name, website=website,
        address=text_of(read_address(address), spoken), tax_number=tax_number, logo=logo,
        texts=msgspec.json.decode(texts or "{}", type=Texts),
        tip_percents_bps=msgspec.json.decode(tips, type=TipPercents) if tips else TIP_PERCENTS,
    )  # fmt: skip
    return company, spoken


def bill_of(row: tuple[Any, ...], zone: ZoneInfo, now: datetime, token: str) -> Bill:
    """An invoice of a row of `BILLS`; `token` is the secret of its own page."""
    (invoice_id, title, number, status, total, held, released, credited, owed, paid, pending, issued_at,
     due_on, _, place, revoked_at, expires_at, paid_at, is_doubted, options, _) = row  # fmt: skip
    is_over = (
        revoked_at is not None
        or (expires_at is not None and now >= instant_of(expires_at))
        or (status == "paid" and paid_at is not None and now >= instant_of(paid_at) + OPEN_AFTER_PAID)
    )
    is_live = status in {"open", "paid"}
    return Bill(
        id=invoice_id, title=title, number=number or "", status=status, total_minor=total, held_minor=held,
        released_minor=released, credited_minor=credited, owed_minor=owed, paid_minor=paid,
        pending_minor=pending, due_minor=due_minor(Status(status), owed, paid),
        issued_on=_day(instant_of(issued_at), zone) or now.date(),
        due_on=date.fromisoformat(due_on) if due_on else None, stage_place=place,
        pay_path=f"/pay/{token}" if is_live and not is_over else None,
        options=msgspec.json.decode(options, type=PaymentOptions), is_doubted=bool(is_doubted),
    )  # fmt: skip


def _planned(job: JobView) -> tuple[Planned, ...]:
    if job.schedule is None or job.canceled_at is not None:
        return ()
    return tuple(
        Planned(
            place=place,
            title=stage.title,
            amount_minor=stage.planned_minor,
            is_ready=stage.ready_at is not None,
            on=_day_of_stage(stage),
        )
        for place, stage in enumerate(job.schedule.stages, 1)
        if stage.invoice_id is None and stage.planned_minor > 0
    )


def _day_of_stage(stage: StageView) -> date | None:
    """The plan's conditions travel as the JSON that is stored."""
    waits_for = msgspec.json.decode(msgspec.json.encode(stage.bill_when), type=BillWhen)
    return waits_for.on if isinstance(waits_for, OnDay) else None


async def _received(reader: Reader, organization_id: Id, job_id: Id) -> tuple[Received, ...]:
    shares: dict[Id, list[Share]] = {}
    for payment_id, number, amount in await reader.rows(_SHARES, organization_id, job_id):
        shares.setdefault(payment_id, []).append(Share(number or "", amount))
    rows = await reader.rows(_PAYMENTS, organization_id, job_id)
    found = (
        Received(
            payment_id=payment_id,
            method=method,
            reference=reference,
            taken_at=instant_of(taken_at),
            shares=tuple(shares.get(payment_id, ())),
            unapplied_minor=unapplied,
            charged_minor=amount + tip + added,
            back_minor=returned + (tip_gone if tip else 0) + (added_gone if added else 0),
            tip_minor=tip,
            tip_left_minor=tip - tip_gone if tip else 0,
            surcharge_minor=added,
            surcharge_left_minor=added - added_gone if added else 0,
            went_back_minor=went_back + (tip_gone if tip else 0) + (added_gone if added else 0),
        )
        for payment_id, method, reference, taken_at, unapplied, amount, returned, *beside in rows
        for tip, tip_gone, added, added_gone, went_back in (beside,)
    )
    return tuple(each for each in found if each.amount_minor > 0 or each.went_back_minor > 0)


async def shown_photo(reader: Reader, link: StatementLink, attachment_id: Id) -> tuple[str, Blob] | None:
    """The name and the bytes' place of a photo that an invoice of the job shows; None for every other."""
    rows = await reader.rows(_FILE_IDS, link.organization_id, link.id)
    if not any(attachment_id in _ids.decode(row[0]) for row in rows):
        return None
    return await file_of(reader, Scope(link.organization_id, link.id, False), attachment_id)


def _day(moment: Any, zone: ZoneInfo) -> date | None:
    if moment is None:
        return None
    told: datetime = instant_of(moment) if isinstance(moment, str) else moment
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(zone).date()
