"""One link for a whole job: every figure is the app's own, and it opens until the office revokes it."""

import re
from typing import Any

import httpx
import pytest
from tests.paypage.shop import ACH_TOO, Customer, Shop, path_of, started

from stagebill.paypage.rate_limit import BAD_TOKENS_MAX
from stagebill.statements.statement import BILLS_MAX

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'&{{ 7*7 }}"


def text_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", page.text, flags=re.S))


async def link_of(shop: Shop, job_id: str = "") -> dict[str, Any]:
    answer = await shop.office.get(f"/api/jobs/{job_id or shop.job_id}/statement")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def opened(shop: Shop) -> httpx.Response:
    page = await shop.customer.open((await link_of(shop))["url"])
    assert page.status_code == 200, page.text
    return page


async def pay(shop: Shop, amount_minor: int, **more: Any) -> dict[str, Any]:
    body = {"method": "check", "amount_minor": amount_minor, "job_id": shop.job_id, **more}
    answer = await shop.office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def add_change(shop: Shop, amount_minor: int, title: str = "Copper instead of plastic") -> None:
    lines = [{"description": title, "unit_price_minor": amount_minor}]
    body = {"job_id": shop.job_id, "title": title, "lines": lines}
    order = (await shop.office.post("/api/change-orders", body)).json()
    seen = {"seen_total_minor": 500_000, "seen_after_minor": 500_000 + amount_minor}
    proof = {"via": "office", "name": "Jane", "note": "by phone", **seen}
    answer = await shop.office.post(f"/api/change-orders/{order['id']}/approve", proof)
    assert answer.status_code == 200, answer.text


async def test_5000_with_600_added_1000_paid_and_2500_billed_leaves_1500_to_pay_and_3100_for_later(
    shop: Shop,
) -> None:
    await add_change(shop, 60_000)
    invoice = await shop.invoice(250_000, title="Rough-in")
    await pay(shop, 100_000)
    page = await opened(shop)
    said = text_of(page)
    for expected in (
        "Jane Doe", "Re-pipe", "$1,500 .00 to pay now", "Please pay by April 1, 2026.",
        "Agreed at first $5,000.00", "Change CO-1: Copper instead of plastic March 2, 2026 $600.00",
        "The job today $5,600.00", "Paid $1,000.00", "To pay now $1,500.00", "Not billed yet $3,100.00",
        "Rough-in $1,500.00", f"{invoice['number']} · due April 1, 2026 · $1,000.00 of $2,500.00 paid",
        "Part paid", "See and pay", "March 2, 2026 · check $1,000.00", "Received in all $1,000.00",
    ):  # fmt: skip
        assert expected in said, (expected, said)
    assert "style=" not in page.text
    assert "<script" not in page.text


async def test_the_page_names_its_job_by_its_number_in_words(shop: Shop) -> None:
    ((number,),) = await shop.rows("SELECT number FROM job")
    assert f"As of March 2, 2026 · Job {number}" in (await opened(shop)).text


async def test_the_bar_s_parts_are_the_job_s_price_with_money_held_back_and_on_its_way(shop: Shop) -> None:
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/retainage", {"rate_bps": 1000})
    assert answer.status_code == 200, answer.text
    first = await shop.invoice(200_000, payment_options=ACH_TOO)
    await shop.invoice(100_000)
    location = await started(shop, first, "ach")
    await shop.customer.choose(location, "succeed_later")
    await shop.customer.get("/pay/return")
    await shop.work()
    said = text_of(await opened(shop))
    key = {name: _minor(amount) for name, amount in re.findall(
        r"(On its way|To pay now|Held back by you|Not billed yet) \$([\d,.]+)", said)}  # fmt: skip
    assert key == {
        "On its way": 180_000, "To pay now": 90_000, "Held back by you": 30_000, "Not billed yet": 200_000,
    }  # fmt: skip
    assert sum(key.values()) == 500_000


async def test_an_invoice_with_which_held_money_goes_back_says_so(shop: Shop) -> None:
    """10% of 2,500.00, then 5% of all 4,000.00: 50.00 go back."""
    step_down = {"clause": "all_work", "at_bps": 5000, "rate_bps": 500}
    terms = {"rate_bps": 1000, "step_down": step_down}
    await shop.office.post(f"/api/jobs/{shop.job_id}/retainage", terms)
    await shop.invoice(250_000)
    await shop.invoice(150_000)
    said = text_of(await opened(shop))
    assert "$250.00 held back" in said
    assert "with $50.00 held back before" in said


