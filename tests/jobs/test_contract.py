"""The contract total: lines, then the discount, then tax per rate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_line

from stagebill.jobs.contract import AmountDiscount, PercentDiscount, TaxMode, totals
from stagebill.kernel.money import NotAPercent, rate_ppm

lines = st.lists(
    st.tuples(st.integers(0, 10**9), st.sampled_from([0, 82500, 88750, 210000])), min_size=1, max_size=20
).filter(lambda lines: sum(amount for amount, _ in lines) > 0)


def test_a_mix_3000_at_825_and_2000_free_of_tax_come_to_5247_50() -> None:
    assert totals([a_line(300000, 82500), a_line(200000)]).total_minor == 524750


def test_tax_mode_31_lines_of_81_09_at_12_percent_are_9_73_per_invoice_and_9_71_per_line() -> None:
    items = [a_line(159, 120000)] * 29 + [a_line(1749, 120000)] * 2
    assert totals(items).subtotal_minor == 8109
    assert totals(items).tax_minor == 973
    assert totals(items, mode=TaxMode.PER_LINE).tax_minor == 971


def test_a_percent_discount_is_checked_like_any_percent() -> None:
    with pytest.raises(NotAPercent):
        totals([a_line(10000)], PercentDiscount(Decimal("0.001")))


@given(lines, st.data())
def test_bases_are_the_lines_less_the_discount(amounts: list[tuple[int, int]], data: st.DataObject) -> None:
    off = data.draw(st.integers(0, sum(amount for amount, _ in amounts) - 1))
    found = totals([a_line(*line) for line in amounts], AmountDiscount(off) if off else None)
    assert sum(tax.base_minor for tax in found.taxes) == found.subtotal_minor - off


@given(lines)
def test_the_total_is_its_parts_and_each_rate_stands_once(amounts: list[tuple[int, int]]) -> None:
    found = totals([a_line(*line) for line in amounts])
    assert found.total_minor == found.subtotal_minor - found.discount_minor + found.tax_minor
    assert found.tax_minor == sum(tax.tax_minor for tax in found.taxes)
    assert sorted(rate_ppm(tax.rate_bps) for tax in found.taxes) == sorted({rate for _, rate in amounts})
