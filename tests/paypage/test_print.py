"""An invoice on paper: what the page says, in the customer's language, and across it when it is void."""

from typing import Any

import pytest
from tests.paypage.shop import Shop

from stagebill.kernel.ids import derived_id

pytestmark = pytest.mark.anyio


async def printed(shop: Shop, invoice_id: str) -> str:
    answer = await shop.office.get(f"/api/invoices/{invoice_id}/print")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.text


async def test_paper_says_who_what_how_much_and_what_is_paid(shop: Shop) -> None:
    stage = await shop.invoice(250_000, title="Stage 1", message="See you soon")
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": stage["id"]}
    await shop.office.post("/api/payments", cash)
    text = await printed(shop, stage["id"])
    for said in (
        stage["number"],
        "Stage 1",
        "Jane Doe",
        "Labor",
        "$2,500.00",
        "$1,000.00",
        "$1,500.00",
        "50%",
    ):
        assert said in text
    assert "VOID" not in text
    assert "/pay/" not in text  # the link is the customer's secret and is not left on a printer


async def test_a_void_invoice_says_so_and_owes_nothing(shop: Shop) -> None:
    stage = await shop.invoice(250_000)
    await shop.office.post(f"/api/invoices/{stage['id']}/void", {"reason": "wrong stage"})
    text = await printed(shop, stage["id"])
    assert ("VOID" in text, "$0.00" in text, "wrong stage" in text) == (True, True, False)


async def test_what_the_customer_is_not_to_see_is_not_on_paper(shop: Shop) -> None:
    hidden = {"line_items": False, "quantities": False, "unit_prices": False, "tax": False, "progress": False}
    stage = await shop.invoice(250_000, visible_fields=hidden)
    text = await printed(shop, stage["id"])
    assert ("Labor" in text, "Your project so far" in text, "$2,500.00" in text) == (False, False, True)


async def test_only_those_who_are_signed_in_print_and_what_is_missing_is_missing(shop: Shop) -> None:
    stage = await shop.invoice(250_000)
    assert (await shop.customer.get(f"/api/invoices/{stage['id']}/print")).status_code == 401
    assert (await shop.office.get(f"/api/invoices/{shop.job_id}/print")).status_code == 404


async def test_where_the_bill_goes_is_printed_below_the_name(shop: Shop) -> None:
    address = {"street": "18 Alder Street", "city": "Greenfield", "region": "MA", "postal_code": "01301"}
    answer = await shop.office.patch(f"/api/customers/{shop.customer_id}", {"billing_address": address})
    assert answer.status_code == 200, answer.text
    text = await printed(shop, (await shop.invoice())["id"])
    assert "18 Alder Street\nGreenfield, MA 01301" in text


async def test_paper_shows_the_lines_that_were_billed_and_not_what_the_job_says_by_now(shop: Shop) -> None:
    """D-14: Labor for 5,000.00, though the job has another line and comes to 6,010.00 by now."""
    stage = await shop.invoice(250_000)
    other = {"description": "Other work", "unit_price_minor": 600_000}
    await lines_become(shop, other, {"description": "More", "unit_price_minor": 1_000})
    text = await printed(shop, stage["id"])
    told = [part in text for part in ("Labor", "$5,000.00", "Other work", "$6,000.00", "$6,010.00")]
    assert told == [True, True, False, False, False]


async def test_headings_marks_and_unit_prices_of_chosen_lines_stay_as_they_were_billed(shop: Shop) -> None:
    """4 of 10 units at 200.00 in the cellar, free of tax; by now 10 at 210.00 in the attic, and taxed."""
    line = {
        "description": "Piping", "quantity": 10, "unit_price_minor": 20_000,
        "group_title": "Cellar", "exempt": True,
    }  # fmt: skip
    job = {"customer_id": shop.customer_id, "title": "Pipes", "line_items": [line]}
    shop.job_id = (await shop.office.post("/api/jobs", job)).json()["id"]
    asked = [{"line_item_id": derived_id("line_item", shop.job_id, "0"), "quantity": 4}]
    stage = (await shop.office.post("/api/invoices", {"job_id": shop.job_id, "lines": asked})).json()
    await lines_become(shop, {**line, "group_title": "Attic", "exempt": False, "unit_price_minor": 21_000})
    text = await printed(shop, stage["id"])
    told = [part in text for part in ("Cellar", "free of tax", "4 at $200.00", "Attic", "$210.00")]
    assert told == [True, True, True, False, False]


async def lines_become(shop: Shop, first: dict[str, Any], *more: dict[str, Any]) -> None:
    """The job's one line is changed, and others come to it."""
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    kept = {"line_item_id": job["line_items"][0]["id"], **first}
    body = {"seen_revision": job["revision"], "line_items": [kept, *more]}
    answer = await shop.office.put(f"/api/jobs/{shop.job_id}/lines", body)
    assert answer.status_code == 200, answer.text
