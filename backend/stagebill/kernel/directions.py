"""Which way a language is written, and how the facts in its sentences keep their own direction.

A name, a number or an address in a sentence of the other direction would reorder its neighbors; Unicode's
isolates (UAX 9) keep them apart. They are invisible and mean the same in HTML, in a mail's subject and on
paper.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT: Final = frozenset({"ar"})
TO_LEFT: Final = "\N{RIGHT-TO-LEFT MARK}"
TO_RIGHT: Final = "\N{LEFT-TO-RIGHT MARK}"
_BEGIN: Final = "\N{FIRST STRONG ISOLATE}"
_END: Final = "\N{POP DIRECTIONAL ISOLATE}"
TURNS: Final = frozenset({TO_LEFT, TO_RIGHT, _BEGIN, _END})


def direction(language: str) -> Direction:
    """`ltr` or `rtl`, as HTML writes it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def isolated(text: str, language: str) -> str:
    """The text, isolated where needed among words of this language. Only right-to-left languages need it: in
    left-to-right sentences, bare names read well.
    """
    return f"{_BEGIN}{text}{_END}" if text and language in RIGHT_TO_LEFT else text


def foreign_isolated(text: str, language: str) -> str:
    """A whole line of its own: isolated where no letter of it runs the way of the language. One that mixes
    both is ours, or reads well as one of ours.
    """
    runs_to_left = any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text if sign not in TURNS)
    return text if runs_to_left else isolated(text, language)


def running(facts: str, language: str) -> str:
    """A list used as one fact of a sentence: it runs in the language's direction, whatever it begins with."""
    return f"{TO_LEFT}{facts}" if language in RIGHT_TO_LEFT else facts


def told(sentence: str, language: str, facts: Mapping[str, str]) -> str:
    """The sentence with its facts filled in, each isolated. A missing fact is a programming error."""
    return sentence.format_map({name: isolated(fact, language) for name, fact in facts.items()})


def unturned(text: str) -> str:
    """Without the invisible marks: for text that is counted, compared or used in a file name."""
    return "".join(sign for sign in text if sign not in TURNS)