def _minor(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


async def test_money_paid_ahead_is_named_and_the_payments_come_to_paid_and_ahead(shop: Shop) -> None:
    await shop.invoice(100_000)
    await pay(shop, 130_000)
    said = text_of(await opened(shop))
    assert "Nothing to pay right now" in said
    assert "$300.00 is paid ahead. It goes to your next invoice." in said
    assert "Received in all $1,300.00" in said


async def test_money_that_may_be_given_back_is_not_promised_to_an_invoice_to_come(shop: Shop) -> None:
    await shop.invoice(500_000)
    paid = await pay(shop, 530_000)
    said = text_of(await opened(shop))
    assert "$300.00 is paid and not yet applied." in said
    assert "next invoice" not in said
    document = await shop.customer.get(f"/statement/receipts/{paid['id']}")
    assert "Paid and not yet applied $300.00" in text_of(document), document.text


async def test_a_canceled_job_s_money_is_not_promised_to_an_invoice_to_come(shop: Shop) -> None:
    await shop.invoice(100_000)
    await pay(shop, 130_000)
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/cancel", {"reason": "moved away"})
    assert answer.status_code == 200, answer.text
    said = text_of(await opened(shop))
    assert "is paid and not yet applied." in said
    assert "next invoice" not in said


async def test_a_job_without_an_invoice_says_so_and_one_paid_in_full_says_so(shop: Shop) -> None:
    said = text_of(await opened(shop))
    assert "Nothing has been billed yet" in said
    assert "There is no invoice yet." in said
    await shop.invoice(500_000)
    await pay(shop, 500_000)
    said = text_of(await opened(shop))
    assert "All paid. Thank you!" in said
    assert "See and pay" not in said


async def test_a_canceled_job_asks_for_nothing_and_says_since_when(shop: Shop) -> None:
    await shop.invoice(100_000)
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/cancel", {"reason": "moved away"})
    assert answer.status_code == 200, answer.text
    said = text_of(await opened(shop))
    assert "This job was canceled" in said
    assert "to pay now" not in said
    assert "moved away" not in said


async def test_a_corrected_invoice_stands_once_and_a_void_one_is_said_to_be_withdrawn(shop: Shop) -> None:
    first = await shop.invoice(100_000, title="Wrong")
    second = await shop.office.post(
        f"/api/invoices/{first['id']}/replace", {"amount_minor": 90_000, "title": "Right", "reason": "typo"}
    )
    assert second.status_code == 201, second.text
    gone = await shop.invoice(50_000, title="Taken back")
    await shop.office.post(f"/api/invoices/{gone['id']}/void", {"reason": "not done"})
    await shop.invoice(20_000, draft=True, title="Not ready")
    page = await opened(shop)
    said = text_of(page)
    assert "Wrong" not in said
    assert "Not ready" not in said
    assert f"Right $900.00 To pay {second.json()['number']}" in said
    assert re.search(r"Taken back \$500\.00 Withdrawn \S+ · billed March 2, 2026", said), said
    assert page.text.count('href="/pay/') == 1


async def test_an_invoice_s_button_leads_to_its_page_and_that_page_back_to_the_job(shop: Shop) -> None:
    invoice = await shop.invoice(100_000)
    page = await opened(shop)
    (path,) = re.findall(r'href="(/pay/[\w-]+)"', page.text)
    assert path == path_of(invoice["pay_url"])
    bill = await shop.customer.open(path)
    assert invoice["number"] in bill.text
    assert 'href="/pay/job"' in bill.text
    answer = await shop.customer.get("/pay/job")
    assert (answer.status_code, answer.headers["location"]) == (303, "/statement")
    stranger = Customer(shop.app)
    assert (await stranger.get("/pay/job")).status_code == 404


async def test_the_same_address_for_ever_until_it_is_revoked_and_a_new_one_is_another(shop: Shop) -> None:
    first = await link_of(shop)
    await shop.invoice(100_000)
    assert await link_of(shop) == first
    await opened(shop)
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    assert (answer.status_code, answer.json()["url"]) == (200, None)
    assert (await shop.customer.get(path_of(first["url"]))).status_code == 410
    ended = text_of(await shop.customer.get(path_of(first["url"])))
    assert "Please ask Alder Plumbing for a new one." in ended
    assert "Re-pipe" not in ended
    assert (await shop.customer.get("/statement")).status_code == 404
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/statement/renew", {})
    assert answer.json()["url"] not in {None, first["url"]}
    assert (await shop.customer.get(path_of(first["url"]))).status_code == 404
    assert "Re-pipe" in (await opened(shop)).text


async def test_while_the_link_is_revoked_no_pay_page_leads_to_it(shop: Shop) -> None:
    invoice = await shop.invoice(100_000)
    await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    page = await shop.customer.open(invoice["pay_url"])
    assert "/pay/job" not in page.text
    assert (await shop.customer.get("/pay/job")).status_code == 410


async def test_a_page_whose_progress_is_hidden_does_not_lead_to_the_whole_job(shop: Shop) -> None:
    hidden = {"line_items": True, "quantities": True, "unit_prices": True, "tax": True, "progress": False}
    page = await shop.customer.open((await shop.invoice(visible_fields=hidden))["pay_url"])
    assert "/pay/job" not in page.text


async def test_a_link_becomes_a_cookie_and_looking_changes_nothing(shop: Shop) -> None:
    await shop.invoice(100_000)
    url = (await link_of(shop))["url"]
    before = [
        str(await shop.rows(f"SELECT * FROM {table}")) for table in ("mutation", "statement_link", "change")
    ]
    token = url.rpartition("/")[2]
    answer = await shop.customer.get(path_of(url))
    assert (answer.status_code, answer.headers["location"]) == (303, "/statement")
    page = await shop.customer.get("/statement")
    for seen in (answer.headers["set-cookie"], page.text, str(page.headers)):
        assert token not in seen
    for answered in (answer, page):
        assert answered.headers["referrer-policy"] == "no-referrer"
        assert answered.headers["cache-control"] == "no-store"
        assert "noindex" in answered.headers["x-robots-tag"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert (await shop.customer.http.head(path_of(url))).headers.get("set-cookie") is None
    after = [
        str(await shop.rows(f"SELECT * FROM {table}")) for table in ("mutation", "statement_link", "change")
    ]
    assert before == after


async def test_a_guessed_link_opens_nothing_and_guessing_is_slowed_down(shop: Shop) -> None:
    url = (await link_of(shop))["url"]
    token = url.rpartition("/")[2]
    other = ("A" if token[-1] != "A" else "B") + token[33:]
    for guess in (token[:-1] + other[0], token[:32] + "A" * 43, "x" * 75, "short", token.upper()):
        answer = await shop.customer.get(f"/statement/{guess}")
        assert answer.status_code == 404, guess
    guesser = Customer(shop.app, "198.51.100.77")
    for _ in range(BAD_TOKENS_MAX):
        await guesser.get(f"/statement/{token[:32]}{'A' * 43}")
    assert (await guesser.get(path_of(url))).status_code == 429
    forged = Customer(shop.app)
    forged.http.cookies.set("stagebill-statement", "x.y.1.99999999999.mark")
    assert (await forged.get("/statement")).status_code == 404


async def test_a_receipt_says_what_was_paid_with_it_and_another_job_s_payment_is_none(shop: Shop) -> None:
    await shop.invoice(100_000, title="Rough-in")
    await shop.invoice(100_000, title="Finish")
    paid = await pay(shop, 250_000, reference="1182")
    page = await opened(shop)
    assert f"/statement/receipts/{paid['id']}" in page.text
    said = text_of(await shop.customer.get(f"/statement/receipts/{paid['id']}"))
    for expected in ("$2,500 .00", "Rough-in", "Finish", "1182",
                     "Paid ahead, for invoices to come $500.00"):  # fmt: skip
        assert expected in said, said
    await shop.add_job(title="Another")
    other = await pay(shop, 1_000)
    assert (await shop.customer.get(f"/statement/receipts/{other['id']}")).status_code == 404


async def test_a_bounced_check_is_no_payment_any_more(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 100_000)
    await shop.office.post(f"/api/payments/{paid['id']}/reverse", {"reason": "bounced"})
    said = text_of(await opened(shop))
    assert "$1,000 .00 to pay now" in said
    assert "Received in all" not in said


async def test_it_is_in_the_customer_s_language(shop: Shop) -> None:
    await shop.add_job(title="Tubería", language="es")
    await shop.invoice(100_000)
    page = await opened(shop)
    assert '<html lang="es">' in page.text
    for expected in ("por pagar ahora", "Facturas", "Aún sin facturar", "Ver y pagar"):
        assert expected in text_of(page)


async def test_it_is_small_with_more_invoices_than_it_names_and_its_rows_are_all_of_them(shop: Shop) -> None:
    await shop.add_job(total_minor=10_000_000, title=HOSTILE)
    for place in range(BILLS_MAX + 5):
        await shop.invoice(10_000 + place, title=f"{place} {HOSTILE}")
    await pay(shop, 100_000)
    page = await opened(shop)
    assert page.headers["content-encoding"] == "br"
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
    packed = await shop.customer.get("/statement", headers={"Accept-Encoding": "gzip"})
    assert int(packed.headers["content-length"]) <= PAGE_BYTES_MAX
    assert "5 earlier invoices, settled $500.10" in text_of(page)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_a_technician_reads_the_link_of_their_jobs_and_revokes_none(shop: Shop) -> None:
    browser = await shop.company.add("technician", shop.company.technician, "tech@alder.example")
    del browser
    technician = shop.company.technician
    assert (await technician.get(f"/api/jobs/{shop.job_id}/statement")).status_code == 404
    answer = await technician.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    assert answer.status_code in {403, 404}
