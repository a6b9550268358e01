"""Stripe's page under an address of the company's own: reached all the same; forms may go nowhere else."""

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer

pytestmark = pytest.mark.anyio


async def test_a_page_under_the_companys_own_address_is_led_to_by_one_of_ours_and_no_form_may_go_there(
    striped: Shop, peer: StripePeer
) -> None:
    """Which address that is is only known once Stripe was asked; the pay page's policy stays as it was."""
    peer.page_origin = "https://pay.alder.example"
    invoice = await striped.invoice()
    page = await striped.customer.open(invoice["pay_url"])
    answer = await striped.customer.press(page)
    ((session,),) = await striped.rows("SELECT gateway_ref FROM checkout")
    url = f"https://pay.alder.example/c/pay/{session}"
    assert answer.status_code == 200
    assert f'<meta http-equiv="refresh" content="0; url={url}">' in answer.text
    assert f'href="{url}"' in answer.text
    assert "pay.alder.example" in answer.text.partition("<main>")[2]
    assert "form-action 'self';" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "alder.example" not in (await striped.customer.get("/pay")).headers["content-security-policy"]
    peer.press(session)
    assert (await striped.customer.get("/pay/return")).headers["location"] == "/pay"
    assert (await striped.read(invoice))["status"] == "paid"


@pytest.mark.parametrize("origin", ["http://pay.alder.example", "https://stripe.com@pay.alder.example"])
async def test_nobody_is_led_to_a_page_without_tls_or_with_a_name_in_its_address(
    striped: Shop, peer: StripePeer, origin: str
) -> None:
    peer.page_origin = origin
    page = await striped.customer.open((await striped.invoice())["pay_url"])
    answer = await striped.customer.press(page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pay?notice=unreachable")
