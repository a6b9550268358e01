"""What the company says in its own words, and to whom at the customer's the mail goes."""

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
    assert '<a href="https://alder.example" rel="noreferrer">alder.example</a>' in page.text
