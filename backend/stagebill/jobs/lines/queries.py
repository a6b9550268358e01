"""Job lines as they are read, with what is billed of each; and where a job stood before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from stagebill.jobs.contract import TaxLine, net_amounts
from stagebill.jobs.credited_lines import (
    BilledLine,
    CreditedLine,
    Note,
    added_up,
    credited_by_invoice,
    still_stored,
)
from stagebill.jobs.line_item import quantity
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, in_bps
from stagebill.sync.scoped import Where, among


class LineItemView(msgspec.Struct, frozen=True):
    """A priced line. `quantity` has up to three decimals. Consecutive lines with the same `group_title` are
    shown under that heading. `net_minor` is the amount less its part of the discount; `billed_minor` what
    invoices of chosen lines bill of it, less credits; `credited_minor` what those credits took off;
    `stored_minor` the part that is stored material, not installed yet: all before tax.
    """

    id: Id
    description: str
    quantity: int | Decimal
    unit_price_minor: Minor
    tax_rate_bps: RateBps
    amount_minor: Minor
    exempt: bool
    group_title: str | None
    change_order_id: Id | None
    net_minor: Minor
    billed_minor: Minor
    credited_minor: Minor
    stored_minor: Minor

    @property
    def is_change(self) -> bool:
        return self.change_order_id is not None


class OpeningView(msgspec.Struct, frozen=True):
    """Where the job stood when it came here, and who vouched for it."""

    invoice_id: Id
    billed_minor: Minor
    held_minor: Minor
    paid_minor: Minor
    as_of: date
    signed_name: str
    note: str
    created_by: Id
    created_at: datetime


LIVE = "i.status IN ('open', 'paid')"
_LINES = """
SELECT l.job_id, l.id, l.description, l.quantity_milli, l.unit_price_minor, l.tax_rate_ppm, l.amount_minor,
  l.exempt, l.group_title, l.change_order_id
FROM line_item l WHERE {where} AND l.removed_at IS NULL
ORDER BY l.job_id, l.change_order_id IS NOT NULL, l.position
"""
_OPENINGS = """
SELECT b.job_id, b.invoice_id, b.billed_minor, b.held_minor, b.paid_minor, b.as_of, b.signed_name, b.note,
  b.created_by, b.created_at
FROM opening_balance b JOIN invoice i ON i.organization_id = b.organization_id AND i.id = b.invoice_id
WHERE {where} AND i.status IN ('open', 'paid')
"""
_BILLED_LINES = """
SELECT n.line_item_id, CAST(sum(n.base_minor) AS BIGINT),
  CAST(sum(CASE WHEN n.goods = 'stored' THEN n.base_minor
    - CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM installation t
        WHERE t.organization_id = n.organization_id AND t.invoice_line_id = n.id) AS BIGINT)
    ELSE 0 END) AS BIGINT)
FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
WHERE {where} AND i.status IN ('open', 'paid') GROUP BY n.line_item_id
"""
_STORED_BY_INVOICE = """
SELECT i.id, n.line_item_id, CAST(sum(n.base_minor) AS BIGINT),
  CAST(sum(CASE WHEN n.goods = 'stored' THEN n.base_minor
    - CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM installation t
        WHERE t.organization_id = n.organization_id AND t.invoice_line_id = n.id) AS BIGINT)
    ELSE 0 END) AS BIGINT)
FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
WHERE {where} AND i.credited_minor > 0 GROUP BY i.id, n.line_item_id
"""
_BILLED_BY_INVOICE = """
SELECT i.id, n.line_item_id, l.tax_rate_ppm, CAST(sum(n.base_minor) AS BIGINT)
FROM invoice i
JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
JOIN line_item l ON l.organization_id = n.organization_id AND l.id = n.line_item_id
WHERE {where} GROUP BY i.id, n.line_item_id, l.tax_rate_ppm
ORDER BY i.id, min(n.position), n.line_item_id
"""
_NOTES = """
SELECT i.id, c.taxes, c.lines FROM invoice i
JOIN credit_note c ON c.organization_id = i.organization_id AND c.invoice_id = i.id
WHERE {where} AND i.lines_digest IS NOT NULL
ORDER BY i.id, c.created_at, c.number_seq
"""
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
_credited = msgspec.json.Decoder(tuple[CreditedLine, ...])


async def line_views(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[LineItemView]]:
    where = among(reader, Where(within.sql.format("l"), within.args), "l.job_id", ids)
    found: dict[Id, list[LineItemView]] = {}
    for job_id, line_id, description, milli, price, ppm, amount, exempt, group, change in await reader.rows(
        _LINES.format(where=where.sql), *where.args
    ):
        line = LineItemView(
            line_id, description, quantity(milli), price, in_bps(ppm), amount, bool(exempt), group, change,
            amount, 0, 0, 0,
        )  # fmt: skip
        found.setdefault(job_id, []).append(line)
    return found


async def opening_views(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, OpeningView]:
    where = among(reader, Where(within.sql.format("b"), within.args), "b.job_id", ids)
    rows = await reader.rows(_OPENINGS.format(where=where.sql), *where.args)
    return {job_id: OpeningView(*told) for job_id, *told in rows}


class Sums(NamedTuple):
    """Of a line: what is billed, what was credited, and what of it is stored material."""

    billed_minor: Minor = 0
    credited_minor: Minor = 0
    stored_minor: Minor = 0


async def billed_lines(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, Sums]:
    """How each line of these jobs stands."""
    if not ids:
        return {}
    where = among(reader, Where(within.sql.format("i"), within.args), "i.job_id", ids)
    rows = await reader.rows(_BILLED_LINES.format(where=where.sql), *where.args)
    by_invoice = await credited_lines(reader, where.also(LIVE))
    credited, gone = added_up(by_invoice), await _stored_no_more(reader, where.also(LIVE), by_invoice)
    return {
        line_id: Sums(billed_minor - off_minor, off_minor, stored_minor - gone.get(line_id, 0))
        for line_id, billed_minor, stored_minor in rows
        for off_minor in (credited.get(line_id, 0),)
    }


async def _stored_no_more(
    reader: Reader, where: Where, credited: Mapping[Id, Mapping[Id, Minor]]
) -> dict[Id, Minor]:
    """What of each line's stored material went with credit notes."""
    if not credited:
        return {}
    gone: dict[Id, Minor] = {}
    rows = await reader.rows(_STORED_BY_INVOICE.format(where=where.sql), *where.args)
    for invoice_id, line_id, billed_minor, stored_minor in rows:
        off_minor = credited.get(invoice_id, {}).get(line_id, 0)
        gone_minor = stored_minor - still_stored(stored_minor, billed_minor, off_minor)
        gone[line_id] = gone.get(line_id, 0) + gone_minor
    return gone


async def credited_lines(reader: Reader, where: Where) -> dict[Id, dict[Id, Minor]]:
    """What credit notes took off each line of each invoice; `where` says of which invoices `i`."""
    notes: dict[Id, list[Note]] = {}
    for invoice_id, taxes, lines in await reader.rows(_NOTES.format(where=where.sql), *where.args):
        notes.setdefault(invoice_id, []).append(Note(_tax_lines.decode(taxes), _credited.decode(lines)))
    if not notes:
        return {}
    return credited_by_invoice(await billed_by_invoice(reader, where.also("i.credited_minor > 0")), notes)


async def billed_by_invoice(reader: Reader, where: Where) -> list[BilledLine]:
    """What each invoice bills of each line; `where` says of which invoices `i`."""
    rows = await reader.rows(_BILLED_BY_INVOICE.format(where=where.sql), *where.args)
    return [
        BilledLine(invoice_id=invoice_id, line_item_id=line_id, rate_bps=in_bps(ppm), base_minor=base_minor)
        for invoice_id, line_id, ppm, base_minor in rows
    ]


def standing(discount_minor: Minor, lines: list[LineItemView], billed: dict[Id, Sums]) -> list[LineItemView]:
    if not discount_minor and not billed:
        return lines
    nets, none = net_amounts(lines, discount_minor), Sums()
    return [
        msgspec.structs.replace(line, net_minor=net_minor, **billed.get(line.id, none)._asdict())
        for line, net_minor in zip(lines, nets, strict=True)
    ]
