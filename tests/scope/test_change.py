"""Rises, falls, and what must be settled: the worked cases of a job whose total changes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import NOW, a_draft, a_job, a_line, amount, an_invoice, percent, stages

from stagebill.invoices.invoice import Billed, Invoice, priced
from stagebill.invoices.progress import Rest
from stagebill.jobs.carried import by_rate
from stagebill.jobs.contract import TaxMode
from stagebill.jobs.job import Canceled, Job
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace
from stagebill.scope.change import (
    BelowInvoiced,
    Change,
    ChangedMeanwhile,
    NothingToSettle,
    allowed,
    changed,
    check_version,
    consequences,
)
from stagebill.scope.settlement import (
    Credit,
    MoreThanCreditable,
    NotStanding,
    NotUntouched,
    Settle,
    SettlementTooSmall,
)
from stagebill.scope.standing import Standing

INVOICE = TaxMode.PER_INVOICE


def standing(
    *invoices: Invoice, paid: dict[int, int] | None = None, pending: int = 0
) -> tuple[Standing, ...]:
    """The invoices as they stand, newest first; `paid` says what is on which, counted from 1."""
    return tuple(
        Standing(
            invoice_id=invoice.id,
            number=invoice.number or "",
            taxes=invoice.taxes,
            owed_minor=invoice.total_minor,
            paid_minor=(paid or {}).get(place, 0),
            pending_minor=pending if place == len(invoices) else 0,
        )
        for place, invoice in reversed(list(enumerate(invoices, 1)))
    )


def a_change(*lines: tuple[int, int], on: tuple[Standing, ...], settle: Settle | None = None) -> Change:
    made = [a_line(minor, rate, place) for place, (minor, rate) in enumerate(lines)]
    return consequences(made, None, INVOICE, on, settle)


def said(change: Change) -> list[tuple[str, str, int, int]]:
    return [
        (step.kind, step.number, step.amount_minor, step.surplus_minor) for step in change.settlement.steps
    ]


def test_d34_a_rise_frees_more_8000_of_10000_now_12000_leaves_4000() -> None:
    done = stages(a_job((1_000_000, 0)), percent(80))
    change = a_change((1_200_000, 0), on=standing(*done, paid={1: 800_000}))
    assert not change.needs_settling
    assert (change.totals.total_minor, change.invoiced_minor, change.left_minor) == (
        1_200_000,
        800_000,
        400_000,
    )


def test_d35_a_fall_that_holds_what_is_invoiced_is_fine_5000_to_4000_leaves_500() -> None:
    done = stages(a_job((500_000, 0)), percent(20), percent(50))
    change = a_change((400_000, 0), on=standing(*done))
    allowed(change, None)
    assert change.left_minor == 50_000


def test_d36_jb05_8000_invoiced_to_7000_is_refused_and_proposes_to_credit_1000_on_the_newest_open() -> None:
    done = stages(a_job((1_000_000, 0)), amount(300_000), amount(500_000))
    change = a_change((700_000, 0), on=standing(*done))
    assert said(change) == [("credit", "INV-0002", 100_000, 0)]
    with pytest.raises(BelowInvoiced) as refused:
        allowed(change, None)
    assert refused.value.facts["total_minor"] == 700_000
    assert refused.value.facts["invoiced_minor"] == 800_000
    assert [step["amount_minor"] for step in refused.value.facts["steps"]] == [100_000]
    assert change.left_minor == 0


def test_a_newest_invoice_that_goes_as_a_whole_is_voided_and_the_next_credited() -> None:
    done = stages(a_job((1_000_000, 0)), amount(500_000), amount(200_000), amount(100_000))
    change = a_change((600_000, 0), on=standing(*done))
    assert said(change) == [("void", "INV-0003", 100_000, 0), ("credit", "INV-0002", 100_000, 0)]


def test_what_nobody_has_paid_goes_before_what_is_paid_though_it_is_older() -> None:
    done = stages(a_job((1_000_000, 0)), amount(500_000), amount(300_000))
    change = a_change((700_000, 0), on=standing(*done, paid={2: 300_000}))
    assert said(change) == [("credit", "INV-0001", 100_000, 0)]


def test_a_down_8000_paid_of_10000_to_7000_credits_1000_and_sets_1000_free() -> None:
    done = stages(a_job((1_000_000, 0)), percent(80))
    change = a_change((700_000, 0), on=standing(*done, paid={1: 800_000}))
    assert said(change) == [("credit", "INV-0001", 100_000, 100_000)]


def test_sq5_scope_shrinks_after_3_of_4_parts_are_paid_no_dollar_has_to_stay_above() -> None:
    done = stages(a_job((400_000, 0)), percent(25), percent(25), percent(25))
    on = standing(*done, paid={1: 100_000, 2: 100_000, 3: 100_000})
    assert not a_change((300_000, 0), on=on).needs_settling
    assert said(a_change((250_000, 0), on=on)) == [("credit", "INV-0003", 50_000, 50_000)]


def test_a_part_paid_invoice_gives_its_unpaid_part_first() -> None:
    done = stages(a_job((1_000_000, 0)), percent(80))
    change = a_change((700_000, 0), on=standing(*done, paid={1: 750_000}))
    assert said(change) == [("credit", "INV-0001", 100_000, 50_000)]


def test_money_on_its_way_is_not_credited_and_the_refusal_says_what_waits_for_it() -> None:
    done = stages(a_job((1_000_000, 0)), percent(80))
    change = a_change((700_000, 0), on=standing(*done, pending=800_000))
    with pytest.raises(BelowInvoiced) as refused:
        allowed(change, None)
    assert (refused.value.facts["steps"], refused.value.facts["blocked_minor"]) == ([], 100_000)


def test_a_credit_takes_its_tax_with_it_to_the_last_unit() -> None:
    """8,640.00 at 8% are billed; the job is now 6,595.81 and 527.66 tax: 1,404.19 and 112.34 go."""
    done = stages(a_job((1_000_000, 80_000)), percent(80))
    change = a_change((659_581, 80_000), on=standing(*done))
    (step,) = change.settlement.steps
    assert by_rate(step.taxes) == {800: (140_419, 11_234)}
    assert (change.totals.total_minor, change.left_minor) == (712_347, 0)


def test_a_credit_takes_first_what_the_job_no_longer_has() -> None:
    """The exempt material is gone from a job billed in full: the credit note is free of tax."""
    done = stages(a_job((300_000, 82_500), (200_000, 0)), percent(100))
    change = a_change((300_000, 82_500), on=standing(*done))
    (step,) = change.settlement.steps
    assert by_rate(step.taxes) == {0: (200_000, 0)}


def test_a_person_may_void_more_than_is_needed_and_bill_again() -> None:
    done = stages(a_job((1_000_000, 0)), amount(300_000), amount(500_000))
    settle = Settle(reason="no garage", void=(done[1].id,))
    change = a_change((700_000, 0), on=standing(*done), settle=settle)
    allowed(change, settle)
    assert (change.invoiced_minor, change.left_minor) == (300_000, 400_000)


def test_a_settlement_that_frees_too_little_or_touches_what_it_may_not_is_refused() -> None:
    done = stages(a_job((1_000_000, 0)), amount(300_000), amount(500_000))
    on = standing(*done, paid={1: 100})

    def asked(**settle: Any) -> Change:
        return a_change((700_000, 0), on=on, settle=Settle(reason="smaller", **settle))

    with pytest.raises(SettlementTooSmall) as small:
        asked(credit=(Credit(invoice_id=done[1].id, amount_minor=99_999),))
    assert small.value.facts == {"over_minor": 1}
    with pytest.raises(NotUntouched):
        asked(void=(done[0].id,))
    with pytest.raises(NotStanding):
        asked(void=(derived_id("nothing"),))
    with pytest.raises(MoreThanCreditable) as more:
        asked(credit=(Credit(invoice_id=done[1].id, amount_minor=500_001),))
    assert more.value.facts["creditable_minor"] == 500_000


def test_a_settlement_that_is_not_needed_any_more_is_refused() -> None:
    done = stages(a_job((1_000_000, 0)), percent(70))
    settle = Settle(reason="smaller", credit=(Credit(invoice_id=done[0].id, amount_minor=1),))
    with pytest.raises(NothingToSettle):
        allowed(a_change((700_000, 0), on=standing(*done), settle=settle), settle)


def test_a_stale_edit_is_told_who_changed_the_job_and_what_it_comes_to() -> None:
    member = derived_id("member", "Ana")
    job = replace(a_job(), revision=3, changed_at=NOW, changed_by=member)
    check_version(job, 3)
    with pytest.raises(ChangedMeanwhile) as stale:
        check_version(job, 2)
    assert stale.value.facts == {
        "revision": 3,
        "total_minor": 500_000,
        "changed_by": member,
        "changed_at": "2026-03-02T15:00:00Z",
    }
    with pytest.raises(Canceled):
        check_version(replace(job, canceled_at=NOW, cancel_reason="sold"), 3)


RATES = st.sampled_from([0, 50_000, 80_000, 88_750])
LINES = st.lists(st.tuples(st.integers(1, 10**6), RATES), min_size=1, max_size=3)


@settings(deadline=None)  # the first run of a rule compiles, and a busy machine takes its time
@given(LINES, LINES, st.lists(st.integers(1, 60), min_size=1, max_size=5), st.data())
def test_what_is_proposed_can_be_asked_for_and_the_last_invoice_then_closes_every_rate(
    old: list[tuple[int, int]], new: list[tuple[int, int]], shares: list[int], data: st.DataObject
) -> None:
    job = a_job(*old)
    done: tuple[Invoice, ...] = ()
    for points in shares:
        billed_minor = sum(one.total_minor for one in done)
        minor = max(job.total_minor * points // 100, 1)
        if billed_minor + minor <= job.total_minor:
            done += (an_invoice(job, amount(minor), after=done),)
    paid = {place: data.draw(st.integers(0, one.total_minor)) for place, one in enumerate(done, 1)}
    on = standing(*done, paid=paid)
    change = a_change(*new, on=on)
    settle = None
    if change.needs_settling:
        steps = change.settlement.steps
        settle = Settle(
            reason="smaller",
            void=tuple(step.invoice_id for step in steps if step.kind == "void"),
            credit=tuple(
                Credit(invoice_id=step.invoice_id, amount_minor=step.amount_minor)
                for step in steps
                if step.kind == "credit"
            ),
        )
        assert a_change(*new, on=on, settle=settle) == change
    after = changed(job, change, discount=None, mode=INVOICE, changed_at=NOW, changed_by=None)
    assert sum(step.surplus_minor for step in change.settlement.steps) == sum(
        one.paid_minor for one in on
    ) - sum(one.paid_minor for one in change.settlement.standing)
    assert change.left_minor >= 0
    _closes(after, change)


def _closes(job: Job, change: Change) -> None:
    lines = tuple(line for one in change.settlement.standing for line in one.left)
    if change.left_minor:
        rest = priced(a_draft(Rest()), job, Billed(change.invoiced_minor, lines))
        lines += rest.taxes
    sums = {rate: parts for rate, parts in by_rate(lines).items() if any(parts)}
    assert sums == {rate: parts for rate, parts in by_rate(job.taxes).items() if any(parts)}
