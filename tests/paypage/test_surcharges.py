"""A card surcharge: off at first and by place, money of its own beside the payment, never on the invoice."""

import re
from typing import Any

import httpx
import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_tips import press, seen, words_of

from stagebill.kernel.postal_address import PostalAddress
from stagebill.payments.surcharge import Came, goes_along
from stagebill.payments.tip import Left, gone_of_all
from stagebill.paypage.surcharges.rule import (
    Place,
    SurchargeGone,
    check_surcharge,
    percent_at,
    state_in,
    surcharge_of,
)
from stagebill.settings.surcharge import NOT_IN, Surcharge

pytestmark = pytest.mark.anyio

SITE = "12 Elm St, Springfield, IL 62704"
WAYS = {"card": True, "ach": True, "financing": False, "part": True}


@pytest.mark.parametrize(
    ("address", "state"),
    [
        (SITE, "IL"),
        ("12 Elm St, Springfield, IL", "IL"),
        ("12 Elm St\nSpringfield, Illinois 62704-1234\nUSA", "IL"),
        ("12 elm st, springfield il 62704", "IL"),
        ("1 Main St, Charleston, West Virginia", "WV"),
        ("1 Main St, Springfield MA 01101, United States", "MA"),
        ("12 Kings Ct", None),
        ("12 Kings Ct, Denver", None),
        ("1 Kansas City Road", None),
        ("5 Rue de Rivoli, 75001 Paris", None),
        ("", None),
    ],
)
def test_the_state_is_what_an_address_ends_with(address: str, state: str | None) -> None:
    assert state_in(address) == state


@pytest.mark.parametrize(
    ("site", "billing", "percent"),
    [
        (SITE, None, 300),
        (None, PostalAddress(city="Springfield", region="IL"), 300),
        (None, PostalAddress(city="Springfield", region="illinois"), 300),
        ("12 Elm St", None, 0),
        (None, None, 0),
        ("1 Main St, Boston, MA 02101", None, 0),
        (SITE, PostalAddress(city="Boston", region="MA"), 0),
        (SITE, PostalAddress(street="1 Main St\nBoston, MA 02101"), 0),
        (SITE, PostalAddress(city="San Juan", country="PR"), 0),
        (SITE, PostalAddress(city="Paris", country="FR"), 0),
        (SITE, PostalAddress(city="Gary", region="IN", country="US"), 300),
    ],
)
def test_every_place_that_is_known_has_to_allow_it_and_one_has_to_be_known(
    site: str | None, billing: PostalAddress | None, percent: int
) -> None:
    three = Surcharge(percent_bps=300)
    assert percent_at(three, "USD", [Place(site, billing)]) == percent
    assert percent_at(three, "EUR", [Place(site, billing)]) == 0
    assert percent_at(three, "USD", [Place(site, billing), Place("1 Main St, Boston, MA", None)]) == 0


def test_states_that_forbid_or_bind_surcharges_are_out_from_the_start_and_none_is_on() -> None:
    assert Surcharge().percent_bps == 0
    assert {"CT", "MA", "ME", "PR"} <= set(NOT_IN)
    assert percent_at(Surcharge(), "USD", [Place(SITE, None)]) == 0


def test_3_percent_of_100_is_3_and_of_half_a_dollar_one_cent_as_two_were_above_the_limit() -> None:
    assert [surcharge_of(paid, 300) for paid in (10_000, 50, 33, 34)] == [300, 1, 0, 1]
    assert surcharge_of(10_000, 0) == 0
    check_surcharge(300, 10_000, "card", 300)
    for surcharge, method, percent in ((299, "card", 300), (300, "ach", 300), (300, "card", 0)):
        with pytest.raises(SurchargeGone):
            check_surcharge(surcharge, 10_000, method, percent)  # type: ignore[arg-type]


def test_a_third_of_100_takes_a_third_of_3_along_and_the_last_takes_the_last() -> None:
    came = Came(10_000, 300)
    assert goes_along(3_333, 10_000, 300, came) == 100
    assert goes_along(6_667, 6_667, 200, came) == 200
    assert goes_along(0, 10_000, 300, came) == 0


@pytest.mark.parametrize(
    ("gone", "parts"),
    [
        (10_300, (10_000, 0, 300)),
        (5_150, (5_000, 0, 150)),
        (300, (0, 0, 300)),
        (1_000, (0, 1_000, 0)),
        (10_800, (10_000, 500, 300)),
        (99_999, (10_000, 1_000, 300)),
    ],
)
def test_what_goes_back_at_the_processor_takes_the_surcharge_along_in_proportion_then_the_tip(
    gone: int, parts: tuple[int, int, int]
) -> None:
    assert gone_of_all(gone, [Left(10_000, 1_000, 300, Came(10_000, 300))]) == [parts]


