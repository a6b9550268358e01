"""What no page of ours sends: forged tips start nothing, charge nothing, and are told in calm words."""

import httpx
import pytest
from tests.paypage.shop import Shop
from tests.paypage.test_tips import TIPPED, asked, press

pytestmark = pytest.mark.anyio

# What Python's int() would take, what a browser's form never holds, what breaks pages and databases.
FORGED = [
    "1_000", "+5", "٥٠٠", "５００", "²", "0x10", "1.0", "1000\u200f", "1000\x00", "\ud7ff", "1\n0", "NaN",
    "null", "[]", "10001", "9223372036854775808", "0" * 3_000 + "5",
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
async def test_a_tip_that_no_page_of_ours_has_starts_nothing(shop: Shop, forged: str) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED))
    answer = await press(shop, page, tip=forged)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/pay?notice=tip_gone"
    assert await shop.states() == []


@pytest.mark.parametrize("name", ["tip", "tip_sum"])
@pytest.mark.parametrize(
    "said",
    ["<script>alert(1)</script>", '"><i>', "{{7*7}}", "1000\x00", "\u202e5", "%00", "9" * 5_000, "-0.01"],
)
async def test_whatever_is_in_the_address_the_page_answers_and_adds_no_tip(
    shop: Shop, name: str, said: str
) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), **{name: said})
    assert page.status_code == 200
    assert "your card is charged" not in page.text
    assert "<script" not in page.text
    assert '"><i>' not in page.text
    assert 'name="tip" value="0" aria-pressed' in page.text
    assert (await press(shop, page)).headers["location"].startswith("/sandbox/checkout/")
    assert await shop.rows("SELECT amount_minor, tip_minor FROM checkout") == [(10_000, 0)]


async def test_of_two_tips_in_one_form_one_is_taken_never_both(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), tip="1000")
    token = page.text.partition('name="page" value="')[2].partition('"')[0]
    form = f"page={token}&method=card&tip=1000&tip=2000"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await shop.customer.http.post("/pay/checkout", content=form, headers=headers)
    assert answer.headers["location"].startswith("/sandbox/checkout/")
    ((amount_minor, tip_minor),) = await shop.rows("SELECT amount_minor, tip_minor FROM checkout")
    assert (amount_minor, tip_minor in {1_000, 2_000}) == (10_000, True)
    assert await shop.rows("SELECT amount_minor FROM sandbox_checkout") == [(10_000 + tip_minor,)]


async def test_a_file_in_the_place_of_the_tip_is_no_tip(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED))
    token = page.text.partition('name="page" value="')[2].partition('"')[0]
    answer: httpx.Response = await shop.customer.http.post(
        "/pay/checkout", data={"page": token, "method": "card"}, files={"tip": ("tip.txt", b"1000")}
    )
    assert answer.headers["location"] == "/pay?notice=tip_gone"
    assert await shop.states() == []


async def test_a_tip_without_the_page_s_own_token_starts_nothing(shop: Shop) -> None:
    await asked(shop, await shop.invoice(10_000, payment_options=TIPPED))
    answer = await shop.customer.http.post("/pay/checkout", data={"method": "card", "tip": "1000"})
    assert answer.headers["location"] == "/pay?notice=other_page"
    assert await shop.states() == []


async def test_a_tip_as_large_as_the_part_is_taken_and_a_cent_more_is_not(shop: Shop) -> None:
    """The tip is measured by what is paid now, not by all that is due."""
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), amount="40.00")
    assert (await press(shop, page, tip="4001")).headers["location"] == "/pay?notice=tip_gone"
    assert await shop.states() == []
    assert (await press(shop, page, tip="4000")).headers["location"].startswith("/sandbox/checkout/")
    assert await shop.rows("SELECT amount_minor, tip_minor FROM checkout") == [(4_000, 4_000)]
