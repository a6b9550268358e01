"""Whatever is added and taken off: the job is its first lines and what was approved, in any order."""

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_line

from stagebill.jobs.contract import DeductionTooLarge, NothingToBill, PercentDiscount, TotalTooLarge, totals
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace

RATES = st.sampled_from([0, 82_500, 88_750, 210_000])
first_lines = st.lists(st.tuples(st.integers(1, 10**7), RATES), min_size=1, max_size=6)
changes = st.lists(st.tuples(st.integers(-(10**7), 10**7), RATES), min_size=1, max_size=6)


@given(first_lines, changes, st.integers(1, 9_000))
def test_each_change_moves_the_total_by_itself_and_the_order_does_not_matter(
    first: list[tuple[int, int]], added: list[tuple[int, int]], percent_bps: int
) -> None:
    lines = [a_line(amount, rate, place) for place, (amount, rate) in enumerate(first)]
    change = [
        replace(a_line(amount, rate, 100 + place), change_order_id=derived_id("change", str(place)))
        for place, (amount, rate) in enumerate(added)
    ]
    discount = PercentDiscount(percent_bps)
    try:
        before = totals(lines, discount)  # a cent with half of it off is no job that could be changed
        whole = totals([*lines, *change], discount)
        turned = totals([*reversed(change), *lines], discount)
    except (DeductionTooLarge, NothingToBill, TotalTooLarge):
        return
    assert whole.total_minor == turned.total_minor
    assert whole.discount_minor == before.discount_minor
    assert whole.subtotal_minor - before.subtotal_minor == sum(amount for amount, _ in added)
    assert whole.total_minor == whole.subtotal_minor - whole.discount_minor + whole.tax_minor
    assert all(tax.base_minor >= 0 and tax.tax_minor >= 0 for tax in whole.taxes)
    assert sum(tax.base_minor for tax in whole.taxes) == whole.subtotal_minor - whole.discount_minor
