"""What is billed stays billed at the rate of its day; the sums of a job close exactly all the same."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import a_job, a_line, percent, stages

from stagebill.invoices.invoice import billed
from stagebill.jobs.carried import by_rate, carried, over_billed, totals_after
from stagebill.jobs.contract import AmountDiscount, TaxLine, TaxMode, totals

SEVEN, EIGHT = 70_000, 80_000


def lines_of(*lines: tuple[int, int, int]) -> tuple[TaxLine, ...]:
    return tuple(TaxLine(*line) for line in lines)


def test_mn05_40_percent_at_7_percent_then_the_rate_is_8_only_the_rest_takes_it() -> None:
    """1,000.00 at 7%: 428.00 are billed. The other 600.00 are taxed 48.00: the job is 1,076.00."""
    job = a_job((100_000, SEVEN))
    before = billed(stages(job, percent(40)))
    now = totals_after([a_line(100_000, EIGHT)], None, TaxMode.PER_INVOICE, before.taxes)
    assert now.taxes == lines_of((800, 60_000, 4_800), (700, 40_000, 2_800))
    assert now.total_minor == 107_600


def test_all_billed_at_7_percent_leaves_nothing_for_8() -> None:
    before = billed(stages(a_job((100_000, SEVEN)), percent(100)))
    now = totals_after([a_line(100_000, EIGHT)], None, TaxMode.PER_INVOICE, before.taxes)
    assert now.total_minor == 107_000
    assert by_rate(now.taxes) == {800: (0, 0), 700: (100_000, 7_000)}


def test_the_same_lines_come_to_the_same_whatever_is_billed() -> None:
    job = a_job((33_333, 88_750), (14_505, 0))
    lines = [a_line(33_333, 88_750), a_line(14_505, 0, 1)]
    for share in (1, 33, 70, 99, 100):
        before = billed(stages(job, percent(share)))
        assert totals_after(lines, None, TaxMode.PER_INVOICE, before.taxes) == totals(lines)


def test_a_line_that_is_gone_though_part_of_it_is_billed_keeps_that_part_at_its_rate() -> None:
    """3,000 at 8.25% and 2,000 free; half is billed, then the free work is gone: 1,000 of it stays free."""
    job = a_job((300_000, 82_500), (200_000, 0))
    before = billed(stages(job, percent(50)))
    now = totals_after([a_line(300_000, 82_500)], None, TaxMode.PER_INVOICE, before.taxes)
    assert by_rate(now.taxes) == {825: (200_000, 16_500), 0: (100_000, 0)}
    assert now.total_minor == now.subtotal_minor + now.tax_minor == 316_500


def test_a_discount_given_later_lowers_only_what_is_left() -> None:
    before = billed(stages(a_job((100_000, EIGHT)), percent(50)))
    now = totals_after([a_line(100_000, EIGHT)], AmountDiscount(10_000), TaxMode.PER_INVOICE, before.taxes)
    assert (now.discount_minor, now.taxes) == (10_000, lines_of((800, 90_000, 7_200)))


def test_a_smaller_price_than_is_billed_is_over_by_the_difference_before_tax() -> None:
    before = billed(stages(a_job((1_000_000, EIGHT)), percent(80)))
    assert over_billed(totals([a_line(700_000, EIGHT)]).taxes, before.taxes) == 100_000
    assert over_billed(totals([a_line(800_000, EIGHT)]).taxes, before.taxes) == 0


RATES = st.sampled_from([0, 50_000, EIGHT, 88_750])
LINES = st.lists(st.tuples(st.integers(100, 10**7), RATES), min_size=1, max_size=4)
MODES = st.sampled_from(TaxMode)


@settings(deadline=None)  # the first run of a rule compiles, and a busy machine takes its time
@given(LINES, LINES, MODES, st.integers(1, 100))
def test_no_rate_falls_below_what_is_billed_of_it_and_the_bases_are_those_of_the_lines(
    old: list[tuple[int, int]], new: list[tuple[int, int]], mode: TaxMode, points: int
) -> None:
    before = billed(stages(a_job(*old), percent(points)))
    wanted = totals([a_line(*line, place) for place, line in enumerate(new)], None, mode)
    if over_billed(wanted.taxes, before.taxes):
        return
    now, have = by_rate(carried(wanted.taxes, before.taxes, mode)), by_rate(before.taxes)
    assert sum(base for base, _ in now.values()) == wanted.subtotal_minor
    for rate, (base_minor, tax_minor) in have.items():
        assert now.get(rate, (0, 0))[0] >= base_minor
        assert now.get(rate, (0, 0))[1] >= tax_minor
