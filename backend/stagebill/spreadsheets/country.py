"""Which country a cell of a list names: by two letters, or by its name in English or Spanish."""

import unicodedata
from functools import cache
from typing import Final, get_args

from stagebill.kernel.postal_address import Country, country_name

_SAID: Final[dict[str, Country]] = {
    "usa": "US", "united states of america": "US", "america": "US", "eeuu": "US", "ee uu": "US",
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL",
}  # fmt: skip
_LANGUAGES: Final = ("en", "es")


def country_of(cell: str) -> Country | None:
    """None if no country has this name."""
    return _known().get(_plain(cell))


@cache
def _known() -> dict[str, Country]:
    codes: tuple[Country, ...] = get_args(Country)
    named = {_plain(country_name(code, language)): code for language in _LANGUAGES for code in codes}
    return named | {code.casefold(): code for code in codes} | _SAID


def _plain(text: str) -> str:
    """Without accents, dots and case: "EE. UU." is "ee uu"."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace(".", ""))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
