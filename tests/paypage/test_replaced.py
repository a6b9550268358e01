"""An invoice that was corrected: its old link leads to the new one, which says what is other than it was."""

from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.paypage.test_pay_page import text_of

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def replaced(shop: Shop, invoice: dict[str, Any], **how: Any) -> dict[str, Any]:
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/replace", {"reason": "less work", **how})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_the_old_link_leads_to_the_new_invoice_which_says_what_changed(shop: Shop) -> None:
    """2,500 becomes 2,400 (D-17); corrected once more, the first link leads to the last of them."""
    old = await shop.invoice(due_terms={"kind": "net", "days": 30})
    new = await replaced(shop, old, amount_minor=240_000, due_terms={"kind": "net", "days": 31})
    said = text_of(await shop.customer.open(old["pay_url"]))
    for expected in (
        new["number"], "$2,400 .00", f"This invoice replaces {old['number']}. Nothing is due on that one.",
        "The amount is $2,400.00 instead of $2,500.00.",
        "It is due on April 2, 2026 instead of April 1, 2026.", "Pay by card",
    ):  # fmt: skip
        assert expected in said
    last = await replaced(shop, new, title="Stage two")
    said = text_of(await shop.customer.open(old["pay_url"]))
    assert f"This invoice replaces {new['number']}." in said
    assert last["number"] in said
    assert "instead of" not in said


async def test_a_page_that_was_open_shows_the_correction_before_anything_is_paid(shop: Shop) -> None:
    old = await shop.invoice()
    page = await shop.customer.open(old["pay_url"])
    await replaced(shop, old, amount_minor=240_000)
    answer = await shop.customer.press(page)
    assert answer.headers["location"] == "/pay?notice=other_page"
    assert await shop.rows("SELECT amount_minor FROM checkout") == []
    await shop.customer.press(await shop.customer.get("/pay"))
    assert await shop.rows("SELECT amount_minor FROM checkout") == [(240_000,)]


async def test_a_voided_invoice_that_nothing_replaces_stays_where_it_was(shop: Shop) -> None:
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    assert "This invoice was withdrawn" in text_of(await shop.customer.open(invoice["pay_url"]))


async def test_a_planned_stage_says_which_of_them_it_is(shop: Shop) -> None:
    invoice = await shop.invoice(amount_minor=10_000)
    job = invoice["job_id"]
    when = {"kind": "milestone", "name": "Done"}
    stages = [
        {"stage_id": new_id(), "title": title, "percent_bps": 2000, "bill_when": when} for title in "abcd"
    ]
    await shop.office.http.put(f"/api/jobs/{job}/schedule", json={"stages": stages})
    second = (await shop.office.post(f"/api/stages/{stages[1]['stage_id']}/issue", {})).json()
    assert "Stage 2 of 4" in text_of(await shop.customer.open(second["pay_url"]))
    assert "Stage 2 of 4" not in text_of(await shop.customer.open(invoice["pay_url"]))
