"""What becomes of a recorded payment: it is never refused (D-26, D-79, and why money is left over)."""

from typing import Any

import pytest
from tests.builders import JANE, a_draft, a_job, amount, an_open, percent, stages

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace
from stagebill.payments.allocation import Part
from stagebill.payments.matching import Claim, Found, Matched, match
from stagebill.payments.payment import Reason

JOB = a_job()
ONE, TWO = stages(JOB, percent(20), amount(250000))
OPENS = (an_open(ONE), an_open(TWO))
STRANGER = derived_id("customer", "a stranger")


def on_invoice(invoice: Invoice | None, amount_minor: int = 100000, **rules: Any) -> Matched:
    claim = Claim(
        amount_minor=amount_minor, currency="USD", invoice_id=ONE.id, job_id=JOB.id, customer_id=JANE
    )
    opens = OPENS if invoice is ONE else OPENS[1:]
    return match(
        claim, Found(invoice=invoice, job=JOB, customer_id=JANE, opens=opens), **{"currency": "USD"} | rules
    )


def on_job(amount_minor: int, advance_max_minor: int = 150000, **rules: Any) -> Matched:
    claim = Claim(amount_minor=amount_minor, currency="USD", job_id=JOB.id)
    found = Found(job=JOB, customer_id=JANE, opens=OPENS, advance_max_minor=advance_max_minor)
    return match(claim, found, **{"currency": "USD"} | rules)


def test_d22_an_invoice_is_paid_in_full_or_in_part() -> None:
    assert on_invoice(ONE).parts == (Part(ONE.id, 100000),)
    assert on_invoice(ONE, 40000).parts == (Part(ONE.id, 40000),)
    assert on_invoice(ONE).reason is None
    assert not on_invoice(ONE).needs_decision


def test_d26_1200_on_an_invoice_of_1000_keeps_200_on_the_job_with_a_decision() -> None:
    matched = on_invoice(ONE, 120000)
    assert (matched.parts, matched.unapplied_minor) == ((Part(ONE.id, 100000),), 20000)
    assert (matched.reason, matched.needs_decision, matched.job_id) == (Reason.OVER_PAYMENT, True, JOB.id)


@pytest.mark.parametrize(
    ("invoice", "reason"),
    [
        (replace(ONE, status=Status.VOID), Reason.INVOICE_VOID),
        (replace(ONE, status=Status.PAID), Reason.INVOICE_PAID),
        (a_draft(), Reason.INVOICE_DRAFT),
        (replace(ONE), Reason.INVOICE_PENDING),
        (None, Reason.INVOICE_UNKNOWN),
    ],
)
def test_d79_money_for_an_invoice_that_cannot_take_it_is_kept_on_the_job(
    invoice: Invoice | None, reason: Reason
) -> None:
    matched = on_invoice(invoice)
    assert matched == Matched(
        parts=(), unapplied_minor=100000, reason=reason, job_id=JOB.id, customer_id=JANE
    )
    assert matched.needs_decision


def test_a_removed_member_s_money_is_kept_on_the_job_for_a_decision() -> None:
    matched = on_invoice(ONE, actor_may=False)
    assert (matched.unapplied_minor, matched.reason) == (100000, Reason.ACTOR_LOST_PERMISSION)
    assert matched.job_id == JOB.id


def test_mn10_another_currency_is_never_allocated_by_its_number() -> None:
    assert on_invoice(ONE, currency="EUR").reason == Reason.CURRENCY_MISMATCH
    assert on_job(100000, currency="EUR").parts == ()


def test_a_jane_3000_on_the_job_goes_to_both_invoices() -> None:
    matched = on_job(300000)
    assert matched.parts == (Part(ONE.id, 100000), Part(TWO.id, 200000))
    assert matched.reason is None


def test_a_jane_5000_on_the_job_is_an_advance_that_needs_no_decision() -> None:
    matched = on_job(500000)
    assert (matched.unapplied_minor, matched.reason, matched.needs_decision) == (
        150000,
        Reason.ADVANCE,
        False,
    )


def test_a_jane_5000_01_on_the_job_is_over_the_contract_and_needs_a_decision() -> None:
    matched = on_job(500001)
    assert (matched.unapplied_minor, matched.reason, matched.needs_decision) == (
        150001, Reason.OVER_PAYMENT, True,
    )  # fmt: skip


def test_an_advance_leaves_room_for_less_of_the_next() -> None:
    assert on_job(500000, advance_max_minor=149999).reason == Reason.OVER_PAYMENT


def test_jb13_whole_invoices_only_keeps_2000_unapplied_without_a_decision() -> None:
    matched = on_job(300000, whole_only=True)
    assert (matched.parts, matched.unapplied_minor) == ((Part(ONE.id, 100000),), 200000)
    assert (matched.reason, matched.needs_decision) == (Reason.WHOLE_INVOICES_ONLY, False)


def test_whole_invoices_only_does_not_take_a_part_of_a_named_invoice() -> None:
    assert on_invoice(ONE, 40000, whole_only=True).reason == Reason.WHOLE_INVOICES_ONLY


def test_the_preview_s_order_of_invoices_is_kept() -> None:
    claim = Claim(amount_minor=250000, currency="USD", job_id=JOB.id, hint=(TWO.id,))
    assert match(claim, Found(job=JOB, opens=OPENS), currency="USD").parts == (Part(TWO.id, 250000),)


def test_money_for_an_unknown_job_stays_with_its_customer() -> None:
    claim = Claim(amount_minor=100, currency="USD", job_id=JOB.id, customer_id=JANE)
    matched = match(claim, Found(customer_id=JANE), currency="USD")
    assert (matched.reason, matched.job_id, matched.customer_id) == (Reason.JOB_UNKNOWN, None, JANE)


@pytest.mark.parametrize(
    ("claim", "found", "reason"),
    [
        (Claim(amount_minor=1, currency="USD", customer_id=JANE), Found(), Reason.CUSTOMER_UNKNOWN),
        (Claim(amount_minor=1, currency="USD"), Found(), Reason.NOTHING_NAMED),
    ],
)
def test_money_for_nobody_known_is_kept_for_a_decision(claim: Claim, found: Found, reason: Reason) -> None:
    matched = match(claim, found, currency="USD")
    assert (matched.reason, matched.unapplied_minor, matched.needs_decision) == (reason, 1, True)


def test_money_for_another_customer_s_invoice_stays_with_the_customer_who_is_named() -> None:
    claim = Claim(amount_minor=1, currency="USD", invoice_id=ONE.id, customer_id=STRANGER)
    found = Found(invoice=ONE, job=JOB, customer_id=STRANGER, opens=OPENS)
    matched = match(claim, found, currency="USD")
    assert (matched.reason, matched.job_id, matched.customer_id) == (Reason.CUSTOMER_MISMATCH, None, STRANGER)


def test_d31_money_of_a_customer_goes_to_the_oldest_of_all_their_invoices() -> None:
    claim = Claim(amount_minor=100001, currency="USD", customer_id=JANE)
    matched = match(claim, Found(customer_id=JANE, opens=OPENS), currency="USD")
    assert matched.parts == (Part(ONE.id, 100000), Part(TWO.id, 1))
