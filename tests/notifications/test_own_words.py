"""What the company says in its own words, and to whom at the customer's the mail goes."""

import re

import pytest
from tests.paypage.shop import Shop

pytestmark = pytest.mark.anyio

TEXTS = {
    "invoice_message": {"en": "", "es": ""},
    "mail_greeting": {"en": "Your next stage is ready.", "es": "Tu próxima etapa está lista."},
    "receipt_footer": {"en": "Thank you, the Alders", "es": ""},
}


async def mails(shop: Shop) -> list[tuple[str, str, str]]:
    sql = "SELECT kind, to_address, body_text FROM message ORDER BY created_at, to_address"
    return [(kind, address, text) for kind, address, text in await shop.rows(sql)]


async def test_the_mail_begins_and_the_receipt_ends_in_the_companys_words(shop: Shop) -> None:
    await shop.office.patch("/api/settings", {"texts": TEXTS})
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    await shop.work()
    page = await shop.customer.open(invoice["pay_url"])
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.work()
    (_, _, first), (kind, _, second) = await mails(shop)
    assert "Your next stage is ready." in first
    assert kind == "mail.receipt"
    assert "Thank you, the Alders" in second


async def test_the_words_are_the_customers_language_where_they_are_said_in_it(shop: Shop) -> None:
    await shop.office.patch("/api/settings", {"texts": TEXTS})
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"language": "es"})
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    await shop.work()
    [(_, _, text)] = await mails(shop)
    assert "Tu próxima etapa está lista." in text


async def test_subject_and_greeting_are_the_companys_own_with_their_places_filled(shop: Shop) -> None:
    own = {
        "mail_subject": {"en": "{title} of {company}: {amount} ({number})"},
        "mail_greeting": {"en": "Dear {customer}, {amount} by {day}, please."},
        "reminder_subject": {"en": "{amount} is still open, {customer}"},
        "receipt_greeting": {"en": "We got {amount} on {day}."},
    }
    assert (await shop.office.patch("/api/settings", {"texts": own})).status_code == 200
    invoice = await shop.invoice(title="Stage {amount}")
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    body = {"invoice_ids": [invoice["id"]]}
    await shop.office.post(f"/api/customers/{shop.customer_id}/remind", body)
    await shop.work()
    page = await shop.customer.open(invoice["pay_url"])
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.work()
    subjects = [row[0] for row in await shop.rows("SELECT subject FROM message ORDER BY kind")]
    # A title that looks like a place stays as it is.
    assert subjects[0] == "Stage {amount} of Alder Plumbing: $2,500.00 (INV-0001)"
    assert "$2,500.00 is still open, Jane Doe" in subjects
    texts = " ".join(text for _, _, text in await mails(shop))
    assert "Dear Jane Doe, $2,500.00 by April 1, 2026, please." in texts
    assert "We got $2,500.00 on March 2, 2026." in texts


async def test_a_place_that_no_mail_can_fill_is_refused_when_it_is_typed(shop: Shop) -> None:
    own = {"reminder_greeting": {"es": "Hola {customer}, factura {number}"}}
    refused = await shop.office.patch("/api/settings", {"texts": own})
    assert (refused.status_code, refused.json()["code"]) == (422, "settings.unknown_place")
    assert (refused.json()["field"], refused.json()["place"]) == ("reminder_greeting", "number")


async def test_words_that_are_emptied_are_ours_again(shop: Shop) -> None:
    await shop.office.patch("/api/settings", {"texts": {"mail_subject": {"en": "Pay {amount}"}}})
    await shop.office.patch("/api/settings", {"texts": {"mail_subject": {"en": ""}}})
    invoice = await shop.invoice(title="Stage 1")
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    await shop.work()
    ((subject,),) = await shop.rows("SELECT subject FROM message")
    assert subject == "Stage 1: $2,500.00 due to Alder Plumbing by April 1, 2026"


async def test_own_words_are_text_and_no_markup(shop: Shop) -> None:
    own = {"mail_subject": {"en": "Hi\tthere <b>{customer}</b>"}, "mail_greeting": {"en": "<b>{{ 7*7 }}</b>"}}
    await shop.office.patch("/api/settings", {"texts": own})
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    await shop.work()
    ((subject, html),) = await shop.rows("SELECT subject, body_html FROM message")
    assert subject == "Hi there <b>Jane Doe</b>"
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in html


async def test_mail_goes_to_each_contact_who_gets_invoices_once_and_not_to_the_customer(shop: Shop) -> None:
    people = [
        {"name": "Ann", "email": "ann@books.example", "gets_invoices": True},
        {"name": "Ben", "email": "ben@site.example"},
        {"name": "Eve", "email": "eve@books.example", "gets_invoices": True},
    ]
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"contacts": people, "email": None})
    invoice = await shop.invoice()
    assert (await shop.office.post(f"/api/invoices/{invoice['id']}/send")).status_code == 200
    await shop.work()
    await shop.work()
    assert [address for _, address, _ in await mails(shop)] == ["ann@books.example", "eve@books.example"]


async def test_customers_see_who_the_company_is_by_law_on_the_pay_page(shop: Shop) -> None:
    told = {"legal_name": "Alder & Sons LLC", "tax_number": "12-3456789", "website": "https://alder.example"}
    await shop.office.patch("/api/settings", told)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "Alder &amp; Sons LLC · 12-3456789" in page.text
    assert re.search(r'<a href="https://alder.example" rel="noreferrer"[^>]*>alder.example</a>', page.text)
