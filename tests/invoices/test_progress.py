"""Never above 100%: what a percent, an amount or the rest comes to (D-02 to D-09, D-12)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_draft, a_job, amount, an_invoice, percent, stages

from stagebill.invoices.invoice import billed, priced
from stagebill.invoices.progress import (
    NotASingleShare,
    NothingLeft,
    NotInStages,
    OverInvoiced,
    Percent,
    Rest,
    Share,
    TooSmall,
    amount_of,
    left_to_invoice,
    share_asked,
)
from stagebill.kernel.money import AMOUNT_MAX, NotAPercent
from stagebill.kernel.records import replace

totals = st.integers(1, AMOUNT_MAX)
ppms = st.integers(1, 1_000_000)


def sums(*shares: Share, total_minor: int) -> list[int]:
    return [invoice.total_minor for invoice in stages(a_job((total_minor, 0)), *shares)]


def test_d02_invoices_of_1000_and_2500_leave_1500_of_5000() -> None:
    job = a_job()
    done = stages(job, percent(20), amount(250000))
    assert left_to_invoice(job.total_minor, billed(done).invoiced_minor) == 150000


def test_a_cap100_1500_01_is_refused_with_1500_00_left_and_1500_00_is_accepted() -> None:
    job = a_job()
    done = stages(job, percent(20), amount(250000))
    with pytest.raises(OverInvoiced) as refused:
        an_invoice(job, amount(150001), after=done)
    assert refused.value.code == "invoices.over_invoiced"
    assert refused.value.facts == {"left_minor": 150000, "asked_minor": 150001, "total_minor": 500000}
    assert an_invoice(job, amount(150000), after=done).total_minor == 150000


def test_d03_percent_is_of_the_total_40_percent_done_50_percent_is_5000_and_70_is_refused() -> None:
    job = a_job((1000000, 0))
    done = stages(job, percent(40))
    assert an_invoice(job, percent(50), after=done).total_minor == 500000
    with pytest.raises(OverInvoiced) as refused:
        an_invoice(job, percent(70), after=done)
    assert refused.value.facts["left_minor"] == 600000


def test_d04_the_typed_percent_becomes_money_once_and_stays_when_the_job_grows() -> None:
    first = an_invoice(a_job((1000000, 0)), percent("33.33"))
    grown = a_job((1200000, 0))
    assert first.total_minor == 333300
    assert left_to_invoice(grown.total_minor, billed([first]).invoiced_minor) == 866700


def test_d05_a_third_33_33_percent_three_times_leaves_exactly_1_00() -> None:
    third = percent("33.33")
    assert sums(third, third, third, Rest(), total_minor=1000000) == [333300, 333300, 333300, 100]


def test_jb02_with_33_333_percent_the_rest_is_0_10() -> None:
    third = percent("33.333")
    assert sums(third, third, third, Rest(), total_minor=1000000) == [333330, 333330, 333330, 10]


def test_d06_a_odd_30_then_70_percent_of_145_05_are_43_52_and_101_53() -> None:
    assert sums(percent(30), percent(70), total_minor=14505) == [4352, 10153]


def test_d06_a_half_50_percent_twice_of_12870_59_are_6435_30_and_6435_29() -> None:
    job = a_job((1287059, 0))
    done = stages(job, percent(50), percent(50))
    assert [invoice.total_minor for invoice in done] == [643530, 643529]
    with pytest.raises(NothingLeft):  # D-63: no closing document of a cent, plus or minus
        an_invoice(job, Rest(), after=done)


def test_d07_100_invoices_of_1_percent_on_9999_99_sum_exactly() -> None:
    amounts = sums(*[percent(1)] * 99, Rest(), total_minor=999999)
    assert amounts == [10000] * 99 + [9999]
    assert sums(*[percent(1)] * 100, total_minor=999999) == amounts


def test_d08_a_draft_consumes_nothing_and_is_refused_at_issue_when_another_took_its_place() -> None:
    job = a_job()
    draft = priced(a_draft(percent(60)), job, billed([]))
    other = an_invoice(job, percent(60), after=())
    assert billed([draft]).invoiced_minor == 0
    assert billed([draft, other]).invoiced_minor == 300000
    with pytest.raises(OverInvoiced) as refused:
        priced(draft, job, billed([draft, other]))
    assert refused.value.facts["left_minor"] == 200000


def test_d09_a_job_made_while_the_switch_was_off_is_billed_whole() -> None:
    job = a_job(progress_invoicing=False)
    with pytest.raises(NotInStages):
        an_invoice(job, percent(20))
    assert an_invoice(job, percent(100)).total_minor == 500000
    assert an_invoice(job, Rest()).total_minor == 500000


@pytest.mark.parametrize("share", [Percent(10), amount(0), amount(-100)])
def test_d12_less_than_the_smallest_coin_is_refused(share: Percent) -> None:
    with pytest.raises(TooSmall):
        amount_of(share, 400, 0)


def test_mn01_33_33_percent_of_100000_yen_is_33330() -> None:
    assert sums(percent("33.33"), total_minor=100000) == [33330]


def test_mn02_half_of_1000_125_dinars_keeps_the_third_decimal() -> None:
    assert sums(percent(50), Rest(), total_minor=1000125) == [500063, 500062]


def test_mn08_40_percent_of_a_job_of_1000_less_10_percent_is_360() -> None:
    assert sums(percent(40), total_minor=90000) == [36000]


@pytest.mark.parametrize(
    ("percent_bps", "amount_minor", "rest"), [(None, None, False), (2000, 100, False), (None, 100, True)]
)
def test_an_invoice_asks_for_exactly_one_share(
    percent_bps: int | None, amount_minor: int | None, rest: bool
) -> None:
    with pytest.raises(NotASingleShare):
        share_asked(percent_bps, amount_minor, rest)


def test_a_share_is_what_was_asked() -> None:
    assert share_asked(3333, None, False) == Percent(333300)
    assert share_asked(None, 100, False) == amount(100)
    assert share_asked(None, None, True) == Rest()
    with pytest.raises(NotAPercent):
        share_asked(10001, None, False)


@given(totals, st.lists(st.one_of(ppms.map(Percent), st.integers(1, AMOUNT_MAX).map(amount)), max_size=20))
def test_whatever_is_asked_invoices_never_exceed_the_total_and_the_rest_closes_it(
    total_minor: int, asked: list[Percent]
) -> None:
    invoiced_minor = 0
    for share in asked:
        with suppress(OverInvoiced, TooSmall, NothingLeft):
            invoiced_minor += amount_of(share, total_minor, invoiced_minor)
        assert invoiced_minor <= total_minor
    if invoiced_minor < total_minor:
        assert invoiced_minor + amount_of(Rest(), total_minor, invoiced_minor) == total_minor


@given(totals, ppms)
def test_two_percents_that_make_100_always_close_the_job(total_minor: int, ppm: int) -> None:
    try:
        first = amount_of(Percent(ppm), total_minor, 0)
        second = amount_of(Percent(1_000_000 - ppm), total_minor, first) if ppm < 1_000_000 else 0
    except (TooSmall, NothingLeft):
        return  # a share of less than half a coin
    assert total_minor - 1 <= first + second <= total_minor


def test_replacing_a_share_prices_the_draft_anew() -> None:
    draft = priced(a_draft(percent(20)), a_job(), billed([]))
    assert priced(replace(draft, share=Rest()), a_job(), billed([])).total_minor == 500000
