"""Several invoices paid at once, while an application for financing one of them may still be paid out."""

import pytest
from tests.paypage.shop import Shop
from tests.paypage.test_wisetack import applied_for

pytestmark = pytest.mark.anyio

SAID = "The application for financing of March 2, 2026 may still be open at the lender."


async def test_both_pages_of_several_invoices_say_that_an_application_may_still_be_paid_out(
    lent: Shop,
) -> None:
    invoice, _ = await applied_for(lent)
    other = await lent.invoice(100_000)
    owed = (await lent.office.get(f"/api/customers/{lent.customer_id}/owed")).json()["url"]
    job = (await lent.office.get(f"/api/jobs/{lent.job_id}/statement")).json()["url"]
    assert SAID in (await lent.customer.open(owed)).text
    await lent.customer.open(job)
    assert SAID in (await lent.customer.get("/statement/pay")).text
    for path in ("/owed", "/statement/pay"):
        assert SAID in (await lent.customer.get(path, params={"i": [invoice["id"], other["id"]]})).text
        assert SAID not in (await lent.customer.get(path, params={"i": [other["id"]]})).text
    # Given up on the invoice's own page, it may still be paid out: for 90 days.
    page = await lent.customer.open(invoice["pay_url"])
    await lent.customer.press(page, path="/pay/restart")
    assert await lent.states() == ["canceled"]
    assert SAID in (await lent.customer.get("/owed")).text
    for _ in range(91):
        await lent.later(days=1)
    assert SAID not in (await lent.customer.open(owed)).text
