"""What is asked of a job's lines, as the wire writes it."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from stagebill.invoices.progress import LineAsk, line_asked
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.line_item import quantity_milli
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PercentBps, PositiveMinor
from stagebill.kernel.text import Line, without_card_numbers

LINES_MAX = 500


class LineOfInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is billed of one line, before tax: exactly one of a percent, an amount, a number of units, or all
    that is left. `stored` bills material that is bought and not installed yet; it needs a note or a file.
    """

    line_item_id: Id
    percent_bps: PercentBps | None = None
    amount_minor: PositiveMinor | None = None
    quantity: int | Decimal | None = None
    rest: bool = False
    stored: bool = False
    note: Line = ""
    attachment_id: Id | None = None


def asks(lines: Iterable[LineOfInvoice]) -> tuple[LineAsk, ...]:
    """Raises NotASingleShare, NotAPercent, NotAQuantity."""
    return tuple(
        line_asked(
            line.line_item_id,
            line.percent_bps,
            line.amount_minor,
            None if line.quantity is None else quantity_milli(line.quantity),
            rest=line.rest,
            of=Goods.STORED if line.stored else Goods.WORK,
            note=without_card_numbers(line.note),
            attachment_id=line.attachment_id,
        )
        for line in lines
    )
