"""A question of a customer: asked on their page, answered by the office, and out of reminders meanwhile."""

from typing import Any

import httpx
import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.notifications.test_reminder_plan import NET_1, goes_on, plans, reminders
from tests.paypage.shop import Shop, form_token
from tests.paypage.test_pay_page import text_of

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
HOSTILE = "<script>alert(1)</script>\"><img src=x>'&{{ 7*7 }}"


async def said(shop: Shop, invoice: dict[str, Any], path: str, **fields: str) -> httpx.Response:
    """What the customer sends from the page, and where it leads."""
    page = await shop.customer.open(invoice["pay_url"])
    answer = await shop.customer.http.post(path, data={"page": form_token(page.text), **fields})
    assert answer.status_code == 303, answer.text
    return await shop.customer.get(answer.headers["location"])


async def ask(shop: Shop, invoice: dict[str, Any], text: str) -> httpx.Response:
    return await said(shop, invoice, "/pay/question", text=text)


async def questions(shop: Shop, query: str = "") -> list[dict[str, Any]]:
    answer = await shop.office.get(f"/api/questions{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def concerns(shop: Shop, invoice: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.read(invoice))["concerns"]
    return found


async def test_a_question_is_asked_answered_on_the_page_and_mailed(shop: Shop) -> None:
    invoice = await shop.invoice(title="Rough-in")
    page = await ask(shop, invoice, "What is the\r\nsecond valve for?")
    assert "Your question is on its way." in text_of(page)
    assert "Alder Plumbing has your question and will answer here." in text_of(page)
    (waiting,) = await questions(shop, "?open=true")
    assert (waiting["number"], waiting["text"], waiting["asked_by"], waiting["ending"]) == (
        "INV-0001", "What is the\nsecond valve for?", None, None,
    )  # fmt: skip
    assert await concerns(shop, invoice) == [{"kind": "question", "amount_minor": 0, "on": None, "name": ""}]
    told = await shop.office.post(f"/api/questions/{waiting['id']}/answer", {"answer": "For the garden tap."})
    assert (told.status_code, told.json()["ending"]) == (200, "answered")
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Alder Plumbing answered your question about invoice INV-0001"
    assert "“What is the second valve for?”" in part(mail, "plain")
    assert "For the garden tap." in part(mail, "plain")
    for kind in ("plain", "html"):  # what was asked for comes before what is due
        told = part(mail, kind)
        assert told.index("second valve") < told.index("For the garden tap.") < told.index("$2,500.00")
    page = await shop.customer.open(invoice["pay_url"])
    assert "Alder Plumbing answered For the garden tap." in text_of(page)
    assert await concerns(shop, invoice) == []
    assert await questions(shop, "?open=true") == []
    again = await shop.office.post(f"/api/questions/{waiting['id']}/close", {})
    assert (again.status_code, again.json()["code"]) == (409, "questions.already_ended")


async def test_an_open_question_keeps_its_invoice_out_of_reminders_until_it_is_closed(shop: Shop) -> None:
    """The customer's other invoice is reminded of; by hand the office is told why, too."""
    await plans(shop, steps=[3, 7])
    asked, other = await shop.invoice(10_000, **NET_1), await shop.invoice(20_000, **NET_1)
    for each in (asked, other):
        await sent(shop, each)
    await ask(shop, asked, "Was this not paid in cash?")
    (coming,) = (await shop.office.get("/api/reminders/upcoming")).json()["items"]
    assert [one["invoice_id"] for one in coming["invoices"]] == [other["id"]]
    by_hand = await shop.office.post(
        f"/api/customers/{shop.customer_id}/remind", {"invoice_ids": [asked["id"]]}
    )
    assert (by_hand.status_code, by_hand.json()["hindrances"]) == (409, {asked["id"]: "question"})
    await goes_on(shop, 6)
    assert [part(mail, "plain").count("/pay/") for mail in reminders(shop)] == [1]
    (waiting,) = await questions(shop)
    closed = await shop.office.post(f"/api/questions/{waiting['id']}/close", {})
    assert closed.json()["ending"] == "closed"
    await goes_on(shop, 4)
    texts = sorted((part(mail, "plain") for mail in reminders(shop)), key=lambda text: "/owed/" in text)
    assert [text.count("/pay/") for text in texts] == [1, 0]
    assert [text.count("/owed/") for text in texts] == [0, 1]  # both behind one link
    assert all(one["number"] in texts[1] for one in (asked, other))
    assert "Alder Plumbing has settled this." in text_of(await shop.customer.open(asked["pay_url"]))


async def test_a_promised_day_keeps_reminders_back_until_it_is_over(shop: Shop) -> None:
    """Promised for 12 March, three days after its step; the reminder comes on the 13th."""
    await plans(shop, steps=[3])
    invoice = await shop.invoice(10_000, **NET_1)
    assert "Say when you will pay" not in text_of(await shop.customer.open(invoice["pay_url"]))
    await sent(shop, invoice)
    page = await said(shop, invoice, "/pay/promise", on="2026-03-12")
    assert "Thank you. Alder Plumbing has been told the day." in text_of(page)
    assert "You will pay by March 12, 2026" in text_of(page)
    assert await concerns(shop, invoice) == [
        {"kind": "promised", "amount_minor": 0, "on": "2026-03-12", "name": ""}
    ]
    (coming,) = (await shop.office.get("/api/reminders/upcoming")).json()["items"]
    assert coming["on"] == "2026-03-13"
    await goes_on(shop, 10)
    assert reminders(shop) == []
    await goes_on(shop, 2)
    assert len(reminders(shop)) == 1
    lifted = await shop.office.post(f"/api/invoices/{invoice['id']}/resume-reminders", {})
    assert lifted.status_code == 200
    assert await concerns(shop, invoice) == []


@pytest.mark.parametrize("on", ["2026-03-01", "2026-04-03", "", "tomorrow", "9999-99-99"])
async def test_a_day_that_is_over_or_too_far_away_is_no_promise(shop: Shop, on: str) -> None:
    """Today is 2 March; 2 April is the last day that a customer may name."""
    invoice = await shop.invoice(10_000)
    await sent(shop, invoice)
    page = await said(shop, invoice, "/pay/promise", on=on)
    assert "Please choose a day within the next month" in text_of(page)
    assert await concerns(shop, invoice) == []


@pytest.mark.parametrize("state", ["unsent", "paid", "void", "canceled"])
async def test_a_day_is_promised_only_of_an_invoice_that_was_sent_and_is_to_be_paid(
    shop: Shop, state: str
) -> None:
    """The form is of a page that is older than what became of the invoice. No word is left behind."""
    invoice = await shop.invoice(10_000, send=state != "unsent")
    old = form_token((await shop.customer.open(invoice["pay_url"])).text)
    done = {
        "unsent": None,
        "paid": ("/api/payments", {"method": "cash", "amount_minor": 10_000, "invoice_id": invoice["id"]}),
        "void": (f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"}),
        "canceled": (f"/api/jobs/{shop.job_id}/cancel", {"reason": "sold"}),
    }[state]
    if done:
        answer = await shop.office.post(*done)
        assert answer.status_code in {200, 201}, answer.text
    answer = await shop.customer.http.post("/pay/promise", data={"page": old, "on": "2026-03-12"})
    page = await shop.customer.get(answer.headers["location"])
    assert "No day can be promised for this invoice now. Please contact Alder Plumbing." in text_of(page)
    assert await shop.rows("SELECT why FROM reminder_hold") == []


async def test_where_the_office_holds_reminders_back_no_promise_ends_that(shop: Shop) -> None:
    invoice = await shop.invoice(10_000)
    await sent(shop, invoice)
    await shop.office.post(f"/api/invoices/{invoice['id']}/hold-reminders", {"why": "off"})
    assert 'action="/pay/promise"' not in (await shop.customer.open(invoice["pay_url"])).text
    page = await said(shop, invoice, "/pay/promise", on="2026-03-12")
    assert "Please choose a day" in text_of(page)
    held = (await shop.office.get(f"/api/invoices/{invoice['id']}/reminders")).json()["hold"]
    assert held["why"] == "off"


async def test_a_hold_of_a_customer_goes_along_when_they_become_another(shop: Shop) -> None:
    """Merged, their invoices are still held back; lifted for the one who stays, they are not."""
    await plans(shop, steps=[3])
    await sent(shop, await shop.invoice(10_000, **NET_1))
    twice = shop.customer_id
    held = await shop.office.post(
        f"/api/customers/{twice}/hold-reminders", {"why": "off", "note": "a friend"}
    )
    assert held.status_code == 200
    await shop.add_job(name="J. Doe", email="jd@customer.example")
    merged = await shop.office.post(
        f"/api/customers/{twice}/merge", {"into_id": shop.customer_id, "reason": "the same person"}
    )
    assert merged.status_code == 200, merged.text
    assert (await shop.office.get("/api/reminders/upcoming")).json()["items"] == []
    hold = (await shop.office.get(f"/api/customers/{shop.customer_id}/reminders")).json()["hold"]
    assert (hold["why"], hold["note"]) == ("off", "a friend")
    lifted = await shop.office.post(f"/api/customers/{shop.customer_id}/resume-reminders", {})
    assert lifted.status_code == 200, lifted.text
    assert len((await shop.office.get("/api/reminders/upcoming")).json()["items"]) == 1


async def test_what_a_customer_writes_is_text_and_no_more(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await ask(shop, invoice, HOSTILE + " 4111 1111 1111 1111")
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }}" in page.text
    (waiting,) = await questions(shop)
    assert "••••••••••••1111" in waiting["text"]


async def test_five_questions_wait_and_no_sixth(shop: Shop) -> None:
    invoice = await shop.invoice()
    for n in range(5):
        assert "on its way" in text_of(await ask(shop, invoice, f"Question {n}"))
    assert "could not be sent" in text_of(await ask(shop, invoice, "One more"))
    assert len(await questions(shop)) == 5
    page = await shop.customer.open(invoice["pay_url"])
    assert len(page.content) <= PAGE_BYTES_MAX * 2  # as it is before it is packed


@pytest.mark.parametrize("text", ["", "   \n "])
async def test_a_question_has_words(shop: Shop, text: str) -> None:
    assert "could not be sent" in text_of(await ask(shop, await shop.invoice(), text))
    assert await questions(shop) == []


async def test_a_form_of_another_site_or_page_says_nothing(shop: Shop) -> None:
    invoice, other = await shop.invoice(10_000), await shop.invoice(20_000)
    old = form_token((await shop.customer.open(invoice["pay_url"])).text)
    page = await shop.customer.open(other["pay_url"])
    for form, headers in (
        ({"page": old}, {}),
        ({"page": form_token(page.text)}, {"Sec-Fetch-Site": "cross-site"}),
    ):
        await shop.customer.http.post("/pay/question", data={**form, "text": "?"}, headers=headers)
    assert await questions(shop) == []


async def test_a_void_invoice_has_no_box_and_takes_no_question(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    assert (
        await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    ).status_code == 200
    late = {"page": form_token(page.text), "text": "?"}
    await shop.customer.http.post("/pay/question", data=late)
    assert await questions(shop) == []
    assert "/pay/question" not in (await shop.customer.open(invoice["pay_url"])).text


async def test_a_paid_page_has_no_form_and_still_shows_what_was_answered(shop: Shop) -> None:
    invoice = await shop.invoice(10_000)
    await ask(shop, invoice, "Is this all?")
    cash = {"method": "cash", "amount_minor": 10_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    page = await shop.customer.open(invoice["pay_url"])
    assert "<form" not in page.text
    assert "Is this all?" in text_of(page)


async def test_the_page_speaks_spanish(shop: Shop) -> None:
    await shop.add_job(name="Ana", email="ana@customer.example", language="es")
    invoice = await shop.invoice()
    page = await ask(shop, invoice, "¿Qué es esto?")
    assert "Alder Plumbing recibió su pregunta y le responderá aquí." in text_of(page)
