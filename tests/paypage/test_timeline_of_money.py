"""The job's timeline says what banks and processors did: which way, how much, and what was mailed."""

from typing import Any

import pytest
from tests.paypage.shop import ACH_TOO, Shop, started

pytestmark = pytest.mark.anyio


async def told(shop: Shop, *actions: str) -> list[tuple[Any, ...]]:
    """What the timeline says of these actions, the oldest first."""
    answer = await shop.office.get(f"/api/jobs/{shop.job_id}/timeline?limit=50")
    assert answer.status_code == 200, answer.text
    return [
        (subject["state"] or subject["message_kind"], subject["amount_minor"], subject["moved_minor"])
        for one in reversed(answer.json()["items"])
        if one["action"] in actions and (subject := one["subject"])
    ]


async def played(shop: Shop, location: str, *outcomes: str) -> None:
    for outcome in outcomes:
        await shop.later(minutes=1)
        await shop.customer.choose(location, outcome)
        await shop.work()


async def test_a_dispute_is_opened_and_lost_in_two_sentences_with_what_it_moved_and_the_fee(
    shop: Shop,
) -> None:
    """6,900.00 by card: a fee of 200.40, then the dispute takes it and costs 15.00."""
    await shop.add_job(900_000)
    location = await started(shop, await shop.invoice(690_000))
    await played(shop, location, "succeed", "dispute", "dispute_lost")
    await shop.later(hours=1)
    assert await told(shop, "payments.note_dispute") == [
        ("open", 690_000, None),
        ("lost", 690_000, None),
    ]
    assert await told(shop, "paypage.note_capture") == [(None, 690_000, 20_040)]
    assert (None, 690_000, -691_500) in await told(shop, "payments.note_dispute_move")


async def test_a_dispute_that_was_won_says_so(shop: Shop) -> None:
    location = await started(shop, await shop.invoice(100_000))
    await played(shop, location, "succeed", "dispute", "dispute_won")
    assert [state for state, *_ in await told(shop, "payments.note_dispute")] == ["open", "won"]


async def test_a_debit_is_told_when_it_is_on_its_way_and_when_it_failed(shop: Shop) -> None:
    """A page that was left is no news."""
    invoice = await shop.invoice(10_000, payment_options=ACH_TOO)
    await played(shop, await started(shop, invoice, "ach"), "abandon")
    await played(shop, await started(shop, invoice, "ach"), "fail_later", "bounce")
    lines = await told(shop, "paypage.wait_checkout", "paypage.end_checkout")
    assert lines == [(None, 10_000, None), ("failed", 10_000, None)]


async def test_a_refund_says_how_much_of_the_payment_and_a_message_what_it_was(shop: Shop) -> None:
    """A-REFUND, 500.00 of 3,000.00."""
    invoice = await shop.invoice(300_000)
    await played(shop, await started(shop, invoice), "succeed")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    body = {"amount_minor": 50_000, "reason": "Smaller sink", "invoice_id": invoice["id"]}
    answer = await shop.office.post(f"/api/payments/{payment_id}/refund", body)
    assert answer.status_code in (200, 201), answer.text
    assert await told(shop, "payments.refund_payment") == [(None, 300_000, 50_000)]
    answer = await shop.office.get(f"/api/jobs/{shop.job_id}/timeline?limit=50")
    kinds = {one["subject"]["message_kind"] for one in answer.json()["items"]}
    assert kinds == {None, "mail.receipt"}
