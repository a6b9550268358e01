"""Money for several invoices: each takes its share, and what one cannot take waits for a person (D-31)."""

from collections.abc import Sequence

from tests.builders import JANE, a_job, amount, an_open, percent, stages

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.ids import Id
from stagebill.kernel.records import replace
from stagebill.payments.allocation import Open, Part
from stagebill.payments.matching import Found, Matched
from stagebill.payments.payment import Reason
from stagebill.payments.shares import match_shares

JOB = a_job()
ONE, TWO, THREE = stages(JOB, percent(20), amount(250000), amount(50000))
SHARES = (Part(ONE.id, 100000), Part(TWO.id, 250000))


def shared(amount_minor: int, opens: Sequence[Open], *others: Invoice) -> Matched:
    invoices: dict[Id, Invoice] = {each.id: each for each in (ONE, TWO, *others)}
    return match_shares(amount_minor, SHARES, Found(job=JOB, customer_id=JANE, opens=opens), invoices)


def test_3500_for_invoices_of_1000_and_2500_pays_both_and_nothing_is_left() -> None:
    matched = shared(350000, (an_open(ONE), an_open(TWO)))
    assert (matched.parts, matched.unapplied_minor, matched.reason) == (SHARES, 0, None)
    assert (matched.job_id, matched.customer_id) == (JOB.id, JANE)


def test_the_share_of_a_void_invoice_waits_and_no_other_open_invoice_takes_it() -> None:
    void = replace(ONE, status=Status.VOID)
    matched = shared(350000, (an_open(TWO), an_open(THREE)), void)
    assert matched.parts == (Part(TWO.id, 250000),)
    assert (matched.unapplied_minor, matched.reason) == (100000, Reason.INVOICE_VOID)
    assert matched.needs_decision


def test_what_was_paid_meanwhile_of_the_second_is_paid_too_much() -> None:
    matched = shared(350000, (an_open(ONE), an_open(TWO, paid_minor=200000)))
    assert matched.parts == (Part(ONE.id, 100000), Part(TWO.id, 50000))
    assert (matched.unapplied_minor, matched.reason) == (200000, Reason.OVER_PAYMENT)


def test_a_sum_below_the_shares_fills_them_in_their_order() -> None:
    matched = shared(120000, (an_open(ONE), an_open(TWO)))
    assert matched.parts == (Part(ONE.id, 100000), Part(TWO.id, 20000))
    assert (matched.unapplied_minor, matched.reason) == (0, None)


def test_a_sum_above_the_shares_leaves_the_rest_for_a_decision() -> None:
    matched = shared(351000, (an_open(ONE), an_open(TWO)))
    assert (matched.unapplied_minor, matched.reason) == (1000, Reason.OVER_PAYMENT)


def test_nothing_of_a_canceled_job_is_paid() -> None:
    canceled = replace(JOB, canceled_at=ONE.issued_at)
    gone = [replace(each, status=Status.CANCELED) for each in (ONE, TWO)]
    invoices: dict[Id, Invoice] = {each.id: each for each in gone}
    matched = match_shares(350000, SHARES, Found(job=canceled, customer_id=JANE), invoices)
    assert (matched.parts, matched.reason) == ((), Reason.JOB_CANCELED)
