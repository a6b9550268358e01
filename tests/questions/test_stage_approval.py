"""A stage is accepted or questioned by line on its page, and what is not questioned can be paid at once."""

from typing import Any

import pytest
from tests.attachments.pictures import picture
from tests.notifications.test_mail import sent
from tests.notifications.test_reminder_plan import NET_1, plans
from tests.paypage.shop import ACH_TOO, Shop, form_token, started
from tests.paypage.test_files import attached
from tests.paypage.test_pay_page import text_of
from tests.questions.test_questions import concerns, questions, said

from stagebill.kernel.ids import derived_id

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024


async def asked_for(shop: Shop, **more: Any) -> dict[str, Any]:
    """A job of 2,300.00 labor and 2,500.00 copper at 8%, wholly billed, its customer asked to accept."""
    lines = [
        {"description": "Labor", "unit_price_minor": 230_000, "tax_rate_bps": 800},
        {"description": "Copper", "unit_price_minor": 250_000, "tax_rate_bps": 800},
    ]
    job = {"customer_id": shop.customer_id, "title": "Kitchen", "line_items": lines}
    shop.job_id = (await shop._made("/api/jobs", job))["id"]
    shown = {"visible_fields": {"approval": True}}
    return await shop.invoice(518_400, **shown, **more)


async def test_a_stage_is_accepted_once_with_a_name_and_the_office_sees_it(shop: Shop) -> None:
    invoice = await asked_for(shop)
    assert "Is this stage as agreed?" in text_of(await shop.customer.open(invoice["pay_url"]))
    page = await said(shop, invoice, "/pay/accept", name="Jane Doe")
    assert "Accepted by Jane Doe on March 2, 2026" in text_of(page)
    assert 'action="/pay/accept"' not in page.text
    assert await concerns(shop, invoice) == [
        {"kind": "accepted", "amount_minor": 518_400, "on": "2026-03-02", "name": "Jane Doe"}
    ]
    told = (await shop.office.get(f"/api/jobs/{shop.job_id}/timeline")).json()["items"][0]
    assert (told["action"], told["subject"]["name"]) == ("questions.accept_stage", "INV-0001")
    await said(shop, invoice, "/pay/question", text="one more thing")
    assert (await concerns(shop, invoice))[0]["name"] == "Jane Doe"


async def test_without_a_name_nothing_is_accepted(shop: Shop) -> None:
    invoice = await asked_for(shop)
    page = await said(shop, invoice, "/pay/accept", name="  ")
    assert "Please type your name to accept this stage." in text_of(page)
    assert await concerns(shop, invoice) == []


async def test_a_company_that_does_not_ask_shows_no_approval_and_takes_none(shop: Shop) -> None:
    invoice = await shop.invoice()
    assert invoice["visible_fields"]["approval"] is False
    assert "Is this stage as agreed?" not in text_of(await shop.customer.open(invoice["pay_url"]))
    assert "This stage cannot be accepted here." in text_of(
        await said(shop, invoice, "/pay/accept", name="Jane")
    )


async def test_a_stage_is_accepted_on_the_page_of_money_that_came_or_is_on_its_way(shop: Shop) -> None:
    """To accept is no matter of money. Nothing is asked about on those pages, and once is enough."""
    for state in ("pending", "paid"):
        invoice = await asked_for(shop, payment_options=ACH_TOO)
        if state == "paid":
            cash = {"method": "cash", "amount_minor": 518_400, "invoice_id": invoice["id"]}
            assert (await shop.office.post("/api/payments", cash)).status_code == 201
        else:
            await shop.customer.choose(await started(shop, invoice, "ach"), "succeed_later")
            await shop.work()
        page = await shop.customer.open(invoice["pay_url"])
        assert 'action="/pay/accept"' in page.text
        assert 'action="/pay/question"' not in page.text
        assert 'action="/pay/checkout"' not in page.text
        page = await said(shop, invoice, "/pay/accept", name="Jane Doe")
        assert "Accepted by Jane Doe on March 2, 2026" in text_of(page)
        assert "<form" not in page.text
        accepted = [each for each in await concerns(shop, invoice) if each["kind"] == "accepted"]
        assert [each["name"] for each in accepted] == ["Jane Doe"]


