"""A card on file: kept by the customer's tick alone, removed by either, never of another's, never twice."""

import pytest
from tests.paypage.keeping import (
    FULL,
    cards,
    charge,
    charged,
    kept_at_sandbox,
    mark_in,
    of_invoice,
    switched_on,
    ticked,
)
from tests.paypage.shop import Shop, form_token, started

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def test_a_company_that_keeps_no_cards_asks_nobody_and_takes_no_tick(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    assert 'name="keep"' not in page.text
    await switched_on(shop)
    mark = mark_in((await shop.customer.get("/pay")).text)
    await shop.company.owner.patch("/api/settings", {"keeps_cards": False})
    form = {"page": form_token(page.text), "method": "card", "keep": mark}
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    assert answer.headers["location"] == "/pay?notice=keep_gone"
    assert await shop.states() == []


async def test_the_box_is_unticked_and_without_it_no_card_is_kept(shop: Shop) -> None:
    await switched_on(shop)
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    assert "Keep this card for the next invoices of Jane Doe. Alder Plumbing may then charge it" in page.text
    assert "checked" not in page.text
    await shop.customer.choose(await started(shop, invoice), "succeed")
    await shop.work()
    assert await cards(shop) == []
    assert await shop.rows("SELECT id FROM card_agreement") == []


async def test_a_tick_keeps_the_card_with_the_very_words_and_no_number_of_it(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    assert (card["brand"], card["last_four"], card["expires"]) == ("visa", "4242", "2031-08")
    assert card["words"].startswith("Keep this card for the next invoices of Jane Doe. Alder Plumbing may")
    ((customer_id, page, language),) = await shop.rows(
        "SELECT customer_id, page, language FROM card_agreement"
    )
    assert (customer_id, page, language) == (shop.customer_id, "pay", "en")
    assert await shop.payments() == [20_000]


async def test_words_that_changed_meanwhile_were_not_read_and_start_nothing(shop: Shop) -> None:
    await switched_on(shop)
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    await shop.company.owner.patch("/api/settings", {"name": "Alder & Sons"})
    form = {"page": form_token(page.text), "method": "card", "keep": mark_in(page.text)}
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    assert answer.headers["location"] == "/pay?notice=keep_gone"
    assert "Nothing was charged" in (await shop.customer.get("/pay?notice=keep_gone")).text
    assert await shop.states() == []


async def test_a_payment_that_was_begun_without_the_tick_is_closed_before_one_with_it_begins(
    shop: Shop,
) -> None:
    await switched_on(shop)
    invoice = await shop.invoice()
    first = await started(shop, invoice)
    begun = await shop.customer.get("/pay")
    await shop.customer.http.post("/pay/restart", data={"page": form_token(begun.text)})
    second = await ticked(shop, invoice)
    assert first != second
    # Going on from the page keeps what was agreed to.
    page = await shop.customer.get("/pay")
    form = {"page": form_token(page.text), "method": "card", "keep": mark_in(page.text)}
    again = await shop.customer.http.post("/pay/checkout", data=form)
    assert again.headers["location"] == second
    assert await shop.states() == ["expired", "open"]


async def test_a_card_that_was_declined_is_not_kept(shop: Shop) -> None:
    await switched_on(shop)
    await shop.customer.choose(await ticked(shop, await shop.invoice()), "decline")
    await shop.work()
    assert await cards(shop) == []


async def test_the_same_card_kept_again_takes_the_place_of_the_first(shop: Shop) -> None:
    first = await kept_at_sandbox(shop)
    second = await kept_at_sandbox(shop)
    assert [each["id"] for each in await cards(shop)] == [second["id"]] != [first["id"]]
    assert await shop.rows("SELECT removed_by FROM card_removal") == [("newer",)]


async def test_the_office_charges_all_that_is_due_and_the_customer_gets_a_receipt(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    invoice = await shop.invoice()
    last = await charged(shop, invoice, card)
    assert (last["state"], last["amount_minor"], last["problem"], last["last_four"]) == (
        "settled", FULL, None, "4242",
    )  # fmt: skip
    assert (await shop.read(invoice))["status"] == "paid"
    assert await shop.payments() == [20_000, FULL]
    # The card is charged no tip, and is not kept a second time.
    assert await shop.rows("SELECT id FROM tip") == []
    assert len(await cards(shop)) == 1


async def test_the_same_press_sent_twice_is_one_charge(shop: Shop) -> None:
    card, invoice, key = await kept_at_sandbox(shop), await shop.invoice(), new_id()
    one = await charge(shop, invoice, card, key=key)
    two = await charge(shop, invoice, card, key=key)
    assert (one.status_code, two.status_code, one.json()) == (201, 201, two.json())
    await shop.work()
    assert await shop.payments() == [20_000, FULL]


async def test_while_a_charge_is_under_way_nobody_pays_the_invoice_a_second_time(shop: Shop) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    assert (await charge(shop, invoice, card)).status_code == 201
    second = await charge(shop, invoice, card)
    assert (second.status_code, second.json()["code"]) == (409, "paypage.already_being_paid")
    page = await shop.customer.open(invoice["pay_url"])
    assert 'action="/pay/checkout"' not in page.text
    await shop.work()
    assert await shop.payments() == [20_000, FULL]


async def test_a_customer_who_is_just_paying_is_not_charged_beside_that(shop: Shop) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    await started(shop, invoice)
    refused = await charge(shop, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.already_being_paid")


async def test_another_sum_than_the_office_was_shown_is_not_charged(shop: Shop) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    refused = await charge(shop, invoice, card, seen_minor=FULL - 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.other_sum")
    assert await shop.states() == ["settled"]


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [("keep_declines", "insufficient_funds"), ("keep_asks", "authentication_required")],
)
async def test_a_charge_that_comes_to_nothing_says_why_and_the_link_still_pays(
    shop: Shop, outcome: str, problem: str
) -> None:
    card, invoice = await kept_at_sandbox(shop, outcome), await shop.invoice()
    last = await charged(shop, invoice, card)
    assert (last["state"], last["problem"]) == ("failed", problem)
    assert await shop.payments() == [20_000]
    # What the office tried does not slow the customer down.
    await shop.customer.choose(await started(shop, invoice), "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"


async def test_a_customer_removes_the_card_with_one_press_and_it_is_never_charged_again(shop: Shop) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    assert "Visa ••4242" in page.text
    form = {"page": form_token(page.text), "card": card["id"]}
    answer = await shop.customer.http.post("/pay/cards/remove", data=form)
    assert answer.headers["location"] == "/pay?notice=card_removed"
    page = await shop.customer.get("/pay?notice=card_removed")
    assert "Nothing is charged to it any more" in page.text
    assert "••4242" not in page.text
    assert await cards(shop) == (await of_invoice(shop, invoice))["items"] == []
    refused = await charge(shop, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.card_gone")
    again = await shop.customer.http.post("/pay/cards/remove", data=form)
    assert again.headers["location"] == "/pay?notice=card_not_removed"


async def test_a_press_of_another_site_removes_no_card(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    await shop.customer.open((await shop.invoice())["pay_url"])
    answer = await shop.customer.http.post("/pay/cards/remove", data={"page": "made-up", "card": card["id"]})
    assert answer.headers["location"] == "/pay?notice=other_page"
    assert len(await cards(shop)) == 1


async def test_the_office_removes_a_card_once_and_a_charge_that_was_not_sent_yet_is_not_sent(
    shop: Shop,
) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    assert (await charge(shop, invoice, card)).status_code == 201
    gone = await shop.office.post(f"/api/cards/{card['id']}/remove")
    assert gone.status_code == 200, gone.text
    again = await shop.office.post(f"/api/cards/{card['id']}/remove")
    assert (again.status_code, again.json()["code"]) == (409, "paypage.card_gone")
    await shop.work()
    await shop.later(minutes=3)
    last = (await of_invoice(shop, invoice))["last_charge"]
    assert (last["state"], last["problem"]) == ("canceled", "not_sent")
    assert await shop.payments() == [20_000]


async def test_a_card_of_one_customer_pays_nothing_of_another(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    await shop.add_job(title="Boiler", name="Ben Ortiz", email="ben@customer.example")
    invoice = await shop.invoice()
    assert (await of_invoice(shop, invoice))["items"] == []
    refused = await charge(shop, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.of_another")
    # Nor can Ben's page remove Jane's card.
    page = await shop.customer.open(invoice["pay_url"])
    assert "••4242" not in page.text
    form = {"page": form_token(page.text), "card": card["id"]}
    answer = await shop.customer.http.post("/pay/cards/remove", data=form)
    assert answer.headers["location"] == "/pay?notice=card_not_removed"


async def test_a_merge_of_customers_ends_the_card_of_the_one_that_is_gone(shop: Shop) -> None:
    card, invoice, jane = await kept_at_sandbox(shop), await shop.invoice(), shop.customer_id
    await shop.add_job(title="Boiler", name="J. Doe", email="j@customer.example")
    body = {"into_id": shop.customer_id, "reason": "the same person"}
    merged = await shop.office.post(f"/api/customers/{jane}/merge", body)
    assert merged.status_code == 200, merged.text
    assert await shop.rows("SELECT removed_by FROM card_removal") == [("merge",)]
    refused = await charge(shop, invoice, card)
    assert refused.json()["code"] == "paypage.card_gone"


async def test_a_technician_and_another_company_get_at_no_card(shop: Shop) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    technician = shop.company.technician
    assert (await technician.get(f"/api/customers/{shop.customer_id}/cards")).status_code == 403
    body = {"card_id": card["id"], "seen_minor": FULL}
    assert (await technician.post(f"/api/invoices/{invoice['id']}/charge", body)).status_code == 403
    assert (await technician.post(f"/api/cards/{card['id']}/remove")).status_code == 403
    assert (await shop.office.get(f"/api/customers/{new_id()}/cards")).status_code == 404
    assert (await shop.office.get(f"/api/invoices/{new_id()}/cards")).status_code == 404


async def test_a_card_is_not_charged_where_new_payments_start_elsewhere_or_the_company_stopped(
    shop: Shop,
) -> None:
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    await shop.company.owner.patch("/api/settings", {"keeps_cards": False})
    refused = await charge(shop, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.cards_not_kept")
    # It is still shown to its customer, who can remove it.
    assert "••4242" in (await shop.customer.open(invoice["pay_url"])).text


async def test_an_invoice_that_takes_no_card_is_not_charged_by_one(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    invoice = await shop.invoice(payment_options={"card": False, "ach": True, "financing": False})
    refused = await charge(shop, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.method_not_offered")


@pytest.mark.parametrize(("language", "words"), [("es", "Guardar esta tarjeta"), ("ar", "احفظ هذه البطاقة")])
async def test_the_words_that_are_kept_are_those_of_the_page(shop: Shop, language: str, words: str) -> None:
    await switched_on(shop)
    await shop.add_job(title="Baño", name="Ana Ruiz", email="ana@customer.example", language=language)
    invoice = await shop.invoice()
    await shop.customer.choose(await ticked(shop, invoice), "succeed")
    await shop.work()
    (card,) = await cards(shop)
    assert card["words"].startswith(words)


async def test_the_jobs_story_says_who_charged_which_card_and_what_came_of_it(shop: Shop) -> None:
    card = await kept_at_sandbox(shop, "keep_asks")
    await charged(shop, await shop.invoice(), card)
    await shop.later(minutes=1)
    good = await kept_at_sandbox(shop)
    await charged(shop, await shop.invoice(120_000), good, 120_000)
    told = (await shop.office.get(f"/api/jobs/{shop.job_id}/timeline?limit=50")).json()["items"]
    said = [
        (one["action"], one["actor"]["name"], one["subject"]["name"], one["subject"]["state"])
        for one in told
        if one["action"].startswith("paypage.") and not one["action"].endswith("note_capture")
    ]
    who = said[1][1]
    assert who
    assert said == [
        ("paypage.settle_checkout", None, "card", "on_file"),
        ("paypage.charge_card", who, "Visa ••4242", None),
        ("paypage.settle_checkout", None, "card", None),
        ("paypage.end_checkout", None, "Visa ••3184", None),
        ("paypage.charge_card", who, "Visa ••3184", None),
        ("paypage.settle_checkout", None, "card", None),
    ]
