"""Which modules are bundled together: one parcel to start with, one for other phone screens, one for the
office; and each language's sentences, in however many files they are written.
"""

import json
from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import Final

from msgspec import Struct

from stagebill.webapp.joining import MORE, USE, Paths, Unjoinable, as_function
from stagebill.webapp.module_graph import Graph, Path, boot_order, reachable

BOOT: Final = "parcels/boot.js"
PHONE: Final = "parcels/phone.js"
OFFICE: Final = "parcels/office.js"
# Every start needs these at once after the entry itself; the two screens are where a first visit can end.
_SOON: Final = ("sync/engine.js", "sync/worker_bridge.js", "screens/sign_in.js", "screens/phone/today.js")
_OFFICE: Final = "screens/office/"
# Stay files of their own: a library keeps the bytes its hash speaks of, a language is fetched alone.
_SENTENCES: Final = "messages/"
_LOOSE: Final = ("vendor/", _SENTENCES)


class Plan(Struct, frozen=True):
    """Which parcel each module is in, in an order that runs; loose modules are in none."""

    parcel_of: dict[Path, str]

    def modules(self, parcel: str) -> tuple[Path, ...]:
        return tuple(path for path, its_parcel in self.parcel_of.items() if its_parcel == parcel)


def plan_of(graph: Graph, entry: Path) -> Plan:
    _refuse_circles(graph, entry)
    without_office = {path: module for path, module in graph.items() if not _is_office(path)}
    phone = reachable(without_office, entry)
    start = boot_order(graph, entry)
    soon = (path for first in _SOON if first in graph for path in boot_order(graph, first))
    parcel_of = dict.fromkeys((*start, *soon), BOOT)
    for path in sorted(reachable(graph, entry) & graph.keys()):
        parcel_of.setdefault(path, PHONE if path in phone and not _is_office(path) else OFFICE)
    return Plan({path: parcel for path, parcel in parcel_of.items() if not is_loose(path)})


def is_loose(path: Path) -> bool:
    return path.startswith(_LOOSE)


def parcels(sources: Mapping[Path, str], graph: Graph, entry: Path, root: str) -> dict[str, str]:
    """The text of each parcel by its name; `root` is where addresses begin."""
    plan = plan_of(graph, entry)
    _refuse_leaning(graph)
    names = dict.fromkeys(plan.parcel_of.values())
    return {name: _parcel(name, plan, sources, graph, entry, root) for name in names}


def sentences(sources: Mapping[Path, str], graph: Graph, root: str) -> dict[str, str]:
    """Each file of sentences with those that it gathers, as one module with the same default export.

    Otherwise a gathered file would be found only once the gathering one had loaded: another round trip on the
    first screen.
    """
    gathering = (path for path in graph if path.startswith(_SENTENCES) and graph[path].needs)
    return {path: _gathered(path, sources, graph, root) for path in gathering}


def gathered(graph: Graph, tops: Iterable[Path]) -> frozenset[Path]:
    """The files that are inside those and need no file of their own."""
    return frozenset(needed for top in tops for needed in boot_order(graph, top) if needed != top)


def _gathered(top: Path, sources: Mapping[Path, str], graph: Graph, root: str) -> str:
    paths = boot_order(graph, top)
    plan = Plan(dict.fromkeys(paths, top))
    functions = [f"{json.dumps(path)}:{_function(path, top, plan, sources, root)}" for path in paths]
    known = f"const $made={{}},$from={{{','.join(functions)}}};const {USE}={_USED};"
    return f"{known}export default {USE}({json.dumps(top)}).default;\n"


def _parcel(name: str, plan: Plan, sources: Mapping[Path, str], graph: Graph, entry: Path, root: str) -> str:
    modules = plan.modules(name)
    needed = dict.fromkeys(path for module in modules for path in graph[module].needs)
    loose = [path for path in needed if path not in plan.parcel_of]
    parts = [f'import*as $loose{n} from"{root}{path}";' for n, path in enumerate(loose)]
    functions = [f"{json.dumps(path)}:()=>$loose{n}" for n, path in enumerate(loose)]
    functions += [f"{json.dumps(path)}:{_function(path, name, plan, sources, root)}" for path in modules]
    if name == BOOT:
        parts.append(_REGISTRY)
    else:
        others = {plan.parcel_of[path] for path in needed if path in plan.parcel_of} - {BOOT, name}
        parts.append(f'import{{{USE},{MORE}}}from"{root}{BOOT}";')
        parts += [f'import"{root}{other}";' for other in sorted(others)]
    parts.append(f"{MORE}({{\n" + ",\n".join(functions) + "\n});\n")
    if name == BOOT:
        parts.append(f"{USE}({json.dumps(entry)});\n")
    return "".join(parts)


_USED: Final = "(path)=>$made[path]??=$from[path]()"
_REGISTRY: Final = (
    "const $made={},$from={};"
    f"export const {USE}={_USED};"
    f"export const {MORE}=(modules)=>Object.assign($from,modules);\n"
)


def _function(path: Path, parcel: str, plan: Plan, sources: Mapping[Path, str], root: str) -> str:
    def source(specifier: str) -> Path:
        return normpath(join(dirname(path), specifier))

    def later(wanted: Path) -> str:
        its_parcel = plan.parcel_of.get(wanted)
        if its_parcel is None:
            return f'import("{root}{wanted}")'
        used = f"{USE}({json.dumps(wanted)})"
        if its_parcel in (BOOT, parcel):
            return f"(async()=>{used})()"
        return f'import("{root}{its_parcel}").then(()=>{used})'

    return as_function(path, sources[path], Paths(source, later, lambda wanted: root + wanted))


def _refuse_circles(graph: Graph, entry: Path) -> None:
    """In a file of its own a module may meet itself half initialized; a function would call itself
    forever.
    """
    done: set[Path] = set()
    for path in sorted(reachable(graph, entry) & graph.keys()):
        _refuse_circle(graph, path, (), done)


def _refuse_circle(graph: Graph, path: Path, above: tuple[Path, ...], done: set[Path]) -> None:
    if path in above:
        raise Unjoinable(path, f"it needs itself, through {above[-1]}")
    if path in done:
        return
    for needed in graph[path].needs:
        _refuse_circle(graph, needed, (*above, path), done)
    done.add(path)


def _refuse_leaning(graph: Graph) -> None:
    for path in filter(is_loose, graph):
        if not all(map(is_loose, (*graph[path].needs, *graph[path].later))):
            raise Unjoinable(path, "a file of its own needs a module that travels in a parcel")


def _is_office(path: Path) -> bool:
    return path.startswith(_OFFICE)
