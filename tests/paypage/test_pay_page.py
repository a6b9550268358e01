"""The pay page in every state: what it says, what it offers, and what it never gives away."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.paypage.shop import ACH_TOO, Customer, Shop, path_of

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Busy
from stagebill.kernel.secrets import digest
from stagebill.paypage import queries

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'&{{ 7*7 }}"
NO_DETAIL = {"line_items": False, "quantities": False, "unit_prices": False, "tax": False, "progress": False}


def text_of(page: httpx.Response) -> str:
    """What a person reads, tags left out."""
    return re.sub(r"\s+", " ", re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", page.text, flags=re.S))


async def test_the_page_says_who_what_how_much_and_how_far(shop: Shop) -> None:
    invoice = await shop.invoice(title="Stage 1", message="Thank you")
    paid = {"method": "check", "amount_minor": 50_000, "invoice_id": invoice["id"]}
    await shop.office.post("/api/payments", paid)
    said = text_of(await shop.customer.open(invoice["pay_url"]))
    for expected in (
        "Alder Plumbing", "Re-pipe", "Stage 1", invoice["number"], "$2,000 .00", "still due of $2,500.00",
        "by April 1, 2026", "Thank you", "Paid $500.00", "Due now $2,000.00", "Later $2,500.00",
        "Pay by card", "This stage: 50% of the whole job", "Labor", "Receipts", "March 2, 2026 · check",
    ):  # fmt: skip
        assert expected in said


async def test_a_share_is_said_only_of_the_total_that_it_was_taken_of(shop: Shop) -> None:
    """The page lists that total, whatever the job came to since."""
    invoice = await shop.invoice()
    assert "50% of the whole job" in text_of(await shop.customer.open(invoice["pay_url"]))
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    lines = [{"description": "Labor", "quantity": 1, "unit_price_minor": 1_000_000}]
    changed = {"seen_revision": job["revision"], "line_items": lines}
    assert (await shop.office.put(f"/api/jobs/{shop.job_id}/lines", changed)).is_success
    said = text_of(await shop.customer.get("/pay"))
    assert "50% of the whole job" in said
    assert "Whole job $5,000.00" in said


async def test_a_link_becomes_a_cookie_and_an_address_without_the_token(shop: Shop) -> None:
    invoice = await shop.invoice()
    token = invoice["pay_url"].rpartition("/")[2]
    answer = await shop.customer.get(path_of(invoice["pay_url"]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/pay")
    cookie = answer.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    page = await shop.customer.get("/pay")
    for seen in (answer.headers["location"], cookie, page.text, str(page.headers)):
        assert token not in seen
    assert answer.headers["referrer-policy"] == page.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == page.headers["cache-control"] == "no-store"


async def test_the_database_knows_only_the_digest_of_the_token(shop: Shop) -> None:
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/send")
    await shop.work()
    token = invoice["pay_url"].rpartition("/")[2]
    tables = ("pay_link", "mutation", "message", "outbox", "audit", "change", "checkout", "sandbox_checkout")
    for table in tables:
        assert token not in str(await shop.rows(f"SELECT * FROM {table}"))
    assert await shop.rows("SELECT token_digest FROM pay_link") == [(digest(token),)]


async def test_a_preview_robot_changes_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    before = await _everything(shop)
    robot = Customer(shop.app)
    for _ in range(3):
        await robot.get(path_of(invoice["pay_url"]))
        answer = await robot.http.head(path_of(invoice["pay_url"]))
        assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
        await robot.get("/pay")
    assert await _everything(shop) == before


async def _everything(shop: Shop) -> list[Any]:
    tables = (
        "invoice",
        "pay_link",
        "checkout",
        "mutation",
        "change",
        "outbox",
        "delivery",
        "sandbox_checkout",
    )
    return [sorted(map(str, await shop.rows(f"SELECT * FROM {table}"))) for table in tables]


async def test_the_page_runs_nothing_and_loads_nothing(shop: Shop) -> None:
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert " on" not in re.sub(r">[^<]*<", "><", page.text.partition("</style>")[2])
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy


async def test_the_page_is_small_even_with_a_long_job(shop: Shop) -> None:
    lines = [
        {"description": f"{number} {HOSTILE}"[:190], "quantity": "1.5", "unit_price_minor": 1000 + number}
        for number in range(60)
    ]
    job = {"customer_id": shop.customer_id, "title": "T" * 190, "line_items": lines}
    shop.job_id = (await shop.office.post("/api/jobs", job)).json()["id"]
    invoice = await shop.invoice(10_000, message="m" * 3000)
    page = await shop.customer.open(invoice["pay_url"])
    assert page.headers["content-encoding"] == "br"
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
    packed = await shop.customer.get("/pay", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) <= PAGE_BYTES_MAX
    plain = await shop.customer.get("/pay", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text == page.text


async def test_hostile_names_are_text(shop: Shop) -> None:
    await shop.add_job(title=HOSTILE, name=HOSTILE)
    invoice = await shop.invoice(title=HOSTILE, message=HOSTILE)
    page = await shop.customer.open(invoice["pay_url"])
    body = page.text.partition("</style>")[2]
    assert "<img" not in body
    assert "<script" not in body
    assert "&lt;script&gt;" in body
    assert "{{ 7*7 }}" in body


async def test_only_what_may_be_seen_is_shown(shop: Shop) -> None:
    page = await shop.customer.open((await shop.invoice(visible_fields=NO_DETAIL))["pay_url"])
    said = text_of(page)
    for hidden in ("What this stage covers", "Labor", "Your project", "Later", "50%"):
        assert hidden not in said
    assert "$2,500 .00" in said


async def test_only_ways_that_are_offered_have_a_button(shop: Shop) -> None:
    card = await shop.customer.open((await shop.invoice(100_000))["pay_url"])
    assert re.findall(r'name="method" value="(\w+)"', card.text) == ["card", "ach"]
    only = {"card": True, "ach": False, "financing": False}
    page = await shop.customer.open((await shop.invoice(100_000, payment_options=only))["pay_url"])
    assert re.findall(r'name="method" value="(\w+)"', page.text) == ["card"]
    none = {"card": True, "ach": True, "financing": True}
    page = await shop.customer.open((await shop.invoice(100_000, payment_options=none))["pay_url"])
    assert re.findall(r'name="method" value="(\w+)"', page.text) == ["card", "ach", "financing"]


async def test_a_spanish_speaking_customer_reads_spanish(shop: Shop) -> None:
    await shop.add_job(language="es")
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert '<html lang="es">' in page.text
    assert "Pagar con tarjeta" in page.text
    assert "1 de abril de 2026" in page.text


async def test_an_overdue_invoice_says_when_it_was_due(shop: Shop) -> None:
    invoice = await shop.invoice()
    shop.clock.advance(timedelta(days=40))
    page = await shop.customer.open(invoice["pay_url"])
    assert "was due April 1, 2026" in text_of(page)


async def test_a_void_invoice_has_a_calm_page(shop: Shop) -> None:
    invoice = await shop.invoice()
    await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong amount"})
    page = await shop.customer.open(invoice["pay_url"])
    assert page.status_code == 200
    assert "This invoice was withdrawn" in page.text
    assert "<form" not in page.text
    assert "wrong amount" not in page.text


async def test_a_paid_invoice_has_receipts_and_no_form(shop: Shop) -> None:
    invoice = await shop.invoice()
    paid = {"method": "cash", "amount_minor": 250_000, "invoice_id": invoice["id"], "reference": "drawer 2"}
    payment = (await shop.office.post("/api/payments", paid)).json()
    page = await shop.customer.open(invoice["pay_url"])
    assert "<form" not in page.text
    receipt = await shop.customer.get(f"/pay/receipts/{payment['id']}")
    said = text_of(receipt)
    assert "Alder Plumbing received $2,500.00 by cash on March 2, 2026." in said
    assert "drawer 2" in said
    other = await shop.customer.get(f"/pay/receipts/{invoice['id']}")
    assert other.status_code == 404


async def test_a_receipt_says_the_whole_check_and_what_of_it_is_for_this_invoice(shop: Shop) -> None:
    """800.00 on an invoice of 500.00: 800.00 was received, 500.00 of it for this one."""
    invoice = await shop.invoice(50_000)
    paid = {"method": "check", "amount_minor": 80_000, "invoice_id": invoice["id"], "reference": "771"}
    payment = (await shop.office.post("/api/payments", paid)).json()
    await shop.customer.open(invoice["pay_url"])
    said = text_of(await shop.customer.get(f"/pay/receipts/{payment['id']}"))
    assert "Alder Plumbing received $800.00 by check on March 2, 2026." in said
    assert "$500.00 of it is for this invoice." in said


async def test_a_checkout_that_cannot_be_asked_about_shows_that_it_is_being_checked(shop: Shop) -> None:
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    await shop.customer.press(page)
    page = await shop.customer.get("/pay?notice=checking")
    assert "We are checking your payment" in page.text
    assert '<meta http-equiv="refresh" content="5; url=/pay/return">' in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ("UPDATE pay_link SET revoked_at = '2026-03-01T00:00:00.000000Z'", 410, "no longer in use"),
        ("UPDATE pay_link SET expires_at = '2026-03-02T15:00:00.000000Z'", 410, "no longer in use"),
        ("UPDATE pay_link SET token_digest = 'other'", 404, "does not open an invoice"),
    ],
)
async def test_a_dead_link_has_a_calm_page(shop: Shop, change: str, status: int, sentence: str) -> None:
    invoice = await shop.invoice()
    await shop.services.database.write(lambda tx: tx.run(change))
    page = await shop.customer.get(path_of(invoice["pay_url"]))
    assert page.status_code == status
    assert sentence in page.text
    assert "<form" not in page.text
    assert ("Please ask Alder Plumbing for a new one." in page.text) == (status == 410)
    assert ("Alder" in page.text) == (status == 410)
    assert not [told for told in ("Re-pipe", "Jane", invoice["number"], "2,500") if told in page.text]


async def test_a_revoked_link_ends_the_cookie_too(shop: Shop) -> None:
    await shop.customer.open((await shop.invoice())["pay_url"])
    revoke = "UPDATE pay_link SET revoked_at = '2026-03-01T00:00:00.000000Z'"
    await shop.services.database.write(lambda tx: tx.run(revoke))
    page = await shop.customer.get("/pay")
    assert page.status_code == 404
    assert "open the link in your message again" in page.text


async def test_the_cookie_ends_after_half_a_day(shop: Shop) -> None:
    await shop.customer.open((await shop.invoice())["pay_url"])
    said = shop.customer.http.cookies["stagebill-pay"]
    shop.clock.advance(timedelta(hours=12))
    later = {"Cookie": f"stagebill-pay={said}"}
    page = await Customer(shop.app).get("/pay", headers=later)
    assert page.status_code == 404


@pytest.mark.parametrize("changed", ["", "x", "a.b.c.d", "...", "0.0.99999999999.AAAA", "é.é.é.é"])
async def test_a_forged_cookie_opens_nothing(shop: Shop, changed: str) -> None:
    await shop.invoice()
    answer = await shop.customer.get("/pay", headers={"Cookie": f"stagebill-pay={changed}".encode()})
    assert answer.status_code == 404


async def test_unknown_links_are_limited_by_address(shop: Shop) -> None:
    invoice = await shop.invoice()
    for number in range(20):
        assert (await shop.customer.get(f"/pay/{number:043d}")).status_code == 404
    blocked = await shop.customer.get(path_of(invoice["pay_url"]))
    assert blocked.status_code == 429
    assert blocked.headers["retry-after"] == "3600"
    assert (await Customer(shop.app, "198.51.100.5").open(invoice["pay_url"])).status_code == 200
    shop.clock.advance(timedelta(hours=1))
    assert (await shop.customer.open(invoice["pay_url"])).status_code == 200


async def test_every_sentence_can_be_said_in_the_state_it_is_for(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=ACH_TOO)
    await shop.customer.open(invoice["pay_url"])
    for notice in (
        "failed",
        "expired",
        "canceled",
        "not_offered",
        "unreachable",
        "other_page",
        "too_often",
        "x",
    ):
        assert (await shop.customer.get(f"/pay?notice={notice}")).status_code == 200


async def test_a_database_that_is_busy_is_a_calm_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(reader: Reader, organization_id: str, invoice_id: str) -> None:
        raise Busy(retry_after_seconds=2)

    await shop.customer.open((await shop.invoice())["pay_url"])
    monkeypatch.setattr(queries, "pay_page", busy)
    page = await shop.customer.get("/pay")
    assert page.status_code == 503
    assert "Please try again in a minute." in page.text


async def test_the_link_of_a_paid_invoice_ends_after_ninety_days(shop: Shop) -> None:
    invoice = await shop.invoice()
    await shop.office.post(
        "/api/payments", {"method": "cash", "amount_minor": 250_000, "invoice_id": invoice["id"]}
    )
    shop.clock.advance(timedelta(days=89))
    assert (await shop.customer.open(invoice["pay_url"])).status_code == 200
    shop.clock.advance(timedelta(days=1))
    assert (await shop.customer.get(path_of(invoice["pay_url"]))).status_code == 410
    assert (await shop.customer.get("/pay")).status_code == 404


async def test_d40_the_page_of_a_canceled_job_is_calm_and_asks_for_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    job = (await shop.office.get(f"/api/invoices/{invoice['id']}")).json()["job_id"]
    await shop.office.post(f"/api/jobs/{job}/cancel", {"reason": "house sold"})
    page = await shop.customer.open(invoice["pay_url"])
    said = text_of(page)
    assert "This job was canceled" in said
    assert "<form" not in page.text
    assert "house sold" not in said


async def test_what_was_credited_is_said_and_is_not_asked_for(shop: Shop) -> None:
    """500.00 of 2,500.00 are credited: 2,000.00 are due, and the table says why."""
    invoice = await shop.invoice()
    credit = {"amount_minor": 50_000, "reason": "scratch"}
    await shop.office.post(f"/api/invoices/{invoice['id']}/credit", credit)
    said = text_of(await shop.customer.open(invoice["pay_url"]))
    for expected in (
        "$2,000 .00",
        "Credited to you CN-0001 · scratch -$500.00",
        "To pay for this stage $2,000.00",
    ):
        assert expected in said
    await shop.office.post(f"/api/invoices/{invoice['id']}/credit", {**credit, "amount_minor": 200_000})
    page = await shop.customer.get("/pay")
    assert "Nothing is due on this invoice" in text_of(page)
    assert "<form" not in page.text
