"""Mobile numbers as people write them, as E.164; and what a number's owner said about being texted."""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

_COUNTRY_LETTERS: Final = 2
_TAIL: Final = 7
_NO_DIGIT: Final = re.compile(r"\D")

TextStanding = Literal["may", "stopped"]
"""`may`: texts may go there; `stopped`: its owner answered STOP, and only they can begin again."""


def region_of(currency: str) -> str:
    """The country in which numbers without a + are dialed. A currency starts with its country (ISO 4217),
    except the euro.
    """
    return currency[:_COUNTRY_LETTERS]


def number_of(written: str | None, region: str) -> str | None:
    """The number in E.164, or None if it cannot be dialed. An extension is dropped: no mobile has one."""
    if not written:
        return None
    import phonenumbers  # 0.5 MB of countries, for whoever has texts

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    # Its length, with an area code; whether anybody has it, the carrier says: numbering plans change.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Standings(NamedTuple):
    """The latest word about texts, by number. Only mobiles ending like one of the numbers are parsed: of ten
    thousand customers, a handful.
    """

    by_number: Mapping[str, TextStanding]
    tails: frozenset[str]
    region: str

    def of(self, mobile: str | None) -> TextStanding | None:
        """What was said about a mobile, however somebody wrote it."""
        number = self.number(mobile)
        return self.by_number.get(number) if number else None

    def number(self, mobile: str | None) -> str | None:
        """The number, if it may be one of these."""
        digits = _NO_DIGIT.sub("", mobile or "")
        ends = {digits[start : start + _TAIL] for start in range(max(len(digits) - _TAIL + 1, 0))}
        return None if self.tails.isdisjoint(ends) else number_of(mobile, self.region)


def standings(by_number: Mapping[str, TextStanding], currency: str) -> Standings:
    """For a company that bills in this currency."""
    return Standings(by_number, frozenset(number[-_TAIL:] for number in by_number), region_of(currency))
