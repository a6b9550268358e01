"""A-JANE+ on the rules alone: money is moved off an invoice, which is voided and billed again."""

import pytest
from tests.builders import NOW, a_context, a_job, a_payment, amount, an_invoice, an_open, percent, stages

from stagebill.invoices.invoice import HasMoney, billed, void
from stagebill.invoices.progress import left_to_invoice
from stagebill.invoices.status import Status, status_of
from stagebill.payments.allocation import allocate, rows, unapplied, undo
from stagebill.payments.credit import Credit, Draw, draw

VOIDED = {"pending_minor": 0, "reason": "Wrong amount", "voided_at": NOW, "voided_by": None}


def test_a_jane_plus_money_moved_off_the_void_invoice_settles_the_next_one_at_once() -> None:
    job, payment = a_job(), a_payment(300000)
    one, two = stages(job, percent(20), amount(250000))
    paid = rows(allocate(300000, [an_open(one), an_open(two)]).parts, payment.id, a_context())
    on_two = [row for row in paid if row.invoice_id == two.id]
    with pytest.raises(HasMoney) as refused:
        void(two, paid_minor=200000, **VOIDED)  # type: ignore[arg-type]
    assert refused.value.facts["ways_out"] == ["move_to_unapplied", "credit_note"]

    moved = undo(on_two, a_context())
    gone = void(two, paid_minor=0, **VOIDED)  # type: ignore[arg-type]
    left_minor = left_to_invoice(job.total_minor, billed([one, gone]).invoiced_minor)
    credit_minor = unapplied(payment.amount_minor, paid + moved)
    assert (left_minor, credit_minor) == (400000, 200000)

    three = an_invoice(job, amount(200000), after=(one, gone))
    credit = Credit(payment_id=payment.id, unapplied_minor=credit_minor, taken_at=NOW)
    assert draw(three.total_minor, [credit]) == (Draw(payment.id, 200000),)
    assert status_of(issued=True, voided=False, owed_minor=200000, settled_minor=200000) == Status.PAID
