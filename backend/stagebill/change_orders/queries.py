"""Change orders as screens and devices see them, and the one that a customer's link opens."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from stagebill.change_orders.approval import Approval
from stagebill.change_orders.change_order import (
    ChangeLine,
    ChangeOrder,
    ChangeOrderId,
    State,
    fitting_change,
    name_of,
    reckoned,
    state_at,
)
from stagebill.change_orders.link import link_token, link_url
from stagebill.change_orders.page import ApprovePage
from stagebill.jobs.contract import Priced, TaxLine
from stagebill.jobs.job import Job, JobId, check_running
from stagebill.jobs.line_item import quantity
from stagebill.jobs.queries import job_of, lines_of
from stagebill.kernel import wire
from stagebill.kernel.clock import instant_of
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.statements import statements_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, in_bps
from stagebill.kernel.postal_address import read_address, text_of
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import Company
from stagebill.scope.change import consequences
from stagebill.scope.queries import standing_of
from stagebill.scope.settlement import Settle
from stagebill.scope.simulation import Simulation, simulated
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, scoped


class ChangeLineView(msgspec.Struct, frozen=True):
    """A line of a change; a deduction has a price below 0. `quantity` has up to three decimals."""

    description: str
    quantity: int | Decimal
    unit_price_minor: Minor
    tax_rate_bps: RateBps
    amount_minor: Minor


class ChangeOrderRecord(msgspec.Struct, frozen=True):
    """A change order as devices keep it. `total_minor` is how much the job's total rises or falls; it was
    computed when the job came to `seen_total_minor`. `stale_approval` is a signature for a different total:
    it does not count, and the customer is asked again.
    """

    id: ChangeOrderId
    job_id: JobId
    number: str
    title: str
    words: str
    state: State
    lines: list[ChangeLineView]
    subtotal_minor: Minor
    tax_minor: Minor
    total_minor: Minor
    taxes: list[TaxLine]
    seen_total_minor: Minor
    valid_days: int
    created_by: Id | None
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    approval: Approval | None
    stale_approval: Approval | None


class ChangeOrderView(ChangeOrderRecord, frozen=True):
    """A change order as the API answers it. `shown_as` depends on the moment; `approve_url` is the customer's
    secret link, present while it can be answered.
    """

    shown_as: State
    approve_url: str | None


_COLUMNS = """x.id, x.job_id, x.number, x.title, x.words, x.state, x.lines, x.subtotal_minor, x.tax_minor,
  x.total_minor, x.taxes, x.seen_total_minor, x.valid_days, x.created_by, x.created_at, x.sent_at,
  x.expires_at, x.ended_at, x.end_reason, x.approval, x.stale_approval"""
_ORDERS = f"""
SELECT {_COLUMNS} FROM change_order x
WHERE {{where}} ORDER BY x.created_at DESC, x.id DESC{{limit}}
"""
_NEXT_NUMBER = """
SELECT CAST(coalesce(max(number), 0) AS BIGINT) + 1 FROM change_order
WHERE organization_id = $1 AND job_id = $2
"""
_LAST_POSITION = """
SELECT CAST(coalesce(max(position), -1) AS BIGINT) FROM line_item WHERE organization_id = $1 AND job_id = $2
"""
_BY_LINK = """
SELECT organization_id, id FROM change_order
WHERE link_digest = $1 -- every organization: the token is the scope
"""
_PAGE = """
SELECT o.name, o.currency, o.zone, o.language, s.trade_name, s.phone, s.email, s.accent,
  s.legal_name, s.address, s.website, s.tax_number, s.logo_sha256, c.name, c.language, j.title, j.site
FROM change_order x
JOIN job j ON j.organization_id = x.organization_id AND j.id = x.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
JOIN organization o ON o.id = x.organization_id
LEFT JOIN settings s ON s.organization_id = x.organization_id
WHERE x.organization_id = $1 AND x.id = $2
"""
_lines = msgspec.json.Decoder(tuple[ChangeLine, ...])
_decoder = msgspec.json.Decoder(ChangeOrderRecord)


async def change_orders(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[ChangeOrderRecord]:
    """The change orders of these ids that the scope may see, newest first; all of them for None."""
    return await _records(reader, scoped(reader, scope, "x", ids=ids, jobs="x.job_id"))


async def change_order_page(
    reader: Reader, scope: Scope, *, job_id: Id | None, limit: int, after: Sequence[Any] | None
) -> list[ChangeOrderRecord]:
    """One page of change orders plus one row, newest first."""
    where = scoped(reader, scope, "x", jobs="x.job_id")
    if job_id is not None:
        where = where.also("x.job_id = {0}", job_id)
    if after is not None:
        where = where.also("(x.created_at, x.id) < ({0}, {1})", *after)
    return await _records(reader, where, f" LIMIT {limit + 1:d}")


async def change_order(reader: Reader, scope: Scope, order_id: Id) -> ChangeOrderRecord:
    """One change order. Raises change_orders.missing for one that the scope may not see."""
    found = await change_orders(reader, scope, [order_id])
    if not found:
        raise Missing.of(ChangeOrder, id=order_id)
    return found[0]


async def simulation_of_order(
    reader: Reader, context: Context, order_id: Id, settle: Settle | None
) -> Simulation:
    """What approving it would do to the job now. Raises change_orders.missing, jobs.canceled, and what the
    settlement is refused for.
    """
    await change_order(reader, Scope.of(context), order_id)
    order = await _order(reader, context.organization_id, order_id)
    job = await job_of(reader, order.organization_id, order.job_id)
    check_running(job)
    lines: list[Priced] = [*await lines_of(reader, order.organization_id, job.id), *order.lines]
    standing = await standing_of(reader, order.organization_id, job.id)
    return simulated(job, consequences(lines, job.discount, job.tax_mode, standing, settle), standing)


async def answer_change_order(reader: Reader, context: Context, order_id: Id) -> ChangeOrderRecord:
    """The change order as the office sees it: the answer to a mutation."""
    return await change_order(
        reader, Scope(context.organization_id, context.member_id or order_id, False), order_id
    )


def seen_now(context: Context, config: Config) -> Callable[[ChangeOrderRecord], ChangeOrderView]:
    """Adds to change orders what depends on the moment and on the server's secret."""

    def see(record: ChangeOrderRecord) -> ChangeOrderView:
        ends: Any = record.expires_at
        expires_at = instant_of(ends) if isinstance(ends, str) else ends
        shown = state_at(State(record.state), expires_at, context.now)
        token = link_token(config.secret_key, context.organization_id, record.id)
        url = link_url(config.base_url, token) if shown is State.SENT else None
        return ChangeOrderView(*msgspec.structs.astuple(record), shown, url)  # type: ignore[call-arg]

    return see


