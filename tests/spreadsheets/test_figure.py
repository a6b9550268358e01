"""Numbers and days in a table: read as the file writes them, or not at all (MN-07)."""

from datetime import date
from decimal import Decimal

import pytest

from stagebill.spreadsheets.figure import NotAFigure, day_of, minor_of, rate_bps, writes_commas


@pytest.mark.parametrize(
    ("text", "commas", "minor"),
    [
        ("1234.5", False, 123_450), ("1,234.56", False, 123_456), ("$ 1,234", False, 123_400),
        ("1.234,56", True, 123_456), ("1234,5 €", True, 123_450), ("1 234,56", True, 123_456),
        ("USD 10", False, 1_000), ("0", False, 0), ("10.", None, None), ("1e3", False, None),
        ("NaN", False, None), ("-5", False, None), ("(5)", False, None), ("٣٣", False, None),
        ("1.234,56", False, None), ("1,23", False, None), ("12.345", False, None), ("", False, None),
        ("10000000000.01", False, None), ("=1+1", False, None), ("1,2345", False, None),
    ],
)  # fmt: skip
def test_a_sum_is_a_plain_number_or_nothing(text: str, commas: bool | None, minor: int | None) -> None:
    if minor is None:
        with pytest.raises(NotAFigure):
            minor_of(text, 2, commas=bool(commas))
    else:
        assert minor_of(text, 2, commas=bool(commas)) == minor


def test_sums_of_currencies_with_no_or_three_decimals_keep_them() -> None:
    assert (minor_of("100,000", 0, commas=False), minor_of("1000.125", 3, commas=False)) == (
        100_000,
        1_000_125,
    )
    with pytest.raises(NotAFigure):
        minor_of("33.5", 0, commas=False)


def test_how_a_file_writes_numbers_is_asked_of_all_of_them() -> None:
    assert writes_commas(["1.234,50", "800", "12,5"])
    assert not writes_commas(["1,234.50", "1,234", "12.5"])
    assert not writes_commas(["800", "", "Total"])


@pytest.mark.parametrize(
    ("text", "commas", "bps"),
    [("8.875", False, Decimal("887.5")), ("8,875%", True, Decimal("887.5")), ("21 %", False, 2100),
     ("0", False, 0)],
)  # fmt: skip
def test_a_tax_rate_is_a_percent(text: str, commas: bool, bps: int | Decimal) -> None:
    assert rate_bps(text, commas=commas) == bps


@pytest.mark.parametrize(
    ("text", "commas", "day"),
    [("2026-03-02", False, date(2026, 3, 2)), ("3/2/2026", False, date(2026, 3, 2)),
     ("2/3/2026", True, date(2026, 3, 2)), ("31.12.2026", False, date(2026, 12, 31)),
     ("12/31/2026", True, date(2026, 12, 31)), ("2026-03-02T10:00:00", False, date(2026, 3, 2))],
)  # fmt: skip
def test_a_day_is_read_in_the_order_of_the_file(text: str, commas: bool, day: date) -> None:
    assert day_of(text, commas=commas) == day


@pytest.mark.parametrize("text", ["2026-02-30", "31/31/2026", "tomorrow", "", "1/2/26"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotAFigure):
        day_of(text, commas=False)


def test_a_tax_rate_above_100_percent_is_no_figure() -> None:
    with pytest.raises(NotAFigure):
        rate_bps("800", commas=False)
    assert rate_bps("100", commas=False) == 10_000
