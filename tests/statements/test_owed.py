"""All that a customer owes, of all their jobs, behind one link; what is ticked is paid in one go."""

import itertools
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from tests.paypage.shop import ACH_TOO, Shop, form_token

from stagebill.check.run import check
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
CARD_ONLY = {"card": True, "ach": False, "financing": False}


async def add_job(shop: Shop, title: str, total_minor: int = 500_000, customer_id: str = "") -> str:
    line = {"description": "Labor", "quantity": 1, "unit_price_minor": total_minor}
    body = {"customer_id": customer_id or shop.customer_id, "title": title, "line_items": [line]}
    made = await shop.office.post("/api/jobs", body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def invoice_on(shop: Shop, job_id: str, amount_minor: int, **more: Any) -> dict[str, Any]:
    kept, shop.job_id = shop.job_id, job_id
    made = await shop.invoice(amount_minor, **more)
    shop.job_id = kept
    return made


async def link_of(shop: Shop, customer_id: str = "") -> str:
    answer = await shop.office.get(f"/api/customers/{customer_id or shop.customer_id}/owed")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


async def open_owed(shop: Shop) -> httpx.Response:
    return await shop.customer.open(await link_of(shop))


async def two_jobs(shop: Shop, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """2,000.00 of the re-pipe and 1,000.00 of the roof, both of Jane Doe."""
    first = await shop.invoice(200_000, **more)
    second = await invoice_on(shop, await add_job(shop, "Roof"), 100_000, **more)
    return first, second


async def press(
    shop: Shop, page: httpx.Response, invoices: Sequence[dict[str, Any]], method: str = "card"
) -> str:
    total = re.search(r'name="total" value="(\d+)"', page.text)
    assert total
    form = {"page": form_token(page.text), "total": total[1], "method": method,
            "i": [invoice["id"] for invoice in invoices]}  # fmt: skip
    answer = await shop.customer.http.post("/owed/checkout", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def text_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.text, flags=re.DOTALL))


async def decisions(shop: Shop) -> list[tuple[Any, ...]]:
    return await shop.rows("SELECT reason, amount_minor FROM decision WHERE resolved_at IS NULL")


async def allocated(shop: Shop) -> dict[str, int]:
    rows = await shop.rows("SELECT invoice_id, CAST(sum(amount_minor) AS BIGINT) FROM allocation GROUP BY 1")
    return dict(rows)


async def test_2000_of_one_job_and_1000_of_another_are_one_payment_for_the_customer(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    page = await open_owed(shop)
    said = text_of(page)
    for part in ("Everything you owe", "$3,000 .00", "for 2 invoices", "Re-pipe", "Roof", "$1,000.00"):
        assert part in said
    assert len(page.content) <= PAGE_BYTES_MAX
    assert "<script" not in page.text
    assert "noindex" in page.text
    await shop.customer.choose(await press(shop, page, (first, second)), "succeed")
    back = await shop.customer.get("/owed/return")
    assert await shop.rows("SELECT amount_minor, matched_job_id, matched_customer_id FROM payment") == [
        (300_000, None, shop.customer_id)
    ]
    assert await allocated(shop) == {first["id"]: 200_000, second["id"]: 100_000}
    assert [(await shop.read(each))["status"] for each in (first, second)] == ["paid", "paid"]
    receipt = text_of(await shop.customer.get(back.headers["location"]))
    for part in ("$3,000 .00", "Re-pipe", first["number"], "$2,000.00", "Roof", second["number"]):
        assert part in receipt
    assert "Nothing to pay right now" in text_of(await shop.customer.get("/owed"))
    await shop.work()
    assert await shop.payments() == [300_000]
    assert await check(shop.services.config) == []


async def test_each_jobs_timeline_tells_its_own_part_of_the_money(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    await shop.customer.choose(await press(shop, await open_owed(shop), (first, second)), "succeed")
    await shop.customer.get("/owed/return")
    for invoice, part_minor in ((first, 200_000), (second, 100_000)):
        told = (await shop.office.get(f"/api/jobs/{invoice['job_id']}/timeline")).json()["items"]
        money = [each["subject"] for each in told if each["action"] == "paypage.settle_checkout"]
        assert [(each["entity"], each["amount_minor"]) for each in money] == [("payment", part_minor)]


async def test_two_invoices_of_one_job_that_are_ticked_here_are_a_payment_for_that_job(shop: Shop) -> None:
    first, _ = await two_jobs(shop)
    again = await shop.invoice(50_000)
    page = await open_owed(shop)
    page = await shop.customer.get(await press(shop, page, (first, again), "look"))
    assert "$2,500 .00" in text_of(page)
    assert "of $3,500.00 in all" in text_of(page)
    await shop.customer.choose(await press(shop, page, (first, again)), "succeed")
    # The browser has never seen the job's own statement, so it lands on the customer's page.
    back = await shop.customer.get("/statement/return")
    assert back.headers["location"] == "/owed/return"
    back = await shop.customer.get("/owed/return")
    assert back.headers["location"].startswith("/owed/receipts/")
    assert await shop.rows("SELECT matched_job_id FROM payment") == [(shop.job_id,)]


async def test_other_ticks_show_their_total_before_anything_is_charged(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    third = await shop.invoice(50_000)
    location = await press(shop, await open_owed(shop), (second, third))
    assert location == f"/owed?i={second['id']}&i={third['id']}&notice=new_total"
    assert await shop.states() == []
    page = await shop.customer.get(location)
    assert page.text.count(" checked") == 2
    assert first["id"] in page.text
    one = await shop.customer.get("/owed", params={"i": [first["id"]]})
    assert "/pay/" in await press(shop, one, (first,))


async def test_a_draft_is_not_listed_and_is_from_when_it_is_issued_though_nobody_mailed_it(
    shop: Shop,
) -> None:
    draft = await shop.invoice(70_000, draft=True)
    assert "Nothing to pay right now" in text_of(await open_owed(shop))
    issued = await shop.office.post(f"/api/invoices/{draft['id']}/issue", {})
    assert issued.status_code == 200, issued.text
    assert issued.json()["sent_at"] is None
    assert "$700 .00" in text_of(await open_owed(shop))


async def test_what_is_void_on_its_way_or_questioned_has_no_tick(shop: Shop) -> None:
    first, second = await two_jobs(shop, payment_options=ACH_TOO)
    void, asked = await shop.invoice(10_000), await shop.invoice(20_000)
    await shop.office.post(f"/api/invoices/{void['id']}/void", {"reason": "mistake"})
    pay = await shop.customer.open(asked["pay_url"])
    form = {"page": form_token(pay.text), "text": "Why so much?"}
    assert (await shop.customer.http.post("/pay/question", data=form)).status_code == 303
    page = await open_owed(shop)
    said = text_of(page)
    assert void["number"] not in said
    assert "Your question is open" in said
    assert page.text.count(" checked") == 2
    whole = await shop.customer.get("/owed", params={"i": [first["id"], second["id"]]})
    sandbox = await press(shop, whole, (first, second), "ach")
    await shop.customer.choose(sandbox, "succeed_later")
    await shop.work()
    page = await shop.customer.get("/owed")
    assert text_of(page).count("On its way") == 2
    for each in (first, second, asked):
        assert f'value="{each["id"]}"' not in page.text
    assert [(await shop.read(each))["pending_minor"] for each in (first, second)] == [200_000, 100_000]
    await shop.later(days=5)
    assert await shop.payments() == [300_000]
    assert await allocated(shop) == {first["id"]: 200_000, second["id"]: 100_000}


async def test_another_customers_invoice_is_neither_seen_nor_paid(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    mine = shop.customer_id
    await shop.add_job(title="Elsewhere", name="John Roe")
    foreign = await shop.invoice(40_000)
    shop.customer_id = mine
    page = await open_owed(shop)
    assert "Elsewhere" not in page.text
    location = await press(shop, page, (first, second, foreign))
    assert foreign["id"] not in (await shop.customer.get("/owed", params={"i": [foreign["id"]]})).text
    assert location.startswith("/sandbox/")
    assert await shop.rows("SELECT count(*) FROM checkout") == [(2,)]


async def test_cash_a_void_and_a_replacement_meanwhile_each_close_the_attempt_first(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    for path, body in (
        ("/api/payments", {"method": "cash", "amount_minor": 50_000, "invoice_id": second["id"]}),
        (f"/api/invoices/{first['id']}/replace", {"amount_minor": 150_000, "reason": "wrong sum"}),
    ):
        page = await open_owed(shop)
        ids = re.findall(r'name="i" value="([^"]+)"', page.text)
        assert (await press(shop, page, [{"id": each} for each in ids])).startswith("/sandbox/")
        answer = await shop.office.post(path, body)
        assert answer.status_code in (200, 201), answer.text
        await shop.work()
        assert set(await shop.states()) == {"expired"}
    assert "$2,000 .00" in text_of(await open_owed(shop))


async def test_money_for_a_share_that_was_paid_in_cash_meanwhile_waits_for_a_decision(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    sandbox = await press(shop, await open_owed(shop), (first, second))
    await invoice_on(shop, second["job_id"], 50_000)  # an open one that nobody ticked takes none of it
    await shop.customer.choose(sandbox, "succeed")
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": second["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await shop.work()
    assert await decisions(shop) == [("invoice_paid", 100_000)]
    assert (await allocated(shop))[first["id"]] == 200_000
    assert await check(shop.services.config) == []


async def test_a_revoked_link_shuts_an_open_page_and_a_new_one_opens_it(shop: Shop) -> None:
    await two_jobs(shop)
    old = await link_of(shop)
    await shop.customer.open(old)
    revoked = await shop.office.post(f"/api/customers/{shop.customer_id}/owed/revoke", {})
    assert revoked.json()["url"] is None
    assert (await shop.customer.get("/owed")).status_code == 404
    ended = await shop.customer.get(old.removeprefix("http://127.0.0.1:8000"))
    assert (ended.status_code, "Please ask Alder Plumbing for a new one." in ended.text) == (410, True)
    assert "Jane" not in ended.text
    renewed = (await shop.office.post(f"/api/customers/{shop.customer_id}/owed/renew", {})).json()
    assert renewed["generation"] == 2
    assert (await shop.customer.get(old.removeprefix("http://127.0.0.1:8000"))).status_code == 404
    assert (await shop.customer.open(renewed["url"])).status_code == 200


async def test_the_link_of_a_merged_customer_leads_to_whom_they_are_until_that_ones_is_revoked(
    shop: Shop,
) -> None:
    await shop.invoice(200_000)
    gone, old = shop.customer_id, await link_of(shop)
    await shop.add_job(title="Roof", name="Jane A. Doe")
    await shop.invoice(100_000)
    merge = {"into_id": shop.customer_id, "reason": "the same person"}
    merged = await shop.office.post(f"/api/customers/{gone}/merge", merge)
    assert merged.status_code == 200, merged.text
    page = await shop.customer.open(old)
    assert "$3,000 .00" in text_of(page)
    assert "Jane A. Doe" in page.text
    assert (await shop.office.post(f"/api/customers/{gone}/owed/revoke", {})).status_code == 409
    await shop.office.post(f"/api/customers/{shop.customer_id}/owed/renew", {})
    assert (await shop.customer.get("/owed")).status_code == 404
    assert (await shop.customer.get(old.removeprefix("http://127.0.0.1:8000"))).status_code == 410
    assert "$3,000 .00" in text_of(await open_owed(shop))


async def test_looking_changes_nothing_and_guessing_is_slowed_down(shop: Shop) -> None:
    await two_jobs(shop)
    url = (await link_of(shop)).removeprefix("http://127.0.0.1:8000")
    before = await shop.rows("SELECT count(*) FROM audit")
    assert (await shop.customer.http.head(url)).status_code == 200
    opened = await shop.customer.get(url)
    assert url.rpartition("/")[2] not in opened.headers["location"]
    page = await shop.customer.get("/owed")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "no-store" in page.headers["cache-control"]
    assert await shop.rows("SELECT count(*) FROM audit") == before
    answers = [(await shop.customer.get(f"/owed/{url[6:38]}{n:043d}")).status_code for n in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_of_70_invoices_the_60_due_longest_are_ticked_and_the_others_are_counted(shop: Shop) -> None:
    job_id = await add_job(shop, "Many doors", 1_000_000)
    for place in range(70):
        terms = {"kind": "net", "days": 10 + place % 50}
        await invoice_on(shop, job_id, 1_000, title=f"Door {place}", due_terms=terms)
    page = await open_owed(shop)
    assert page.text.count(" checked") == 60
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
    assert "More invoices, once some of these are paid: 10, $100.00" in text_of(page)
    assert "of $700.00 in all" in text_of(page)
    # Whoever pays two of them unticks all at once.
    assert 'href="/owed?i="' in page.text
    none = await shop.customer.get("/owed?i=")
    assert (none.text.count(" checked"), none.text.count('type="checkbox"')) == (0, 60)
    assert "Untick all" not in none.text
    assert "Choose at least one invoice." in none.text


async def test_a_page_where_an_invoice_may_be_paid_over_time_says_why_several_may_not(shop: Shop) -> None:
    await two_jobs(shop, payment_options={"card": True, "ach": False, "financing": True})
    assert "Paying over time is for one invoice at a time." in text_of(await open_owed(shop))


async def test_2500_of_3000_given_back_on_two_jobs_is_owed_there_again(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    await shop.customer.choose(await press(shop, await open_owed(shop), (first, second)), "succeed")
    await shop.customer.get("/owed/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    for invoice, minor in ((first, 200_000), (second, 50_000)):
        back = {"amount_minor": minor, "reason": "not done", "invoice_id": invoice["id"]}
        answer = await shop.office.post(f"/api/payments/{payment_id}/refund", back)
        assert answer.is_success, answer.text
    await shop.work()
    assert {minor for minor in (await allocated(shop)).values() if minor} == {50_000}
    assert "$2,500 .00" in text_of(await shop.customer.get("/owed"))
    receipt = text_of(await shop.customer.get(f"/owed/receipts/{payment_id}"))
    assert "$500 .00" in receipt
    assert first["number"] not in receipt
    assert await check(shop.services.config) == []


async def test_addresses_of_nothing_are_answered_calmly(shop: Shop) -> None:
    await two_jobs(shop)
    await open_owed(shop)
    for path in ("/owed/receipts/xyz", f"/owed/receipts/{new_id()}", "/owed/jobs/xyz"):
        answer = await shop.customer.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")


async def test_links_of_two_merges_in_a_row_lead_to_the_last_until_that_ones_is_made_anew(shop: Shop) -> None:
    await shop.invoice(200_000)
    ids, links = [shop.customer_id], [await link_of(shop)]
    for name in ("Jane A. Doe", "Jane Alice Doe"):
        await shop.add_job(title="Roof", name=name)
        ids.append(shop.customer_id)
        links.append(await link_of(shop))
    for gone, kept in itertools.pairwise(ids):
        merge = {"into_id": kept, "reason": "the same person"}
        assert (await shop.office.post(f"/api/customers/{gone}/merge", merge)).status_code == 200
    for link in links:
        assert "$2,000 .00" in text_of(await shop.customer.open(link))
    assert (await shop.office.post(f"/api/customers/{ids[-1]}/owed/renew", {})).status_code == 200
    old = [link.removeprefix("http://127.0.0.1:8000") for link in links]
    assert [(await shop.customer.get(each)).status_code for each in old] == [410, 410, 404]


async def test_an_old_notice_in_the_address_is_not_shown_beside_nothing_to_pay(shop: Shop) -> None:
    """The address of a payment that failed is opened again after the second try had paid it all."""
    chosen = await two_jobs(shop)
    page = await open_owed(shop)
    assert "Nothing was charged" in (await shop.customer.get("/owed?notice=failed")).text
    await shop.customer.choose(await press(shop, page, chosen), "succeed")
    await shop.work()
    assert "Nothing was charged" not in (await shop.customer.get("/owed?notice=failed")).text
