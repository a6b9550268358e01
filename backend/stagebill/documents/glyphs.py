"""Characters that our fonts can show: any other becomes a visible box, and is reported as missing. None stops
an invoice.
"""

import unicodedata
from collections.abc import Container, Iterable
from typing import Final

from stagebill.kernel.directions import TURNS

# Our fonts have no box of their own; they have this.
BOX: Final = "\N{REPLACEMENT CHARACTER}"
WORD_MAX: Final = 48
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
# They have no picture of their own: they join, split or turn what stands beside them. Those of TURNS hold
# apart what runs to the left and to the right; a typesetter obeys them and draws nothing.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Which form of the sign before is meant: in color or not, and with which skin. Ours has one, in ink.
_STYLES: Final = (
    ("\N{VARIATION SELECTOR-1}", "\N{VARIATION SELECTOR-16}"),
    ("\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}", "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"),
)


def legible(text: str, covered: Container[int]) -> str:
    """The text as it can be printed. A word without end may be broken, so that no line leaves the page."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).split("\n")
    return "\n".join(_broken("".join(_shown(line, covered))) for line in lines)


def missing(texts: Iterable[str], covered: Container[int]) -> str:
    """The characters of these texts that a box stands for, each once."""
    signs = {sign for text in texts for sign in unicodedata.normalize("NFC", text) if not _is_unseen(sign)}
    return "".join(sorted(sign for sign in signs if ord(sign) not in covered))


def plain(text: str) -> str:
    """What any font can show: where a typesetter stumbles all the same, this is what is left to print."""
    return "".join(sign if sign.isascii() or sign == _BREAK else BOX for sign in text)


def _shown(line: str, covered: Container[int]) -> Iterable[str]:
    for sign in line:
        if sign == "\t":
            yield " "
        elif sign in TURNS:
            yield sign
        elif not _is_unseen(sign):
            yield sign if ord(sign) in covered else BOX


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN or any(first <= sign <= last for first, last in _STYLES)


def _broken(line: str) -> str:
    return " ".join(
        _BREAK.join(word[start : start + WORD_MAX] for start in range(0, len(word), WORD_MAX))
        if len(word) > WORD_MAX
        else word
        for word in line.split(" ")
    )
