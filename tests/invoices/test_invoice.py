"""The life of an invoice: issued, sent, edited, voided (D-13 to D-20)."""

from datetime import date, timedelta

import pytest
from tests.builders import (
    JANE,
    NOW,
    TODAY,
    a_draft,
    a_job,
    amount,
    an_invoice,
    percent,
    stages,
)

from stagebill.invoices.invoice import (
    FROZEN_FIELDS,
    FROZEN_IF_SAID,
    AlreadyVoid,
    Frozen,
    HasMoney,
    Invoice,
    NotDraft,
    NotIssued,
    Number,
    ReasonMissing,
    billed,
    check_frozen,
    digest_of,
    discard,
    edit,
    issue,
    send,
    settled,
    void,
)
from stagebill.invoices.progress import Rest, left_to_invoice
from stagebill.invoices.retainage import Goods, Retained
from stagebill.invoices.status import Status
from stagebill.kernel.records import replace
from stagebill.settings.payment_terms import Net, OnDate, PaymentOptions, Receipt
from stagebill.settings.visible_fields import VisibleFields


def voided(
    invoice: Invoice, reason: str = "Wrong amount", paid_minor: int = 0, pending_minor: int = 0
) -> Invoice:
    return void(
        invoice,
        paid_minor=paid_minor,
        pending_minor=pending_minor,
        reason=reason,
        voided_at=NOW,
        voided_by=JANE,
    )


def test_d19_issue_gives_the_number_and_fixes_amount_date_and_digest() -> None:
    issued = an_invoice(a_job(), percent(20))
    assert (issued.number, issued.status, issued.total_minor) == ("INV-0001", Status.OPEN, 100000)
    assert (issued.percent_ppm, issued.issued_on, issued.due_on) == (200000, TODAY, date(2026, 4, 1))
    assert issued.digest == digest_of(issued)


def test_a_fixed_amount_shows_the_percent_it_comes_to() -> None:
    assert an_invoice(a_job(), amount(250000)).percent_ppm == 500000


def test_what_was_issued_is_not_issued_again() -> None:
    issued = an_invoice()
    number = Number(series="invoice", number="INV-0002", number_seq=2)
    with pytest.raises(NotDraft):
        issue(issued, a_job(), billed([]), number, issued_at=NOW, issued_on=TODAY)
    with pytest.raises(NotDraft):
        discard(issued)
    discard(a_draft())


def test_d47_on_receipt_is_due_on_the_day_first_sent_and_sending_again_changes_nothing() -> None:
    draft = a_draft(Rest(), due_terms=Receipt())
    number = Number(series="invoice", number="INV-0001", number_seq=1)
    issued = issue(draft, a_job(), billed([]), number, issued_at=NOW, issued_on=TODAY)
    sent = send(issued, sent_at=NOW, sent_on=date(2026, 3, 5))
    assert (issued.due_on, sent.due_on) == (None, date(2026, 3, 5))
    assert send(sent, sent_at=NOW + timedelta(days=3), sent_on=date(2026, 3, 8)) == sent
    assert digest_of(sent) == issued.digest


@pytest.mark.parametrize("change", [send, voided])
def test_a_draft_is_neither_sent_nor_voided(change: object) -> None:
    with pytest.raises(NotIssued):
        send(a_draft(), sent_at=NOW, sent_on=TODAY) if change is send else voided(a_draft())


def test_d14_message_attachments_options_and_visible_fields_stay_editable_and_leave_the_digest() -> None:
    issued = an_invoice()
    edited = edit(
        issued,
        message="Thank you",
        payment_options=PaymentOptions(ach=False),
        visible_fields=VisibleFields(tax=False),
        attachment_ids=(JANE,),
    )
    assert (edited.message, edited.payment_options.ach, edited.visible_fields.tax) == (
        "Thank you",
        False,
        False,
    )
    assert edited.attachment_ids == (JANE,)
    assert digest_of(edited) == issued.digest
    assert edit(issued) == issued


