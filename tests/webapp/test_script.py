"""Reading JavaScript: comments and idle spaces go, everything that means something stays."""

import pytest

from stagebill.webapp.script import Import, compact, imports, pieces
from stagebill.webapp.sources import read_sources

SOURCES = {path: body.decode() for path, body in read_sources().pwa.items() if path.endswith(".js")}

KEPT = {
    "a template inside a template keeps its spaces": "x=`<a> ${y ? html`<b>  two  spaces</b>`:''} </a>`",
    "text that looks like a comment stays in a template": "x=`<a>${y ? html`see // this, don't`:''}</a>`",
    "a web address in a string is no comment": "x='https://example.org/*'",
    "a quote in a regular expression opens no string": "x=/[/\"']\\//.test(y)",
    "an object inside a template's hole closes itself": "x=`${{a:1}.a} //`",
    "a division is no regular expression": "x=a / b / c",
    "line ends that end a statement stay": "const a=1\nlet b=2\nb++\na",
    "words keep the space between them": "async function* f(){yield await x;return typeof y in z}",
    "signs that would join stay apart": "x=a + +b - -c",
}
DROPPED = {
    "a line comment": ("x=1; // why\ny=2", "x=1;y=2"),
    "a block comment": ("x = /* one\ntwo */ 1", "x=\n1"),
    "a comment between words": ("return/* here */x", "return x"),
    "indentation": ("if (x) {\n    y();\n  z()\n}", "if(x){y();z()\n}"),
    "a comment after a template": ("x=`a` // b", "x=`a`"),
    "a comment in a template's hole": ("x=`${a /* b */}c`", "x=`${a }c`"),
}


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_what_means_something_stays(source: str) -> None:
    assert compact(source) == source + "\n"


@pytest.mark.parametrize(("source", "left"), DROPPED.values(), ids=DROPPED.keys())
def test_what_means_nothing_goes(source: str, left: str) -> None:
    assert compact(source) == left + "\n"


@pytest.mark.parametrize("path", SOURCES)
def test_the_pieces_of_every_module_are_the_module(path: str) -> None:
    assert "".join(piece.text for piece in pieces(SOURCES[path])) == SOURCES[path]


def test_compact_is_done_after_one_time() -> None:
    for path, source in SOURCES.items():
        once = compact(source)
        assert compact(once) == once, path


def test_every_way_to_name_another_module_is_seen() -> None:
    source = """
    /** @typedef {import("./only_a_type.js").T} T */
    import "./effect.js";
    import { a,
      b as c } from './named.js';
    import d, * as e from "./both.js";
    export * from "./passed_on.js";
    export { f } from "./also.js";
    const later = () => import("./later.js");
    const style = import.meta.resolve("../styles/board.css");
    const text = `import("./in_text.js")`;
    Array.from("./a_string.js");
    """
    assert imports(source) == (
        Import("static", "./effect.js"),
        Import("static", "./named.js"),
        Import("static", "./both.js"),
        Import("static", "./passed_on.js"),
        Import("static", "./also.js"),
        Import("dynamic", "./later.js"),
        Import("resource", "../styles/board.css"),
    )


def test_an_unclosed_template_is_said_and_not_guessed() -> None:
    with pytest.raises(ValueError, match="not closed"):
        compact("x = `abc")
