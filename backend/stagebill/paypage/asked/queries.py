"""The customer's questions about an invoice with their answers, and the day that they promised."""

from datetime import date
from typing import Final, TypedDict

import msgspec
from msgspec import Struct

from stagebill.invoices.as_issued import Said as SaidThen
from stagebill.invoices.queries import HELD
from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, rate_ppm
from stagebill.paypage.asked.by_line import PricedLine, owed_by_line
from stagebill.paypage.page.pay_page import Approval, Asked, LinePart, Promise
from stagebill.settings.visible_fields import VisibleFields

SHOWN_MAX: Final = 5

_ASKED: Final = """
SELECT id, text, asked_at, answer, ended_at FROM question WHERE organization_id = $1 AND invoice_id = $2
ORDER BY asked_at DESC, id DESC LIMIT $3
"""
_HOLD: Final = """
SELECT h.why, h.until, i.sent_at FROM invoice i
LEFT JOIN reminder_hold h ON h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.is_on
WHERE i.organization_id = $1 AND i.id = $2
"""


_APPROVAL: Final = """
SELECT i.visible_fields, a.name, a.accepted_at,
  CAST((SELECT coalesce(sum(q.questioned_minor), 0) FROM question q
    WHERE q.organization_id = i.organization_id AND q.invoice_id = i.id AND q.ended_at IS NULL) AS BIGINT)
FROM invoice i LEFT JOIN acceptance a ON a.organization_id = i.organization_id AND a.id = i.id
WHERE i.organization_id = $1 AND i.id = $2
"""
_QUESTIONED: Final = """
SELECT lines FROM question WHERE organization_id = $1 AND invoice_id = $2 AND ended_at IS NULL
ORDER BY asked_at, id
"""
_FIGURES: Final = f"""
SELECT i.total_minor, {HELD}, i.credited_minor, i.released_minor, i.retained, s.said, i.job_id
FROM invoice i LEFT JOIN as_issued s ON s.organization_id = i.organization_id AND s.id = i.id
WHERE i.organization_id = $1 AND i.id = $2
"""
_OWN: Final = """
SELECT n.description, n.base_minor, n.goods, n.held_rate_ppm, l.tax_rate_ppm, n.line_item_id
FROM invoice_line n JOIN line_item l ON l.organization_id = n.organization_id AND l.id = n.line_item_id
WHERE n.organization_id = $1 AND n.invoice_id = $2 ORDER BY n.position
"""
# Paper tells no line's rate where the job had several: the job's lines of now that say the same do.
_RATES: Final = """
SELECT description, amount_minor, max(tax_rate_ppm) FROM line_item
WHERE organization_id = $1 AND job_id = $2 GROUP BY description, amount_minor
"""


class _Questioned(Struct):
    description: str
    amount_minor: Minor
    place: int | None = None


_questioned = msgspec.json.Decoder(tuple[_Questioned, ...])
_visible = msgspec.json.Decoder(VisibleFields)
_said = msgspec.json.Decoder(SaidThen)
_retained = msgspec.json.Decoder(tuple[Retained, ...])


class Said(TypedDict):
    """What of a pay page is the customer's own word."""

    asked: tuple[Asked, ...]
    promise: Promise
    approval: Approval | None


async def said_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Said:
    """All that the customer said on the page of an invoice."""
    return {
        "asked": await _asked_of(reader, organization_id, invoice_id),
        "promise": await _promise_of(reader, organization_id, invoice_id),
        "approval": await _approval_of(reader, organization_id, invoice_id),
    }


async def parts_of(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[LinePart, ...]:
    """The lines of an issued invoice as it printed them, each with what of its owed sum it is. None of a
    release of held money, which bills no work.
    """
    rows = await reader.rows(_FIGURES, organization_id, invoice_id)
    total, held, credited, released, kept, said, job_id = rows[0]
    if released:
        return ()
    lines = await _own_lines(reader, organization_id, invoice_id)
    if not lines and said is not None:
        lines = await _said_lines(reader, organization_id, job_id, _said.decode(said))
    amounts = owed_by_line(
        lines, total_minor=total, held_minor=held, credited_minor=credited, retained=_retained.decode(kept)
    )
    return tuple(
        LinePart(
            place=place, description=line.description, amount_minor=amount, line_item_id=line.line_item_id
        )
        for place, (line, amount) in enumerate(zip(lines, amounts, strict=True))
    )


async def _own_lines(reader: Reader, organization_id: Id, invoice_id: Id) -> list[PricedLine]:
    return [
        PricedLine(
            description=description,
            base_minor=base,
            goods=Goods(goods),
            held_rate_ppm=held,
            tax_rate_ppm=rate,
            line_item_id=line_item_id,
        )
        for description, base, goods, held, rate, line_item_id in await reader.rows(
            _OWN, organization_id, invoice_id
        )
    ]


async def _said_lines(reader: Reader, organization_id: Id, job_id: Id, said: SaidThen) -> list[PricedLine]:
    usual = rate_ppm(max(said.taxes, key=lambda tax: tax.base_minor).rate_bps) if said.taxes else 0
    known: dict[tuple[str, int], int] = {}
    if len(said.taxes) > 1:
        rows = await reader.rows(_RATES, organization_id, job_id)
        known = {(description, amount): rate for description, amount, rate in rows}
    return [
        PricedLine(
            description=line.description,
            base_minor=line.amount_minor,
            tax_rate_ppm=0 if line.exempt else known.get((line.description, line.amount_minor), usual),
            line_item_id=line.line_item_id,
        )
        for line in said.lines
    ]


async def _approval_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Approval | None:
    ((shown, name, accepted_at, questioned),) = await reader.rows(_APPROVAL, organization_id, invoice_id)
    if not _visible.decode(shown).approval and name is None and not questioned:
        return None
    return Approval(
        name=name,
        accepted_at=instant_of(accepted_at) if accepted_at else None,
        parts=() if name else await parts_of(reader, organization_id, invoice_id),
        questioned_minor=await _questioned_minor(reader, organization_id, invoice_id) if questioned else 0,
    )


async def _questioned_minor(reader: Reader, organization_id: Id, invoice_id: Id) -> Minor:
    """A line that is asked about twice is in doubt once, by what it was when it was asked about last."""
    amounts: dict[int | str, Minor] = {}
    for (lines,) in await reader.rows(_QUESTIONED, organization_id, invoice_id):
        for line in _questioned.decode(lines):
            amounts[line.description if line.place is None else line.place] = line.amount_minor
    return sum(amounts.values())


async def _asked_of(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Asked, ...]:
    """The newest questions about the invoice."""
    rows = await reader.rows(_ASKED, organization_id, invoice_id, SHOWN_MAX)
    return tuple(
        Asked(id=each, text=text, asked_at=instant_of(asked_at), answer=answer, is_open=ended_at is None)
        for each, text, asked_at, answer, ended_at in rows
    )


async def _promise_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Promise:
    """The promised day, and whether a day may be promised: where the office holds reminders back for another
    reason, nobody asks for one.
    """
    ((why, until, sent_at),) = await reader.rows(_HOLD, organization_id, invoice_id)
    promised_on = date.fromisoformat(until) if why == "promised" and until else None
    return Promise(promised_on, sent_at is not None and why in {None, "promised"})