@pytest.mark.parametrize(
    "change",
    [
        {"total_minor": 1},
        {"due_on": date(2027, 1, 1)},
        {"customer_id": "another"},
        {"taxes": ()},
        {"number": "INV-0009"},
        {"due_terms": OnDate(date(2027, 1, 1))},
        {"title": "Another"},
        {"percent_ppm": 1},
        {"held_minor": 1},
        {"released_minor": 1},
        {"retained": (Retained(Goods.WORK, 500, 500000, 25000),)},
    ],
)
def test_d14_the_digest_tells_when_anything_frozen_was_changed(change: dict[str, object]) -> None:
    issued = an_invoice()
    assert set(change) <= {*FROZEN_FIELDS, *FROZEN_IF_SAID}
    assert digest_of(replace(issued, **change)) != issued.digest


def test_an_invoice_without_retainage_has_the_digest_that_it_had_before_there_was_any() -> None:
    issued = an_invoice()
    assert issued.digest == "804ee219b8ce51fe55e8618b714bf41b2ea0fcaa627031612d4c1105c05052ba"


def test_d14_an_amount_or_due_date_cannot_be_edited() -> None:
    with pytest.raises(Frozen) as refused:
        check_frozen(["total_minor", "due_on"])
    assert refused.value.facts == {"fields": ["due_on", "total_minor"]}
    check_frozen([])


def test_d15_voiding_2500_of_3500_leaves_4000_and_keeps_the_number() -> None:
    job = a_job()
    one, two = stages(job, percent(20), amount(250000))
    gone = voided(two, " Wrong amount ")
    assert (gone.status, gone.number, gone.void_reason, gone.digest) == (
        Status.VOID, "INV-0002", "Wrong amount", two.digest,
    )  # fmt: skip
    assert left_to_invoice(job.total_minor, billed([one, gone]).invoiced_minor) == 400000
    assert an_invoice(job, amount(400000), after=(one, gone)).total_minor == 400000


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_d15_a_void_needs_a_reason(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        voided(an_invoice(), reason)


def test_d15_void_is_final() -> None:
    gone = voided(an_invoice())
    with pytest.raises(AlreadyVoid):
        voided(gone)
    with pytest.raises(AlreadyVoid):
        send(gone, sent_at=NOW, sent_on=TODAY)
    with pytest.raises(AlreadyVoid):
        edit(gone, message="Hello")


def test_d16_void_is_refused_with_400_of_1000_paid_and_says_the_way_out() -> None:
    with pytest.raises(HasMoney) as refused:
        voided(an_invoice(a_job(), percent(20)), paid_minor=40000)
    assert refused.value.code == "invoices.has_money"
    assert refused.value.facts == {
        "paid_minor": 40000,
        "pending_minor": 0,
        "ways_out": ["move_to_unapplied", "credit_note"],
    }


def test_d16_void_is_refused_while_a_bank_debit_is_under_way() -> None:
    with pytest.raises(HasMoney) as refused:
        voided(an_invoice(), pending_minor=500000)
    assert refused.value.facts["ways_out"] == ["wait"]


def test_d18_new_defaults_never_reach_an_issued_invoice() -> None:
    issued = an_invoice()
    assert issued.due_terms == Net(30)
    assert send(issued, sent_at=NOW, sent_on=TODAY).due_terms == Net(30)


def test_d20_a_paid_stage_does_not_make_the_job_paid() -> None:
    job = a_job()
    paid = settled(an_invoice(job, percent(20)), Status.PAID)
    assert paid.status == Status.PAID
    assert left_to_invoice(job.total_minor, billed([paid]).invoiced_minor) == 400000


def test_d28_a_status_that_is_right_already_leaves_the_record_as_it_is() -> None:
    issued = an_invoice()
    assert settled(issued, Status.OPEN) is issued
