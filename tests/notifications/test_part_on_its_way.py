"""Messages name what is left to pay now, and say in words what is on its way by bank."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.notifications.test_texts import agree
from tests.paypage.shop import Shop
from tests.paypage.test_part_payment import PART, chosen, press

pytestmark = pytest.mark.anyio


async def on_its_way(shop: Shop, sum_typed: str) -> dict[str, Any]:
    """An invoice of $2,500.00 of which that much is on its way by bank; nothing was mailed yet."""
    invoice = await shop.invoice(title="Stage 1", payment_options=PART)
    answer = await press(shop.customer, await chosen(shop, invoice, sum_typed), "ach")
    await shop.customer.choose(answer.headers["location"], "succeed_later")
    await shop.work()
    return invoice


async def test_an_invoice_mail_asks_for_the_1500_that_are_left_and_names_the_1000_on_their_way(
    shop: Shop,
) -> None:
    await sent(shop, await on_its_way(shop, "1,000.00"))
    await shop.work()
    mail = folder(shop)[-1]
    assert mail["Subject"] == "Stage 1: $1,500.00 due to Alder Plumbing by April 1, 2026"
    said = "due of $2,500.00 · by April 1, 2026 · $1,000.00 is on its way already"
    assert f"$1,500.00 {said}" in part(mail, "plain")
    assert said in part(mail, "html")


async def test_an_invoice_that_is_on_its_way_as_a_whole_asks_for_nothing(shop: Shop) -> None:
    own = {"mail_subject": {"en": "Please pay {amount}"}}
    assert (await shop.office.patch("/api/settings", {"texts": own})).status_code == 200
    await sent(shop, await on_its_way(shop, "2,500.00"))
    await shop.work()
    mail = folder(shop)[-1]
    assert mail["Subject"] == "Stage 1: $2,500.00 is on its way to Alder Plumbing"
    assert "$2,500.00 is on its way already. There is nothing more to pay now." in part(mail, "plain")
    assert "See and pay" not in part(mail, "html")


async def test_a_credit_note_says_what_is_left_beside_what_is_on_its_way(shop: Shop) -> None:
    """$400.00 of $2,500.00 was credited while $1,000.00 is on its way by bank: $1,100.00 are left."""
    invoice = await on_its_way(shop, "1,000.00")
    await sent(shop, invoice)
    credit = {"amount_minor": 40_000, "reason": "A scratch"}
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/credit", credit)
    assert answer.status_code == 200, answer.text
    await shop.work()
    (mail,) = [each for each in folder(shop) if each["Subject"].startswith("Credit")]
    said = "Still due on this invoice: $1,100.00 · $1,000.00 is on its way already"
    assert said in part(mail, "plain")


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("1,000.00", "en", "$1,500.00 left to pay for Stage 1, $1,000.00 is on its way. Pay: "),
        ("1,000.00", "es", "quedan $1,500.00 por pagar de Stage 1, $1,000.00 en camino. Pagar: "),
        ("2,500.00", "en", "$2,500.00 for Stage 1 is on its way, nothing more to pay now. Invoice: "),
    ],
)
async def test_a_text_names_what_is_left_and_what_is_on_its_way(
    shop: Shop, typed: str, language: str, said: str
) -> None:
    invoice = await on_its_way(shop, typed)
    changed = {"mobile": "(503) 555-0142", "language": language}
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", changed)).status_code == 200
    await agree(shop)
    assert (await shop.office.post(f"/api/invoices/{invoice['id']}/text")).status_code == 200
    await shop.work()
    ((body,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'text.invoice'")
    assert said in body
