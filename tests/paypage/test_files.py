"""The customer sees the photos and documents of their invoice, and no others."""

from typing import Any

import pytest
from tests.attachments.pictures import PDF, digest, opened, picture
from tests.notifications.test_mail import folder, part, sent
from tests.paypage.shop import Customer, Shop

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024


async def attached(shop: Shop, content: bytes, **body: Any) -> str:
    uploaded = await shop.office.http.put(f"/api/blobs/{digest(content)}", content=content)
    assert uploaded.status_code == 200, uploaded.text
    given = {"job_id": shop.job_id, "sha256": digest(content), **body}
    answer = await shop.office.post("/api/attachments", given)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_photos_are_small_lazy_and_lead_to_the_whole(shop: Shop) -> None:
    photo = await attached(shop, picture(size=(1200, 900)), caption="Before <b>")
    permit = await attached(shop, PDF, kind="document", name="Permit.pdf")
    page = await shop.customer.open((await shop.invoice(attachment_ids=[photo, permit]))["pay_url"])
    assert (
        f'<img src="/pay/files/{photo}/small" alt="Before &lt;b&gt;" width="1200" height="900" loading="lazy"'
        in (page.text)
    )
    small, whole, document = [
        await shop.customer.get(f"/pay/files/{path}") for path in (f"{photo}/small", photo, permit)
    ]
    assert (opened(small.content).size, opened(whole.content).size) == ((480, 360), (1200, 900))
    assert document.headers["content-disposition"].startswith("attachment")
    for answer in (small, whole, document):
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_page_stays_small_with_twenty_photos(shop: Shop) -> None:
    photos = [
        await attached(shop, picture(size=(80 + place, 60)), caption=f"Wall number {place}")
        for place in range(20)
    ]
    await shop.customer.open((await shop.invoice(attachment_ids=photos))["pay_url"])
    answer = await shop.customer.get("/pay", headers={"Accept-Encoding": "br"})
    assert int(answer.headers["content-length"]) <= PAGE_BYTES_MAX


async def test_files_of_the_job_that_the_invoice_does_not_show_stay_hidden(shop: Shop) -> None:
    shown = await attached(shop, picture())
    hidden = await attached(shop, picture(size=(99, 99)))
    invoice = await shop.invoice(100_000, attachment_ids=[shown])
    page = await shop.customer.open(invoice["pay_url"])
    assert hidden not in page.text
    for path in (hidden, f"{hidden}/small", new_id(), f"{shown}/other", "x"):
        assert (await shop.customer.get(f"/pay/files/{path}")).status_code == 404
    stranger = Customer(shop.app)
    assert (await stranger.get(f"/pay/files/{shown}")).status_code == 404


async def test_what_is_taken_off_the_invoice_or_voided_is_gone_at_once(shop: Shop) -> None:
    photo = await attached(shop, picture())
    invoice = await shop.invoice(100_000, attachment_ids=[photo])
    other = await shop.invoice(100_000, attachment_ids=[photo])
    await shop.customer.open(invoice["pay_url"])
    assert (await shop.customer.get(f"/pay/files/{photo}")).status_code == 200
    await shop.office.patch(f"/api/invoices/{invoice['id']}", {"attachment_ids": []})
    assert (await shop.customer.get(f"/pay/files/{photo}")).status_code == 404
    await shop.customer.open(other["pay_url"])
    assert (await shop.customer.get(f"/pay/files/{photo}")).status_code == 200
    await shop.office.post(f"/api/invoices/{other['id']}/void", {"reason": "wrong stage"})
    assert (await shop.customer.get(f"/pay/files/{photo}")).status_code == 404
    assert photo not in (await shop.customer.get("/pay")).text


async def test_the_mail_names_what_the_page_shows(shop: Shop) -> None:
    first, second = [await attached(shop, picture(size=(side, 60))) for side in (80, 90)]
    permit = await attached(shop, PDF, kind="document", name="Permit.pdf")
    invoice = await shop.invoice(attachment_ids=[first, permit, second])
    await sent(shop, invoice)
    await shop.work()
    (mail,) = folder(shop)
    for kind in ("plain", "html"):
        assert "On its page: 2 photos, Permit.pdf" in part(mail, kind)
