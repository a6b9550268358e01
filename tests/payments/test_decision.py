"""Money that needs a decision: when a row opens, what it proposes, how it closes."""

import pytest
from tests.builders import NOW, a_context, a_job, a_payment, amount, an_open, percent, stages

from stagebill.kernel.ids import derived_id
from stagebill.payments.allocation import Part
from stagebill.payments.decision import (
    AlreadyResolved,
    Decision,
    InvoiceMissing,
    opened,
    part_of_choice,
    proposals,
    resolve,
)
from stagebill.payments.matching import Matched
from stagebill.payments.payment import Reason

ONE, TWO = stages(a_job(), percent(20), amount(250000))
OPENS = [an_open(ONE), an_open(TWO)]


def a_decision(reason: Reason | None = Reason.INVOICE_VOID, unapplied_minor: int = 64000) -> Decision | None:
    matched = Matched(
        parts=(), unapplied_minor=unapplied_minor, reason=reason, job_id=derived_id("job"), customer_id=None
    )
    return opened(a_payment(invoice_id=TWO.id), matched, NOW)


def test_a_rest_with_an_obstacle_opens_one_row() -> None:
    decision = a_decision()
    assert decision is not None
    assert decision == a_decision()
    assert (decision.amount_minor, decision.reason, decision.invoice_id) == (
        64000,
        Reason.INVOICE_VOID,
        TWO.id,
    )
    assert (decision.opened_at, decision.resolved_at) == (NOW, None)


@pytest.mark.parametrize("reason", [None, Reason.ADVANCE, Reason.WHOLE_INVOICES_ONLY])
def test_money_that_waits_by_intention_opens_none(reason: Reason | None) -> None:
    assert a_decision(reason) is None


def test_proposals_are_the_oldest_due_first_and_credit_last() -> None:
    found = proposals(64000, OPENS, {})
    assert [(one.choice, one.number, one.amount_minor) for one in found] == [
        ("apply", "INV-0001", 64000),
        ("apply", "INV-0002", 64000),
        ("keep_credit", None, 64000),
    ]


def test_an_invoice_that_the_sum_equals_is_proposed_first() -> None:
    assert proposals(250000, OPENS, {TWO.id: "B-2"})[0].number == "B-2"


def test_with_nothing_open_only_credit_is_proposed() -> None:
    assert [one.choice for one in proposals(64000, [], {})] == ["keep_credit"]


def test_applying_moves_what_fits_and_keeping_credit_moves_nothing() -> None:
    assert part_of_choice("apply", ONE.id, 100000, 64000) == Part(ONE.id, 64000)
    assert part_of_choice("keep_credit", None, 0, 64000) is None
    with pytest.raises(InvoiceMissing):
        part_of_choice("apply", None, 0, 64000)


def test_a_decision_is_taken_once_by_a_named_person() -> None:
    decision = a_decision()
    assert decision is not None
    done = resolve(decision, "keep_credit", a_context(), "Asked Jane")
    assert (done.resolution, done.resolved_by, done.resolved_at, done.resolution_note) == (
        "keep_credit", a_context().member_id, NOW, "Asked Jane",
    )  # fmt: skip
    with pytest.raises(AlreadyResolved):
        resolve(done, "apply", a_context())
