"""A tip for the crew: asked for by card alone, money of its own beside the payment, never on the invoice."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from tests.builders import a_context, a_draft, a_payment
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer

from stagebill.invoices.invoice import Invoice
from stagebill.jobs.job import JobId
from stagebill.kernel.ids import new_id
from stagebill.kernel.money import AMOUNT_MAX
from stagebill.payments.surcharge import Came
from stagebill.payments.tip import Left, PaidJob, as_it_came, by_member, gone_of_all, tip_in, tips
from stagebill.paypage.checkout import Method
from stagebill.paypage.tips.choice import (
    TipNotAsked,
    TipTooLarge,
    check_tip,
    choose_tip,
    most_minor,
    suggested,
)
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.tip_percents import TIP_PERCENTS

pytestmark = pytest.mark.anyio

TIPPED = {"card": True, "ach": True, "financing": False, "part": True, "tip": True}


def test_ten_fifteen_and_twenty_percent_of_2500_05_are_rounded_half_up() -> None:
    found = [(each.bps, each.amount_minor) for each in suggested(250_005, TIP_PERCENTS)]
    assert found == [(1_000, 25_001), (1_500, 37_501), (2_000, 50_001)]


def test_a_tip_that_comes_to_nothing_is_not_suggested() -> None:
    assert [each.amount_minor for each in suggested(4, TIP_PERCENTS)] == [1, 1]
    assert suggested(2, TIP_PERCENTS) == ()


def test_a_tip_is_at_most_as_much_as_is_paid_and_both_are_still_an_amount() -> None:
    assert most_minor(10_000) == 10_000
    assert most_minor(AMOUNT_MAX - 5) == 5
    asks = a_draft(payment_options=PaymentOptions(tip=True))
    check_tip(10_000, 10_000, "card", [asks])
    with pytest.raises(TipTooLarge):
        check_tip(10_001, 10_000, "card", [asks])


def test_only_a_card_on_invoices_that_all_ask_takes_a_tip() -> None:
    asks, asks_not = (
        a_draft(payment_options=PaymentOptions(tip=True)),
        a_draft(payment_options=PaymentOptions()),
    )
    check_tip(1, 10_000, "card", [asks, replace(asks, job_id=JobId(new_id()))])
    refused: tuple[tuple[Method, list[Invoice]], ...] = (
        ("ach", [asks]), ("financing", [asks]), ("card", [asks_not]), ("card", [asks, asks_not]),
    )  # fmt: skip
    for method, invoices in refused:
        check_tip(0, 10_000, method, invoices)
        with pytest.raises(TipNotAsked):
            check_tip(1, 10_000, method, invoices)


@pytest.mark.parametrize(
    ("said", "typed", "language", "amount_minor", "problem"),
    [
        ("", "", "en", 0, None),
        ("0", "", "en", 0, None),
        ("1000", "", "en", 1_000, None),
        ("1234", "", "en", 0, "not_a_sum"),
        ("-1000", "", "en", 0, "not_a_sum"),
        ("1000", "12.50", "en", 1_250, None),
        ("", "12,50", "es", 1_250, None),
        ("", "-5", "en", 0, "not_a_sum"),
        ("", "1e9", "en", 0, "not_a_sum"),
        ("", "ten", "en", 0, "not_a_sum"),
        ("", "100.00", "en", 10_000, None),
        ("", "100.01", "en", 0, "too_large"),
        ("", "9" * 40, "en", 0, "not_a_sum"),
        ("", "٥٫٠٠", "ar", 500, None),
    ],
)
def test_what_is_said_of_a_tip_on_100_is_a_sum_or_a_problem(
    said: str, typed: str, language: str, amount_minor: int, problem: str | None
) -> None:
    currency = "EUR" if language == "es" else "USD"
    choice = choose_tip(said, typed, 10_000, TIP_PERCENTS, currency, language)
    assert (choice.amount_minor, choice.problem) == (amount_minor, problem)


@pytest.mark.parametrize(
    ("captured", "tip"), [(11_000, 1_000), (10_400, 400), (10_000, 0), (9_000, 0), (12_000, 1_000)]
)
def test_of_a_capture_the_invoices_100_come_first_and_the_tip_is_no_more_than_10(
    captured: int, tip: int
) -> None:
    assert tip_in(captured, 10_000, 1_000) == tip


@pytest.mark.parametrize(
    ("gone", "parts"),
    [
        (11_000, (10_000, 1_000)),
        (10_500, (10_000, 500)),
        (4_000, (4_000, 0)),
        (1_000, (0, 1_000)),
        (99_999, (10_000, 1_000)),
    ],
)
def test_what_goes_back_at_the_processor_is_the_payments_then_the_tips(
    gone: int, parts: tuple[int, int]
) -> None:
    assert gone_of_all(gone, [Left(10_000, 1_000, 0, Came(10_000, 0))])[0][:2] == parts


@pytest.mark.parametrize(
    ("gone", "parts"),
    [
        (3_000, [(3_000, 0), (0, 0)]),
        (8_000, [(3_000, 0), (5_000, 0)]),
        (1_000, [(0, 0), (0, 1_000)]),
        (10_600, [(3_000, 0), (7_000, 600)]),
    ],
)
def test_what_is_gone_of_30_that_came_again_and_70_with_a_tip_of_10_takes_the_30_first(
    gone: int, parts: list[tuple[int, int]]
) -> None:
    found = gone_of_all(gone, [Left(3_000, 0, 0, Came(3_000, 0)), Left(7_000, 1_000, 0, Came(10_000, 0))])
    assert [each[:2] for each in found] == parts


@pytest.mark.parametrize(
    ("tip_minor", "paid", "parts"),
    [
        (30_000, (200_000, 100_000), [20_000, 10_000]),
        (1_000, (1, 1, 1), [334, 333, 333]),
        (1, (200, 100), [1]),
        (0, (200, 100), []),
    ],
)
def test_a_tip_on_several_jobs_is_split_by_what_each_costs_and_no_part_is_empty(
    tip_minor: int, paid: tuple[int, ...], parts: list[int]
) -> None:
    jobs = [PaidJob(f"job {n}", (f"crew {n}",), minor) for n, minor in enumerate(paid)]
    rows = tips(a_payment(), tip_minor, jobs, a_context())
    assert [row.amount_minor for row in rows] == parts
    assert len({row.id for row in rows}) == len(rows)
    again = {job.job_id: job.weight_minor for job in as_it_came(rows)}
    assert again == {f"job {n}": part_minor for n, part_minor in enumerate(parts)}


def test_a_tip_of_10_is_shared_to_the_cent_by_three_and_nobodys_without_a_crew() -> None:
    assert by_member(1_000, ("a", "b", "c")) == {"a": 334, "b": 333, "c": 333}
    assert by_member(1_000, ()) == {None: 1_000}


async def press(shop: Shop, page: httpx.Response, method: str = "card", **other: str) -> httpx.Response:
    """The button as the page has it: what is hidden in its form goes along."""
    form = page.text[page.text.index('action="/pay/checkout"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return await shop.customer.http.post("/pay/checkout", data={**hidden, "method": method, **other})


async def asked(shop: Shop, invoice: dict[str, Any], **said: str) -> httpx.Response:
    await shop.customer.open(invoice["pay_url"])
    return await shop.customer.get("/pay", params=said)


async def tipped(shop: Shop, amount_minor: int = 10_000, **said: str) -> tuple[dict[str, Any], str]:
    """An invoice that was paid with a tip (10% unless said otherwise), and its payment."""
    invoice = await shop.invoice(amount_minor, payment_options=TIPPED)
    page = await asked(shop, invoice, **(said or {"tip": "1000"}))
    location = (await press(shop, page)).headers["location"]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    ((payment_id,),) = await shop.rows("SELECT id FROM payment WHERE invoice_id = $1", invoice["id"])
    return invoice, payment_id


async def seen(shop: Shop, payment_id: str) -> dict[str, Any]:
    answer = await shop.office.get("/api/payments")
    return next(each for each in answer.json()["items"] if each["id"] == payment_id)


async def test_100_with_a_tip_of_10_is_an_invoice_paid_with_100_and_a_tip_beside_it(shop: Shop) -> None:
    """PY-25, D-54: the job's total stays, nothing of the tip is on the invoice or in the job's progress."""
    before = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    invoice, payment_id = await tipped(shop)
    read = await shop.read(invoice)
    assert (read["status"], read["paid_minor"], read["due_minor"]) == ("paid", 10_000, 0)
    payment = await seen(shop, payment_id)
    assert (payment["amount_minor"], payment["tip_minor"], payment["unapplied_minor"]) == (10_000, 1_000, 0)
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    assert job["total_minor"] == before["total_minor"]
    assert (job["paid_minor"], job["unapplied_minor"], job["invoiced_minor"]) == (10_000, 0, 10_000)
    assert await shop.rows("SELECT amount_minor, tip_minor FROM sandbox_checkout") == [(11_000, 1_000)]


async def test_the_page_asks_only_where_the_invoice_does_and_no_tip_is_chosen_first(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000))
    assert "Add a tip" not in page.text
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED))
    assert '<button name="tip" value="0" aria-pressed="true"><b>No tip</b></button>' in page.text
    assert page.text.count('aria-pressed="true"') == 1
    assert "A percent is of the $100.00 that you pay now." in page.text
    assert 'value="card" class="primary"><span>Pay by card</span> <small>$100.00</small>' in page.text
    assert "<script" not in page.text
    assert (await press(shop, page)).headers["location"].startswith("/sandbox/checkout/")
    assert await shop.rows("SELECT amount_minor, tip_minor FROM checkout") == [(10_000, 0)]


async def test_the_sum_that_the_card_is_charged_stands_on_the_page_before_it_is_left(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), tip="1500")
    assert "With a tip of $15.00 your card is charged $115.00." in page.text
    assert 'value="card" class="primary"><span>Pay by card</span> <small>$115.00</small>' in page.text
    assert "<span>Pay from bank</span> <small>without a tip</small>" in page.text


async def test_a_bank_debit_takes_no_tip_along(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), tip="1500")
    await press(shop, page, "ach")
    assert await shop.rows("SELECT method, amount_minor, tip_minor FROM checkout") == [("ach", 10_000, 0)]


async def test_a_part_of_40_has_a_tip_of_ten_percent_of_40(shop: Shop) -> None:
    invoice = await shop.invoice(10_000, payment_options=TIPPED)
    page = await asked(shop, invoice, amount="40.00", tip="1000")
    assert "With a tip of $4.00 your card is charged $44.00." in page.text
    location = (await press(shop, page)).headers["location"]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert (await shop.read(invoice))["due_minor"] == 6_000
    assert await shop.rows("SELECT amount_minor FROM tip") == [(400,)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-5", "This is not an amount. Please type a sum, or choose one above."),
        ("&lt;b&gt;", "This is not an amount. Please type a sum, or choose one above."),
        ("100.01", "A tip is at most as much as you pay: $100.00. Please type less."),
    ],
)
async def test_a_wrong_tip_is_told_in_words_and_nothing_is_added(shop: Shop, typed: str, told: str) -> None:
    invoice = await shop.invoice(10_000, payment_options=TIPPED)
    page = await asked(shop, invoice, tip_sum=typed.replace("&lt;", "<").replace("&gt;", ">"))
    assert told in page.text
    assert f'value="{typed}" aria-invalid="true"' in page.text
    assert "your card is charged" not in page.text


@pytest.mark.parametrize("forged", ["-1", "ten", "10001", "1e3", "9" * 30, " 5"])
async def test_a_forged_tip_starts_nothing_and_says_so(shop: Shop, forged: str) -> None:
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED))
    answer = await press(shop, page, tip=forged)
    assert answer.headers["location"] == "/pay?notice=tip_gone"
    assert (
        "This tip can not be taken. Nothing was charged."
        in (await shop.customer.get("/pay?notice=tip_gone")).text
    )
    assert await shop.states() == []


async def test_a_tip_on_an_invoice_that_asks_for_none_starts_nothing(shop: Shop) -> None:
    page = await asked(shop, await shop.invoice(10_000))
    assert (await press(shop, page, tip="500")).headers["location"] == "/pay?notice=tip_gone"
    assert await shop.states() == []


async def test_an_open_attempt_names_its_tip_and_another_tip_closes_it_first(shop: Shop) -> None:
    invoice = await shop.invoice(10_000, payment_options=TIPPED)
    first = await press(shop, await asked(shop, invoice, tip="1000"))
    page = await shop.customer.get("/pay")
    assert "Finish paying $110.00" in page.text
    assert "A tip of $10.00 is in it." in page.text
    assert (await press(shop, page)).headers["location"] == first.headers["location"]
    await press(shop, page, tip="2000")
    assert await shop.rows("SELECT state, tip_minor FROM checkout ORDER BY attempt") == [
        ("expired", 1_000),
        ("open", 2_000),
    ]


async def test_new_defaults_touch_future_invoices_only(shop: Shop) -> None:
    old = await shop.invoice(10_000)
    answer = await shop.office.patch(
        "/api/settings", {"payment_options": TIPPED, "tip_percents_bps": [1800, 500, 1000]}
    )
    assert answer.json()["tip_percents_bps"] == [500, 1000, 1800]
    assert "Add a tip" not in (await asked(shop, old)).text
    page = await asked(shop, await shop.invoice(10_000))
    assert re.findall(r'name="tip" value="(\d+)"', page.text) == ["0", "500", "1000", "1800"]


@pytest.mark.parametrize(
    "percents", [[1000, 1000, 2000], [1000, 1500], [99, 1000, 2000], [1000, 1500, 5001], [-1000, 1500, 2000]]
)
async def test_suggested_tips_are_three_different_ones_from_1_to_50_percent(
    shop: Shop, percents: list[int]
) -> None:
    answer = await shop.office.patch("/api/settings", {"tip_percents_bps": percents})
    assert answer.status_code in (400, 422), answer.text
    assert (await shop.office.get("/api/settings")).json()["tip_percents_bps"] == [1000, 1500, 2000]


@pytest.mark.parametrize("language", ["es", "ar"])
async def test_a_customer_is_asked_in_their_own_language(shop: Shop, language: str) -> None:
    await shop.add_job(language=language)
    page = await asked(shop, await shop.invoice(10_000, payment_options=TIPPED), tip="1000")
    assert {"es": "Con una propina de", "ar": "مع إكرامية قدرها"}[language] in page.text


async def test_stripe_is_asked_for_the_tip_as_a_line_of_its_own_and_tells_one_sum(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice(10_000, payment_options=TIPPED)
    location = (await press(striped, await asked(striped, invoice, tip="1000"))).headers["location"]
    session = peer.objects[location.rpartition("/")[2]]
    assert session["amount_total"] == 11_000
    assert session["metadata"]["tip"] == "1000"
    peer.press(session["id"])
    for _ in range(2):
        await striped.customer.get("/pay/return")
        await striped.work()
    assert await striped.payments() == [10_000]
    assert await striped.rows("SELECT amount_minor FROM tip") == [(1_000,)]
    assert peer.charged_minor() == 11_000


async def test_money_that_comes_after_the_void_is_to_be_decided_on_and_its_tip_waits_beside_it(
    shop: Shop,
) -> None:
    """PY-10 and D-16 with a tip: it is the crew's still, and goes back with the payment."""
    invoice = await shop.invoice(10_000, payment_options=TIPPED)
    sandbox = (await press(shop, await asked(shop, invoice, tip="1000"))).headers["location"]
    assert (
        await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    ).status_code == 200
    await shop.customer.choose(sandbox, "late")
    await shop.work()
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    decision = (await shop.office.get("/api/decisions")).json()["items"][0]
    assert (decision["reason"], decision["amount_minor"]) == ("invoice_void", 10_000)
    assert (await seen(shop, payment_id))["tip_minor"] == 1_000
    body = {"amount_minor": 10_000, "reason": "void"}
    assert (await shop.office.post(f"/api/payments/{payment_id}/refund", body)).status_code == 200
    await shop.work()
    payment = await seen(shop, payment_id)
    assert (payment["refunded_minor"], payment["tip_returned_minor"]) == (10_000, 1_000)
    assert await shop.rows("SELECT amount_minor FROM sandbox_aftermath") == [(11_000,)]
    assert (await shop.office.get("/api/decisions")).json()["items"] == []


