"""A bank payment that its customer thinks done, and that was not: they hear of it, once."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, part
from tests.notifications.test_mail_of_endings import mailed
from tests.paypage.shop import ACH_TOO, Shop, started

from stagebill.kernel.ids import new_id
from stagebill.notifications.followers import mail_setback
from stagebill.notifications.weekly.week import monday_of, told_week
from stagebill.reporting.weekly.digest import Counted
from stagebill.reporting.weekly.queries import digest
from stagebill.sync.command import Scope
from stagebill.sync.dispatcher import Errand
from stagebill.sync.queries import system_context

pytestmark = pytest.mark.anyio

TAX_FREE_MINOR = 250_000


async def by_bank(shop: Shop, invoice: dict[str, Any], *presses: str) -> str:
    """The customer pays from their bank; then the sandbox's page is played on."""
    location = await started(shop, invoice, "ach")
    for outcome in presses:
        await shop.customer.choose(location, outcome)
        await shop.work()
    return location


async def with_bank(shop: Shop) -> dict[str, Any]:
    invoice = await mailed(shop)
    options = {"payment_options": ACH_TOO}
    answer = await shop.office.patch(f"/api/invoices/{invoice['id']}", options)
    assert answer.status_code == 200, answer.text
    return await shop.read(invoice)


def of_setback(shop: Shop) -> list[Any]:
    return [mail for mail in folder(shop) if "Receipt" not in str(mail["Subject"])]


async def test_a_debit_of_2500_that_fails_is_mailed_with_the_way_to_pay_again(shop: Shop) -> None:
    invoice = await with_bank(shop)
    location = await by_bank(shop, invoice, "succeed_later")
    assert folder(shop) == []
    await shop.customer.choose(location, "bounce")
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Your bank payment of $2,500.00 to Alder Plumbing did not go through"
    for kind in ("plain", "html"):
        for said in ("Nothing was charged", "$2,500.00", "See and pay" if kind == "html" else "/pay/"):
            assert said in part(mail, kind), said


async def test_it_is_mailed_once_and_not_of_a_page_that_was_left_or_a_card_that_was_declined(
    shop: Shop,
) -> None:
    """They saw on the spot that nothing was paid."""
    invoice = await with_bank(shop)
    await by_bank(shop, invoice, "abandon")
    await shop.customer.choose(await started(shop, invoice), "decline")
    await shop.work()
    assert folder(shop) == []
    await by_bank(shop, invoice, "fail_later", "bounce")
    await shop.later(hours=1)
    assert len(folder(shop)) == 1


async def test_a_debit_that_comes_back_after_it_was_paid_is_mailed_as_due_again(shop: Shop) -> None:
    invoice = await with_bank(shop)
    location = await by_bank(shop, invoice, "succeed_later", "arrive")
    await shop.later(hours=1)
    await shop.customer.choose(location, "come_back")
    await shop.work()
    (mail,) = of_setback(shop)
    assert mail["Subject"] == "Your bank took $2,500.00 back from Alder Plumbing"
    assert "It is due again." in part(mail, "plain")


async def test_a_card_that_its_customer_disputed_is_left_to_the_office(shop: Shop) -> None:
    """Their bank tells them; what is said about it is for people."""
    invoice = await mailed(shop)
    location = await started(shop, invoice)
    for outcome in ("succeed", "dispute", "dispute_lost"):
        await shop.customer.choose(location, outcome)
        await shop.work()
    assert (await shop.read(invoice))["due_minor"] == TAX_FREE_MINOR
    assert of_setback(shop) == []


async def test_what_was_paid_in_another_way_before_the_mail_is_written_is_no_news(shop: Shop) -> None:
    invoice = await with_bank(shop)
    await by_bank(shop, invoice, "fail_later", "bounce")
    before = len(folder(shop))
    await shop.later(hours=1)
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    late = Errand(
        id=new_id(),
        organization_id=(await shop.rows("SELECT id FROM organization"))[0][0],
        kind="mail.setback",
        dedupe_key="late",
        payload={"invoice_ids": [invoice["id"]]},
        attempts=1,
        lease_until=shop.clock.now(),
    )
    await mail_setback(late, shop.services)
    await shop.work()
    assert len(folder(shop)) == before


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("es", "Su pago bancario de $2,500.00 a Alder Plumbing no se realizó"),
        ("ar", "لم تتم دفعتك البنكية"),
    ],
)
async def test_it_is_written_in_the_customers_language(shop: Shop, language: str, subject: str) -> None:
    invoice = await with_bank(shop)
    path = f"/api/customers/{shop.customer_id}"
    assert (await shop.office.patch(path, {"language": language})).status_code == 200
    await by_bank(shop, invoice, "fail_later", "bounce")
    (mail,) = folder(shop)
    assert str(mail["Subject"]).startswith(subject)


async def test_the_weekly_mail_counts_it_until_it_is_paid(shop: Shop) -> None:
    reader = shop.services.database.reader
    organization_id = (await shop.rows("SELECT id FROM organization"))[0][0]
    found = []
    invoice = await with_bank(shop)
    for _ in range(2):
        context = await system_context(reader, organization_id, shop.clock.now())
        assert context is not None
        week = told_week(monday_of(context.today))
        found.append((await digest(reader, context, Scope(organization_id, "", False), week)).set_back)
        await by_bank(shop, invoice, "fail_later", "bounce")
    assert found == [Counted(), Counted(1, TAX_FREE_MINOR)]
