"""The receipt of a payment of which something went and came in again: that was not given back to anybody."""

import io

import pypdf
import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import paid, tell
from tests.paypage.test_money_again import in_the_dashboard
from tests.paypage.test_surcharges import words_of
from tests.paypage.test_surcharges_back import credit
from tests.paypage.test_tips import seen

pytestmark = pytest.mark.anyio


async def read(shop: Shop, pay_url: str, payment_id: str) -> list[str]:
    """The receipt on the invoice's page, on the job's, and as the PDF of each and of the office."""
    await shop.customer.open(pay_url)
    url = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    await shop.customer.open(url)
    pages = [await shop.customer.get(f"/{where}/receipts/{payment_id}") for where in ("pay", "statement")]
    pdfs = [await shop.customer.get(f"/{where}/receipts/{payment_id}/pdf") for where in ("pay", "statement")]
    pdfs.append(await shop.office.get(f"/api/payments/{payment_id}/pdf"))
    read_pdfs = [pypdf.PdfReader(io.BytesIO(each.content)).pages[0].extract_text() for each in pdfs]
    return [words_of(each) for each in pages] + [" ".join(each.split()) for each in read_pdfs]


async def test_51_50_given_back_at_stripe_itself_that_failed_are_not_told_as_given_back_any_more(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await credit(striped, peer)
    made = in_the_dashboard(peer, session, 5_150)
    await tell(striped, peer, peer.events[-1:])
    for text in await read(striped, invoice["pay_url"], payment_id):
        assert "Given back to you $51.50" in text
    peer.fail_refund(made)
    await tell(striped, peer, peer.events[-1:])
    for text in await read(striped, invoice["pay_url"], payment_id):
        assert "Charged to your card $103.00" in text
        assert "Given back" not in text
    (refund,) = (await seen(striped, payment_id))["refunds"]
    assert (refund["state"], refund["amount_minor"], refund["surcharge_minor"]) == ("failed", 5_000, 150)


async def test_of_51_50_that_a_bank_took_and_gave_again_on_appeal_the_receipt_says_nothing(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await credit(striped, peer)
    dispute = peer.dispute(session)
    peer.objects[dispute]["amount"] = 5_150
    peer.close_dispute(dispute, "lost")
    await striped.later(days=1)
    await striped.sign_in_again()
    for text in await read(striped, invoice["pay_url"], payment_id):
        assert "Given back to you $51.50" in text
    peer.close_dispute(dispute, "won")
    await striped.later(days=1)
    await striped.sign_in_again()
    for text in await read(striped, invoice["pay_url"], payment_id):
        assert "Charged to your card $103.00" in text
        assert "Given back" not in text


async def test_another_20_60_that_did_go_back_stay_told(striped: Shop, peer: StripePeer) -> None:
    invoice, payment_id, session = await credit(striped, peer)
    in_the_dashboard(peer, session, 2_060)
    await tell(striped, peer, peer.events[-1:])
    await striped.later(minutes=1)
    made = in_the_dashboard(peer, session, 5_150)
    await tell(striped, peer, peer.events[-1:])
    peer.fail_refund(made)
    await tell(striped, peer, peer.events[-1:])
    for text in await read(striped, invoice["pay_url"], payment_id):
        assert "Given back to you $20.60" in text
    refunds = (await seen(striped, payment_id))["refunds"]
    assert [(each["state"], each["amount_minor"]) for each in refunds] == [("done", 2_000), ("failed", 5_000)]


async def test_250_of_1000_that_failed_to_go_back_are_gone_from_the_receipt_without_tip_or_surcharge_too(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await tell(striped, peer, peer.events)
    made = in_the_dashboard(peer, session, 25_000)
    await tell(striped, peer, peer.events[-1:])
    await striped.customer.open(invoice["pay_url"])
    receipt = words_of(await striped.customer.get(f"/pay/receipts/{payment_id}"))
    assert "$250.00 of it is given back to you." in receipt
    peer.fail_refund(made)
    await tell(striped, peer, peer.events[-1:])
    receipt = words_of(await striped.customer.get(f"/pay/receipts/{payment_id}"))
    assert "given back" not in receipt
