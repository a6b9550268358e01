"""Telephone numbers as a carrier wants them: E.164, "+15035550142"."""

from typing import Final

from stagebill.kernel.errors import Refusal

_COUNTRY_LETTERS: Final = 2


class NoMobile(Refusal):
    """A text needs the customer's mobile number."""


class NotANumber(Refusal):
    """The mobile number cannot be dialled as it is written; a number of another country begins with +."""


def region_of(currency: str) -> str:
    """Where numbers without a + are dialled. A currency begins with its country (ISO 4217); not the euro."""
    return currency[:_COUNTRY_LETTERS]


def e164(written: str | None, region: str) -> str:
    """Raises NoMobile, NotANumber. An extension is left out: no mobile has one."""
    if not written:
        raise NoMobile()
    import phonenumbers  # 0.5 MB of countries, for whoever has texts

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        raise NotANumber(mobile=written) from None
    # Its length, with an area code; whether anybody has it, the carrier says: numbering plans change.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotANumber(mobile=written)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled(written: str | None, region: str) -> str | None:
    """The number, where there is one that can be dialled."""
    try:
        return e164(written, region)
    except (NoMobile, NotANumber):
        return None