async def test_the_second_press_of_accept_says_thank_you_too(shop: Shop) -> None:
    invoice = await asked_for(shop)
    old = form_token((await shop.customer.open(invoice["pay_url"])).text)
    for _ in range(2):
        answer = await shop.customer.http.post("/pay/accept", data={"page": old, "name": "Jane Doe"})
        assert answer.headers["location"] == "/pay?notice=accepted"
    assert await shop.rows("SELECT count(*) FROM acceptance") == [(1,)]


async def test_a_line_is_questioned_and_the_rest_is_paid_now(shop: Shop) -> None:
    """Copper with its tax is 2,700.00 of 5,184.00; 2,484.00 can be paid at once."""
    await plans(shop, steps=[3])
    invoice = await asked_for(shop, **NET_1)
    await sent(shop, invoice)
    page = await shop.customer.open(invoice["pay_url"])
    assert "Labor $2,484.00" in text_of(page)
    assert "Copper $2,700.00" in text_of(page)
    page = await said(shop, invoice, "/pay/question", line="1", text="You used plastic.")
    assert "You question $2,700.00 of it." in text_of(page)
    assert "The rest, $2,484.00, can be paid now." in text_of(page)
    assert 'action="/pay/accept"' not in page.text
    (waiting,) = await questions(shop)
    assert waiting["questioned_minor"] == 270_000
    assert waiting["lines"] == [{"description": "Copper", "amount_minor": 270_000, "place": 1}]
    assert (await shop.office.get("/api/reminders/upcoming")).json()["items"] == []
    form = {"page": form_token(page.text), "method": "card", "amount": "248400"}
    to_pay = await shop.customer.http.post("/pay/checkout", data=form)
    assert to_pay.headers["location"].startswith("/sandbox/checkout/")
    await shop.customer.choose(to_pay.headers["location"], "succeed")
    await shop.work()
    read = await shop.read(invoice)
    assert (read["paid_minor"], read["due_minor"], read["status"]) == (248_400, 270_000, "open")
    page = await shop.customer.open(invoice["pay_url"])
    assert "can be paid now" not in text_of(page)
    told = await shop.office.post(f"/api/questions/{waiting['id']}/answer", {"answer": "It is copper."})
    assert told.status_code == 200
    page = await said(shop, invoice, "/pay/accept", name="Jane Doe")
    assert "Accepted by Jane Doe" in text_of(page)


async def test_a_line_that_is_asked_about_twice_is_in_doubt_once(shop: Shop) -> None:
    """2,484.00 stays payable, whether the 2,700.00 of copper are asked about once or three times."""
    invoice = await asked_for(shop)
    for text in ("You used plastic.", "And how thick is it?", "Hello?"):
        page = await said(shop, invoice, "/pay/question", line="1", text=text)
    assert "You question $2,700.00 of it." in text_of(page)
    assert "The rest, $2,484.00, can be paid now." in text_of(page)
    first, *_ = await questions(shop)
    await shop.office.post(f"/api/questions/{first['id']}/answer", {"answer": "It is copper."})
    page = await shop.customer.open(invoice["pay_url"])
    assert "You question $2,700.00 of it." in text_of(page)


async def test_where_the_company_asks_for_no_approval_a_forged_tick_makes_no_part_payable(shop: Shop) -> None:
    lines = [{"description": name, "unit_price_minor": 100_000} for name in ("Labor", "Copper")]
    job = {"customer_id": shop.customer_id, "title": "Kitchen", "line_items": lines}
    shop.job_id = (await shop._made("/api/jobs", job))["id"]
    invoice = await shop.invoice(200_000)
    page = await said(shop, invoice, "/pay/question", line="1", text="You used plastic.")
    assert await questions(shop) == []
    form = {"page": form_token(page.text), "method": "card", "amount": "100000"}
    refused = await shop.customer.http.post("/pay/checkout", data=form)
    assert refused.headers["location"] == "/pay?notice=sum_gone"
    assert await shop.states() == []


