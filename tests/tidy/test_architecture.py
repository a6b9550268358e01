"""The table of folders in docs/ARCHITECTURE.md is the tree's own, in the order that imports keep to."""

import re
from pathlib import Path

from tests.tidy.layers import ORDER

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "backend/stagebill"
ROW = re.compile(r"^\| (`[^|]*`) \|[^|]*\|([^|]*)\|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)(?:/|\.py)`")


def rows() -> list[tuple[list[str], list[str]]]:
    """The folders or files that each row is about, and the rule files it sends its reader to."""
    text = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    house = text.partition("## The house")[2].partition("\n## ")[0]
    return [(NAME.findall(about), re.findall(r"`(\w+\.py)`", first)) for about, first in ROW.findall(house)]


def test_every_folder_has_its_row_and_the_rows_stand_in_the_order_of_imports() -> None:
    told = [name for names, _ in rows() for name in names]
    there = {path.stem for path in SOURCE.iterdir() if not path.name.startswith("_")} - {"migrations"}
    assert sorted(there - set(told) - {"handbook"}) == []
    assert [name for name in told if name != "check"] == [
        name for name in ORDER if name in told and name != "check"
    ]


def test_every_rule_file_that_a_row_names_is_there() -> None:
    lost = [
        f"{name}/{file}"
        for names, files in rows()
        for name in names
        if (SOURCE / name).is_dir()
        for file in files
        if not (SOURCE / name / file).exists() and not list((SOURCE / name).glob(f"*/{file}"))
    ]
    assert lost == []
