"""docs/PERFORMANCE.md shows the budgets that `make bench` measures, each with its figure."""

from tests.bench.budgets import BUDGETS, PHONE_BUDGETS
from tests.tidy.tree import ROOT


def shown(text: str) -> set[tuple[str, str]]:
    """What and budget of each row of the page's tables."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return {(row[0].strip(), row[1].strip()) for row in rows} - {("what", "budget")}


def measured() -> set[tuple[str, str]]:
    server = {(what, f"{sign} {budget:g}") for what, (sign, budget) in BUDGETS.items()}
    return server | {(what, f"≤ {budget:g}") for what, budget in PHONE_BUDGETS.items()}


def test_the_page_shows_each_budget_as_it_is_measured() -> None:
    assert shown((ROOT / "docs/PERFORMANCE.md").read_text(encoding="utf-8")) == measured()


def test_a_budget_that_was_changed_on_the_page_alone_is_found() -> None:
    text = (ROOT / "docs/PERFORMANCE.md").read_text(encoding="utf-8")
    assert shown(text.replace("≤ 1.5 ", "≤ 2.5 ")) != measured()
