"""Postal addresses: their parts, and how each country writes them."""

from typing import Final, Literal

import msgspec
from babel import Locale
from msgspec import Struct

from stagebill.kernel.text import Line, Note

# ISO 3166-1.
Country = Literal[
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA",
    "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV",
    "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU",
    "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES",
    "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM",
    "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE",
    "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM",
    "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY",
    "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT",
    "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU",
    "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA",
    "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM",
    "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL",
    "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE",
    "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
]  # fmt: skip


class PostalAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`street` may have several lines. Without a `country` it is in the sender's own country."""

    street: Note = ""
    city: Line = ""
    region: Line = ""
    postal_code: Line = ""
    country: Country | None = None


# Where the code stands before the city, and where on a line of its own; everywhere else it ends the line.
_CODE_FIRST: Final = frozenset({
    "AR", "AT", "BE", "BG", "BO", "BR", "CH", "CL", "CR", "CU", "CY", "CZ", "DE", "DK", "DO", "DZ", "EC",
    "EE", "ES", "FI", "FR", "GR", "GT", "HN", "HR", "HU", "IL", "IS", "IT", "LI", "LT", "LU", "LV", "MA",
    "MC", "MT", "MX", "NI", "NL", "NO", "PE", "PL", "PT", "PY", "RO", "RS", "SE", "SI", "SK", "SV", "TN",
    "TR", "UY", "VA",
})  # fmt: skip
_CODE_ALONE: Final = frozenset({"GB", "GG", "IE", "IM", "JE"})
_COMMA: Final = ", "
_read: Final = msgspec.json.Decoder(PostalAddress).decode


def lines_of(address: PostalAddress, language: str, *, seen_from: str | None = None) -> tuple[str, ...]:
    """The address as printed. Its country is named where it is known to differ from `seen_from`."""
    street = tuple(line.strip() for line in address.street.splitlines())
    is_abroad = None not in {address.country, seen_from} and address.country != seen_from
    country = country_name(address.country, language) if is_abroad and address.country else ""
    return tuple(line for line in (*street, *_place(address, address.country or seen_from), country) if line)


def text_of(
    address: PostalAddress | str | None, language: str, other: PostalAddress | None = None
) -> str | None:
    """The lines of an address, for a letter between it and the `other`. One that was never split into parts
    stays as it was written.
    """
    if not isinstance(address, PostalAddress):
        return address
    seen_from = None if other is None else other.country
    return "\n".join(lines_of(address, language, seen_from=seen_from)) or None


def read_address(stored: str | None) -> PostalAddress | None:
    """The address from its stored form."""
    return None if stored is None else _read(stored)


def or_none(address: PostalAddress | None) -> PostalAddress | None:
    """None for an empty address."""
    return None if address == PostalAddress() else address


def country_name(country: str, language: str) -> str:
    """The country's name in this language."""
    return str(Locale(language).territories.get(country, country))


def _place(address: PostalAddress, country: str | None) -> tuple[str, ...]:
    city, region, code = address.city.strip(), address.region.strip(), address.postal_code.strip()
    if country in _CODE_ALONE:
        return city, region, code
    if country in _CODE_FIRST:
        return (_joined(_joined(code, city, " "), region, _COMMA),)
    return (_joined(city, _joined(region, code, " "), _COMMA),)


def _joined(one: str, other: str, between: str) -> str:
    return between.join(part for part in (one, other) if part)
