"""Which module needs which: what a first visit must load, and what it may load later."""

from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath

from msgspec import Struct

from stagebill.webapp.script import How, Import, imports

Path = str  # of a source below pwa/, with slashes


class MissingSource(Exception):
    """A module names a file that is not there."""

    def __init__(self, importer: Path, specifier: str) -> None:
        super().__init__(f"pwa/{importer} names {specifier!r}, which is not a file below pwa/")


class Module(Struct, frozen=True):
    needs: tuple[Path, ...]  # loaded before it runs
    later: tuple[Path, ...]  # import(), when a screen asks
    files: tuple[Path, ...]  # import.meta.resolve(): styles, sentences, pictures


Graph = Mapping[Path, Module]


def graph_of(sources: Mapping[Path, str], others: Iterable[Path] = ()) -> Graph:
    """The graph of all modules; `others` are files that a module may name besides modules.

    A missing file that is only loaded later costs one screen, so only a test refuses it.
    """
    known = frozenset(sources) | frozenset(others)
    return {path: _module(path, source, known) for path, source in sources.items()}


def boot_order(graph: Graph, entry: Path) -> tuple[Path, ...]:
    """Everything loaded before the entry runs, leaves first, the entry last."""
    order: dict[Path, None] = {}
    _visit(graph, entry, order, set())
    return tuple(order)


def reachable(graph: Graph, entry: Path) -> frozenset[Path]:
    """Everything that the entry can load, now or later."""
    seen: set[Path] = set()
    ahead = [entry]
    while ahead:
        path = ahead.pop()
        if path in seen:
            continue
        seen.add(path)
        if module := graph.get(path):
            ahead.extend((*module.needs, *module.later, *module.files))
    return frozenset(seen)


def _visit(graph: Graph, path: Path, order: dict[Path, None], entered: set[Path]) -> None:
    if path in entered:
        return
    entered.add(path)
    for needed in graph[path].needs:
        _visit(graph, needed, order, entered)
    order[path] = None


def _module(path: Path, source: str, known: frozenset[Path]) -> Module:
    named: dict[How, dict[Path, None]] = {"static": {}, "dynamic": {}, "resource": {}}
    for found in imports(source):
        named[found.how][_resolve(path, found, known)] = None
    return Module(*(tuple(paths) for paths in named.values()))


def _resolve(importer: Path, found: Import, known: frozenset[Path]) -> Path:
    path = normpath(join(dirname(importer), found.specifier))
    is_lost = found.how == "static" and path not in known
    if is_lost or not found.specifier.startswith(("./", "../")):
        raise MissingSource(importer, found.specifier)
    return path
