"""Retainage: held from what is due, exact to date, with three step-downs that differ in money (D-65–D-71)."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW, TODAY, a_draft, a_job, amount, an_invoice, percent, stages

from stagebill.invoices.invoice import HasMoney, Invoice, Number, billed, release
from stagebill.invoices.progress import Rest
from stagebill.invoices.retainage import (
    HeldIsReleased,
    MoreThanHeld,
    NothingHeld,
    Retained,
    Work,
    check_release,
    check_void,
    retained,
)
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.job import Job
from stagebill.jobs.retainage_terms import (
    LineRate,
    NewRateOnAllWork,
    NewRateOnNewWork,
    NotALineOfTheJob,
    RetainageTerms,
    RetainageTooHigh,
    StepDownRises,
    StopAt,
    check_terms,
)
from stagebill.kernel.records import replace

FIVE = RetainageTerms(rate_bps=500)
TEN = RetainageTerms(rate_bps=1000)
HALF = 5000


def a_job_with(terms: RetainageTerms, *lines: tuple[int, int]) -> Job:
    return replace(a_job(*lines), retainage=terms)


def held(*invoices: Invoice) -> list[int]:
    return [invoice.held_minor for invoice in invoices]


def owed(*invoices: Invoice) -> list[int]:
    return [invoice.owed_minor for invoice in invoices]


def a_release(job: Job, *before: Invoice, minor: int | None = None) -> Invoice:
    draft = a_draft(Rest() if minor is None else amount(minor), name="release")
    number = Number(series="invoice", number="INV-0099", number_seq=99)
    return release(draft, job, billed(before), number, issued_at=NOW, issued_on=TODAY)


def test_a_ret_8001_95_at_5_percent_holds_400_10_and_asks_for_7601_85() -> None:
    invoice = an_invoice(a_job_with(FIVE, (1000000, 0)), amount(800195))
    assert (invoice.total_minor, invoice.held_minor, invoice.owed_minor) == (800195, 40010, 760185)
    assert invoice.retained == (Retained(Goods.WORK, 500, 800195, 40010),)


def test_d65_the_cap_counts_gross_12000_billed_600_held_11400_due() -> None:
    invoice = an_invoice(a_job_with(FIVE, (1500000, 0)), amount(1200000))
    assert (invoice.held_minor, invoice.owed_minor) == (60000, 1140000)
    assert billed([invoice]).invoiced_minor == 1200000


def test_d71_nothing_is_held_of_tax() -> None:
    """1,000.00 and 82.50 of tax at 10%: 100.00 held, not 108.25."""
    invoice = an_invoice(a_job_with(TEN, (100000, 82500)), Rest())
    assert (invoice.total_minor, invoice.held_minor, invoice.owed_minor) == (108250, 10000, 98250)


def test_d66_what_is_held_is_exact_to_date_333_33_three_times_at_5_percent() -> None:
    invoices = stages(a_job_with(FIVE, (99999, 0)), amount(33333), amount(33333), Rest())
    assert held(*invoices) == [1667, 1666, 1667]
    assert sum(held(*invoices)) == 5000


@pytest.mark.parametrize(
    ("clause", "held_minor", "due_minor"),
    [
        (NewRateOnNewWork(HALF, 500), 650000, 2850000),
        (NewRateOnAllWork(HALF, 500), 400000, 3100000),
        (StopAt(HALF), 500000, 3000000),
    ],
)
def test_a_step_from_10_to_5_percent_at_half_of_100000_has_three_clauses(
    clause: NewRateOnNewWork | NewRateOnAllWork | StopAt, held_minor: int, due_minor: int
) -> None:
    """50,000 to date, then 80,000."""
    terms = RetainageTerms(rate_bps=1000, step_down=clause)
    one, two = stages(a_job_with(terms, (10000000, 0)), amount(5000000), amount(3000000))
    assert owed(one) == [4500000]
    assert (sum(held(one, two)), two.owed_minor) == (held_minor, due_minor)


def test_a_cap_withholding_stops_at_30_percent_of_17000_at_510() -> None:
    terms = RetainageTerms(rate_bps=1000, step_down=StopAt(3000))
    invoices = stages(a_job_with(terms, (1700000, 0)), amount(120000), amount(600000), Rest())
    assert sum(held(*invoices)) == 51000


def test_an_invoice_that_crosses_the_threshold_is_held_at_both_rates() -> None:
    terms = RetainageTerms(rate_bps=1000, step_down=NewRateOnNewWork(HALF, 500))
    (invoice,) = stages(a_job_with(terms, (10000000, 0)), amount(8000000))
    assert invoice.retained == (
        Retained(Goods.WORK, 1000, 5000000, 500000),
        Retained(Goods.WORK, 500, 3000000, 150000),
    )


def test_a_new_setting_never_changes_what_earlier_invoices_hold() -> None:
    """500.00 without retainage, then 10% from here on: only the new work is held, not a catching up."""
    job = a_job((100000, 0))
    one = an_invoice(job, amount(50000))
    two = an_invoice(replace(job, retainage=TEN), amount(50000), after=(one,))
    assert held(one, two) == [0, 5000]
    three = an_invoice(replace(a_job((200000, 0)), retainage=FIVE), amount(50000), after=(one, two))
    assert held(one, two, three) == [0, 5000, 2500]


def test_an_invoice_always_leaves_one_unit_to_pay() -> None:
    """One cent at 50% would round to one cent held."""
    job = a_job_with(RetainageTerms(rate_bps=5000), (100, 0))
    one, two = stages(job, amount(1), amount(2))
    assert (owed(one), held(one, two)) == ([1], [0, 1])
    assert sum(line.held_minor for line in one.retained) == 0


def test_a_rate_of_a_line_reaches_its_share_of_a_share_of_the_job() -> None:
    """6,000 at 10% and 4,000 at none: half of the job is held at 300, all of it at 600."""
    terms = RetainageTerms(rate_bps=1000, lines=(LineRate("b", 0),))
    parts = [
        retained(
            terms,
            [Work(base_minor=300000), Work(rate_bps=0, base_minor=200000)],
            before,
            contract_minor=1000000,
            done_minor=done,
            total_minor=500000,
            held_minor=0,
        )
        for before, done in (((), 0), ((Retained(Goods.WORK, 1000, 300000, 30000),), 500000))
    ]
    assert [sum(line.held_minor for line in each) for each in parts] == [30000, 30000]


def test_stored_material_has_its_own_rate_until_it_is_installed() -> None:
    """7,200 stored at 5% holds 360; installed, it is work at 10%: 360 more are held."""
    terms = RetainageTerms(rate_bps=1000, stored_rate_bps=500)
    whole = {"contract_minor": 5000000, "total_minor": 5000000}
    stored = retained(
        terms, [Work(of=Goods.STORED, base_minor=720000)], (), done_minor=0, held_minor=0, **whole
    )
    assert stored == (Retained(Goods.STORED, 500, 720000, 36000),)
    moved = [Work(of=Goods.STORED, rate_bps=500, base_minor=-720000), Work(base_minor=720000)]
    work = [Work(base_minor=1000000), *moved]
    after = retained(terms, work, stored, done_minor=720000, held_minor=36000, **whole)
    assert after == (
        Retained(Goods.WORK, 1000, 1720000, 172000),
        Retained(Goods.STORED, 500, -720000, -36000),
    )


def test_d66_a_release_asks_for_held_money_once_and_takes_nothing_of_the_cap() -> None:
    job = a_job_with(FIVE, (1000000, 0))
    (invoice,) = stages(job, Rest())
    assert billed([invoice]).held_minor == 50000
    part = a_release(job, invoice, minor=20000)
    assert (part.total_minor, part.owed_minor, part.billed_minor, part.tax_minor) == (20000, 20000, 0, 0)
    assert billed([invoice, part]).invoiced_minor == 1000000
    rest = a_release(job, invoice, part)
    assert rest.total_minor == 30000
    assert billed([invoice, part, rest]).held_minor == 0
    with pytest.raises(NothingHeld):
        a_release(job, invoice, part, rest)


def test_d66_a_release_is_never_more_than_is_held() -> None:
    assert check_release(None, 50000) == 50000
    with pytest.raises(MoreThanHeld) as refused:
        check_release(50001, 50000)
    assert refused.value.facts == {"held_minor": 50000, "asked_minor": 50001}


def test_an_invoice_stays_while_a_release_asks_for_the_money_that_it_holds() -> None:
    check_void(0, 0)
    check_void(50000, 50000)
    with pytest.raises(HeldIsReleased):
        check_void(50000, 30000)
    assert not issubclass(HeldIsReleased, HasMoney)


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (RetainageTerms(rate_bps=5001), RetainageTooHigh),
        (RetainageTerms(rate_bps=500, stored_rate_bps=9000), RetainageTooHigh),
        (RetainageTerms(rate_bps=500, step_down=NewRateOnAllWork(HALF, 600)), StepDownRises),
        (RetainageTerms(rate_bps=500, lines=(LineRate("elsewhere", 100),)), NotALineOfTheJob),
    ],
)
def test_terms_that_no_contract_has_are_refused(terms: RetainageTerms, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_terms(terms, {"a", "b"})


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=12),
    st.integers(0, 5000),
    st.sampled_from([None, NewRateOnNewWork(HALF, 0), NewRateOnAllWork(HALF, 0), StopAt(HALF)]),
)
def test_whatever_is_billed_what_is_held_lies_between_nothing_and_the_rate(
    amounts: list[int], rate_bps: int, clause: NewRateOnNewWork | NewRateOnAllWork | StopAt | None
) -> None:
    job = a_job_with(RetainageTerms(rate_bps=rate_bps, step_down=clause), (sum(amounts), 0))
    invoices = stages(job, *(amount(each) for each in amounts))
    sums = list(accumulate(held(*invoices)))
    assert all(each >= 0 for each in sums)
    assert all(invoice.owed_minor >= 1 for invoice in invoices)
    assert all(
        sum(line.held_minor for line in invoice.retained) == invoice.held_minor for invoice in invoices
    )
    if clause is None and min(amounts) > 1:
        exact = [total * rate_bps / 10000 for total in accumulate(amounts)]
        assert all(abs(sum_ - wanted) <= 1 for sum_, wanted in zip(sums, exact, strict=True))
    last = a_release(job, *invoices) if sums[-1] else None
    assert last is None or billed([*invoices, last]).held_minor == 0


def test_percents_hold_their_share_too() -> None:
    one, two = stages(a_job_with(TEN, (100000, 0)), percent(50), percent(50))
    assert held(one, two) == [5000, 5000]
