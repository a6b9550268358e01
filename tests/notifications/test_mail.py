"""Mail: one message for one cause, whatever crashes; nothing a customer typed can change what it is."""

import email
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from tests.paypage.shop import Shop, path_of

from stagebill.kernel.ids import new_id
from stagebill.notifications.followers import HANDLERS
from stagebill.notifications.message import LINK_PLACE, one_line
from stagebill.sync.dispatcher import Dispatcher, Errand
from stagebill.sync.services import Services

pytestmark = pytest.mark.anyio

HOSTILE = '<img src=x onerror=alert(1)>"&{{ 7*7 }}'


async def sent(shop: Shop, invoice: dict[str, Any]) -> None:
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    assert answer.status_code == 200, answer.text


def folder(shop: Shop) -> list[EmailMessage]:
    files = sorted((shop.services.config.data / "mail").glob("*"))
    mails = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [mail for mail in mails if isinstance(mail, EmailMessage)]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


async def test_sending_an_invoice_mails_text_html_and_the_link(shop: Shop) -> None:
    invoice = await shop.invoice(title="Stage 1", message="See you soon")
    await sent(shop, invoice)
    await shop.work()
    (mail,) = folder(shop)
    assert mail["To"] == "Jane Doe <jane@customer.example>"
    assert str(mail["From"]).startswith("Alder Plumbing <no-reply@")
    assert mail["Subject"] == "Stage 1: $2,500.00 due to Alder Plumbing by April 1, 2026"
    text, html = part(mail, "plain"), part(mail, "html")
    for said in ("Jane Doe", "$2,500.00", "by April 1, 2026", "See you soon", invoice["pay_url"], "Later"):
        assert said in text
        assert said in html
    assert html.count(invoice["pay_url"]) == 1
    assert (await shop.customer.open(re.findall(r"http\S+/pay/\S+", text)[0])).status_code == 200
    token = path_of(invoice["pay_url"]).rpartition("/")[2]
    assert token not in str(mail.items())


@pytest.mark.parametrize(
    ("cash_minor", "subject", "said"),
    [
        (100_000, "Stage 1: $1,500.00 due to Alder Plumbing by April 1, 2026", "due of $2,500.00"),
        (250_000, "Stage 1: paid, invoice from Alder Plumbing", "paid in full"),
    ],
)
async def test_the_mail_of_an_invoice_knows_the_money_that_was_taken_before_it(
    shop: Shop, cash_minor: int, subject: str, said: str
) -> None:
    named = new_id()
    cash = {"method": "cash", "amount_minor": cash_minor, "invoice_id": named}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await shop.invoice(invoice_id=named, title="Stage 1", send=True)
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == subject
    assert said in part(mail, "plain")


async def test_the_stored_message_holds_a_place_where_the_link_will_be(shop: Shop) -> None:
    await sent(shop, await shop.invoice())
    await shop.work()
    ((text, html, delivered),) = await shop.rows("SELECT body_text, body_html, delivered_at FROM message")
    assert text.count(LINK_PLACE) == html.count(LINK_PLACE) == 1
    assert delivered == "2026-03-02T15:00:00.000000Z"


async def test_sending_again_is_another_mail(shop: Shop) -> None:
    invoice = await shop.invoice()
    await sent(shop, invoice)
    await sent(shop, invoice)
    await shop.work()
    await shop.work()
    assert len(folder(shop)) == 2
    assert len({mail["Message-ID"] for mail in folder(shop)}) == 2


async def test_a_card_payment_is_receipted_once(shop: Shop) -> None:
    invoice = await shop.invoice(title="Stage 1")
    page = await shop.customer.open(invoice["pay_url"])
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.customer.get("/pay/return")
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Receipt: $2,500.00 to Alder Plumbing"
    assert "Alder Plumbing received $2,500.00 by card on March 2, 2026." in part(mail, "plain")
    assert "Nothing more is due on this invoice." in part(mail, "plain")


async def test_a_pending_debit_has_no_receipt_until_it_settles(shop: Shop) -> None:
    options = {"card": True, "ach": True, "financing": False}
    page = await shop.customer.open((await shop.invoice(payment_options=options))["pay_url"])
    await shop.customer.choose((await shop.customer.press(page, "ach")).headers["location"], "succeed_later")
    await shop.work()
    assert folder(shop) == []
    await shop.later(minutes=2)
    assert [mail["Subject"] for mail in folder(shop)] == ["Receipt: $2,500.00 to Alder Plumbing"]


async def test_a_spanish_speaking_customer_gets_spanish_mail(shop: Shop) -> None:
    await shop.add_job(language="es")
    await sent(shop, await shop.invoice(title="Etapa 1"))
    await shop.work()
    (mail,) = folder(shop)
    subject = mail["Subject"].strip()
    assert subject == "Etapa 1: $2,500.00 por pagar a Alder Plumbing hasta el 1 de abril de 2026"
    assert '<html lang="es" dir="ltr">' in part(mail, "html")