def present_change_order(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer of a mutation, as REST sends it."""
    return wire.encode(seen_now(context, config)(_decoder.decode(stored)))


async def next_number(reader: Reader, organization_id: Id, job_id: Id) -> int:
    """The number of a job's next change order, read under the job's lock."""
    return int((await reader.rows(_NEXT_NUMBER, organization_id, job_id))[0][0])


async def last_position(reader: Reader, organization_id: Id, job_id: Id) -> int:
    """The position of a job's last line, including removed ones."""
    return int((await reader.rows(_LAST_POSITION, organization_id, job_id))[0][0])


async def by_link(reader: Reader, link_digest: str) -> tuple[Id, Id] | None:
    """The organization and change order that the link with this digest opens; the token is the right to see
    it.
    """
    rows = await reader.rows(_BY_LINK, link_digest)
    return (rows[0][0], rows[0][1]) if rows else None


async def approve_page(reader: Reader, organization_id: Id, order_id: Id, now: datetime) -> ApprovePage:
    """What the customer sees now: an open order is computed on the job as it stands."""
    order = await _order(reader, organization_id, order_id)
    job = await job_of(reader, organization_id, order.job_id)
    rows = await reader.rows(_PAGE, organization_id, order_id)
    (name, currency, zone, language, trade_name, phone, email, accent, legal_name, address, website,
     tax_number, logo, customer, wanted, title, site) = rows[0]  # fmt: skip
    spoken = known_language(wanted, language)
    company = Company(
        name=trade_name or name, currency=currency, zone=zone, language=language, phone=phone, email=email,
        accent=accent, legal_name=legal_name, website=website, tax_number=tax_number,
        address=text_of(read_address(address), spoken), logo=logo,
    )  # fmt: skip
    state = state_at(order.state, order.expires_at, now)
    fitting = await _fitting(reader, order, job) if state is State.SENT else None
    shown = fitting or order
    return ApprovePage(
        company=company,
        language=spoken,
        customer_name=customer,
        project_title=title,
        project_site=site,
        job_id=order.job_id,
        order_id=order.id,
        number=name_of(order.number),
        title=order.title,
        words=order.words,
        state=state,
        lines=order.lines,
        taxes=shown.taxes,
        total_minor=shown.total_minor,
        before_minor=job.total_minor,
        after_minor=None if fitting is None else job.total_minor + fitting.total_minor,
        expires_at=order.expires_at,
        ended_at=order.ended_at,
        approval=order.approval,
    )


async def _order(reader: Reader, organization_id: Id, order_id: Id) -> ChangeOrder:
    """As rules see it, for reads only."""
    statements = statements_of(ChangeOrder, reader.dialect)
    order: ChangeOrder = statements.made((await reader.rows(statements.load, organization_id, order_id))[0])
    return order


async def _fitting(reader: Reader, order: ChangeOrder, job: Job) -> ChangeOrder | None:
    """The order computed on the current job; None if it no longer fits without the office."""
    if job.canceled_at is not None:
        return None
    lines: list[Priced] = [*await lines_of(reader, job.organization_id, job.id), *order.lines]
    standing = await standing_of(reader, job.organization_id, job.id)
    change = fitting_change(lines, job, standing)
    return None if change is None else reckoned(order, job, change.totals)


async def _records(reader: Reader, where: Where, limit: str = "") -> list[ChangeOrderRecord]:
    rows = await reader.rows(_ORDERS.format(where=where.sql, limit=limit), *where.args)
    return [_record(row) for row in rows]


def _record(row: tuple[Any, ...]) -> ChangeOrderRecord:
    (order_id, job_id, number, title, words, state, lines, subtotal, tax, total, taxes, *between,
     approval, stale) = row  # fmt: skip
    return ChangeOrderRecord(
        order_id, job_id, name_of(number), title, words, state, _line_views(lines), subtotal, tax, total,
        wire.raw(taxes), *between, wire.raw(approval), wire.raw(stale),  # type: ignore[call-arg,arg-type]
    )  # fmt: skip


def _line_views(stored: str) -> list[ChangeLineView]:
    return [
        ChangeLineView(
            line.description,
            quantity(line.quantity_milli),
            line.unit_price_minor,
            in_bps(line.tax_rate_ppm),
            line.amount_minor,
        )
        for line in _lines.decode(stored)
    ]


ENTITIES = (Entity(name="change_order", table="change_orders", view=ChangeOrderRecord, load=change_orders),)
