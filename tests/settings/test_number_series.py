"""D-19: numbers are unique and gap-free in their series, and given by the server at issue."""

from datetime import date
from typing import Any

import pytest
from tests.builders import NOW
from tests.company import Company

from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace
from stagebill.settings.number_series import (
    NumberBackwards,
    NumbersAhead,
    NumberSeries,
    NumberSkip,
    YearMissing,
    check_ahead,
    check_form,
    counter_name,
    first_series,
    label,
    skipped_to,
)

pytestmark = pytest.mark.anyio

NEW_YEAR = date(2027, 1, 1)


def a_series(**changes: Any) -> NumberSeries:
    return replace(first_series(derived_id("organization")), **changes)


def raised(series: NumberSeries, to: int) -> tuple[Any, ...]:
    return skipped_to(
        series, to, created_at=NOW, created_by=None, mutation_id=derived_id("mutation", "import")
    )


@pytest.mark.parametrize(
    ("prefix", "digits", "number", "printed"),
    [
        ("INV-", 4, 7, "INV-0007"),
        ("INV-", 4, 12_345, "INV-12345"),
        ("{YYYY}-", 5, 7, "2027-00007"),
        ("R{YY}/", 3, 7, "R27/007"),
        ("", 1, 7, "7"),
    ],
)
def test_a_number_is_printed_with_its_prefix_its_year_and_its_digits(
    prefix: str, digits: int, number: int, printed: str
) -> None:
    assert label(a_series(prefix=prefix, digits=digits), number, NEW_YEAR) == printed


def test_a_yearly_series_has_a_counter_for_each_year() -> None:
    assert counter_name(a_series(), NEW_YEAR) == "invoice"
    assert counter_name(a_series(yearly=True), NEW_YEAR) == "invoice:2027"


def test_a_yearly_series_prints_its_year() -> None:
    check_form(a_series(prefix="{YY}-", yearly=True))
    with pytest.raises(YearMissing):
        check_form(a_series(yearly=True))


def test_the_next_number_of_an_older_system_is_taken_up_and_what_was_skipped_is_kept() -> None:
    after, skip = raised(a_series(next_number=3), 1042)
    assert after.next_number == 1042
    assert isinstance(skip, NumberSkip)
    assert (skip.from_number, skip.to_number) == (3, 1041)


def test_the_next_number_never_goes_back_and_may_stay() -> None:
    assert raised(a_series(next_number=3), 3) == ()
    with pytest.raises(NumberBackwards):
        raised(a_series(next_number=3), 2)


async def change(company: Company, series: str = "invoice", **how: Any) -> Any:
    return await company.owner.patch("/api/number-series", {"series": series, **how})


async def test_a_company_sees_how_its_documents_are_numbered(company: Company) -> None:
    series = (await company.technician.get("/api/number-series")).json()["items"]
    assert [(each["series"], each["next_label"], each["is_used"]) for each in series] == [
        ("invoice", "INV-0001", True),
        ("deposit", "D-0001", False),
        ("credit_note", "CN-0001", False),
    ]


async def test_the_owner_changes_how_invoices_are_numbered(company: Company) -> None:
    changed = (await change(company, prefix="{YYYY}-", digits=5, yearly=True, next_number=1042)).json()
    assert changed["next_label"] == "2026-01042"
    raised_again = (await change(company, next_number=1043)).json()
    assert (raised_again["next_label"], raised_again["yearly"]) == ("2026-01043", True)
    back = await change(company, next_number=1042)
    assert (back.status_code, back.json()["code"]) == (422, "settings.number_backwards")
    assert back.json()["next_number"] == 1043


def test_a_series_that_will_run_into_printed_numbers_is_told_where_to_go_on() -> None:
    """Yearly numbers are turned off: the other counter stands at 3, and 2026-0042 is printed."""
    form = a_series(prefix="{YYYY}-", next_number=3)
    printed = ["2026-0001", "2026-0041", "2026-0042", "2026-00099", "2026-x", "2026-"]
    with pytest.raises(NumbersAhead) as refused:
        check_ahead(form, 3, printed, date(2026, 3, 2))
    assert refused.value.facts == {"number": "2026-0042", "next_number": 43}
    check_ahead(form, 43, printed, date(2026, 3, 2))
    check_ahead(form, 3, printed, date(2027, 3, 2))


@pytest.mark.parametrize(
    "how",
    [
        {"prefix": "{MM}-"},
        {"prefix": "{YYYY}{YYYY}"},
        {"prefix": "x" * 21},
        {"prefix": "a\nb"},
        {"digits": 0},
        {"digits": 10},
        {"next_number": 0},
        {"next_number": 10**9},
        {"yearly": True},
    ],
    ids=str,
)
async def test_a_form_that_cannot_be_is_refused(company: Company, how: dict[str, Any]) -> None:
    assert (await change(company, **how)).status_code == 422
    assert (await company.owner.get("/api/number-series")).json()["items"][0]["next_label"] == "INV-0001"


async def test_numbers_are_the_owners(company: Company) -> None:
    refused = await company.dispatcher.patch("/api/number-series", {"series": "invoice"})
    assert refused.status_code == 403
    assert (await change(company, "receipt", prefix="X")).status_code == 422