async def test_an_arabic_subject_that_begins_with_a_latin_name_still_runs_from_the_right(shop: Shop) -> None:
    await shop.add_job(language="ar")
    await sent(shop, await shop.invoice(title="Stage 1"))
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"].startswith("\u200f\u2068Stage 1\u2069: ")
    assert "مستحق إلى" in mail["Subject"]


async def test_hostile_names_stay_text_and_cannot_add_headers(shop: Shop) -> None:
    await shop.add_job(title=HOSTILE, name=f"{HOSTILE}, Bcc: all@evil.example")
    await sent(shop, await shop.invoice(title=HOSTILE, message=f"{HOSTILE}\nBcc: all@evil.example"))
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["jane@customer.example"]
    assert "<img" not in part(mail, "html")
    assert "&lt;img" in part(mail, "html")
    assert "{{ 7*7 }}" in part(mail, "plain")


@pytest.mark.parametrize("text", ["a\r\nBcc: b@c.example", "a\nb", "a\x00b", "a\u2028b", "a\x85b", "a\tb"])
def test_nothing_in_a_header_ends_its_line(text: str) -> None:
    assert one_line(text).isprintable()
    assert one_line(text).split()[0] == "a"


async def test_a_crash_at_any_step_leaves_one_mail(shop: Shop) -> None:
    """Each step is carried out, then its worker dies before it is marked; the next worker does it again."""
    dying: set[str] = set()

    def dies_once(kind: str) -> Any:
        async def handler(errand: Errand, services: Services) -> None:
            await HANDLERS[kind](errand, services)
            if errand.id not in dying:
                dying.add(errand.id)
                raise OSError("the power went")

        return handler

    await sent(shop, await shop.invoice())
    work = Dispatcher(shop.services, {kind: dies_once(kind) for kind in HANDLERS})
    for _ in range(4):
        await work.run_due()
        shop.clock.advance(timedelta(seconds=20))
    assert len(dying) == 2
    assert len(folder(shop)) == 1
    assert await shop.rows("SELECT count(*) FROM message") == [(1,)]
    states = await shop.rows("SELECT kind, state FROM outbox WHERE kind LIKE 'mail%' ORDER BY kind")
    assert states == [("mail.deliver", "done"), ("mail.invoice", "done")]


async def test_a_customer_without_an_address_gets_no_receipt_and_no_error(shop: Shop) -> None:
    await shop.add_job(email=None)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.work()
    assert folder(shop) == []
    assert await shop.rows("SELECT state FROM outbox WHERE kind = 'mail.receipt'") == [("done",)]


async def test_the_office_reads_the_mail_at_dev_mail_and_nobody_else(shop: Shop) -> None:
    invoice = await shop.invoice(title="Stage 1")
    await sent(shop, invoice)
    await shop.work()
    listed = await shop.office.get("/dev/mail")
    assert "Stage 1: $2,500.00 due" in listed.text
    place = re.findall(r"/dev/mail/[\w-]+", listed.text)[0]
    shown = await shop.office.get(place)
    assert invoice["pay_url"] in shown.text
    framed = await shop.office.get(f"{place}/html")
    assert invoice["pay_url"] in framed.text
    assert "script" not in framed.headers["content-security-policy"]
    for other in (shop.company.technician, shop.customer):
        for path in ("/dev/mail", place, f"{place}/html"):
            answer = await other.get(path)
            assert answer.status_code in (401, 404)
            assert "Stage 1" not in answer.text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("o'brien+tag@customer.example", "o'brien+tag@customer.example"),
        ("jane@münchen.example", "jane@xn--mnchen-3ya.example"),
        ("a..b@customer.example", "a..b@customer.example"),
    ],
)
async def test_an_odd_address_is_spelled_as_mail_wants_it(shop: Shop, typed: str, written: str) -> None:
    await shop.add_job(email=typed)
    await sent(shop, await shop.invoice())
    await shop.work()
    (file,) = (shop.services.config.data / "mail").glob("*.eml")
    assert f"<{written}>\r\n".encode() in file.read_bytes()


@pytest.mark.parametrize("typed", ["jösé@customer.example", "jane@customer..example"])
async def test_an_address_that_mail_cannot_reach_is_refused_with_its_reason(shop: Shop, typed: str) -> None:
    await shop.add_job(email=typed)
    await sent(shop, await shop.invoice())
    await shop.work()
    assert folder(shop) == []
    ((state, reason),) = await shop.rows("SELECT state, words FROM message")
    assert state == "refused"
    assert reason.startswith("no mail can be sent to ")
