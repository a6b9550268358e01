"""A customer pays a part of an invoice, where the company and the invoice allow it."""

import re
from typing import Any

import httpx
import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.paypage.shop import Customer, Shop, form_token
from tests.paypage.stripe_peer import StripePeer

from stagebill.paypage.part_payment import (
    PartNotOffered,
    SumAboveDue,
    SumTooSmall,
    choose,
    least_minor,
    sum_to_pay,
)

pytestmark = pytest.mark.anyio

PART = {"card": True, "ach": True, "financing": False, "part": True}


def test_nothing_asked_for_is_all_that_is_due() -> None:
    assert sum_to_pay(250_000, None, "USD", may_be_part=False) == 250_000
    assert sum_to_pay(250_000, 250_000, "USD", may_be_part=False) == 250_000


def test_a_part_of_2500_needs_the_option() -> None:
    assert sum_to_pay(250_000, 100_000, "USD", may_be_part=True) == 100_000
    with pytest.raises(PartNotOffered):
        sum_to_pay(250_000, 100_000, "USD", may_be_part=False)


def test_2500_01_of_2500_due_is_refused() -> None:
    with pytest.raises(SumAboveDue):
        sum_to_pay(250_000, 250_001, "USD", may_be_part=True)


@pytest.mark.parametrize(("asked", "is_taken"), [(99, False), (100, True), (249_900, True), (249_901, False)])
def test_a_part_is_no_less_than_a_dollar_and_leaves_no_less(asked: int, is_taken: bool) -> None:
    if is_taken:
        assert sum_to_pay(250_000, asked, "USD", may_be_part=True) == asked
    else:
        with pytest.raises(SumTooSmall):
            sum_to_pay(250_000, asked, "USD", may_be_part=True)


def test_the_least_is_one_dollar_a_hundred_yen_one_dinar() -> None:
    assert [least_minor(currency) for currency in ("USD", "JPY", "KWD")] == [100, 100, 1000]


@pytest.mark.parametrize(
    ("typed", "language", "amount_minor", "problem"),
    [
        ("1,000.50", "en", 100_050, None),
        ("$40", "en", 4_000, None),
        ("1000,50", "es", 100_050, None),
        ("1000,50", "en", None, "not_a_sum"),
        ("half", "en", None, "not_a_sum"),
        ("-5", "en", None, "not_a_sum"),
        ("0.99", "en", None, "too_small"),
        ("2,499.50", "en", None, "leaves_too_little"),
        ("2,500.01", "en", None, "above_due"),
        ("2500", "en", 250_000, None),
    ],
)
def test_a_typed_sum_is_read_as_the_customers_language_writes_it(
    typed: str, language: str, amount_minor: int | None, problem: str | None
) -> None:
    currency = "USD" if language == "en" else "EUR"
    choice = choose(typed, 250_000, currency, language)
    assert (choice.amount_minor, choice.problem, choice.typed) == (amount_minor, problem, typed)


async def chosen(shop: Shop, invoice: dict[str, Any], typed: str) -> httpx.Response:
    await shop.customer.open(invoice["pay_url"])
    return await shop.customer.get("/pay", params={"amount": typed})


async def press(customer: Customer, page: httpx.Response, method: str = "card") -> httpx.Response:
    """The button as the page has it: what is hidden in the form goes along."""
    sums = re.search(r'name="amount" value="([0-9]+)"', page.text)
    form = {"page": form_token(page.text), "method": method, **({"amount": sums[1]} if sums else {})}
    return await customer.http.post("/pay/checkout", data=form)