def words_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def test_the_paid_page_its_receipt_and_the_mail_name_the_tip_beside_the_payment(shop: Shop) -> None:
    invoice, payment_id = await tipped(shop)
    page = words_of(await shop.customer.open(invoice["pay_url"]))
    assert "$100.00 received. Nothing is due on this invoice." in page
    assert "With it came a tip of $10.00 for the crew." in page
    receipt = words_of(await shop.customer.get(f"/pay/receipts/{payment_id}"))
    assert "Tip for the crew $10.00 Charged to your card $110.00" in receipt
    ((mail,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'mail.receipt'")
    assert "received $100.00 and a tip of $10.00 by card" in mail
    url = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    assert "card · with a tip of $10.00" in words_of(await shop.customer.open(url))
    statement = words_of(await shop.customer.get(f"/statement/receipts/{payment_id}"))
    assert "Tip for the crew $10.00 Charged to your card $110.00" in statement
    paper = await shop.office.get(f"/api/payments/{payment_id}/pdf")
    assert paper.status_code == 200
    body = {"amount_minor": 0, "tip_minor": 1_000, "reason": "by mistake"}
    assert (await shop.office.post(f"/api/payments/{payment_id}/refund", body)).status_code == 200
    statement = words_of(await shop.customer.get(f"/statement/receipts/{payment_id}"))
    assert "Charged to your card $110.00 Given back to you $10.00" in statement
