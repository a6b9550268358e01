"""How many parts a text is sent and billed in: 160 signs of the short alphabet, or 70 of any (GSM 03.38)."""

from typing import Final, NamedTuple

_SHORT: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("\f^{}\\[~]|€")  # two places each
SHORT_ONE, SHORT_EACH = 160, 153
LONG_ONE, LONG_EACH = 70, 67  # UCS-2: a sign beyond the basic plane takes two places


class Length(NamedTuple):
    """The length of a text. `is_short`: all of it is in the short alphabet."""

    places: int
    segments: int
    is_short: bool


def length_of(text: str) -> Length:
    """An empty text is one segment."""
    is_short = all(sign in _SHORT or sign in _TWICE for sign in text)
    places = sum(2 if _is_wide(sign, is_short=is_short) else 1 for sign in text)
    one, each = (SHORT_ONE, SHORT_EACH) if is_short else (LONG_ONE, LONG_EACH)
    return Length(places, 1 if places <= one else -(-places // each), is_short)


def _is_wide(sign: str, *, is_short: bool) -> bool:
    return sign in _TWICE if is_short else ord(sign) > 0xFFFF
