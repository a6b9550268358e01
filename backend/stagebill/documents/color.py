"""A company's color on white paper: kept if it can be read, or else darkened until it can."""

from typing import Final

INK: Final = "#16181d"
CONTRAST_MIN: Final = 4.5
_DIGITS: Final = frozenset("0123456789abcdef")
_STEPS: Final = 50


def readable_on_white(color: str | None) -> str:
    """The color, or a darker one of its hue with a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3); ink for none."""
    said = (color or "").lower()
    if len(said) != len(INK) or said[0] != "#" or not _DIGITS.issuperset(said[1:]):
        return INK
    channels = [int(said[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(_STEPS, 0, -1):
        darker = [channel * step // _STEPS for channel in channels]
        if contrast_to_white(darker) >= CONTRAST_MIN:
            return "#" + "".join(f"{channel:02x}" for channel in darker)
    return INK


def contrast_to_white(channels: list[int]) -> float:
    """As WCAG computes it, from the three channels in 0…255."""
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