async def test_1000_of_2500_is_paid_and_1500_stays_due(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    page = await chosen(shop, invoice, "1,000.00")
    assert "of $2,500.00 due; $1,500.00 is left to pay" in page.text
    answer = await press(shop.customer, page)
    await shop.customer.choose(answer.headers["location"], "succeed")
    await shop.work()
    seen = await shop.read(invoice)
    assert (seen["status"], seen["paid_minor"], seen["due_minor"]) == ("open", 100_000, 150_000)
    assert await shop.payments() == [100_000]
    rest = await shop.customer.get("/pay")
    answer = await press(shop.customer, rest)
    await shop.customer.choose(answer.headers["location"], "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"
    assert await shop.payments() == [100_000, 150_000]


async def test_without_the_option_there_is_no_field_and_a_forged_sum_starts_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await chosen(shop, invoice, "1,000.00")
    assert "Pay another amount" not in page.text
    assert "is left to pay" not in page.text
    form = {"page": form_token(page.text), "method": "card", "amount": "100000"}
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    assert answer.headers["location"] == "/pay?notice=sum_gone"
    assert await shop.states() == []


async def test_a_company_of_whole_invoices_only_takes_no_part(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    page = await chosen(shop, invoice, "1,000.00")
    await shop.office.patch("/api/settings", {"whole_invoices_only": True})
    answer = await press(shop.customer, page)
    assert answer.headers["location"] == "/pay?notice=sum_gone"
    assert "Pay another amount" not in (await shop.customer.get("/pay")).text
    assert await shop.states() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2,500.01", "That is more than is due. Please type $2,500.00 or less."),
        ("0.50", "The smallest amount that can be paid is $1.00."),
        ("2,499.50", "That leaves less than $1.00 to pay. Please pay all $2,500.00, or a little less."),
        ("one &lt;thousand&gt;", "This is not an amount. Please type it like this: 1,250."),
    ],
)
async def test_a_wrong_sum_is_told_in_words_and_what_was_typed_stays(
    shop: Shop, typed: str, said: str
) -> None:
    invoice = await shop.invoice(payment_options=PART)
    page = await chosen(shop, invoice, typed.replace("&lt;", "<").replace("&gt;", ">"))
    assert said in page.text
    assert f'value="{typed}" aria-invalid="true"' in page.text
    assert "$2,500" in page.text  # the buttons still pay all of it


async def test_a_spanish_customer_types_and_reads_it_in_spanish(shop: Shop) -> None:
    await shop.add_job(language="es")
    page = await chosen(shop, await shop.invoice(payment_options=PART), "medio")
    assert "Esto no es una cantidad. Escríbala así: 1,250." in page.text


async def test_another_sum_closes_the_attempt_that_is_open_before_a_new_one_starts(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    page = await chosen(shop, invoice, "1,000.00")
    first = await press(shop.customer, page)
    form = {"page": form_token(page.text), "method": "card", "amount": "50000"}
    second = await shop.customer.http.post("/pay/checkout", data=form)
    assert second.headers["location"] != first.headers["location"]
    assert await shop.rows("SELECT state, amount_minor FROM checkout ORDER BY attempt") == [
        ("expired", 100_000),
        ("open", 50_000),
    ]


async def test_an_open_part_is_gone_on_with_even_when_the_option_was_switched_off(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    first = await press(shop.customer, await chosen(shop, invoice, "1,000.00"))
    off = {"payment_options": {**PART, "part": False}}
    assert (await shop.office.patch(f"/api/invoices/{invoice['id']}", off)).status_code == 200
    page = await shop.customer.get("/pay")
    assert "Finish paying $1,000.00" in page.text
    again = await press(shop.customer, page)
    assert again.headers["location"] == first.headers["location"]
    assert await shop.states() == ["open"]


async def test_a_part_on_its_way_by_bank_says_what_stays(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    answer = await press(shop.customer, await chosen(shop, invoice, "1,000.00"), "ach")
    await shop.customer.choose(answer.headers["location"], "succeed_later")
    await shop.work()
    page = await shop.customer.get("/pay")
    assert "$1,000.00 will arrive in 2 to 4 business days. Then $1,500.00 is left to pay." in page.text
    assert "<form" not in page.text


async def test_a_reminder_asks_for_the_1500_that_are_not_on_their_way(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    await sent(shop, invoice)
    answer = await press(shop.customer, await chosen(shop, invoice, "1,000.00"), "ach")
    await shop.customer.choose(answer.headers["location"], "succeed_later")
    await shop.work()
    body = {"invoice_ids": [invoice["id"]]}
    assert (await shop.office.post(f"/api/customers/{shop.customer_id}/remind", body)).status_code == 200
    await shop.work()
    (mail,) = [each for each in folder(shop) if "eminder" in each["Subject"]]
    assert "$1,500.00" in mail["Subject"]
    assert "$1,500.00 due · by April 1, 2026 · $1,000.00 is on its way already" in part(mail, "plain")


async def test_cash_that_leaves_less_than_the_open_part_closes_it(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=PART)
    await press(shop.customer, await chosen(shop, invoice, "1,000.00"))
    cash = {"method": "cash", "amount_minor": 200_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await shop.work()
    assert await shop.states() == ["expired"]


async def test_stripes_page_asks_for_the_part(striped: Shop, peer: StripePeer) -> None:
    invoice = await striped.invoice(payment_options=PART)
    answer = await press(striped.customer, await chosen(striped, invoice, "1,000.00"))
    name = answer.headers["location"].rpartition("/")[2]
    peer.press(name)
    await striped.customer.get("/pay/return")
    assert peer.charged_minor() == 100_000
    assert (await striped.read(invoice))["due_minor"] == 150_000
