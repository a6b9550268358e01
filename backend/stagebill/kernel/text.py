"""The types of text that people enter: bounded, visible, and free of invisible characters."""

import re
from typing import Annotated

from msgspec import Meta

# C0, DEL and C1 controls, the Unicode line ends (they split mail headers and logs) and lone surrogates.
LINE_PATTERN = r"^(?![\s\S]*[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff])"
# The same, but a note may have lines and tabs.
_NOTE = r"^(?![\s\S]*[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff])"
_SOMETHING = r"(?=[\s\S]*\S)"
_ADDRESS = r"[^\s@<>(),;:\"\\\[\]]+"

NAME_MAX = 200
NOTE_MAX = 4000
EMAIL_MAX = 254

Name = Annotated[str, Meta(pattern=LINE_PATTERN + _SOMETHING, max_length=NAME_MAX)]
"""One line with something to read in it: a person, a company, a title, a label."""

Line = Annotated[str, Meta(pattern=LINE_PATTERN, max_length=NAME_MAX)]
"""One line that may be empty."""

Note = Annotated[str, Meta(pattern=_NOTE, max_length=NOTE_MAX)]
"""Some lines of free text; may be empty."""

Email = Annotated[
    str,
    Meta(
        pattern=LINE_PATTERN + _ADDRESS + "@" + _ADDRESS + r"\.[^\s@<>(),;:\"\\\[\].]+(?!\s)$",
        max_length=EMAIL_MAX,
    ),
]
"""An address a letter could reach: something, @, a name with a dot. Whether it does, only a letter tells."""

Phone = Annotated[str, Meta(pattern=r"^\+?[0-9 ().\-/x]{5,32}(?!\s)$")]
"""A telephone number as people write it, with room for an extension."""

Accent = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}(?!\s)$")]
"""A color as the pay page writes it into its style sheet."""

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]")
_DIGIT_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,}(?!\d)")
_GROUP = re.compile(r"\d+")
_DIGITS_MIN, _DIGITS_MAX = 13, 19
_DIGITS_KEPT = 4


def visible(text: str) -> str:
    """The text with a space in place of each character that no text of ours may hold; lines and tabs stay."""
    return _INVISIBLE.sub(" ", text)


def without_card_numbers(text: str) -> str:
    """The text with every payment card number masked except its last four digits."""
    return _DIGIT_RUN.sub(lambda run: _masked(run[0]), text)


def _masked(run: str) -> str:
    """A run of digit groups, its cards masked: people put the expiry date right behind the number."""
    groups = _GROUP.findall(run)
    separators = _GROUP.split(run)[1:]
    masked: list[str] = []
    first = 0
    while first < len(groups):
        after = _end_of_card(groups, first)
        if after is None:
            masked.append(groups[first])
            after = first + 1
        else:
            digits = "".join(groups[first:after])
            masked.append("•" * (len(digits) - _DIGITS_KEPT) + digits[-_DIGITS_KEPT:])
        masked.append(separators[after - 1])
        first = after
    return "".join(masked)


def _end_of_card(groups: list[str], first: int) -> int | None:
    """The group after the longest card number that begins with group `first`; None when none does."""
    digits, found = "", None
    for after in range(first + 1, len(groups) + 1):
        digits += groups[after - 1]
        if len(digits) > _DIGITS_MAX:
            break
        if len(digits) >= _DIGITS_MIN and _is_luhn_valid([int(digit) for digit in digits]):
            found = after
    return found


def _is_luhn_valid(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
