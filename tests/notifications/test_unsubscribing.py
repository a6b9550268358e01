"""A customer stops reminders by one press: in their mail program, or on the page behind the link."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from msgspec.structs import replace
from tests.notifications.test_mail import folder, part, sent
from tests.notifications.test_reminder_plan import NET_1
from tests.notifications.test_reminders import reminds
from tests.paypage.shop import Customer, Shop, path_of

from stagebill.kernel.config import Config
from stagebill.notifications import queries
from stagebill.notifications.letter import email_of
from stagebill.notifications.links.queries import stop_links
from stagebill.notifications.message import Links
from stagebill.notifications.reminders.followers import remind_due
from stagebill.notifications.reminders.unsubscribing import Named, named_by, stop_token
from stagebill.paypage.queries import pay_page

pytestmark = pytest.mark.anyio

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
KEY = b"k" * 32


async def reminder_of(shop: Shop) -> tuple[dict[str, Any], EmailMessage]:
    """An invoice that was reminded of, and the reminder."""
    stage = await shop.invoice(**NET_1)
    await sent(shop, stage)
    await shop.work()
    answer = await reminds(shop, stage)
    assert answer.status_code == 200, answer.text
    await shop.work()
    mail = next(mail for mail in folder(shop) if "Reminder" in str(mail["Subject"]))
    return stage, mail


def stop_path(mail: EmailMessage) -> str:
    found = re.search(r"<(\S+/unsubscribe/\S+)>", str(mail["List-Unsubscribe"]))
    assert found
    return path_of(found[1])


async def stops_by_its_button_alone(
    shop: Shop, mail: EmailMessage, path: str, stopped: str, words: str
) -> None:
    """The page behind the mail's link. `stopped`: SQL of the rows that say so; `words`: what it says then."""
    assert path in part(mail, "plain")
    assert path in part(mail, "html")
    shown = await shop.customer.get(path)
    assert (shown.status_code, shown.text.count("<button")) == (200, 1)
    assert (await shop.customer.http.head(path)).status_code == 200
    assert await shop.rows(stopped) == []
    assert (await shop.customer.http.post(path)).status_code == 200
    again = await shop.customer.get(path)
    assert (again.text.count("<button"), words in again.text) == (0, True)


async def is_held(shop: Shop) -> bool:
    rows = await shop.rows("SELECT is_on, by_customer, updated_by FROM reminder_hold")
    return [(bool(on), bool(by), who) for on, by, who in rows] == [(True, True, None)]


async def test_one_post_without_cookies_stops_the_reminders_of_a_customer(shop: Shop) -> None:
    stage, mail = await reminder_of(shop)
    answer = await Customer(shop.app).http.post(stop_path(mail), data=ONE_CLICK)
    assert (answer.status_code, "No more reminders" in answer.text) == (200, True)
    assert await is_held(shop)
    refused = await reminds(shop, stage)
    assert (refused.status_code, refused.json()["code"]) == (409, "notifications.unsubscribed")


async def test_looking_at_the_page_stops_nothing_and_its_button_does(shop: Shop) -> None:
    _, mail = await reminder_of(shop)
    await stops_by_its_button_alone(
        shop, mail, stop_path(mail), "SELECT 1 FROM reminder_hold", "No more reminders"
    )


async def test_reminders_by_plan_stop_and_an_invoice_that_the_office_sends_still_leaves(shop: Shop) -> None:
    plan = {"is_on": True, "steps": [3, 7, 14], "from_hour": 0, "to_hour": 24}
    assert (await shop.office.patch("/api/settings", {"reminders": plan})).status_code == 200
    _, mail = await reminder_of(shop)
    await shop.customer.http.post(stop_path(mail), data=ONE_CLICK)
    await shop.sign_in_again()
    before = len(folder(shop))
    for _ in range(20):
        await shop.later(days=1)
        assert await remind_due(shop.services) == 0
    await shop.work()
    assert len(folder(shop)) == before
    await shop.sign_in_again()
    await sent(shop, await shop.invoice(10_000))
    await shop.work()
    assert len(folder(shop)) == before + 1


async def test_the_office_sees_it_and_goes_on_when_the_customer_asks(shop: Shop) -> None:
    stage, mail = await reminder_of(shop)
    await shop.customer.http.post(stop_path(mail), data=ONE_CLICK)
    seen = (await shop.office.get(f"/api/invoices/{stage['id']}/reminders")).json()
    assert seen["customer_hold"]["by_customer"] is True
    lifted = await shop.office.post(f"/api/customers/{shop.customer_id}/resume-reminders")
    assert lifted.status_code == 200, lifted.text
    assert (await reminds(shop, stage)).status_code == 200


async def test_pressed_twice_it_is_one_hold(shop: Shop) -> None:
    _, mail = await reminder_of(shop)
    for _ in range(2):
        assert (await shop.customer.http.post(stop_path(mail), data=ONE_CLICK)).status_code == 200
    assert await is_held(shop)
    ((count,),) = await shop.rows("SELECT count(*) FROM change WHERE entity = 'reminder_hold'")
    assert count <= 1


async def test_a_link_that_nobody_gave_out_stops_nothing_and_guessing_is_limited(shop: Shop) -> None:
    _, mail = await reminder_of(shop)
    path = stop_path(mail)
    forged = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert (await shop.customer.http.post(forged, data=ONE_CLICK)).status_code == 404
    for _ in range(25):
        last = await shop.customer.get("/unsubscribe/" + "0" * 107)
    assert last.status_code == 429
    assert await shop.rows("SELECT 1 FROM reminder_hold") == []


async def test_the_link_of_one_customer_does_not_name_another() -> None:
    one = Named("01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002")
    token = stop_token(KEY, one)
    assert named_by(KEY, token) == one
    assert named_by(KEY, token[:63] + "3" + token[64:]) is None
    assert named_by(b"x" * 32, token) is None


async def test_only_over_tls_a_mail_program_is_told_to_post_by_itself(shop: Shop) -> None:
    _, mail = await reminder_of(shop)
    assert mail["List-Unsubscribe-Post"] is None
    ((organization_id, message_id),) = await shop.rows(
        "SELECT organization_id, id FROM message WHERE kind = 'mail.reminder'"
    )
    message = await queries.message(shop.services.database.reader, organization_id, message_id)
    assert message is not None
    safe = config_of(shop, "https://bills.alder.example")
    page = await pay_page(shop.services.database.reader, organization_id, str(message.invoice_id))
    letter = email_of(
        message,
        page.company,
        page.customer_name,
        base_url=safe.base_url,
        from_address=None,
        links=Links(lambda _: "https://bills.alder.example/pay/x", stop_links(safe, organization_id)),
    )
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(letter["List-Unsubscribe"]).startswith("<https://bills.alder.example/unsubscribe/")


def config_of(shop: Shop, base_url: str) -> Config:
    return replace(shop.services.config, base_url=base_url)
