"""What becomes of an invoice that the customer has in their mail is mailed to them too, once."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.paypage.shop import Shop
from tests.paypage.test_pay_page import text_of

pytestmark = pytest.mark.anyio


async def mailed(shop: Shop, amount_minor: int = 250_000) -> dict[str, Any]:
    """An invoice that the customer has; what was mailed of it is looked at no more."""
    invoice = await shop.invoice(amount_minor, title="Stage 1")
    await sent(shop, invoice)
    await shop.work()
    for mail in (shop.services.config.data / "mail").glob("*"):
        mail.unlink()
    return invoice


async def done(shop: Shop, path: str, body: dict[str, Any]) -> None:
    answer = await shop.office.post(path, body)
    assert answer.status_code in {200, 201}, answer.text
    await shop.work()


async def test_400_off_an_invoice_is_mailed_with_its_reason_and_stands_on_its_page(shop: Shop) -> None:
    invoice = await mailed(shop)
    credit = {"amount_minor": 40_000, "reason": "The old valve was kept"}
    await done(shop, f"/api/invoices/{invoice['id']}/credit", credit)
    (mail,) = folder(shop)
    assert mail["Subject"] == "Credit: $400.00 off invoice INV-0001 from Alder Plumbing"
    for kind in ("plain", "html"):
        for said in ("$400.00", "The old valve was kept", "Still due on this invoice: $2,100.00", "CN-0001"):
            assert said in part(mail, kind), said
    page = text_of(await shop.customer.open(invoice["pay_url"]))
    assert "Credited to you CN-0001 · The old valve was kept -$400.00" in page, page


async def test_two_credit_notes_are_two_rows_and_two_mails(shop: Shop) -> None:
    invoice = await mailed(shop)
    for amount_minor, reason in ((10_000, "First"), (20_000, "Second")):
        credit = {"amount_minor": amount_minor, "reason": reason}
        await done(shop, f"/api/invoices/{invoice['id']}/credit", credit)
    assert len(folder(shop)) == 2
    page = text_of(await shop.customer.open(invoice["pay_url"]))
    assert "First -$100.00 Credited to you CN-0002 · Second -$200.00 To pay for this stage $2,200.00" in page


async def test_a_void_invoice_is_told_to_whoever_has_it_but_not_why(shop: Shop) -> None:
    invoice = await mailed(shop)
    await done(shop, f"/api/invoices/{invoice['id']}/void", {"reason": "typed twice"})
    (mail,) = folder(shop)
    assert mail["Subject"] == "Invoice INV-0001 from Alder Plumbing was withdrawn"
    assert "Please do not pay it." in part(mail, "plain")
    assert "typed twice" not in part(mail, "plain") + part(mail, "html")


async def test_a_canceled_job_tells_it_of_each_invoice_that_was_sent(shop: Shop) -> None:
    await mailed(shop)
    await shop.invoice(10_000, title="Never sent")
    await done(shop, f"/api/jobs/{shop.job_id}/cancel", {"reason": "sold the house"})
    (mail,) = folder(shop)
    assert "canceled the job of invoice INV-0001" in part(mail, "plain")


async def test_of_an_invoice_that_was_never_sent_and_of_one_that_is_replaced_nothing_is_mailed(
    shop: Shop,
) -> None:
    for path, body in (
        ("credit", {"amount_minor": 10_000, "reason": "less"}),
        ("void", {"reason": "typed twice"}),
    ):
        invoice = await shop.invoice(50_000)
        await done(shop, f"/api/invoices/{invoice['id']}/{path}", body)
    old = await mailed(shop, 50_000)
    await done(shop, f"/api/invoices/{old['id']}/replace", {"reason": "less", "amount_minor": 40_000})
    assert folder(shop) == []
