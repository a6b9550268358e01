"""One ES module rewritten as a function, so that several can share a file and run in their own order.

Twenty-five modules cost a first visit over HTTP/1.1 and slow 4G eleven round trips; two files cost two. What
a module may do to be joined is what ours do; anything else is refused, with its name.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Final, NamedTuple

from stagebill.webapp.script import Piece, compact, pieces

USE: Final = "$use"  # (path) → the module's exports, run once
MORE: Final = "$more"  # (functions by path) → known from now on

_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")


class Unjoinable(Exception):
    """A module does something that would mean another thing inside a function."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"pwa/{path}: {why}")


class Paths(NamedTuple):
    """How a module's specifiers read in the joined file."""

    source: Callable[[str], str]  # → the source path it names
    later: Callable[[str], str]  # source path → the expression that loads it
    url: Callable[[str], str]  # source path → its address before hashing


def as_function(path: str, source: str, paths: Paths) -> str:
    """`()=>{…}`, which returns the module's exports."""
    return _Reader(path, source, paths).function()


class _Reader:
    """Walks over the pieces of one module and writes its function."""

    def __init__(self, path: str, source: str, paths: Paths) -> None:
        self._path = path
        self._paths = paths
        self._pieces = list(pieces(compact(source)))
        self._at = 0
        self._depth = 0
        self._imports: list[str] = []
        self._exports: dict[str, str] = {}
        self._is_async_said = False

    def function(self) -> str:
        body = "".join(self._statements()).strip()
        return f"()=>{{{''.join(self._imports)}{body}\nreturn{{{_pairs_text(self._exports.items())}}}}}"

    def _statements(self) -> Iterator[str]:
        before = Piece("mark", ";")
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if self._declares(piece) and before.text != ".":
                yield self._declaration(piece.text)
                before = Piece("mark", ";")
                continue
            self._follow(piece)
            yield piece.text
            self._at += 1
            before = before if piece.kind == "space" else piece

    def _declares(self, piece: Piece) -> bool:
        """`import()` stands anywhere, a declaration at the top; elsewhere these words name a property."""
        if piece.kind != "word" or piece.text not in ("import", "export"):
            return False
        return self._depth == 0 or (piece.text == "import" and self._text_after() in ("(", "."))

    def _text_after(self) -> str:
        ahead = self._ahead()
        next(ahead)
        return next(ahead)

    def _follow(self, piece: Piece) -> None:
        """Keeps count of open brackets, and refuses an await that no function holds."""
        self._depth += _depth_change(piece)
        if self._depth > 0 or piece.kind == "template":
            return
        if piece.text in (";", "\n"):
            self._is_async_said = False
        self._is_async_said = self._is_async_said or piece.text == "async"
        if piece.text == "await" and not self._is_async_said:
            raise Unjoinable(self._path, "it awaits at its top level")

    def _declaration(self, word: str) -> str:
        self._at += 1
        if word == "export":
            return self._export()
        if self._peek() in ("(", "."):
            return self._import_expression()
        return self._import_statement()

    def _import_expression(self) -> str:
        if self._take_all("(") and self._pieces[self._at].kind == "string":
            path = self._paths.source(self._string())
            self._expect(")")
            return self._paths.later(path)
        if self._take_all(".", "meta", ".", "resolve", "(") and self._pieces[self._at].kind == "string":
            path = self._paths.source(self._string())
            self._expect(")")
            return f'import.meta.resolve("{self._paths.url(path)}")'
        raise Unjoinable(self._path, "it imports by a path that is not written out, or uses import.meta")

    def _import_statement(self) -> str:
        clause = self._clause()
        used = f'{USE}("{self._paths.source(self._string())}")'
        self._end_statement()
        self._imports.extend(f"{binding}={used};" for binding in clause)
        if not clause:
            self._imports.append(f"{used};")
        return ""

    def _clause(self) -> list[str]:
        """The bindings of an import: `const{a,b:c}`, `const whole`."""
        bindings = []
        while self._peek_piece().kind != "string":
            word = self._take()
            if word == "{":
                bindings.append(f"const{{{_pairs_text(self._pairs())}}}")
            elif word == "*":
                self._expect("as")
                bindings.append(f"const {self._take()}")
            elif word not in (",", "from"):
                bindings.append(f"const{{default:{word}}}")
        return bindings

    def _export(self) -> str:
        word = self._peek()
        if word == "default":
            return self._export_default()
        if word == "{":
            return self._export_list()
        if word == "const":
            self._refuse_several_names()
            self._exports |= {name: name for name in self._const_names()}
            return ""
        if word in ("function", "async", "class"):
            name = self._name_after("async", "function", "*", "class")
            self._exports[name] = name
            return ""
        raise Unjoinable(self._path, f"it exports in a way that is not followed here: export {word}")

    def _export_default(self) -> str:
        self._take()
        if self._peek() in ("function", "async", "class"):
            name = self._name_after("async", "function", "*", "class")
            if name not in ("(", "{", "extends"):
                self._exports["default"] = name
                return ""
        self._exports["default"] = "$default"
        return "const $default="

    def _export_list(self) -> str:
        self._take()
        pairs = self._pairs()
        used = ""
        if self._peek() == "from":
            self._take()
            used = f'{USE}("{self._paths.source(self._string())}").'
        self._end_statement()
        self._exports |= {exported: f"{used}{name}" for name, exported in pairs}
        return ""

    def _pairs(self) -> list[tuple[str, str]]:
        """`a, b as c }` → (a, a), (b, c)."""
        pairs = []
        while (name := self._take()) != "}":
            if name == ",":
                continue
            other = name
            if self._peek() == "as":
                self._take()
                other = self._take()
            pairs.append((name, other))
        return pairs

    def _refuse_several_names(self) -> None:
        depth = 0
        for piece in self._pieces[self._at :]:
            depth += _depth_change(piece)
            if depth == 0 and piece.text == ";":
                return
            if depth == 0 and piece.text == ",":
                raise Unjoinable(self._path, "one export declares several names")

    def _const_names(self) -> list[str]:
        """`const a =` → a; `const {a, b: c} =` → a, c. Nothing is taken."""
        ahead = self._ahead()
        next(ahead)
        first = next(ahead)
        if first != "{":
            return [first]
        pattern = list(takewhile(lambda text: text != "}", ahead))
        if not all(text in (",", ":") or text.isidentifier() for text in pattern):
            raise Unjoinable(self._path, "one export takes names out of a deep pattern")
        return [name.rpartition(":")[2] for name in "".join(pattern).split(",") if name]

    def _name_after(self, *words: str) -> str:
        """The first word that is none of these; nothing is taken."""
        return next(text for text in self._ahead() if text not in words)

    def _ahead(self) -> Iterator[str]:
        return (piece.text for piece in self._pieces[self._at :] if piece.kind != "space")

    def _peek_piece(self) -> Piece:
        while self._pieces[self._at].kind == "space":
            self._at += 1
        return self._pieces[self._at]

    def _peek(self) -> str:
        return self._peek_piece().text

    def _take(self) -> str:
        text = self._peek()
        self._at += 1
        return text

    def _take_all(self, *texts: str) -> bool:
        """Takes these marks and words if all of them come next."""
        start = self._at
        if all(self._take() == text for text in texts):
            self._peek()
            return True
        self._at = start
        return False

    def _expect(self, text: str) -> None:
        if self._take() != text:
            raise Unjoinable(self._path, f"{text!r} was expected")

    def _string(self) -> str:
        return self._take()[1:-1]

    def _end_statement(self) -> None:
        if self._at < len(self._pieces) and self._peek() == ";":
            self._take()


def _pairs_text(pairs: Iterable[tuple[str, str]]) -> str:
    return ",".join(name if name == other else f"{name}:{other}" for name, other in pairs)


def _depth_change(piece: Piece) -> int:
    if piece.kind == "template":
        return piece.text.endswith("${") - piece.text.startswith("}")
    if piece.kind != "mark":
        return 0
    return (piece.text in _OPENING) - (piece.text in _CLOSING)
