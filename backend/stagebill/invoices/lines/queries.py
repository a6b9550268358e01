"""Invoice lines as they are read: what each bills, and where each line of a job stands."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from stagebill.invoices.line_billing import InvoiceLine, Standing
from stagebill.invoices.progress import Lines, Rest, Share
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.retainage import Retained, Work
from stagebill.invoices.stored_material import Goods, OnHand
from stagebill.jobs.contract import net_amounts
from stagebill.jobs.credited_lines import added_up, still_stored
from stagebill.jobs.job import Job
from stagebill.jobs.line_item import quantity
from stagebill.jobs.lines.queries import LIVE, credited_lines
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PercentBps, in_bps, split
from stagebill.kernel.records import replace
from stagebill.sync.scoped import Where, among


class InvoiceLineView(msgspec.Struct, frozen=True):
    """What an issued invoice bills of one line of the job, before tax. Of percent, amount and units, only the
    one that was asked for is set. `goods` is `stored` for material that was not installed when it was billed;
    `stored_minor` is what of it is still not installed, `credited_minor` what credit notes took off it.
    """

    id: Id
    line_item_id: Id
    goods: Goods
    description: str
    base_minor: Minor
    percent_bps: PercentBps | None
    quantity: int | Decimal | None
    note: str
    attachment_id: Id | None
    stored_minor: Minor
    credited_minor: Minor


class _Amount(NamedTuple):
    amount_minor: Minor
    is_change: bool


# Leaves out the invoice that is the third argument: one that is about to be void.
BUT = " AND i.id <> $3"
_LINES = """
SELECT n.invoice_id, n.id, n.line_item_id, n.goods, n.description, n.base_minor, n.percent_ppm,
  n.quantity_milli, n.note, n.attachment_id,
  CASE WHEN n.goods = 'stored' THEN n.base_minor - CAST((SELECT coalesce(sum(t.amount_minor), 0)
    FROM installation t WHERE t.organization_id = n.organization_id AND t.invoice_line_id = n.id) AS BIGINT)
  ELSE 0 END
FROM invoice_line n WHERE {where} ORDER BY n.invoice_id, n.position
"""
_RETAINED = """
SELECT i.retained FROM invoice i
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){but}
  AND i.retained <> '[]'
UNION ALL
SELECT c.retained FROM credit_note c
JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){but}
  AND c.retained <> '[]'
"""
# Of each line of the job: what is billed, and how much of it by percent and by units.
_STANDINGS = """
SELECT l.id, l.description, l.quantity_milli, l.tax_rate_ppm, l.amount_minor, l.change_order_id,
  coalesce(b.billed, 0), coalesce(b.counted, 0), b.percents, b.ppm, b.quantities, b.milli
FROM line_item l LEFT JOIN (
  SELECT n.line_item_id, CAST(sum(n.base_minor) AS BIGINT) AS billed, count(*) AS counted,
    count(n.percent_ppm) AS percents, CAST(sum(n.percent_ppm) AS BIGINT) AS ppm,
    count(n.quantity_milli) AS quantities, CAST(sum(n.quantity_milli) AS BIGINT) AS milli
  FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
  WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){but}
  GROUP BY n.line_item_id) b ON b.line_item_id = l.id
WHERE l.organization_id = $1 AND l.job_id = $2 AND l.removed_at IS NULL ORDER BY l.position
"""
# Stored material that is not installed yet, the rate under which it was held back, and what its invoice bills
# of its line, as work too.
_STORED = """
SELECT i.id, n.line_item_id, n.held_rate_ppm, n.base_minor - CAST((SELECT coalesce(sum(t.amount_minor), 0)
    FROM installation t WHERE t.organization_id = n.organization_id AND t.invoice_line_id = n.id) AS BIGINT),
  CAST((SELECT sum(m.base_minor) FROM invoice_line m WHERE m.organization_id = n.organization_id
    AND m.invoice_id = n.invoice_id AND m.line_item_id = n.line_item_id) AS BIGINT)
FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){but}
  AND n.goods = 'stored' AND n.held_rate_ppm IS NOT NULL
ORDER BY n.id
"""
_STORED_ON = """
SELECT n.invoice_id, CAST((SELECT sum(m.base_minor) FROM invoice_line m
    WHERE m.organization_id = n.organization_id AND m.invoice_id = n.invoice_id
      AND m.line_item_id = n.line_item_id) AS BIGINT),
  n.base_minor - CAST((SELECT coalesce(sum(t.amount_minor), 0) FROM installation t
  WHERE t.organization_id = n.organization_id AND t.invoice_line_id = n.id) AS BIGINT)
