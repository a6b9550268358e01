"""What may still be paid, and links that open it; the words for a status are golden cases."""

from datetime import timedelta

from tests.builders import NOW, ORGANIZATION, an_invoice

from stagebill.invoices.pay_link import PayLink, PayLinkId
from stagebill.invoices.status import Status, due_minor, owed_minor, payable_minor, status_of
from stagebill.kernel.ids import derived_id


def test_d22_1000_open_with_400_paid_has_600_due() -> None:
    assert due_minor(Status.OPEN, 100000, 40000) == 60000


def test_d27_pending_money_is_owed_still_and_not_payable_again() -> None:
    assert due_minor(Status.OPEN, 100000, 0) == 100000
    assert payable_minor(Status.OPEN, 100000, 0, 100000) == 0
    assert payable_minor(Status.OPEN, 100000, 30000, 50000) == 20000


def test_void_and_draft_invoices_owe_nothing() -> None:
    assert [due_minor(status, 100000, 0) for status in (Status.VOID, Status.DRAFT)] == [0, 0]


def test_d65_8001_95_billed_with_400_10_held_is_paid_by_7601_85() -> None:
    owed = owed_minor(total_minor=800195, held_minor=40010)
    assert (owed, due_minor(Status.OPEN, owed, 0)) == (760185, 760185)
    settled = [
        status_of(issued=True, voided=False, owed_minor=owed, settled_minor=minor) for minor in (760184, owed)
    ]
    assert settled == [Status.OPEN, Status.PAID]


def test_a_pay_link_ends_when_it_expires_or_is_revoked() -> None:
    invoice = an_invoice()
    link = {
        "organization_id": ORGANIZATION,
        "id": PayLinkId(derived_id("link")),
        "invoice_id": invoice.id,
        "job_id": invoice.job_id,
        "token_digest": "0" * 64,
        "created_at": NOW,
    }
    assert PayLink(**link).is_live(NOW)  # type: ignore[arg-type]
    assert PayLink(**link, expires_at=NOW + timedelta(days=1)).is_live(NOW)  # type: ignore[arg-type]
    assert not PayLink(**link, expires_at=NOW).is_live(NOW)  # type: ignore[arg-type]
    assert not PayLink(**link, revoked_at=NOW).is_live(NOW)  # type: ignore[arg-type]