async def surcharging(shop: Shop, percent_bps: int = 300, **job: Any) -> None:
    """A company that adds 3% and works in Illinois."""
    answer = await shop.office.patch("/api/settings", {"surcharge": {"percent_bps": percent_bps}})
    assert answer.status_code == 200, answer.text
    line = {"description": "Labor", "quantity": 1, "unit_price_minor": 500_000}
    body = {"customer_id": shop.customer_id, "title": "Re-pipe", "line_items": [line], "site": SITE, **job}
    answer = await shop.office.post("/api/jobs", body)
    assert answer.status_code == 201, answer.text
    shop.job_id = answer.json()["id"]


async def asked(shop: Shop, invoice: dict[str, Any], **said: str) -> httpx.Response:
    await shop.customer.open(invoice["pay_url"])
    return await shop.customer.get("/pay", params=said)


async def paid(shop: Shop, outcome: str = "succeed", **options: Any) -> tuple[dict[str, Any], str]:
    """A $100 invoice, paid by card."""
    invoice = await shop.invoice(10_000, payment_options={**WAYS, **options})
    location = (await press(shop, await asked(shop, invoice))).headers["location"]
    await shop.customer.choose(location, outcome)
    await shop.work()
    ((payment_id,),) = await shop.rows("SELECT id FROM payment WHERE invoice_id = $1", invoice["id"])
    return invoice, payment_id


async def test_100_with_a_fee_of_3_is_an_invoice_paid_with_100_and_a_surcharge_beside_it(shop: Shop) -> None:
    """PY-25, D-54: the job's total stays, nothing of the fee is on the invoice or in the job's progress."""
    await surcharging(shop)
    before = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    invoice, payment_id = await paid(shop)
    read = await shop.read(invoice)
    assert (read["status"], read["paid_minor"], read["due_minor"]) == ("paid", 10_000, 0)
    payment = await seen(shop, payment_id)
    assert (payment["amount_minor"], payment["surcharge_minor"], payment["unapplied_minor"]) == (
        10_000,
        300,
        0,
    )
    assert (payment["tip_minor"], payment["surcharge_returned_minor"], payment["refunds"]) == (0, 0, [])
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    assert job["total_minor"] == before["total_minor"]
    assert (job["paid_minor"], job["unapplied_minor"], job["invoiced_minor"]) == (10_000, 0, 10_000)
    assert await shop.rows("SELECT amount_minor, surcharge_minor FROM sandbox_checkout") == [(10_300, 300)]
    assert await shop.rows("SELECT amount_minor FROM surcharge") == [(300,)]


async def test_it_is_off_until_somebody_sets_a_percent(shop: Shop) -> None:
    assert (await shop.office.get("/api/settings")).json()["surcharge"] == {
        "percent_bps": 0,
        "not_in": list(NOT_IN),
    }
    await surcharging(shop, 0)
    page = await asked(shop, await shop.invoice(10_000, payment_options=WAYS))
    assert "surcharge" not in page.text
    assert "debit or credit" in page.text


async def test_sum_percent_and_total_stand_on_the_page_before_it_is_left_and_the_bank_has_none(
    shop: Shop,
) -> None:
    await surcharging(shop)
    page = await asked(shop, await shop.invoice(10_000, payment_options=WAYS))
    text = words_of(page)
    assert "A credit card adds a surcharge of 3%: $3.00." in text
    assert "Debit and prepaid cards pay none" in text
    assert "Paying from your bank adds nothing." in text
    assert 'value="card" class="primary"><span>Pay by card</span> <small>$103.00</small>' in page.text
    assert "<span>Pay from bank</span> <small>$100.00, no surcharge</small>" in page.text
    assert "<script" not in page.text
    await press(shop, page, "ach")
    assert await shop.rows("SELECT method, amount_minor, surcharge_minor FROM checkout") == [
        ("ach", 10_000, 0)
    ]


@pytest.mark.parametrize("site", ["1 Main St, Boston, MA 02101", "12 Elm St", None])
async def test_by_place_a_job_in_massachusetts_or_nowhere_known_has_none(
    shop: Shop, site: str | None
) -> None:
    await surcharging(shop, site=site)
    page = await asked(shop, await shop.invoice(10_000, payment_options=WAYS))
    assert "surcharge" not in page.text
    _, payment_id = await paid(shop)
    assert (await seen(shop, payment_id))["surcharge_minor"] == 0