FROM invoice_line n JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
WHERE n.organization_id = $1 AND n.id = $2 AND n.goods = 'stored' AND i.status IN ('open', 'paid')
"""
_retained = msgspec.json.Decoder(tuple[Retained, ...])


async def lines_of_invoices(
    reader: Reader, organization_id: Id, ids: Sequence[Id], with_credits: Sequence[Id]
) -> dict[Id, list[InvoiceLineView]]:
    """The lines of those invoices that bill chosen lines; some of them have credit notes."""
    found: dict[Id, list[InvoiceLineView]] = {}
    if ids:
        where = among(reader, Where("n.organization_id = $1", (organization_id,)), "n.invoice_id", ids)
        for invoice_id, *told, ppm, milli, note, attachment_id, stored_minor in await reader.rows(
            _LINES.format(where=where.sql), *where.args
        ):
            asked = None if ppm is None else in_bps(ppm), None if milli is None else quantity(milli)
            rest = note, attachment_id, stored_minor, 0
            line = InvoiceLineView(*told, *asked, *rest)  # type: ignore[call-arg]
            found.setdefault(invoice_id, []).append(line)
    if with_credits:
        own = Where("i.organization_id = $1", (organization_id,))
        for invoice_id, off in (
            await credited_lines(reader, among(reader, own, "i.id", with_credits))
        ).items():
            found[invoice_id] = _credited(found[invoice_id], off)
    return found


def _credited(lines: Sequence[InvoiceLineView], off: Mapping[Id, Minor]) -> list[InvoiceLineView]:
    """Of a line billed both as work and as stored material, the same share of both is credited."""
    after = list(lines)
    for line_item_id, minor in off.items():
        places = [place for place, line in enumerate(lines) if line.line_item_id == line_item_id]
        parts = split(minor, [max(lines[place].base_minor, 0) for place in places]) if minor else ()
        whole_minor = sum(lines[place].base_minor for place in places)
        for place, part in zip(places, parts, strict=False):
            stored_minor = still_stored(lines[place].stored_minor, whole_minor, minor)
            after[place] = msgspec.structs.replace(
                lines[place], credited_minor=part, stored_minor=stored_minor
            )
    return after


async def retained_of(reader: Reader, *which: Id) -> tuple[Retained, ...]:
    """What the live invoices of an organization's job hold back, except one invoice if it is named."""
    rows = await reader.rows(_RETAINED.format(but=BUT if len(which) > 2 else ""), *which)
    return tuple(line for (retained,) in rows for line in _retained.decode(retained))


async def with_lines(
    reader: Reader, job: Job, before: Billed, share: Share, *, but: Id | None = None
) -> Billed:
    """What is billed, with each line of the job where the next invoice has to know them."""
    by_line = isinstance(share, Lines) or (isinstance(share, Rest) and before.by_line)
    has_own_rates = job.retainage is not None and job.retainage.lines
    if before.lines or not (by_line or has_own_rates):
        return before
    which = (job.organization_id, job.id) if but is None else (job.organization_id, job.id, but)
    left_out = "" if but is None else BUT
    rows = await reader.rows(_STANDINGS.format(but=left_out), *which)
    nets = net_amounts([_Amount(row[4], row[5] is not None) for row in rows], job.discount_minor)
    of_job = Where("i.organization_id = $1 AND i.job_id = $2", (job.organization_id, job.id))
    of_job = of_job if but is None else of_job.also("i.id <> {0}", but)
    credited = await credited_lines(reader, of_job.also(LIVE)) if before.by_line else {}
    sums = added_up(credited)
    lines = tuple(_standing(row, net, sums.get(row[0], 0)) for row, net in zip(rows, nets, strict=True))
    is_storing = job.retainage and before.by_line
    stored = await reader.rows(_STORED.format(but=left_out), *which) if is_storing else ()
    on_hand = tuple(
        Work(
            of=Goods.STORED,
            rate_bps=in_bps(ppm),
            base_minor=still_stored(minor, whole, credited.get(invoice_id, {}).get(line_id, 0)),
        )
        for invoice_id, line_id, ppm, minor, whole in stored
    )
    return replace(before, lines=lines, stored=on_hand)


def _standing(row: tuple[Any, ...], net_minor: Minor, credited_minor: Minor) -> Standing:
    """Once part of a line is credited, how much was billed by percent or by units is no longer known."""
    line_id, description, milli, rate_ppm, _, _, billed, counted, percents, ppm, quantities, units = row
    return Standing(
        line_item_id=line_id,
        description=description,
        quantity_milli=milli,
        rate_bps=in_bps(rate_ppm),
        value_minor=net_minor,
        billed_minor=billed - credited_minor,
        billed_ppm=(ppm or 0) if percents == counted and not credited_minor else None,
        billed_milli=(units or 0) if quantities == counted and not credited_minor else None,
    )


async def stored_on(tx: Tx, line: InvoiceLine) -> OnHand:
    """What is still stored of a line of stored material; nothing once its invoice is void."""
    rows = await tx.rows(_STORED_ON, tx.organization_id, line.id)
    if not rows:
        return OnHand(0)
    invoice_id, billed_minor, stored_minor = rows[0]
    own = Where("i.organization_id = $1 AND i.id = $2", (tx.organization_id, invoice_id))
    credited = await credited_lines(tx, own)
    return OnHand(stored_minor, billed_minor, credited.get(invoice_id, {}).get(line.line_item_id, 0))
