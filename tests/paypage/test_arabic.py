"""A customer who reads Arabic: every page, mail and paper runs to the left, and figures stay figures."""

import re
from typing import Any

import pytest
from tests.documents.test_invoice_pdf import text_of
from tests.paypage.shop import Shop, form_token
from tests.statements.test_statement import opened

from stagebill.kernel.directions import direction, isolated, told, unturned
from stagebill.kernel.money import NotAnAmount, format_money, parse_money, with_sign
from stagebill.notifications.mail import receipt_mail
from stagebill.paypage.page import figures
from stagebill.paypage.queries import pay_page

pytestmark = pytest.mark.anyio

TURNED = '<html lang="ar" dir="rtl">'


async def an_arabic_job(shop: Shop) -> dict[str, Any]:
    """5,000.00 of which 2,500.00 are billed and 400.00 paid."""
    await shop.add_job(title="Re-pipe (upstairs)", language="ar", name="محمد العلي")
    invoice = await shop.invoice(250_000)
    paid = {"job_id": shop.job_id, "invoice_id": invoice["id"], "method": "cash", "amount_minor": 40_000,
            "taken_at": shop.clock.now().isoformat()}  # fmt: skip
    answer = await shop.office.post("/api/payments", paid)
    assert answer.status_code == 201, answer.text
    return {**await shop.read(invoice), "payment_id": answer.json()["id"]}


async def the_statement(shop: Shop) -> str:
    return (await opened(shop)).text


async def test_the_pay_page_runs_from_right_to_left_and_holds_foreign_names_apart(shop: Shop) -> None:
    invoice = await an_arabic_job(shop)
    page = (await shop.customer.open(invoice["pay_url"])).text
    assert TURNED in page
    assert "الدفع بالبطاقة" in page
    assert "<bdi>Re-pipe (upstairs)</bdi>" in page
    assert f"<bdi>{invoice['number']}</bdi>" in page
    assert "2,100" in page
    receipt = (await shop.customer.get(f"/pay/receipts/{invoice['payment_id']}")).text
    assert TURNED in receipt
    assert "إيصال" in receipt
    assert "400.00" in unturned(receipt)


async def test_the_statement_and_the_approval_speak_arabic_too(shop: Shop) -> None:
    await an_arabic_job(shop)
    page = await the_statement(shop)
    assert TURNED in page
    assert "كشف حساب" in page
    body = {"job_id": shop.job_id, "title": "Less", "lines": [{"description": "x", "unit_price_minor": -100}]}
    order = (await shop.office.post("/api/change-orders", body)).json()
    sent = (await shop.office.post(f"/api/change-orders/{order['id']}/send", {"mail": False})).json()
    page = (await shop.customer.get(sent["approve_url"].removeprefix("http://127.0.0.1:8000"))).text
    assert TURNED in page
    assert "هل توافق؟" in page
    assert with_sign("−", format_money(100, "USD", "ar")) in page


async def test_the_mail_is_mirrored_and_its_subject_keeps_name_and_sum_apart(shop: Shop) -> None:
    invoice = await an_arabic_job(shop)
    await shop.office.post(f"/api/invoices/{invoice['id']}/send", {})
    await shop.work()
    ((subject, html),) = await shop.rows("SELECT subject, body_html FROM message WHERE kind = 'mail.invoice'")
    assert '<html lang="ar" dir="rtl">' in html
    assert 'align="right"' not in html
    assert 'align="left"' in html
    assert isolated("Re-pipe (upstairs)", "ar") in subject
    assert "مستحق" in subject


async def test_a_receipt_for_two_invoices_lists_them_from_right_to_left(shop: Shop) -> None:
    """2,100.00 are left of the first, 100.00 go to the second: each number keeps to its own sum."""
    first = await an_arabic_job(shop)
    second = await shop.invoice(50_000)
    paid = {"job_id": shop.job_id, "method": "check", "amount_minor": 220_000}
    assert (await shop.office.post("/api/payments", paid)).status_code == 201
    (ours,) = {row[0] for row in await shop.rows("SELECT organization_id FROM invoice")}
    page = await pay_page(shop.services.database.reader, ours, second["id"])
    mail = receipt_mail(page, page.receipts[0])
    one, other = (
        f"{isolated(number, 'ar')} {isolated(format_money(minor, 'USD', 'ar'), 'ar')}"
        for number, minor in ((first["number"], 210_000), (second["number"], 10_000))
    )
    assert isolated(f"\N{RIGHT-TO-LEFT MARK}{one} · {other}", "ar") in mail.text


