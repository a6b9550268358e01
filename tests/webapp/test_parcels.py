"""Modules joined into parcels: the same program in fewer files."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from stagebill.webapp.joining import Paths, Unjoinable, as_function
from stagebill.webapp.module_graph import graph_of
from stagebill.webapp.parcels import BOOT, OFFICE, PHONE, gathered, parcels, plan_of, sentences

PATHS = Paths(
    source=lambda specifier: specifier.removeprefix("./"),
    later=lambda path: f"later({path})",
    url=lambda path: f"/assets/{path}",
)

JOINED = {
    "names": ('import { a, b as c } from "./m.js"; a(c);', 'const{a,b:c}=$use("m.js");a(c);', ""),
    "default": ('import whole from "./m.js"; whole();', 'const{default:whole}=$use("m.js");whole();', ""),
    "everything": ('import * as m from "./m.js"; m.a();', 'const m=$use("m.js");m.a();', ""),
    "default and names": (
        'import d, { a } from "./m.js"; d(a);',
        'const{default:d}=$use("m.js");const{a}=$use("m.js");d(a);',
        "",
    ),
    "effect": ('import "./m.js"; go();', '$use("m.js");go();', ""),
    "constant": ("export const a = (b, c) => b + c;", "const a=(b,c)=> b + c;", "a"),
    "constants taken apart": ("export const { a, b: c } = m;", "const{a,b:c}=m;", "a,c"),
    "function": ("export async function* f() {}", "async function* f(){}", "f"),
    "class": ("export class A extends B {}", "class A extends B{}", "A"),
    "default function": ("export default function Screen() {}", "function Screen(){}", "default:Screen"),
    "default value": ("export default { a: 1 };", "const $default={a:1};", "default:$default"),
    "list": ("const a = 1; export { a, b as c };", "const a=1;", "a,c:b"),
    "passed on": ('export { a, b as c } from "./m.js"; x();', "x();", 'a:$use("m.js").a,c:$use("m.js").b'),
    "later": ('const l = () => import("./m.js");', "const l=()=> later(m.js);", ""),
    "a file": (
        'const s = import.meta.resolve("./m.css");',
        'const s=import.meta.resolve("/assets/m.css");',
        "",
    ),
    "words that only look like it": ("a.import(b); c = { export: 1 };", "a.import(b);c={export:1};", ""),
}
REFUSED = {
    "a binding that changes": "export let a = 1;",
    "several names": "export const a = 1, b = 2;",
    "a deep pattern": "export const { a: { b } } = c;",
    "everything passed on": 'export * from "./m.js";',
    "waiting at the top": "const a = await b();",
    "a path made up": "import(`./${name}.js`);",
    "its own address": "const here = import.meta.url;",
}


@pytest.mark.parametrize(("source", "body", "exports"), JOINED.values(), ids=JOINED.keys())
def test_a_module_becomes_a_function_that_returns_its_exports(source: str, body: str, exports: str) -> None:
    assert as_function("a.js", source, PATHS).replace("\n", "") == f"()=>{{{body}return{{{exports}}}}}"


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_what_a_function_cannot_hold_is_refused_by_name(source: str) -> None:
    with pytest.raises(Unjoinable, match=r"pwa/a\.js: "):
        as_function("a.js", source, PATHS)


def test_waiting_inside_a_function_is_no_waiting_at_the_top() -> None:
    for source in ("const f = async () => await g();", "async function f() { await g(); }"):
        as_function("a.js", source, PATHS)


APP = {
    "app.js": 'import "./log.js"; import { name } from "./words.js"; log(name);'
    'import("./screens/phone.js").then((m) => m.default()).then(() => import("./screens/office/board.js"))'
    ".then((m) => m.show());",
    "log.js": "globalThis.log = (...said) => console.log(...said);",
    "words.js": 'export const name = "boot"; log("words run once");',
    "screens/phone.js": 'import { name } from "../words.js"; import { twice } from "./shared.js";'
    "export default () => log(twice(name));",
    "screens/shared.js": "export function twice(word) { return word + word; }",
    "screens/office/board.js": 'import { twice } from "../shared.js"; import { grid } from "./grid.js";'
    "export class Board {} export const show = () => log(twice(grid), new Board().constructor.name);",
    "screens/office/grid.js": 'export const grid = "grid";',
    "idle.js": "export const idle = 1;",
}


def test_each_module_travels_in_one_parcel_and_the_office_apart() -> None:
    plan = plan_of(graph_of(APP), "app.js")
    assert plan.modules(BOOT) == ("log.js", "words.js", "app.js")
    assert plan.modules(PHONE) == ("screens/phone.js", "screens/shared.js")
    assert plan.modules(OFFICE) == ("screens/office/board.js", "screens/office/grid.js")


def test_a_circle_is_refused_and_named() -> None:
    circle = {"app.js": 'import "./a.js"', "a.js": 'import "./b.js"', "b.js": 'import "./a.js"'}
    with pytest.raises(Unjoinable, match="needs itself"):
        plan_of(graph_of(circle), "app.js")


def test_the_joined_program_does_what_its_modules_do(tmp_path: Path) -> None:
    for path, source in APP.items():
        write(tmp_path / "written" / path, source)
    root = (tmp_path / "joined").as_uri() + "/"
    for path, source in parcels(APP, graph_of(APP), "app.js", root).items():
        write(tmp_path / "joined" / path, source)
    said = run(tmp_path / "written" / "app.js")
    assert said == "words run once\nboot\nbootboot\ngridgrid Board\n"
    assert run(tmp_path / "joined" / BOOT) == said


WORDS = {
    "messages/en.js": 'import more from "./phone/more.en.js"; export default { ...more, hello: "Hello" };',
    "messages/es.js": 'export default { hello: "Hola" };',
    "messages/phone/more.en.js": 'export default { bye: "Bye" };',
}


def test_sentences_that_are_written_in_several_files_come_in_one(tmp_path: Path) -> None:
    graph = graph_of(WORDS)
    ((path, joined),) = sentences(WORDS, graph, "/assets/").items()
    assert path == "messages/en.js"
    assert gathered(graph, [path]) == {"messages/phone/more.en.js"}
    write(tmp_path / "en.js", joined)
    write(tmp_path / "say.js", 'import all from "./en.js"; console.log(JSON.stringify(all));')
    assert run(tmp_path / "say.js") == '{"bye":"Bye","hello":"Hello"}\n'


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(path: Path) -> str:
    deno = shutil.which("deno", path=sysconfig.get_path("scripts")) or "deno"
    done = subprocess.run(
        [deno, "run", "--no-config", "--quiet", "--allow-read", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout
