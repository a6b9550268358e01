"""The tip that a customer chooses before they go to pay by card: a share of what they pay, or a sum."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from stagebill.invoices.invoice import Invoice
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import AMOUNT_MAX, PPM, Bps, Minor, NotAnAmount, parse_money, percent_ppm, share
from stagebill.paypage.checkout import Method
from stagebill.settings.tip_percents import TipPercents

Problem = Literal["not_a_sum", "too_large"]
NO_TIP: Final = "0"


class Suggestion(Struct, frozen=True):
    """One of the three that the company suggests, and what it comes to."""

    bps: Bps
    amount_minor: Minor


class TipChoice(Struct, frozen=True, kw_only=True):
    """What the customer chose: nothing (0), a suggested share (`bps`), or a typed sum; a problem is one that
    they can mend.
    """

    amount_minor: Minor = 0
    bps: Bps | None = None
    typed: str = ""
    problem: Problem | None = None


class TipNotAsked(Refusal):
    """A tip is taken by card, on invoices that all ask for one."""

    kind = Kind.STALE


class TipTooLarge(Refusal):
    """A tip is at most as much as what is paid beside it."""

    kind = Kind.STALE


def most_minor(paid_minor: Minor) -> Minor:
    """The largest tip on top of what is paid: as much again, so that a slip of the finger is seen."""
    return max(min(paid_minor, AMOUNT_MAX - paid_minor), 0)


def tip_of_share(paid_minor: Minor, bps: Bps) -> Minor:
    """10% of 2,500.00 is 250.00; half a cent is one."""
    return share(paid_minor, percent_ppm(bps), PPM)


def suggested(paid_minor: Minor, percents: TipPercents) -> tuple[Suggestion, ...]:
    """Those that come to anything."""
    found = (Suggestion(bps, tip_of_share(paid_minor, bps)) for bps in percents)
    return tuple(each for each in found if 0 < each.amount_minor <= most_minor(paid_minor))


def choose_tip(
    said: str, typed: str, paid_minor: Minor, percents: TipPercents, currency: str, language: str
) -> TipChoice:
    """`said` is one of the suggested shares in basis points; `typed` a sum of the customer's own, which comes
    first. Without either there is no tip. A share that is not suggested is no choice of this page.
    """
    if typed:
        try:
            amount_minor = parse_money(typed, currency, language)
        except NotAnAmount:
            return TipChoice(typed=typed, problem="not_a_sum")
        if amount_minor > most_minor(paid_minor):
            return TipChoice(typed=typed, problem="too_large")
        return TipChoice(typed=typed, amount_minor=amount_minor)
    for each in suggested(paid_minor, percents):
        if said == str(each.bps):
            return TipChoice(bps=each.bps, amount_minor=each.amount_minor)
    return TipChoice() if said in ("", NO_TIP) else TipChoice(problem="not_a_sum")


def check_tip(tip_minor: Minor, paid_minor: Minor, method: Method, invoices: Sequence[Invoice]) -> None:
    """Whether an attempt may have this tip: all its invoices have to ask for one.

    Raises TipNotAsked, TipTooLarge.
    """
    if not tip_minor:
        return
    if method != "card" or not all(each.payment_options.tip for each in invoices):
        raise TipNotAsked(method=method)
    if tip_minor > most_minor(paid_minor):
        raise TipTooLarge(tip_minor=tip_minor, most_minor=most_minor(paid_minor))
