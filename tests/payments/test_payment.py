"""Payments as facts: the clock of a phone, and money that two people recorded."""

from datetime import timedelta
from typing import Any

import pytest
from tests.builders import NOW, a_payment, an_invoice

from stagebill.kernel.ids import derived_id
from stagebill.payments.payment import Method, Payment, Taken, is_suspect_duplicate, taken

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
INVOICE = an_invoice()


def test_a_phone_s_time_is_moved_by_how_far_its_clock_was_off() -> None:
    found = taken(NOW - 3 * MINUTE, NOW, device_now=NOW - 2 * MINUTE)
    assert (found.taken_at_adjusted, found.clock_flag) == (NOW - MINUTE, False)


@pytest.mark.parametrize(
    ("taken_at", "device_now", "flag"),
    [
        (NOW, None, False),
        (NOW, NOW - 5 * MINUTE, False),
        (NOW, NOW - 6 * MINUTE, True),
        (NOW, NOW + 6 * MINUTE, True),
        (NOW - 30 * DAY, NOW, False),
        (NOW - 31 * DAY, NOW, True),
        (NOW + 4 * MINUTE, NOW, False),
        (NOW + 6 * MINUTE, NOW, True),
        (NOW + 400 * DAY, None, True),
    ],
)
def test_d30_an_odd_clock_is_flagged_and_never_refused(taken_at: Any, device_now: Any, flag: bool) -> None:
    assert taken(taken_at, NOW, device_now).clock_flag is flag


@pytest.mark.parametrize("year", [1, 9999])
def test_d30_a_clock_at_the_end_of_the_calendar_counts_for_nothing_and_is_flagged(year: int) -> None:
    absurd = NOW.replace(year=year)
    assert (
        taken(absurd, NOW)
        == taken(absurd, NOW, absurd)
        == Taken(taken_at=NOW, taken_at_adjusted=NOW, clock_flag=True)
    )
    assert taken(NOW - DAY, NOW, absurd) == Taken(taken_at=NOW - DAY, taken_at_adjusted=NOW, clock_flag=True)


def the_other(**changes: Any) -> Payment:
    given = {"invoice_id": INVOICE.id, "device_id": derived_id("device", "T08")}
    return a_payment(name="other", **given | changes)


def test_the_same_money_from_another_device_within_15_minutes_is_suspect() -> None:
    payment = a_payment(invoice_id=INVOICE.id)
    assert is_suspect_duplicate(payment, [the_other(taken_at_adjusted=NOW - 15 * MINUTE)])


@pytest.mark.parametrize(
    "changes",
    [
        {"taken_at_adjusted": NOW - 16 * MINUTE},
        {"device_id": derived_id("device", "T07")},
        {"amount_minor": 299999},
        {"method": Method.CASH},
        {"invoice_id": derived_id("invoice", "another")},
    ],
)
def test_money_that_differs_in_any_of_these_is_not_suspect(changes: dict[str, Any]) -> None:
    assert not is_suspect_duplicate(a_payment(invoice_id=INVOICE.id), [the_other(**changes)])


def test_a_payment_is_not_its_own_duplicate() -> None:
    payment = a_payment(invoice_id=INVOICE.id)
    assert not is_suspect_duplicate(payment, [payment])


def test_payments_on_a_job_are_not_compared() -> None:
    assert not is_suspect_duplicate(a_payment(), [the_other(invoice_id=None)])
