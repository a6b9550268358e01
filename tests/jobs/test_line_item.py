"""Line items: quantities in thousandths, amounts half up."""

from decimal import Decimal

import pytest

from stagebill.jobs.line_item import NotAQuantity, amount, quantity, quantity_milli


@pytest.mark.parametrize(
    ("typed", "milli"), [(1, 1000), (Decimal("2.5"), 2500), ("0.001", 1), (Decimal("1E+3"), 1_000_000)]
)
def test_a_quantity_is_kept_in_thousandths(typed: int | Decimal | str, milli: int) -> None:
    assert quantity_milli(typed) == milli


@pytest.mark.parametrize(
    "typed",
    [
        0,
        -1,
        "0.0005",
        "1.2345",
        "NaN",
        "Infinity",
        "1e400",
        "1e999999999",
        "1e-999999999",
        "1." + "0" * 40 + "1",
        "two",
        "",
        1_000_001,
    ],
)
def test_what_is_no_quantity_is_refused(typed: int | str) -> None:
    with pytest.raises(NotAQuantity):
        quantity_milli(typed)


def test_a_quantity_is_written_as_it_was_typed() -> None:
    assert [quantity(3000), quantity(2500), quantity(1)] == [3, Decimal("2.5"), Decimal("0.001")]


def test_two_and_a_half_hours_at_85_are_212_50() -> None:
    assert amount(2500, 8500) == 21250
