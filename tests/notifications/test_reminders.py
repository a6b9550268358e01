"""Reminders: what is due and not on its way, in one mail for a customer, however often it is asked for."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.paypage.shop import Shop

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def reminds(shop: Shop, *invoices: dict[str, Any], key: str | None = None) -> Any:
    body = {"invoice_ids": [invoice["id"] for invoice in invoices]}
    headers = {"Idempotency-Key": key} if key else {}
    return await shop.office.post(f"/api/customers/{shop.customer_id}/remind", body, headers=headers)


@pytest.mark.parametrize("is_revoked", [False, True])
async def test_one_mail_lists_all_that_a_customer_owes_with_one_link_or_each_with_its_own(
    shop: Shop, is_revoked: bool
) -> None:
    """D-49: a customer with two late stages gets one reminder, which leads to the page of all that they owe;
    where the office has revoked that, each has its own link.
    """
    terms = {"due_terms": {"kind": "net", "days": 1}}
    stages = [await shop.invoice(amount, title=f"Stage {amount}", **terms) for amount in (100_000, 50_000)]
    for stage in stages:
        await sent(shop, stage)
    await shop.later(days=5)
    await shop.office.post(
        await shop.company.link("dispatcher@alder.example")
    )  # nobody stays signed in so long
    before = len(folder(shop))
    owed = (await shop.office.get(f"/api/customers/{shop.customer_id}/owed")).json()["url"]
    if is_revoked:
        await shop.office.post(f"/api/customers/{shop.customer_id}/owed/revoke", {})
    answer = await reminds(shop, *stages)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()["invoice_ids"]) == {stage["id"] for stage in stages}
    await shop.work()
    mails = folder(shop)
    assert len(mails) == before + 1
    reminder = next(mail for mail in mails if "Reminder" in str(mail["Subject"]))
    assert reminder["Subject"] == "Reminder: $1,500.00 due to Alder Plumbing"
    text, html = part(reminder, "plain"), part(reminder, "html")
    own = 1 if is_revoked else 0
    for stage in stages:
        assert (text.count(stage["pay_url"]), html.count(stage["pay_url"])) == (own, own)
    assert (text.count(owed), html.count(owed)) == (1 - own, 1 - own)
    assert text.count("past due") == 2
    seen = await shop.read(stages[0])
    assert (seen["reminder_count"], seen["reminded_at"] is not None) == (1, True)


async def test_the_same_reminder_asked_for_twice_is_one(shop: Shop) -> None:
    stage = await shop.invoice()
    await sent(shop, stage)
    key = new_id()
    first, again = await reminds(shop, stage, key=key), await reminds(shop, stage, key=key)
    assert first.json() == again.json()
    await shop.work()
    assert len([mail for mail in folder(shop) if "Reminder" in str(mail["Subject"])]) == 1
    assert (await shop.read(stage))["reminder_count"] == 1


async def test_nobody_is_reminded_of_what_is_paid_not_sent_or_void(shop: Shop) -> None:
    """D-48; the job need not be finished."""
    paid, unsent, void, open_ = [await shop.invoice(10_000) for _ in range(4)]
    for stage in (paid, void, open_):
        await sent(shop, stage)
    cash = {"method": "cash", "amount_minor": 10_000, "invoice_id": paid["id"]}
    await shop.office.post("/api/payments", cash)
    await shop.office.post(f"/api/invoices/{void['id']}/void", {"reason": "wrong"})
    refused = await reminds(shop, paid, unsent, void)
    assert (refused.status_code, refused.json()["code"]) == (409, "notifications.nothing_to_remind")
    assert refused.json()["hindrances"] == {
        paid["id"]: "not_open",
        unsent["id"]: "not_sent",
        void["id"]: "not_open",
    }
    assert (await reminds(shop, paid, open_)).json()["invoice_ids"] == [open_["id"]]


async def test_what_is_paid_while_the_mail_waits_is_not_asked_for(shop: Shop) -> None:
    stage = await shop.invoice(10_000)
    await sent(shop, stage)
    await shop.work()
    await reminds(shop, stage)
    cash = {"method": "cash", "amount_minor": 10_000, "invoice_id": stage["id"]}
    await shop.office.post("/api/payments", cash)
    await shop.work()
    assert not [mail for mail in folder(shop) if "Reminder" in str(mail["Subject"])]


async def test_ten_reminders_of_one_invoice_are_enough(shop: Shop) -> None:
    stage = await shop.invoice()
    await sent(shop, stage)
    for _ in range(10):
        assert (await reminds(shop, stage)).status_code == 200
    refused = await reminds(shop, stage)
    assert refused.json()["hindrances"] == {stage["id"]: "too_often"}
