"""Money: rounding, splitting, percents, and amounts as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagebill.kernel.money import (
    AMOUNT_MAX,
    MINOR_MAX,
    NotAnAmount,
    NotAPercent,
    NotARate,
    exponent,
    format_money,
    in_bps,
    parse_money,
    percent_ppm,
    rate_ppm,
    share,
    split,
)

amounts = st.integers(-AMOUNT_MAX, AMOUNT_MAX)
weights = st.lists(st.integers(0, AMOUNT_MAX), min_size=1, max_size=30).filter(sum)


@given(amounts, st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_is_never_more_than_half_a_unit_off(amount: int, numerator: int, denominator: int) -> None:
    assert 2 * abs(share(amount, numerator, denominator) * denominator - amount * numerator) <= denominator


@given(amounts, st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_negative_share_mirrors_the_positive_one(amount: int, numerator: int, denominator: int) -> None:
    assert share(-amount, numerator, denominator) == -share(amount, numerator, denominator)


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_exactly(amount: int, weights: list[int]) -> None:
    assert sum(split(amount, weights)) == amount


@given(amounts, weights)
def test_each_part_of_a_split_is_less_than_a_unit_off(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(part * whole - amount * weight) < whole


def test_a_split_over_nothing_is_a_programming_error() -> None:
    with pytest.raises(AssertionError):
        split(1, [0, 0])


@given(st.integers(1, 1_000_000))
def test_a_percent_comes_back_from_the_wire_as_it_went(ppm: int) -> None:
    assert percent_ppm(in_bps(ppm)) == ppm


def test_a_whole_percent_is_written_as_a_whole_number() -> None:
    assert [in_bps(333300), in_bps(333330), in_bps(1)] == [3333, Decimal("3333.3"), Decimal("0.01")]
    assert isinstance(in_bps(333300), int)


@pytest.mark.parametrize(
    "bps",
    [
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("1." + "0" * 40 + "1"),
        Decimal("33.333"),
        -1,
        0,
        10001,
    ],
)
def test_what_is_no_percent_is_refused(bps: int | Decimal) -> None:
    with pytest.raises(NotAPercent):
        percent_ppm(bps)


def test_a_tax_rate_may_be_zero_and_is_at_most_100_percent() -> None:
    assert [rate_ppm(0), rate_ppm(Decimal("887.5")), rate_ppm(10_000)] == [0, 88750, 1_000_000]
    with pytest.raises(NotARate):
        rate_ppm(Decimal("10000.01"))


def test_currencies_have_none_two_or_three_decimals() -> None:
    assert [exponent("JPY"), exponent("USD"), exponent("KWD")] == [0, 2, 3]


@pytest.mark.parametrize(
    ("minor", "currency", "language", "written"),
    [
        (100000, "USD", "en", "$1,000.00"),
        (100000, "USD", "es", "$1,000.00"),
        (100000, "EUR", "es", "1.000,00\xa0€"),
        (33330, "JPY", "en", "¥33,330"),
        (1000125, "KWD", "en", "KWD\xa01,000.125"),
        (-5, "USD", "en", "-$0.05"),
    ],
)
def test_money_is_written_with_the_decimals_of_its_currency(
    minor: int, currency: str, language: str, written: str
) -> None:
    assert format_money(minor, currency, language) == written


@given(
    st.integers(1, AMOUNT_MAX), st.sampled_from(["USD", "EUR", "JPY", "KWD"]), st.sampled_from(["en", "es"])
)
def test_what_was_written_is_read_back(minor: int, currency: str, language: str) -> None:
    assert parse_money(format_money(minor, currency, language), currency, language) == minor


@given(st.text(max_size=12))
def test_no_text_is_read_as_an_amount_out_of_range(text: str) -> None:
    with suppress(NotAnAmount):
        assert 1 <= parse_money(text, "USD", "en") <= AMOUNT_MAX


def test_a_long_text_of_digits_is_refused_at_once() -> None:
    with pytest.raises(NotAnAmount):
        parse_money("9" * 100_000, "USD", "en")


def test_the_largest_sums_fit_a_phone() -> None:
    assert AMOUNT_MAX * 9000 < MINOR_MAX
