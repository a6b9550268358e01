"""How both syntaxes write a number or an element: what XML and EN 16931 ask for, once."""

from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from stagebill.kernel.money import Bps, Minor, exponent

_UNSEEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def amount(minor: Minor, currency: str) -> str:
    """`1250.00`: the sign, the digits, a point."""
    return format(Decimal(minor).scaleb(-exponent(currency)), "f")


def percent(bps: Bps) -> str:
    """`8.25` of 825."""
    return format((Decimal(bps).scaleb(-2)).normalize(), "f")


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new last child; an empty text makes none, since the standard allows no empty elements."""
    made = SubElement(parent, name, attributes)
    made.text = text if text is None else text.translate(_UNSEEN)
    return made


def said(parent: Element, name: str, text: str, **attributes: str) -> None:
    """A child, where there is something to say."""
    if text.strip():
        child(parent, name, text.strip(), **attributes)


def document(root: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")
