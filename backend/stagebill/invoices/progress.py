"""Progress: the invoices of a job together never exceed 100% of its contract total."""

from msgspec import Struct

from stagebill.invoices.stored_material import Goods
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, PercentBps, PositiveMinor, percent_ppm, share


class Percent(Struct, frozen=True, tag_field="kind", tag="percent"):
    """A percent of the job's total, never of what is left of it."""

    percent_ppm: int


class Amount(Struct, frozen=True, tag_field="kind", tag="amount"):
    """A fixed sum, tax included."""

    amount_minor: PositiveMinor


class Rest(Struct, frozen=True, tag_field="kind", tag="rest"):
    """All that is left to invoice."""


class LineAsk(Struct, frozen=True, kw_only=True):
    """What is asked of one line: a percent, an amount before tax, a number of units, or all that is left."""

    line_item_id: Id
    percent_ppm: int | None = None
    amount_minor: Minor | None = None
    quantity_milli: int | None = None
    of: Goods = Goods.WORK
    note: str = ""
    attachment_id: Id | None = None


class Lines(Struct, frozen=True, tag_field="kind", tag="lines"):
    """Chosen lines of the job, each with what is asked of it."""

    lines: tuple[LineAsk, ...]


Share = Percent | Amount | Rest | Lines


class NotASingleShare(Refusal):
    """An invoice asks for exactly one of a percent, an amount, chosen lines, or the rest."""


class NotInStages(Refusal):
    """A job made while progress invoicing was off is billed in one invoice."""

    kind = Kind.STALE


class TooSmall(Refusal):
    """An invoice bills at least one minor unit of the currency."""


class NothingLeft(Refusal):
    """A job that is invoiced in full has nothing left to invoice."""

    kind = Kind.STALE


class OverInvoiced(Refusal):
    """The invoices of a job never exceed its contract total."""

    kind = Kind.STALE


class AmountChanged(Refusal):
    """An invoice is made only if it comes to the amount its author saw: nobody bills what they never saw."""

    kind = Kind.STALE


def check_seen(
    seen_minor: Minor | None, amount_minor: Minor, *, total_minor: Minor, left_minor: Minor
) -> None:
    """Raises AmountChanged if the author saw a different amount; None means they did not look."""
    if seen_minor not in {None, amount_minor}:
        raise AmountChanged(
            seen_minor=seen_minor, now_minor=amount_minor, total_minor=total_minor, left_minor=left_minor
        )


def share_asked(
    percent_bps: PercentBps | None, amount_minor: Minor | None, rest: bool, lines: tuple[LineAsk, ...] = ()
) -> Share:
    """The one share that was asked for. Raises NotASingleShare, NotAPercent."""
    asked = sum((percent_bps is not None, amount_minor is not None, rest, bool(lines)))
    if asked != 1:
        raise NotASingleShare(asked_count=asked)
    if percent_bps is not None:
        return Percent(percent_ppm(percent_bps))
    if amount_minor is not None:
        return Amount(amount_minor)
    return Lines(lines) if lines else Rest()


def line_asked(  # noqa: PLR0913 - one argument for each way to ask, and what goes with it
    line_item_id: Id,
    percent_bps: PercentBps | None,
    amount_minor: Minor | None,
    quantity_milli: int | None,
    *,
    rest: bool,
    of: Goods = Goods.WORK,
    note: str = "",
    attachment_id: Id | None = None,
) -> LineAsk:
    """What was asked of one line. Raises NotASingleShare, NotAPercent."""
    ways = (percent_bps is not None, amount_minor is not None, quantity_milli is not None, rest)
    if sum(ways) != 1:
        raise NotASingleShare(asked_count=sum(ways), line_item_id=line_item_id)
    return LineAsk(
        line_item_id=line_item_id,
        percent_ppm=None if percent_bps is None else percent_ppm(percent_bps),
        amount_minor=amount_minor,
        quantity_milli=quantity_milli,
        of=of,
        note=note,
        attachment_id=attachment_id,
    )


def left_to_invoice(total_minor: Minor, invoiced_minor: Minor) -> Minor:
    return max(total_minor - invoiced_minor, 0)


def amount_of(share: Share, total_minor: Minor, invoiced_minor: Minor) -> Minor:
    """What the share comes to today, tax included; it fits under the cap to the last unit."""
    left_minor = left_to_invoice(total_minor, invoiced_minor)
    amount_minor = _asked(share, total_minor, left_minor)
    if amount_minor < 1 and not isinstance(share, Rest):
        raise TooSmall(amount_minor=amount_minor)
    if left_minor == 0:
        raise NothingLeft(left_minor=0, total_minor=total_minor)
    if isinstance(share, Percent) and amount_minor == left_minor + 1:
        return (
            left_minor  # 30% and 70% of 145.05 are 43.52 and 101.54: rounding may not cost the last invoice
        )
    if amount_minor > left_minor:
        raise OverInvoiced(left_minor=left_minor, asked_minor=amount_minor, total_minor=total_minor)
    return amount_minor


def check_stages(share: Share, total_minor: Minor, *, progress_invoicing: bool) -> None:
    """A job without stages is billed whole, at once. Raises NotInStages."""
    is_chosen = isinstance(share, Lines)
    whole = not is_chosen and _asked(share, total_minor, total_minor) == total_minor
    if not progress_invoicing and not whole:
        raise NotInStages(total_minor=total_minor)


def _asked(asked: Share, total_minor: Minor, left_minor: Minor) -> Minor:
    match asked:
        case Percent(percent_ppm):
            return share(total_minor, percent_ppm, PPM)
        case Amount(amount_minor):
            return amount_minor
        case Rest() | Lines():
            return left_minor
