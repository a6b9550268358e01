"""What a customer pays of an invoice: the whole of what is due, or another sum where that is allowed."""

from typing import Final, Literal

from msgspec import Struct

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import Minor, NotAnAmount, exponent, parse_money
from stagebill.settings.payment_terms import PaymentOptions

# Processors take nothing smaller: Stripe asks for half a dollar or fifty yen.
_LEAST_MINOR: Final = 100


Problem = Literal["not_a_sum", "too_small", "leaves_too_little", "above_due"]


class Choice(Struct, frozen=True, kw_only=True):
    """A sum that the customer typed: what it comes to, or why it cannot be paid."""

    typed: str
    amount_minor: Minor | None = None
    problem: Problem | None = None


class PartNotOffered(Refusal):
    """A sum other than the whole is accepted only where the invoice and the company allow it."""

    kind = Kind.STALE


class SumTooSmall(Refusal):
    """A payment is at least one unit of the currency, and leaves at least one or nothing."""


class SumAboveDue(Refusal):
    """A payment cannot exceed what is due."""

    kind = Kind.STALE


def least_minor(currency: str) -> Minor:
    """The smallest sum that may be paid, and that may be left to pay: $1.00, ¥100, 1.000 dinars."""
    return max(_LEAST_MINOR, int(10 ** exponent(currency)))


def takes_part(options: PaymentOptions, *, whole_only: bool) -> bool:
    """Whether the customer may choose the sum. A company of whole invoices only offers it on none."""
    return options.part and not whole_only


def is_worth_offering(due_minor: Minor, currency: str) -> bool:
    """Whether any sum but the whole could be chosen: $2.00 may be halved, $1.99 not."""
    return due_minor >= 2 * least_minor(currency)


def sum_to_pay(due_minor: Minor, asked_minor: Minor | None, currency: str, *, may_be_part: bool) -> Minor:
    """The sum of an attempt: what is asked for, or all that is due where nothing is.

    Raises SumAboveDue, PartNotOffered, and SumTooSmall for a part or a rest below the least.
    """
    if asked_minor is None or asked_minor == due_minor:
        return due_minor
    if asked_minor > due_minor:
        raise SumAboveDue(asked_minor=asked_minor, due_minor=due_minor)
    if not may_be_part:
        raise PartNotOffered(asked_minor=asked_minor, due_minor=due_minor)
    least = least_minor(currency)
    if min(asked_minor, due_minor - asked_minor) < least:
        raise SumTooSmall(asked_minor=asked_minor, left_minor=due_minor - asked_minor, least_minor=least)
    return asked_minor


def choose(typed: str, due_minor: Minor, currency: str, language: str) -> Choice:
    """What a typed sum means to a customer of that language; a problem is one that they can mend."""
    try:
        asked_minor = parse_money(typed, currency, language)
        amount_minor = sum_to_pay(due_minor, asked_minor, currency, may_be_part=True)
    except NotAnAmount:
        return Choice(typed=typed, problem="not_a_sum")
    except SumAboveDue:
        return Choice(typed=typed, problem="above_due")
    except SumTooSmall:
        is_small = asked_minor < least_minor(currency)
        return Choice(typed=typed, problem="too_small" if is_small else "leaves_too_little")
    return Choice(typed=typed, amount_minor=amount_minor)
