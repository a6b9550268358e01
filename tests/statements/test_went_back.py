"""A statement says what went back to its customer: their bank's own statement says it, too."""

import pytest
from tests.paypage.shop import ACH_TOO, Shop, started
from tests.statements.test_statement import opened, pay, text_of

from stagebill.kernel.config import Config
from stagebill.statements.papers import edition_of, receipt_paper, statement_paper
from stagebill.statements.queries import statement

pytestmark = pytest.mark.anyio


async def by_card(shop: Shop, *outcomes: str, method: str = "card") -> str:
    """An invoice of 1,000.00 that is paid online, and what befell it; the payment."""
    location = await started(shop, await shop.invoice(100_000, payment_options=ACH_TOO), method)
    for outcome in outcomes:
        await shop.customer.choose(location, outcome)
        await shop.later(minutes=2)
    ((payment_id,),) = await shop.rows("SELECT id FROM payment WHERE gateway_ref NOT LIKE '%:%'")
    return str(payment_id)


async def refund_200(shop: Shop, payment_id: str) -> None:
    ((invoice_id,),) = await shop.rows("SELECT DISTINCT invoice_id FROM allocation")
    body = {"amount_minor": 20_000, "reason": "left out", "invoice_id": str(invoice_id)}
    answer = await shop.office.post(f"/api/payments/{payment_id}/refund", body)
    assert answer.is_success, answer.text
    await shop.work()


async def on_paper(shop: Shop, config: Config) -> list[str]:
    """The small print below the payments of the statement's PDF."""
    organization_id = (await shop.rows("SELECT id FROM organization"))[0][0]
    now = shop.clock.now()
    shown = await statement(shop.services.database.reader, config, organization_id, shop.job_id, now)
    table = statement_paper(shown, now.date(), "https://pay.example").tables
    return [row.detail for each in table if each.title == "Payments" for row in each.rows]


async def test_200_of_1000_that_went_back_stand_beside_the_800_that_stay(shop: Shop, config: Config) -> None:
    """A-REFUND."""
    payment_id = await by_card(shop, "succeed")
    await refund_200(shop, payment_id)
    said = text_of(await opened(shop))
    assert "card · $200.00 went back to you $800.00 Received in all $800.00" in said, said
    assert await on_paper(shop, config) == ["card · $200.00 went back to you", ""]
    receipt = text_of(await shop.customer.get(f"/statement/receipts/{payment_id}"))
    assert "Received at first $1,000.00 Went back to you $200.00" in receipt, receipt


async def test_a_receipt_on_paper_has_another_edition_once_something_went_back(
    shop: Shop, config: Config
) -> None:
    """The one that was kept before is what it was."""
    payment_id = await by_card(shop, "succeed")
    organization_id = (await shop.rows("SELECT id FROM organization"))[0][0]
    told = []
    for _ in range(2):
        reader, now = shop.services.database.reader, shop.clock.now()
        shown = await statement(reader, config, organization_id, shop.job_id, now)
        (paid,) = shown.received
        rows = [(row.label, *row.cells) for row in receipt_paper(shown, paid).tables[0].rows]
        told.append((rows[1:], edition_of(shown, paid)))
        await refund_200(shop, payment_id)
    assert told[0][0] == []
    assert told[1][0] == [("Received at first", "$1,000.00"), ("Went back to you", "$200.00")]
    assert told[0][1] != told[1][1]


@pytest.mark.parametrize(
    ("method", "outcomes"),
    [("card", ("succeed", "dispute", "dispute_lost")), ("ach", ("succeed_later", "come_back"))],
)
async def test_a_payment_that_a_bank_took_back_whole_is_listed_without_a_receipt(
    shop: Shop, method: str, outcomes: tuple[str, ...]
) -> None:
    payment_id = await by_card(shop, *outcomes, method=method)
    page = await opened(shop)
    said = text_of(page)
    assert "$1,000.00 went back to you $0.00 Received in all $0.00" in said, said
    assert f"/statement/receipts/{payment_id}" not in page.text


async def test_a_dispute_that_is_open_or_was_won_took_nothing(shop: Shop) -> None:
    await by_card(shop, "succeed", "dispute")
    assert "went back" not in text_of(await opened(shop))


async def test_a_check_that_bounced_went_back_to_nobody(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 100_000)
    await shop.office.post(f"/api/payments/{paid['id']}/reverse", {"reason": "bounced"})
    assert "went back" not in text_of(await opened(shop))


async def test_a_refund_that_failed_did_not_go_back(shop: Shop) -> None:
    payment_id = await by_card(shop, "succeed")
    await refund_200(shop, payment_id)
    ((sandbox,),) = await shop.rows("SELECT gateway_ref FROM payment WHERE id = $1", payment_id)
    await shop.customer.choose(f"/sandbox/checkout/{sandbox}", "refund_fails")
    await shop.later(minutes=2)
    assert "$200.00 went back" not in text_of(await opened(shop))
