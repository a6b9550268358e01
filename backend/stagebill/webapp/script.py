"""Reads JavaScript just well enough to drop its comments and to find what it imports.

Not rjsmin: it sees a template inside a template as code, so that `html` screens lose spaces and cut at `//`.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, cast

Kind = Literal["comment", "space", "word", "string", "template", "regex", "mark"]
How = Literal["static", "dynamic", "resource"]


class Piece(NamedTuple):
    kind: Kind
    text: str


class Import(NamedTuple):
    how: How
    specifier: str


_PIECE: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<space>\s+)
      | (?P<word>[\w$\#]+)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<mark>.)""",
    re.DOTALL | re.VERBOSE,
)
_REGEX: Final = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/\w*")
_TEMPLATE: Final = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*(?:`|\$\{)", re.DOTALL)
_WORDS_BEFORE_A_REGEX: Final = frozenset(
    ["return", "typeof", "case", "in", "of", "do", "else", "await", "yield"]
)
# A space beside one of these never matters, and a line end after an opening one neither.
_LOOSE: Final = frozenset("{}()[];,:=")
_OPENING: Final = frozenset("{([,;")


def pieces(source: str) -> Iterator[Piece]:
    """The source cut into pieces; joined again they are the source."""
    at = 0
    before = Piece("mark", ";")
    depths: list[int] = []  # one entry for each template being read: how many braces are open in its ${…}
    while at < len(source):
        piece = _next(source, at, before, depths)
        yield piece
        at += len(piece.text)
        if piece.kind not in ("comment", "space"):
            before = piece


def compact(source: str) -> str:
    """The same program without comments and without the spaces that mean nothing."""
    kept: list[Piece] = []
    for piece in pieces(source):
        if piece.kind in ("comment", "space"):
            _keep_gap(kept, piece)
            continue
        if kept and kept[-1].kind == "space" and _closes_gap(kept, piece):
            kept.pop()
        kept.append(piece)
    return "".join(piece.text for piece in kept).strip() + "\n"


def imports(source: str) -> tuple[Import, ...]:
    """What a module names with a literal path: static, dynamic, and files by `import.meta.resolve`."""
    said = [piece for piece in pieces(source) if piece.kind not in ("comment", "space")]
    found = []
    for index, piece in enumerate(said):
        if piece.kind == "string" and (how := _how(said[max(0, index - 6) : index])):
            found.append(Import(how, piece.text[1:-1]))
    return tuple(found)


def _next(source: str, at: int, before: Piece, depths: list[int]) -> Piece:
    if source[at] == "`" or (source[at] == "}" and depths and depths[-1] == 0):
        return _template(source, at, depths)
    match = _PIECE.match(source, at)
    assert match is not None
    text = match.group()
    if text == "/" and _may_start_regex(before) and (regex := _REGEX.match(source, at)):
        return Piece("regex", regex.group())
    if depths and text in ("{", "}"):
        depths[-1] += 1 if text == "{" else -1
    return Piece(cast(Kind, match.lastgroup), text)  # the groups are named as the kinds


def _template(source: str, at: int, depths: list[int]) -> Piece:
    match = _TEMPLATE.match(source, at + 1)
    if match is None:
        raise ValueError(f"a template is not closed: {source[at : at + 60]!r}")
    text = source[at : match.end()]
    starts, stops = text[0] == "`", text.endswith("`")
    if starts and not stops:
        depths.append(0)
    if stops and not starts:
        depths.pop()
    return Piece("template", text)


def _may_start_regex(before: Piece) -> bool:
    if before.kind == "word":
        return before.text in _WORDS_BEFORE_A_REGEX
    if before.kind == "template":
        return before.text.endswith("${")
    return before.kind == "mark" and before.text not in ")]"


def _keep_gap(kept: list[Piece], gap: Piece) -> None:
    """At most one space or line end stays of a run of spaces and comments."""
    line_end = "\n" in gap.text
    if kept and kept[-1].kind == "space":
        line_end |= kept.pop().text == "\n"
    last = kept[-1] if kept else Piece("mark", ";")
    if last.kind == "mark" and last.text in (_OPENING if line_end else _LOOSE):
        return
    kept.append(Piece("space", "\n" if line_end else " "))


def _closes_gap(kept: list[Piece], piece: Piece) -> bool:
    return kept[-1].text == " " and piece.kind == "mark" and piece.text in _LOOSE


def _how(before: list[Piece]) -> How | None:
    words = [piece.text for piece in before]
    if words[-6:] == ["import", ".", "meta", ".", "resolve", "("]:
        return "resource"
    if words[-2:] == ["import", "("]:
        return "dynamic"
    if words[-1:] in (["import"], ["from"]):
        return "static"
    return None
