"""The link to all that a customer owes is sent by us, and the receipt of money for several jobs names all."""

import pytest
from tests.notifications.test_mail import folder, part
from tests.notifications.test_texts import AGREED, DIALED, MOBILE
from tests.paypage.shop import Shop
from tests.statements.test_owed import link_of, open_owed, press, two_jobs

pytestmark = pytest.mark.anyio


async def send(shop: Shop, by: str = "mail") -> int:
    answer = await shop.office.post(f"/api/customers/{shop.customer_id}/owed/send", {"by": by})
    return answer.status_code


async def test_the_mail_lists_every_job_and_invoice_with_one_link_that_is_not_stored(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    assert await send(shop) == 200
    await shop.work()
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "$3,000.00 open with Alder Plumbing: all of it on one page"
    text, html, url = part(mail, "plain"), part(mail, "html"), await link_of(shop)
    assert (text.count(url), html.count(url)) == (1, 1)
    for said in (first["number"], "Re-pipe", "$2,000.00", second["number"], "Roof", "$1,000.00"):
        assert said in text
        assert said in html
    ((stored,),) = await shop.rows("SELECT body_text || body_html FROM message")
    assert url not in stored
    (told,) = (await shop.office.get(f"/api/customers/{shop.customer_id}/messages")).json()["items"]
    assert (told["kind"], told["state"]) == ("mail.owed", "sent")


async def test_who_owes_nothing_is_told_so(shop: Shop) -> None:
    assert await send(shop) == 200
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Nothing is open with Alder Plumbing"
    assert await link_of(shop) in part(mail, "plain")


async def test_a_revoked_link_is_neither_sent_nor_does_what_waits_leave(shop: Shop) -> None:
    await two_jobs(shop)
    assert await send(shop) == 200
    await shop.office.post(f"/api/customers/{shop.customer_id}/owed/revoke", {})
    await shop.work()
    await shop.work()
    assert folder(shop) == []
    assert await shop.rows("SELECT state FROM message") == [("refused",)]
    assert await send(shop) == 409


async def test_by_text_it_goes_to_who_agreed_alone(shop: Shop) -> None:
    await two_jobs(shop)
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"mobile": MOBILE})
    assert await send(shop, "text") == 422
    await shop.office.post(f"/api/customers/{shop.customer_id}/allow-texts", AGREED)
    assert await send(shop, "text") == 200
    await shop.work()
    rows = await shop.rows("SELECT kind, to_address, body_text FROM message")
    assert [row[:2] for row in rows] == [("text.owed", DIALED)]
    assert "$3,000.00 is open in all." in rows[0][2]


async def test_the_receipt_of_money_for_two_jobs_names_both_and_each_invoice(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    await shop.customer.choose(await press(shop, await open_owed(shop), (first, second)), "succeed")
    await shop.customer.get("/owed/return")
    await shop.work()
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Receipt: $3,000.00 to Alder Plumbing"
    text = part(mail, "plain")
    for said in ("for Re-pipe · Roof", first["number"], "$2,000.00", second["number"], "$1,000.00"):
        assert said in text
    assert await link_of(shop) in text
    # The page of one invoice is no right to see the other job.
    page = await shop.customer.open(second["pay_url"])
    assert first["number"] not in page.text


async def test_what_waits_for_who_was_merged_does_not_leave_once_the_link_of_who_stays_is_revoked(
    shop: Shop,
) -> None:
    await two_jobs(shop)
    gone = shop.customer_id
    assert await send(shop) == 200
    await shop.add_job(title="Fence", name="Jane A. Doe")
    merge = {"into_id": shop.customer_id, "reason": "the same person"}
    assert (await shop.office.post(f"/api/customers/{gone}/merge", merge)).status_code == 200
    assert (await shop.office.post(f"/api/customers/{shop.customer_id}/owed/revoke", {})).status_code == 200
    await shop.work()
    await shop.work()
    assert folder(shop) == []
