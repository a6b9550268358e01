"""The statement is sent by us: by mail or text, recorded, and its end is seen on the job."""

import re
from typing import Any

import httpx
import pytest
from tests.notifications.test_mail import folder, part
from tests.notifications.test_texts import AGREED, DIALED, MOBILE
from tests.paypage.shop import Shop

pytestmark = pytest.mark.anyio


async def send(shop: Shop, by: str = "mail") -> httpx.Response:
    return await shop.office.post(f"/api/jobs/{shop.job_id}/statement/send", {"by": by})


async def on_job(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.office.get(f"/api/jobs/{shop.job_id}/messages")).json()["items"]
    return found


async def test_the_statement_is_mailed_with_its_link_and_the_job_says_so(shop: Shop) -> None:
    await shop.invoice(200_000, title="Stage 1")
    sent = await send(shop)
    assert sent.status_code == 200, sent.text
    await shop.work()
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Re-pipe: your statement from Alder Plumbing"
    assert mail["List-Unsubscribe"] is None
    text, html = part(mail, "plain"), part(mail, "html")
    assert sent.json()["url"] in text
    assert html.count(sent.json()["url"]) == 1
    for said in ("$2,000.00", "$0.00 of $5,000.00 paid", "Later", "$3,000.00"):
        assert said in text
        assert said in html
    (one,) = await on_job(shop)
    assert (one["kind"], one["to_address"], one["state"]) == (
        "mail.statement",
        "jane@customer.example",
        "sent",
    )
    (path,) = re.findall(r"/statement/\w[\w-]+", text)
    assert (await shop.customer.get(path)).status_code == 303


async def test_the_stored_mail_holds_no_secret(shop: Shop) -> None:
    url = (await send(shop)).json()["url"]
    await shop.work()
    ((text, html),) = await shop.rows("SELECT body_text, body_html FROM message")
    assert url not in text + html


async def test_sent_twice_it_is_two_messages_and_asked_for_twice_one(shop: Shop) -> None:
    await send(shop)
    await send(shop)
    await shop.work()
    assert len(folder(shop)) == 2


async def test_who_agreed_to_texts_gets_it_as_one(shop: Shop) -> None:
    refused = await send(shop, "text")
    assert refused.json()["code"] == "notifications.no_mobile"
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"mobile": MOBILE})
    assert (await send(shop, "text")).json()["code"] == "notifications.no_consent"
    await shop.office.post(f"/api/customers/{shop.customer_id}/allow-texts", AGREED)
    sent = await send(shop, "text")
    assert sent.status_code == 200, sent.text
    await shop.work()
    (file,) = (shop.services.config.data / "texts").glob("*.txt")
    assert file.read_text() == (
        f"To: {DIALED}\n\nAlder Plumbing: your statement for Re-pipe: "
        f"{sent.json()['url']} Reply STOP to end texts.\n"
    )
    assert (await on_job(shop))[0]["kind"] == "text.statement"


async def test_a_revoked_link_is_not_sent_and_one_on_its_way_does_not_leave(shop: Shop) -> None:
    await send(shop)
    await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    refused = await send(shop)
    assert (refused.status_code, refused.json()["code"]) == (409, "statements.link_revoked")
    await shop.work()
    assert folder(shop) == []
    ((state, words),) = await shop.rows("SELECT state, words FROM message")
    assert (state, words) == ("refused", "the link to the statement was revoked")


async def test_without_an_address_it_is_refused(shop: Shop) -> None:
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"email": None})
    assert (await send(shop)).json()["code"] == "invoices.no_address"
