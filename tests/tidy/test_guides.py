"""What the guides point at is there, and a word of the glossary is explained once."""

import re
from pathlib import Path

import pytest
from tests.tidy.layers import SHELL
from tests.tidy.tree import paths

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "deploy/README.md", "docs/ARCHITECTURE.md", "docs/STYLE.md", "docs/GLOSSARY.md",
          "docs/PERFORMANCE.md")  # fmt: skip
FILE = re.compile(r"[\w./-]+\.(?:py|js|css|md|toml|yaml)\b(?!\w)")
# Names of a kind of file: every slice may have one.
OF_A_KIND = {"mutations.py", "queries.py", "tables.py", "routes.py", "followers.py"}


def pointed_at(guide: str) -> set[str]:
    text = (ROOT / guide).read_text(encoding="utf-8")
    said = [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"\]\((?!http)([^)#]+)\)", text)]
    return {name for each in said for name in FILE.findall(each)} - OF_A_KIND


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_that_a_guide_points_at_is_there(guide: str) -> None:
    there = [f"/{path}" for path in paths()]
    assert [
        name for name in sorted(pointed_at(guide)) if not any(p.endswith(f"/{name}") for p in there)
    ] == []


def test_every_decision_that_is_referred_to_is_recorded() -> None:
    recorded = {path.name[:4] for path in (ROOT / "docs/decisions").iterdir()}
    referred = {
        number
        for path in paths()
        if path.endswith((".py", ".js", ".md", ".toml"))
        for number in re.findall(r"\bdecision (\d{4})\b", (ROOT / path).read_text(encoding="utf-8"))
    }
    assert len(referred) > 10
    assert referred - recorded == set()


def test_the_glossary_explains_each_word_once() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \|", (ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = [row for row in rows if row not in ("word", "---")]
    assert len(words) > 200
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_style_names_the_shell_files_that_are_judged_as_such() -> None:
    named = (
        (ROOT / "docs/STYLE.md")
        .read_text(encoding="utf-8")
        .partition("names are shell (")[2]
        .partition(")")[0]
    )
    # A package's own file, a gateway that is a folder, and identity's door.
    assert set(re.findall(r"`(\w+)`", named)) == SHELL - {"__init__", "gateways", "authentication", "sign_in"}
