"""tests/journeys/SCENARIOS.md names a test for each thing that can happen to an offline phone."""

import ast
import re

from tests.tidy.tree import ROOT

JOURNEYS = ROOT / "tests/journeys"
COUNT = 33
_ROW = re.compile(r"^\| (\d+) \| [^|]+ \| `(\w+\.py)::(\w+)` \|$", re.MULTILINE)


def gaps(page: str) -> list[str]:
    """Numbers without a row, rows without a test."""
    rows = {int(number): (file, test) for number, file, test in _ROW.findall(page)}
    missing = [f"{number} has no row" for number in range(1, COUNT + 1) if number not in rows]
    return missing + [f"{number}: no {test}" for number, (file, test) in rows.items() if not _is(file, test)]


def _is(file: str, test: str) -> bool:
    path = JOURNEYS / file
    return path.exists() and test in {
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def test_each_scenario_has_a_test_that_exists() -> None:
    assert gaps((JOURNEYS / "SCENARIOS.md").read_text(encoding="utf-8")) == []


def test_a_scenario_without_a_row_and_a_row_without_a_test_are_found() -> None:
    page = (JOURNEYS / "SCENARIOS.md").read_text(encoding="utf-8")
    without = re.sub(r"^\| 22 \|.*\n", "", page, flags=re.MULTILINE)
    assert gaps(without) == ["22 has no row"]
    assert gaps(page.replace("::test_a_photo_that", "::test_no_photo_that")) == [
        "31: no test_no_photo_that_cannot_be_uploaded_holds_no_payment_back"
    ]