async def test_a_part_of_40_has_a_surcharge_of_3_percent_of_40_and_a_tip_has_none(shop: Shop) -> None:
    await surcharging(shop)
    invoice = await shop.invoice(10_000, payment_options={**WAYS, "tip": True})
    page = await asked(shop, invoice, amount="40.00", tip="1000")
    assert "With a tip of $4.00 your card is charged $45.20." in page.text
    assert "A credit card adds a surcharge of 3%: $1.20." in words_of(page)
    location = (await press(shop, page)).headers["location"]
    assert await shop.rows("SELECT amount_minor, tip_minor, surcharge_minor FROM checkout") == [
        (4_000, 400, 120)
    ]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert (await shop.read(invoice))["due_minor"] == 6_000
    assert await shop.rows("SELECT amount_minor FROM tip") == [(400,)]
    assert await shop.rows("SELECT amount_minor FROM surcharge") == [(120,)]


@pytest.mark.parametrize("kind", ["debit", "prepaid"])
async def test_a_debit_or_prepaid_card_has_it_back_at_once_recorded_before_it_is_sent(
    shop: Shop, kind: str
) -> None:
    await surcharging(shop)
    invoice = await shop.invoice(10_000, payment_options=WAYS)
    location = (await press(shop, await asked(shop, invoice))).headers["location"]
    await shop.customer.choose(location, kind)
    await shop.customer.get("/pay/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    payment = await seen(shop, payment_id)
    (refund,) = payment["refunds"]
    assert (refund["amount_minor"], refund["surcharge_minor"], refund["state"]) == (0, 300, "asked")
    assert refund["reason"] == f"no surcharge on a {kind} card"
    await shop.work()
    assert (await seen(shop, payment_id))["refunds"][0]["state"] == "sent"
    assert await shop.rows("SELECT amount_minor, state FROM sandbox_aftermath") == [(300, "sent")]
    assert (await shop.read(invoice))["status"] == "paid"
    receipt = words_of(await shop.customer.get(f"/pay/receipts/{payment_id}"))
    assert "Card surcharge $3.00 Charged to your card $103.00 Given back to you $3.00" in receipt


async def test_an_open_attempt_names_its_surcharge_and_is_gone_on_with(shop: Shop) -> None:
    await surcharging(shop)
    invoice = await shop.invoice(10_000, payment_options=WAYS)
    first = await press(shop, await asked(shop, invoice))
    page = await shop.customer.get("/pay")
    assert "Finish paying $103.00" in page.text
    assert "A card surcharge of $3.00 is in it." in page.text
    assert (await press(shop, page)).headers["location"] == first.headers["location"]
    await shop.office.patch("/api/settings", {"surcharge": {"percent_bps": 0}})
    assert (await press(shop, page)).headers["location"] == "/pay?notice=surcharge_gone"
    page = await shop.customer.get("/pay?notice=surcharge_gone")
    assert "The card surcharge is not what was shown. Nothing was charged." in page.text
    assert "Finish paying $100.00" in page.text
    await press(shop, page)
    assert await shop.rows("SELECT state, surcharge_minor FROM checkout ORDER BY attempt") == [
        ("expired", 300),
        ("open", 0),
    ]


@pytest.mark.parametrize(
    "surcharge",
    [{"percent_bps": 301}, {"percent_bps": -1}, {"percent_bps": 2.5}, {"not_in": ["XX"]}, {"not_in": [None]},
     {"percent_bps": 300, "more": 1}],
)  # fmt: skip
async def test_a_percent_is_at_most_3_and_a_state_is_one(shop: Shop, surcharge: dict[str, Any]) -> None:
    answer = await shop.office.patch("/api/settings", {"surcharge": surcharge})
    assert answer.status_code in (400, 422), answer.text
    assert (await shop.office.get("/api/settings")).json()["surcharge"]["percent_bps"] == 0


@pytest.mark.parametrize("language", ["es", "ar"])
async def test_a_customer_reads_it_in_their_own_language(shop: Shop, language: str) -> None:
    await shop.add_job(language=language)
    await surcharging(shop)
    page = await asked(shop, await shop.invoice(10_000, payment_options=WAYS))
    assert {"es": "lleva un recargo de", "ar": "تُضيف بطاقة الائتمان"}[language] in page.text


async def test_receipt_mail_statement_and_papers_name_it_beside_the_payment(shop: Shop) -> None:
    await surcharging(shop)
    invoice, payment_id = await paid(shop)
    page = words_of(await shop.customer.open(invoice["pay_url"]))
    assert "$100.00 received. Nothing is due on this invoice." in page
    assert "A card surcharge of $3.00 was paid beside it." in page
    receipt = words_of(await shop.customer.get(f"/pay/receipts/{payment_id}"))
    assert "Card surcharge $3.00 Charged to your card $103.00" in receipt
    ((mail,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'mail.receipt'")
    assert "received $100.00 and a card surcharge of $3.00 by card" in mail
    url = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    assert "card · with a card surcharge of $3.00" in words_of(await shop.customer.open(url))
    statement = words_of(await shop.customer.get(f"/statement/receipts/{payment_id}"))
    assert "Card surcharge $3.00 Charged to your card $103.00" in statement
    assert (await shop.office.get(f"/api/payments/{payment_id}/pdf")).status_code == 200


async def test_stripe_is_asked_for_it_as_a_line_of_its_own_without_link(
    striped: Shop, peer: StripePeer
) -> None:
    await striped.add_job()
    await surcharging(striped)
    invoice = await striped.invoice(10_000, payment_options=WAYS)
    location = (await press(striped, await asked(striped, invoice))).headers["location"]
    session = peer.objects[location.rpartition("/")[2]]
    assert session["amount_total"] == 10_300
    assert session["metadata"]["surcharge"] == "300"
    peer.press(session["id"])
    for _ in range(2):
        await striped.customer.get("/pay/return")
        await striped.work()
    assert await striped.payments() == [10_000]
    assert await striped.rows("SELECT amount_minor FROM surcharge") == [(300,)]
    assert peer.charged_minor() == 10_300
    assert peer.all("refund") == []


@pytest.mark.parametrize("funding", ["debit", "prepaid", "unknown", "something_new", None])
async def test_what_stripe_does_not_call_a_credit_card_has_it_back(
    striped: Shop, peer: StripePeer, funding: str | None
) -> None:
    await surcharging(striped)
    peer.cards.funding = funding
    invoice = await striped.invoice(10_000, payment_options=WAYS)
    location = (await press(striped, await asked(striped, invoice))).headers["location"]
    peer.press(location.rpartition("/")[2])
    await striped.customer.get("/pay/return")
    await striped.work()
    assert [each["amount"] for each in peer.all("refund")] == [300]
    assert peer.charged_minor() == 10_000
    assert (await striped.read(invoice))["status"] == "paid"


async def test_several_invoices_of_a_job_have_one_surcharge_of_3_percent_of_300(shop: Shop) -> None:
    await surcharging(shop)
    ids = [(await shop.invoice(each, payment_options=WAYS))["id"] for each in (20_000, 10_000)]
    url = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    await shop.customer.open(url)
    page = await shop.customer.get("/statement/pay")
    assert "A credit card adds a surcharge of 3%: $9.00." in words_of(page)
    assert "<small>$309.00</small>" in page.text
    forged = await joint(shop, page, "/statement/checkout", ids, surcharge_shown="0")
    assert "new_total" in forged
    await shop.customer.choose(await joint(shop, page, "/statement/checkout", ids), "succeed")
    await shop.work()
    assert await shop.payments() == [30_000]
    assert await shop.rows("SELECT amount_minor FROM surcharge") == [(900,)]


async def test_all_that_a_customer_owes_has_it_only_where_every_job_s_place_allows_it(shop: Shop) -> None:
    await surcharging(shop)
    ids = [(await shop.invoice(20_000, payment_options=WAYS))["id"]]
    await surcharging(shop, site="9 Oak Ave, Gary, IN 46402")
    ids.append((await shop.invoice(10_000, payment_options=WAYS))["id"])
    await shop.customer.open((await shop.office.get(f"/api/customers/{shop.customer_id}/owed")).json()["url"])
    page = await shop.customer.get("/owed")
    assert "<small>$309.00</small>" in page.text
    assert "new_total" in await joint(shop, page, "/owed/checkout", ids, surcharge_shown="")
    await shop.customer.choose(await joint(shop, page, "/owed/checkout", ids), "succeed")
    await shop.work()
    receipt = words_of(await shop.customer.get((await shop.customer.get("/owed/return")).headers["location"]))
    assert "Card surcharge $9.00 Charged to your card $309.00" in receipt
    assert await shop.rows("SELECT amount_minor FROM surcharge") == [(900,)]
    for site in (SITE, "1 Main St, Boston, MA 02101"):
        await surcharging(shop, site=site)
        await shop.invoice(10_000, payment_options=WAYS)
    assert "surcharge" not in (await shop.customer.get("/owed")).text


async def joint(shop: Shop, page: httpx.Response, action: str, ids: list[str], **said: str) -> str:
    form = page.text[page.text.index(f'action="{action}"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    body: dict[str, Any] = {**hidden, "method": "card", "i": ids, **said}
    location: str = (await shop.customer.http.post(action, data=body)).headers["location"]
    return location
