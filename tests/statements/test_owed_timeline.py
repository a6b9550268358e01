"""What the timelines of several jobs tell of one payment for all of them, and of what went back of it."""

from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.statements.test_owed_tips import refund, tipped

pytestmark = pytest.mark.anyio


async def told(shop: Shop, invoice: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    rows = (await shop.office.get(f"/api/jobs/{invoice['job_id']}/timeline")).json()["items"]
    return [
        (each["action"], each["subject"]["amount_minor"], each["subject"]["moved_minor"])
        for each in reversed(rows)
        if each["subject"]["entity"] == "payment"
    ]


async def test_what_went_back_off_one_jobs_invoice_is_told_there_and_rewrites_nothing(shop: Shop) -> None:
    """3,000.00 for two jobs; all 1,000.00 of the roof go back."""
    first, second, payment_id = await tipped(shop)
    before, roof = await told(shop, first), await told(shop, second)
    assert (before[0], roof[0]) == (
        ("paypage.settle_checkout", 200_000, None),
        ("paypage.settle_checkout", 100_000, None),
    )
    await refund(shop, payment_id, 100_000, invoice_id=second["id"])
    assert ("payments.refund_payment", 100_000, 100_000) in (after := await told(shop, second))
    assert after[: len(roof)] == roof
    others = await told(shop, first)
    assert others[: len(before)] == before
    assert "payments.refund_payment" not in {action for action, *_ in others}


async def test_a_fee_and_a_surcharge_of_all_jobs_are_not_told_as_one_jobs_own(shop: Shop) -> None:
    await shop.company.owner.patch("/api/settings", {"surcharge": {"percent_bps": 300}})
    customer = f"/api/customers/{shop.customer_id}"
    billed = {"billing_address": {"city": "Peoria", "region": "IL"}}
    assert (await shop.office.patch(customer, billed)).status_code == 200
    first, second, _ = await tipped(shop)
    assert await shop.rows("SELECT amount_minor FROM surcharge") == [(9_000,)]
    await shop.later(hours=1)
    for invoice, minor in ((first, 200_000), (second, 100_000)):
        rows = (await shop.office.get(f"/api/jobs/{invoice['job_id']}/timeline")).json()["items"]
        assert {each["subject"]["surcharge_minor"] for each in rows} == {None}
        assert ("paypage.note_capture", minor, None) in await told(shop, invoice)