async def test_another_sum_than_the_undisputed_one_is_not_taken(shop: Shop) -> None:
    invoice = await asked_for(shop)
    page = await said(shop, invoice, "/pay/question", line="1", text="You used plastic.")
    form = {"page": form_token(page.text), "method": "card", "amount": "100000"}
    refused = await shop.customer.http.post("/pay/checkout", data=form)
    assert refused.headers["location"] == "/pay?notice=sum_gone"
    assert await shop.states() == []


async def test_while_a_line_is_questioned_the_stage_is_not_accepted(shop: Shop) -> None:
    invoice = await asked_for(shop)
    await said(shop, invoice, "/pay/question", line="0", text="Too many hours.")
    page = await said(shop, invoice, "/pay/accept", name="Jane Doe")
    assert "A line is in question. Alder Plumbing will answer first" in text_of(page)
    assert "Accepted by" not in text_of(page)
    (waiting,) = await questions(shop)
    assert waiting["questioned_minor"] == 248_400


async def test_a_line_that_is_not_there_is_not_questioned(shop: Shop) -> None:
    invoice = await asked_for(shop)
    await said(shop, invoice, "/pay/question", line="7", text="?")
    assert await questions(shop) == []


async def test_a_credit_makes_each_line_less(shop: Shop) -> None:
    """Half of the invoice is credited: copper is 1,350.00 of what is left to pay."""
    invoice = await asked_for(shop)
    credit = {"amount_minor": 259_200, "reason": "agreed"}
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/credit", credit)
    assert answer.status_code in {200, 201}, answer.text
    assert "Copper $1,350.00" in text_of(await shop.customer.open(invoice["pay_url"]))


async def test_the_page_with_everything_on_it_is_small(shop: Shop) -> None:
    invoice = await asked_for(shop)
    await said(shop, invoice, "/pay/question", line="1", text="You used plastic.")
    page = await shop.customer.get("/pay", headers={"Accept-Encoding": "br"})
    assert int(page.headers.get("content-length", "0")) <= PAGE_BYTES_MAX


@pytest.mark.parametrize("billed", ["lines", "whole"])
async def test_photos_of_a_line_stand_beside_it_and_all_others_below(shop: Shop, billed: str) -> None:
    """Of an invoice of chosen lines and of one of the whole job; accepted, all are among the files."""
    await asked_for(shop, draft=True)
    copper = derived_id("line_item", shop.job_id, "1")
    of_copper = await attached(shop, picture(), caption="Valve", line_item_id=copper)
    of_job = await attached(shop, picture(size=(90, 60)), caption="Hall")
    asked = {"lines": [{"line_item_id": copper, "amount_minor": 100_000}], "whole": None}[billed]
    share = {"lines": asked} if asked else {"amount_minor": 100_000}
    shown = {"attachment_ids": [of_copper, of_job], "visible_fields": {"approval": True}}
    invoice = await shop._made("/api/invoices", {"job_id": shop.job_id, **share, **shown})
    page = (await shop.customer.open(invoice["pay_url"])).text
    files, _, approval = page.partition('aria-labelledby="approval"')
    assert ("Hall" in files, "Valve" in files) == (True, False)
    assert ("Hall" in approval, "Valve" in approval) == (False, True)
    assert page.count(f'src="/pay/files/{of_copper}/small"') == 1
    assert page.count('loading="lazy"') == 2
    page = (await said(shop, invoice, "/pay/accept", name="Jane Doe")).text
    assert "Valve" in page.partition('aria-labelledby="approval"')[0]


async def test_the_page_stays_small_with_twenty_photos_beside_their_lines(shop: Shop) -> None:
    await asked_for(shop, draft=True)
    copper = derived_id("line_item", shop.job_id, "1")
    photos = [
        await attached(shop, picture(size=(80 + n, 60)), caption=f"Wall number {n}", line_item_id=copper)
        for n in range(20)
    ]
    invoice = await shop.invoice(1_000, attachment_ids=photos, visible_fields={"approval": True})
    await shop.customer.open(invoice["pay_url"])
    page = await shop.customer.get("/pay", headers={"Accept-Encoding": "br"})
    assert int(page.headers["content-length"]) <= PAGE_BYTES_MAX
