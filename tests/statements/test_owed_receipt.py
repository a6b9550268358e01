"""Money for several jobs of a customer has its receipt on paper and as a picture, like any other money."""

from typing import Any

import pytest
from tests.documents.test_invoice_pdf import text_of
from tests.documents.test_papers import read
from tests.paypage.shop import Shop
from tests.statements.test_owed import link_of, open_owed, press, two_jobs

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n"


async def paid_for_two_jobs(shop: Shop) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The payment of 3,000.00 by card, and the invoices of 2,000.00 and 1,000.00."""
    first, second = await two_jobs(shop)
    await shop.customer.choose(await press(shop, await open_owed(shop), (first, second)), "succeed")
    await shop.customer.get("/owed/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    return payment_id, first, second


async def test_office_and_customer_get_the_same_paper_with_both_jobs_and_each_share(shop: Shop) -> None:
    payment_id, first, second = await paid_for_two_jobs(shop)
    said = await read(shop, f"/api/payments/{payment_id}/pdf")
    numbers = (first["number"], second["number"])
    for part in ("Receipt", "Jane Doe", "card", "Re-pipe", "$2,000.00", "Roof", "$1,000.00", "$3,000.00",
                 *numbers):  # fmt: skip
        assert part in said, (part, said)
    page = await shop.customer.get(f"/owed/receipts/{payment_id}")
    for kind, path in (("pdf", "/pdf"), ("png", "/picture")):
        address = f"/owed/receipts/{payment_id}{path}"
        assert f'href="{address}"' in page.text
        own = await shop.customer.get(address)
        assert kind in own.headers["content-type"]
        assert own.content == (await shop.office.get(f"/api/payments/{payment_id}{path}")).content
    assert own.content.startswith(PNG)


async def test_what_was_given_back_is_no_part_of_the_next_paper(shop: Shop) -> None:
    payment_id, first, second = await paid_for_two_jobs(shop)
    await read(shop, f"/api/payments/{payment_id}/pdf")
    back = {"amount_minor": 100_000, "invoice_id": second["id"], "reason": "the roof was not done"}
    given = await shop.office.post(f"/api/payments/{payment_id}/refund", back)
    assert given.status_code == 200, given.text
    await shop.work()
    said = await read(shop, f"/api/payments/{payment_id}/pdf")
    assert "$3,000.00" not in said
    assert "$2,000.00" in said
    back = {"amount_minor": 200_000, "invoice_id": first["id"], "reason": "nor the pipes"}
    assert (await shop.office.post(f"/api/payments/{payment_id}/refund", back)).status_code == 200
    await shop.work()
    answer = await shop.office.get(f"/api/payments/{payment_id}/pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "statements.nothing_received")
    assert (await shop.customer.get(f"/owed/receipts/{payment_id}/pdf")).status_code == 404


async def test_the_paper_keeps_the_name_of_the_day_and_is_for_the_office_and_its_customer_alone(
    shop: Shop,
) -> None:
    payment_id, *_ = await paid_for_two_jobs(shop)
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"name": "Jane Roe"})
    said = await read(shop, f"/api/payments/{payment_id}/pdf")
    assert "Jane Doe" in said
    assert "Jane Roe" not in said
    for path in ("pdf", "picture"):
        seen = await shop.company.technician.get(f"/api/payments/{payment_id}/{path}")
        assert (seen.status_code, seen.json()["code"]) == (404, "payments.missing")
    mine = shop.customer_id
    await shop.add_job(title="Elsewhere", name="John Poe")
    await shop.invoice(40_000)
    await shop.customer.open(await link_of(shop))
    assert (await shop.customer.get(f"/owed/receipts/{payment_id}/pdf")).status_code == 404
    await shop.customer.open(await link_of(shop, mine))
    assert "Jane Doe" in text_of((await shop.customer.get(f"/owed/receipts/{payment_id}/pdf")).content)
    for path in ("pdf", "picture"):
        assert (await shop.customer.get(f"/owed/receipts/nonsense/{path}")).status_code == 404
