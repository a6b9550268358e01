"""When something of a tip or its payment went back, the receipt still says what the card was charged."""

import re
from typing import Any

import pytest
from tests.documents.test_invoice_pdf import text_of
from tests.notifications.test_mail import folder, part
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_tips import tipped
from tests.paypage.test_tips_back import refund, tipped_at_stripe

pytestmark = pytest.mark.anyio

WORDS = {
    "en": ("Tip for the crew", "Charged to your card", "Given back to you"),
    "es": ("Propina para el equipo", "Cobrado a su tarjeta", "Se le devuelve"),
    "ar": ("إكرامية لفريق العمل", "خُصم من بطاقتك", "يُعاد إليك"),
}


async def rows_of(shop: Shop, path: str) -> dict[str, str]:
    """The table of a receipt in the customer's browser."""
    text = (await shop.customer.get(path)).text
    cells = re.findall(r"<tr[^>]*><t[dh][^>]*>(.*?)</t[dh]><td[^>]*>(.*?)</td></tr>", text)
    return {re.sub(r"<.*?>", "", what): re.sub(r"<.*?>", "", money) for what, money in cells}


async def of_both(shop: Shop, payment_id: str) -> list[dict[str, str]]:
    """On the invoice's page, and on the statement of its job."""
    link = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    own = await rows_of(shop, f"/pay/receipts/{payment_id}")
    await shop.customer.open(link)
    return [own, await rows_of(shop, f"/statement/receipts/{payment_id}")]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
async def test_110_were_charged_and_the_tip_of_10_went_back_alone(shop: Shop, language: str) -> None:
    changed = await shop.office.patch(f"/api/customers/{shop.customer_id}", {"language": language})
    assert changed.status_code == 200, changed.text
    _, payment_id = await tipped(shop)
    assert (await refund(shop, payment_id, 0, tip_minor=1_000)).status_code == 200
    await shop.work()
    tip, charged, back = WORDS[language]
    for rows in await of_both(shop, payment_id):
        said = [re.sub(r"[^\d.,]", "", rows[word]).replace(",", ".") for word in (tip, charged, back)]
        assert said == ["10.00", "110.00", "10.00"]


async def test_lists_say_no_more_of_a_tip_than_the_crew_still_has(shop: Shop) -> None:
    invoice, payment_id = await tipped(shop)
    await refund(shop, payment_id, 0, tip_minor=300)
    page = await shop.customer.open(invoice["pay_url"])
    assert "card · with a tip of $7.00" in page.text
    assert "With it came a tip of $7.00 for the crew." in page.text
    await refund(shop, payment_id, 0, tip_minor=700)
    assert "tip" not in (await shop.customer.get("/pay")).text.partition("</style>")[2]


async def test_of_110_a_part_of_40_went_back_and_the_tip_stays(shop: Shop) -> None:
    invoice, payment_id = await tipped(shop)
    await refund(shop, payment_id, 4_000, invoice_id=invoice["id"])
    for rows in await of_both(shop, payment_id):
        assert (rows["Tip for the crew"], rows["Charged to your card"], rows["Given back to you"]) == (
            "$10.00", "$110.00", "$40.00",
        )  # fmt: skip


async def test_nothing_went_back_of_a_tip_whose_refund_failed(striped: Shop, peer: StripePeer) -> None:
    _, payment_id, _ = await tipped_at_stripe(striped, peer)
    await refund(striped, payment_id, 0, tip_minor=1_000)
    await striped.work()
    peer.fail_refund(peer.all("refund")[0]["id"])
    await striped.later(hours=2)
    for rows in await of_both(striped, payment_id):
        assert (rows["Tip for the crew"], rows["Charged to your card"]) == ("$10.00", "$110.00")
        assert "Given back to you" not in rows


async def test_the_paper_and_the_mail_say_it_too_and_an_earlier_paper_stays(shop: Shop) -> None:
    _, payment_id = await tipped(shop)
    before = await paper_of(shop, payment_id)
    assert "$110.00" in before
    assert "Given back" not in before
    await refund(shop, payment_id, 0, tip_minor=1_000)
    after = await paper_of(shop, payment_id)
    for said in ("Tip for the crew", "$10.00", "Charged to your card", "$110.00", "Given back to you"):
        assert said in after, (said, after)
    assert (await shop.office.get(f"/api/payments/{payment_id}/picture")).status_code == 200
    await shop.office.post(f"/api/payments/{payment_id}/send-receipt", {})
    await shop.work()
    said_in = sorted(
        (part(mail, "plain") for mail in receipts_in(shop)), key=lambda text: "given back" in text
    )
    first, again = said_in
    assert "$100.00 and a tip of $10.00" in first
    assert "given back" not in first
    assert "$100.00 and a tip of $10.00" in again
    assert "Your card was charged $110.00; $10.00 of that is given back to you." in again


async def paper_of(shop: Shop, payment_id: str) -> str:
    answer = await shop.office.get(f"/api/payments/{payment_id}/pdf")
    assert answer.status_code == 200, answer.text
    return text_of(answer.content)


def receipts_in(shop: Shop) -> list[Any]:
    return [mail for mail in folder(shop) if mail["Subject"].startswith("Receipt")]
