"""A tip on top of invoices of several jobs: asked once for all that is ticked, and each crew's in part."""

import html
import re
from typing import Any

import httpx
import pytest
from tests.documents.test_papers import read
from tests.paypage.shop import Shop, form_token
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_tips_hostile import FORGED
from tests.statements.test_owed import PAGE_BYTES_MAX, add_job, allocated, invoice_on, open_owed, text_of

from stagebill.check.run import check
from stagebill.paypage.followers import look

pytestmark = pytest.mark.anyio

TIPPED = {"card": True, "ach": True, "financing": False, "tip": True}
ASKS_NOT = {"card": True, "ach": True, "financing": False}
OUR_TIP = "SELECT amount_minor FROM tip ORDER BY amount_minor DESC"


async def two_crews(shop: Shop, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """2,000.00 of the re-pipe, which Ann and Bob do, and 1,000.00 of the roof, which Cy does."""
    first = await shop.invoice(200_000, payment_options=TIPPED, **more)
    roof = await add_job(shop, "Roof")
    second = await invoice_on(shop, roof, 100_000, payment_options=TIPPED, **more)
    for job_id, names in ((shop.job_id, ("Ann", "Bob")), (roof, ("Cy",))):
        ids = []
        for name in names:
            body = {"name": name, "email": f"{name.lower()}@alder.example", "role": "technician"}
            ids.append((await shop.company.owner.post("/api/members", body)).json()["id"])
        put = await shop.office.post(f"/api/jobs/{job_id}/technicians", {"member_ids": ids})
        assert put.status_code == 200, put.text
    return first, second


async def send(shop: Shop, page: httpx.Response, method: str, *invoices: dict[str, Any], **said: str) -> str:
    """The form as the page has it, with these ticks; where it leads."""
    form = page.text[page.text.index('action="/owed/checkout"') :].partition("</form>")[0]
    fields = re.findall(r'<input (?!type="checkbox")[^>]*name="(\w+)"[^>]* value="([^"]*)"', form)
    hidden = {name: html.unescape(value) for name, value in fields}
    body: dict[str, Any] = {**hidden, "method": method, "i": [each["id"] for each in invoices], **said}
    answer = await shop.customer.http.post("/owed/checkout", data=body)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def asked(
    shop: Shop, *invoices: dict[str, Any], method: str = "tip:1000", **said: str
) -> httpx.Response:
    """The page once a tip of ten percent was pressed."""
    location = await send(shop, await open_owed(shop), method, *invoices, **said)
    assert location.endswith("#tip")
    return await shop.customer.get(location)


async def tipped(shop: Shop, outcome: str = "succeed") -> tuple[dict[str, Any], dict[str, Any], str]:
    """3,000.00 for both jobs and a tip of 300.00, by card."""
    first, second = await two_crews(shop)
    page = await asked(shop, first, second)
    await shop.customer.choose(await send(shop, page, "card", first, second), outcome)
    await shop.customer.get("/owed/return")
    await shop.work()
    rows = await shop.rows("SELECT id FROM payment WHERE source = 'gateway'")
    return first, second, rows[0][0] if rows else ""


async def refund(shop: Shop, payment_id: str, amount_minor: int, **more: Any) -> httpx.Response:
    body = {"amount_minor": amount_minor, "reason": "work left out", **more}
    answer = await shop.office.post(f"/api/payments/{payment_id}/refund", body)
    assert answer.status_code == 200, answer.text
    await shop.work()
    return answer


async def report(shop: Shop) -> dict[str, int]:
    today = shop.clock.now().date().isoformat()
    found = (await shop.office.get(f"/api/reports/tips?from_on={today[:8]}01&to_on={today}")).json()
    assert found["total"]["net_minor"] == sum(row["net_minor"] for row in found["members"])
    return {row["member"]: row["net_minor"] for row in found["members"]}


async def test_ten_percent_of_3000_on_two_jobs_is_split_by_what_each_costs_and_shared_by_its_crew(
    shop: Shop,
) -> None:
    first, second = await two_crews(shop)
    page = await open_owed(shop)
    for part in ("Add a tip for the crew?", "By card only. A percent is of the $3,000.00 that you pay now.",
                 "crew gets its part, by what you pay for that job.", "No tip", "10% $300.00"):  # fmt: skip
        assert part in text_of(page)
    assert "your card is charged" not in text_of(page)
    page = await shop.customer.get(await send(shop, page, "tip:1000", first, second))
    assert "With a tip of $300.00 your card is charged $3,300.00." in text_of(page)
    assert "Pay by card $3,300.00" in text_of(page)
    assert "Pay from bank without a tip" in text_of(page)
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
    assert "<script" not in page.text
    sandbox = await send(shop, page, "card", first, second)
    assert await shop.rows("SELECT amount_minor, tip_minor FROM sandbox_checkout") == [(330_000, 30_000)]
    await shop.customer.choose(sandbox, "succeed")
    back = await shop.customer.get("/owed/return")
    assert await shop.payments() == [300_000]
    assert await allocated(shop) == {first["id"]: 200_000, second["id"]: 100_000}
    jobs = await shop.rows("SELECT job_id, amount_minor FROM tip ORDER BY amount_minor DESC")
    assert jobs == [(first["job_id"], 20_000), (second["job_id"], 10_000)]
    assert await report(shop) == {"Ann": 10_000, "Bob": 10_000, "Cy": 10_000}
    receipt = text_of(await shop.customer.get(back.headers["location"]))
    assert "Tip for the crew $300.00 Charged to your card $3,300.00" in receipt
    await shop.work()
    ((mail,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'mail.receipt'")
    assert "$3,000.00 and a tip of $300.00" in mail
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    paper = await read(shop, f"/api/payments/{payment_id}/pdf")
    assert "$300.00" in paper
    assert "$3,300.00" in paper
    assert await check(shop.services.config) == []


async def test_each_jobs_timeline_tells_its_own_part_of_the_tip(shop: Shop) -> None:
    first, second, _ = await tipped(shop)
    for invoice, part_minor in ((first, 20_000), (second, 10_000)):
        told = (await shop.office.get(f"/api/jobs/{invoice['job_id']}/timeline")).json()["items"]
        (paid,) = [each for each in told if each["action"] == "paypage.settle_checkout"]
        assert (paid["subject"]["amount_minor"], paid["subject"]["tip_minor"]) == (
            part_minor * 10,
            part_minor,
        )


async def test_an_invoices_page_says_its_own_money_and_its_receipt_the_whole_charge(shop: Shop) -> None:
    for invoice, sum_ in zip((*(await tipped(shop))[:2],), ("$2,000.00", "$1,000.00"), strict=True):
        page = text_of(await shop.customer.open(invoice["pay_url"]))
        assert f"{sum_} received. Nothing is due on this invoice." in page
        assert "tip" not in page
        ((payment_id,),) = await shop.rows("SELECT id FROM payment")
        receipt = text_of(await shop.customer.get(f"/pay/receipts/{payment_id}"))
        assert f"received $3,000.00 by card on March 2, 2026. {sum_} of it is for this invoice." in receipt
        assert "Tip for the crew $300.00 Charged to your card $3,300.00" in receipt


async def test_a_bank_debit_takes_no_tip_along(shop: Shop) -> None:
    first, second = await two_crews(shop)
    sandbox = await send(shop, await asked(shop, first, second), "ach", first, second)
    assert await shop.rows("SELECT amount_minor, tip_minor FROM sandbox_checkout") == [(300_000, 0)]
    await shop.customer.choose(sandbox, "succeed_later")
    await shop.later(days=5)
    assert await shop.rows(OUR_TIP) == []


async def test_a_tip_typed_by_hand_stands_on_the_page_before_it_is_charged(shop: Shop) -> None:
    first, second = await two_crews(shop)
    page = await asked(shop, first, second, method="tip", tip_sum="12.50")
    assert "With a tip of $12.50 your card is charged $3,012.50." in text_of(page)
    entered = await send(shop, page, "look", first, second, tip_sum="12.51")
    assert entered.endswith("&tip_sum=12.51#tip")
    assert not (await send(shop, page, "look", first)).endswith("#tip")
    other = await send(shop, page, "card", first, second, tip_sum="12.51")
    assert other.endswith("notice=new_total")
    assert await shop.states() == []
    assert (await send(shop, page, "card", first, second)).startswith("/sandbox/")
    assert await shop.rows("SELECT sum(tip_minor) FROM checkout") == [(1_250,)]


async def test_other_ticks_have_another_percent_and_one_alone_is_asked_on_its_own_page(shop: Shop) -> None:
    first, second = await two_crews(shop)
    third = await shop.invoice(50_000, payment_options=TIPPED)
    page = await asked(shop, first, second)
    page = await shop.customer.get(await send(shop, page, "look", second, third))
    assert "With a tip of $150.00 your card is charged $1,650.00." in text_of(page)
    alone = await send(shop, page, "card", second)
    assert alone.endswith("notice=new_total")
    page = await shop.customer.get(alone)
    assert "Add a tip" not in page.text
    assert await shop.states() == []
    assert "/pay/" in await send(shop, page, "card", second)


async def test_nobody_is_asked_where_a_ticked_invoice_asks_for_none_and_a_form_that_says_so_starts_nothing(
    shop: Shop,
) -> None:
    first, second = await two_crews(shop)
    third = await shop.invoice(50_000, payment_options=ASKS_NOT)
    page = await open_owed(shop)
    assert "Add a tip" not in page.text
    location = await send(shop, page, "card", first, second, third, tip="1000", tip_shown="35000")
    assert location.endswith("notice=tip_gone")
    page = await shop.customer.get(location)
    assert "This tip can not be taken. Nothing was charged. Please choose again." in text_of(page)
    assert await shop.states() == []
    page = await shop.customer.get(await send(shop, page, "look", first, second))
    assert "Add a tip" in page.text


FORMS = [
    *({"tip_shown": forged} for forged in (*FORGED, "-5", "1e3")),
    *({"tip": forged} for forged in ("1234", "-1000", "<b>")),
    *({"tip_sum": forged} for forged in ("-5", "ten", "NaN", "3000.01", "9" * 5_000, '"><i>', "1\x00")),
]
NOTICES = {"tip_gone": "This tip can not be taken.", "new_total": "You changed what to pay."}


async def test_a_tip_that_no_page_of_ours_has_starts_nothing_and_is_told_in_words(shop: Shop) -> None:
    first, second = await two_crews(shop)
    shown = await open_owed(shop)
    for said in FORMS:
        location = await send(shop, shown, "card", first, second, **said)
        page = await shop.customer.get(location)
        assert page.status_code == 200, said
        assert NOTICES[location.rpartition("notice=")[2]] in text_of(page), said
        assert "your card is charged" not in page.text, said
        assert '"><i>' not in page.text
    assert await shop.states() == []


async def test_a_surcharge_is_of_the_invoices_and_not_of_the_tip(shop: Shop) -> None:
    answer = await shop.company.owner.patch("/api/settings", {"surcharge": {"percent_bps": 300}})
    assert answer.status_code == 200, answer.text
    first, second = await two_crews(shop)
    address = {"billing_address": {"street": "12 Elm St", "city": "Springfield", "region": "IL"}}
    answer = await shop.office.patch(f"/api/customers/{shop.customer_id}", address)
    assert answer.status_code == 200, answer.text
    page = await asked(shop, first, second)
    assert "With a tip of $300.00 your card is charged $3,390.00." in text_of(page)
    await shop.customer.choose(await send(shop, page, "card", first, second), "succeed")
    back = await shop.customer.get("/owed/return")
    assert await shop.rows("SELECT amount_minor FROM sandbox_checkout") == [(339_000,)]
    assert await shop.rows("SELECT sum(amount_minor) FROM surcharge") == [(9_000,)]
    receipt = text_of(await shop.customer.get(back.headers["location"]))
    assert "Charged to your card $3,390.00" in receipt
    await shop.work()
    assert await check(shop.services.config) == []


async def test_a_part_that_goes_back_leaves_the_tip_and_the_last_takes_it_from_all_crews(shop: Shop) -> None:
    first, second, payment_id = await tipped(shop)
    await refund(shop, payment_id, 100_000, invoice_id=second["id"])
    assert await report(shop) == {"Ann": 10_000, "Bob": 10_000, "Cy": 10_000}
    await refund(shop, payment_id, 0, tip_minor=1_000)
    assert await report(shop) == {"Ann": 9_667, "Bob": 9_666, "Cy": 9_667}
    await refund(shop, payment_id, 200_000, invoice_id=first["id"])
    assert await report(shop) == {"Ann": 0, "Bob": 0, "Cy": 0}
    assert await shop.rows("SELECT sum(amount_minor) FROM sandbox_aftermath") == [(330_000,)]
    assert await check(shop.services.config) == []


async def test_stripe_has_one_line_for_the_tip_and_what_fails_or_is_lost_is_each_crews_own_again(
    striped: Shop, peer: StripePeer
) -> None:
    first, second = await two_crews(striped)
    location = await send(striped, await asked(striped, first, second), "card", first, second)
    session = peer.objects[location.rpartition("/")[2]]
    assert (session["amount_total"], session["metadata"]["tip"]) == (330_000, "30000")
    peer.press(session["id"])
    for _ in range(2):
        await striped.customer.get("/owed/return")
        await striped.work()
    assert await striped.rows(OUR_TIP) == [(20_000,), (10_000,)]
    ((payment_id,),) = await striped.rows("SELECT id FROM payment")
    await refund(striped, payment_id, 0, tip_minor=3_000)
    assert await report(striped) == {"Ann": 9_000, "Bob": 9_000, "Cy": 9_000}
    peer.fail_refund(peer.all("refund")[0]["id"])
    await striped.later(hours=2)
    assert await report(striped) == {"Ann": 10_000, "Bob": 10_000, "Cy": 10_000}
    dispute = peer.dispute(session["id"])
    await striped.later(hours=2)
    peer.close_dispute(dispute, "lost")
    await striped.later(days=1)
    await striped.sign_in_again()
    assert await report(striped) == {"Ann": 0, "Bob": 0, "Cy": 0}
    assert [(await striped.read(each))["status"] for each in (first, second)] == ["open", "open"]
    assert await check(striped.services.config) == []


async def test_all_of_it_that_could_not_go_back_comes_in_again_with_each_crews_part(
    striped: Shop, peer: StripePeer
) -> None:
    first, second = await two_crews(striped)
    location = await send(striped, await asked(striped, first, second), "card", first, second)
    peer.press(location.rpartition("/")[2])
    await striped.customer.get("/owed/return")
    ((payment_id,),) = await striped.rows("SELECT id FROM payment")
    await refund(striped, payment_id, 100_000, invoice_id=second["id"])
    await refund(striped, payment_id, 200_000, invoice_id=first["id"])
    (last,) = [each for each in peer.all("refund") if each["amount"] == 230_000]
    peer.fail_refund(last["id"])
    await striped.later(hours=2)
    again = await striped.rows(
        "SELECT t.job_id, t.amount_minor FROM tip t WHERE t.payment_id <> $1 ORDER BY t.amount_minor DESC",
        payment_id,
    )
    assert again == [(first["job_id"], 20_000), (second["job_id"], 10_000)]
    assert await report(striped) == {"Ann": 10_000, "Bob": 10_000, "Cy": 10_000}
    assert await check(striped.services.config) == []


async def test_an_answer_that_was_lost_is_found_by_the_timer_with_the_tip_once(
    striped: Shop, peer: StripePeer
) -> None:
    first, second = await two_crews(striped)
    location = await send(striped, await asked(striped, first, second), "card", first, second)
    peer.fail("GET /v1/checkout/sessions/", "before", times=3)
    peer.press(location.rpartition("/")[2])
    back = await striped.customer.get("/owed/return")
    assert "notice=checking" in back.headers["location"]
    await striped.later(hours=8)
    rows = await striped.rows("SELECT organization_id, id FROM checkout WHERE lead_id IS NULL")
    await look(striped.services, *rows[0])
    assert await striped.payments() == [300_000]
    assert await striped.rows(OUR_TIP) == [(20_000,), (10_000,)]
    assert peer.charged_minor() == 330_000
    assert await check(striped.services.config) == []


async def test_a_success_after_one_invoice_was_void_leaves_the_tip_with_both_crews(shop: Shop) -> None:
    first, second = await two_crews(shop)
    sandbox = await send(shop, await asked(shop, first, second), "card", first, second)
    voided = await shop.office.post(f"/api/invoices/{second['id']}/void", {"reason": "wrong"})
    assert voided.status_code == 200, voided.text
    await shop.customer.choose(sandbox, "late")
    await shop.work()
    waits = (await shop.office.get("/api/decisions")).json()["items"]
    assert [(each["reason"], each["amount_minor"]) for each in waits] == [("invoice_void", 100_000)]
    assert await report(shop) == {"Ann": 10_000, "Bob": 10_000, "Cy": 10_000}
    assert await check(shop.services.config) == []


async def test_another_tip_closes_the_open_attempt_first_and_the_same_goes_on(shop: Shop) -> None:
    first, second = await two_crews(shop)
    page = await asked(shop, first, second)
    sandbox = await send(shop, page, "card", first, second)
    assert await send(shop, page, "card", first, second) == sandbox
    page = await shop.customer.get(await send(shop, page, "tip:2000", first, second))
    assert await send(shop, page, "card", first, second) != sandbox
    states = await shop.rows("SELECT state, tip_minor FROM checkout WHERE lead_id IS NULL ORDER BY attempt")
    assert states == [("expired", 30_000), ("open", 60_000)]


@pytest.mark.parametrize("language", ["es", "ar"])
async def test_a_customer_is_asked_in_their_own_language(shop: Shop, language: str) -> None:
    await shop.add_job(language=language)
    first, second = await two_crews(shop)
    said = text_of(await asked(shop, first, second))
    parts = {
        "es": ("Con una propina de", "El equipo de cada trabajo recibe su parte"),
        "ar": ("مع إكرامية قدرها", "يحصل فريق كل عمل على نصيبه"),
    }
    assert all(part in said for part in parts[language])


async def test_sixty_invoices_with_a_tip_are_still_a_small_page(shop: Shop) -> None:
    job_id = await add_job(shop, "Many doors", 1_000_000)
    made = [
        await invoice_on(shop, job_id, 1_000, title=f"Door {place}", payment_options=TIPPED)
        for place in range(60)
    ]
    page = await open_owed(shop)
    page = await shop.customer.get(await send(shop, page, "tip:2000", *made))
    assert "With a tip of $120.00 your card is charged $720.00." in text_of(page)
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
    assert form_token(page.text)
