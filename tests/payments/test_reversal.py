"""Taking a payment back (D-29): a new row, never a delete."""

from typing import Any

import pytest
from tests.builders import NOW, a_context, a_job, a_payment, amount, percent, stages

from stagebill.kernel.ids import derived_id
from stagebill.payments.allocation import Allocation, Part, allocate, net, rows, unapplied
from stagebill.payments.payment import Payment
from stagebill.payments.reversal import (
    AlreadyReversed,
    NotYourPayment,
    ReasonMissing,
    Reversed,
    TakenByGateway,
    reverse,
)

ONE, TWO = stages(a_job(), percent(20), amount(250000))
TECHNICIAN = derived_id("member", "technician")


def reversed_(payment: Payment, allocations: tuple[Allocation, ...] = (), **who: Any) -> Reversed:
    return reverse(payment, allocations, a_context(**who), is_reversed=False, reason="Bounced")


def test_d29_300_typed_reversed_and_30_typed_leaves_30() -> None:
    wrong, right = a_payment(30000, "wrong"), a_payment(3000, "right")
    on_one = rows([Part(ONE.id, 30000)], wrong.id, a_context())
    done = reversed_(wrong, on_one)
    stands = net((*on_one, *done.undone, *rows([Part(ONE.id, 3000)], right.id, a_context())))
    assert stands == (Part(ONE.id, 3000),)
    assert (done.reversal.amount_minor, done.reversal.reason, done.reversal.created_at) == (
        30000,
        "Bounced",
        NOW,
    )


def test_the_whole_payment_comes_back_off_every_invoice() -> None:
    payment = a_payment(500000)
    split = allocate(500000, [])
    assert split.unapplied_minor == 500000
    on_both = rows([Part(ONE.id, 100000), Part(TWO.id, 250000)], payment.id, a_context())
    done = reversed_(payment, on_both)
    assert net(on_both + done.undone) == ()
    assert unapplied(payment.amount_minor, on_both + done.undone, done.reversal.amount_minor) == 0


def test_a_reversal_has_an_id_of_its_payment_so_that_two_cannot_stand() -> None:
    assert (
        reversed_(a_payment()).reversal.id == reversed_(a_payment(), mutation_id=derived_id("x")).reversal.id
    )


def test_a_payment_is_reversed_once() -> None:
    with pytest.raises(AlreadyReversed):
        reverse(a_payment(), (), a_context(), is_reversed=True, reason="Bounced")


def test_a_reversal_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        reverse(a_payment(), (), a_context(), is_reversed=False, reason=" ")


def test_a_technician_reverses_only_what_they_recorded() -> None:
    assert reversed_(a_payment(), role="technician", member_id=TECHNICIAN).reversal.created_by == TECHNICIAN
    with pytest.raises(NotYourPayment):
        reversed_(a_payment(), role="technician", member_id=derived_id("member", "another"))


def test_money_that_a_processor_took_is_not_reversed_by_hand() -> None:
    by_card = a_payment(source="gateway", gateway="sandbox")
    with pytest.raises(TakenByGateway):
        reversed_(by_card)
    assert reversed_(by_card, role="system", member_id=None).reversal.created_by is None