async def test_the_papers_are_set_in_arabic_without_a_box_for_a_letter(shop: Shop) -> None:
    invoice = await an_arabic_job(shop)
    job = f"/api/jobs/{shop.job_id}/statement/pdf"
    for path in (f"/api/invoices/{invoice['id']}/pdf", f"/api/payments/{invoice['payment_id']}/pdf", job):
        answer = await shop.office.get(path)
        assert answer.status_code == 200, answer.text
        assert b"/Lang" in answer.content
        said = text_of(answer.content)
        assert re.search("[\N{ARABIC LETTER ALEF}-\N{ARABIC LETTER YEH}\ufe70-\ufeff]", said), said
        assert "\N{REPLACEMENT CHARACTER}" not in said
        assert "INV-0001" in said


async def test_a_company_s_own_words_in_arabic_come_first_and_another_language_stands_in(shop: Shop) -> None:
    own = {"receipt_footer": {"en": "Thank you", "ar": "شكرًا جزيلًا"}, "mail_greeting": {"es": "Hola"}}
    answer = await shop.company.owner.patch("/api/settings", {"texts": own})
    assert answer.status_code == 200, answer.text
    invoice = await an_arabic_job(shop)
    await shop.customer.open(invoice["pay_url"])
    assert "شكرًا جزيلًا" in (await shop.customer.get(f"/pay/receipts/{invoice['payment_id']}")).text
    await shop.office.post(f"/api/invoices/{invoice['id']}/send", {})
    await shop.work()
    ((html,),) = await shop.rows("SELECT body_html FROM message WHERE kind = 'mail.invoice'")
    assert "Hola" in html


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (250_050, "USD", "2,500.50\xa0US$"),
        (-250_050, "USD", "-2,500.50\xa0US$"),
        (250_050, "EUR", "2,500.50\xa0€"),
        (1_250_500, "KWD", "1,250.500\xa0د.ك."),
        (250, "JPY", "250\xa0JP¥"),
    ],
)
def test_sums_are_written_with_the_digits_of_banks_and_invoice_numbers(
    minor: int, currency: str, written: str
) -> None:
    assert unturned(format_money(minor, currency, "ar")) == written


def test_a_minus_stays_before_its_digits_and_a_dollar_behind_its_letters() -> None:
    rtl, ltr = "\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}"
    assert format_money(-100, "USD", "ar") == f"{rtl}{ltr}-1.00{rtl}\xa0US${ltr}"
    assert with_sign("−", format_money(100, "USD", "ar")) == f"{rtl}{ltr}−1.00{rtl}\xa0US${ltr}"
    assert with_sign("−", "$1.00") == "−$1.00"


@pytest.mark.parametrize("typed", ["٢٬٥٠٠٫٥٠", "2,500.50", "2500.5", format_money(250_050, "USD", "ar")])
def test_a_sum_may_be_typed_on_an_arabic_keyboard(typed: str) -> None:
    assert parse_money(typed, "USD", "ar") == 250_050
    with pytest.raises(NotAnAmount):
        parse_money("٢٥٠٠", "USD", "en")


def test_a_page_s_sum_is_cut_before_its_cents_and_sized_by_what_is_seen() -> None:
    parts = figures.money_parts(250_000, "USD", "ar")
    assert [unturned(part) for part in parts] == ["2,500", ".00", "\xa0US$"]
    assert figures.size_of(parts) == " long"
    assert figures.size_of(figures.money_parts(90_000, "USD", "ar"), signs=1) == " long"
    assert figures.size_of(figures.money_parts(90_000, "USD", "en"), signs=1) == ""


def test_only_a_language_that_runs_to_the_left_has_its_facts_isolated() -> None:
    assert (direction("ar"), direction("es"), direction("en")) == ("rtl", "ltr", "ltr")
    assert told("{a} due", "en", {"a": "5"}) == "5 due"
    assert told("{a} مستحق", "ar", {"a": "5"}) == "\N{FIRST STRONG ISOLATE}5\N{POP DIRECTIONAL ISOLATE} مستحق"
    assert unturned(told("{a} مستحق", "ar", {"a": "5"})) == "5 مستحق"


async def test_a_question_and_its_answer_run_as_they_were_written(shop: Shop) -> None:
    """A Latin sentence on a page from right to left keeps its full stop at its end."""
    invoice = await an_arabic_job(shop)
    page = await shop.customer.open(invoice["pay_url"])
    form = {"page": form_token(page.text), "text": "Is that the 3/4 in. pipe?"}
    assert (await shop.customer.http.post("/pay/question", data=form)).status_code == 303
    (waiting,) = (await shop.office.get("/api/questions")).json()["items"]
    answer = {"answer": "It is, all of it."}
    assert (await shop.office.post(f"/api/questions/{waiting['id']}/answer", answer)).status_code == 200
    page = await shop.customer.open(invoice["pay_url"])
    for said in (form["text"], answer["answer"]):
        assert f'<p class="lines" dir="auto">{said}</p>' in page.text
