"""The number that a text goes to: E.164, "+15035550142"."""

from stagebill.customers.mobile import number_of
from stagebill.kernel.errors import Refusal


class NoMobile(Refusal):
    """A text needs the customer's mobile number."""


class NotANumber(Refusal):
    """The mobile number cannot be dialed as it is written; a number from another country starts with +."""


def e164(written: str | None, region: str) -> str:
    """Raises NoMobile, NotANumber."""
    if not written:
        raise NoMobile()
    number = number_of(written, region)
    if number is None:
        raise NotANumber(mobile=written)
    return number
