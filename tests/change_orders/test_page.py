"""The customer's page of a change order: what it says, who may answer, and what a look at it never does."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.notifications.conftest import shop
from tests.notifications.test_mail import folder, part
from tests.paypage.shop import Shop, path_of
from tests.paypage.test_pay_page import text_of

__all__ = ["shop"]
pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
HOSTILE = "<script>alert(1)</script>\"><img src=x>'&{{ 7*7 }}"
OWN = {"Sec-Fetch-Site": "same-origin"}


async def ordered(shop: Shop, price_minor: int = 60_000, **more: Any) -> dict[str, Any]:
    """A change order of the shop's job of 5,000.00, sent."""
    line = {"description": "Skylight", "unit_price_minor": price_minor}
    body = {"job_id": shop.job_id, "title": "Skylight in the hall", "lines": [line], **more}
    made = await shop.office.post("/api/change-orders", body)
    assert made.status_code == 201, made.text
    sent = await shop.office.post(f"/api/change-orders/{made.json()['id']}/send", {})
    assert sent.status_code == 200, sent.text
    found: dict[str, Any] = sent.json()
    return found


async def answered(shop: Shop, order: dict[str, Any], headers: Any = OWN, **form: str) -> httpx.Response:
    return await shop.customer.http.post(path_of(order["approve_url"]), data=form, headers=headers)


def yes(before: int, after: int, name: str = "Jane Doe") -> dict[str, str]:
    return {"answer": "approve", "name": name, "agree": "yes", "before": str(before), "after": str(after)}


async def state_of(shop: Shop, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.office.get(f"/api/change-orders/{order['id']}")).json()
    return found


async def test_the_page_says_what_is_asked_and_what_the_project_comes_to(shop: Shop) -> None:
    order = await ordered(shop, words="The old one leaks.")
    page = await shop.customer.get(path_of(order["approve_url"]))
    said = text_of(page)
    for expected in (
        "Alder Plumbing", "Skylight in the hall", "CO-1", "+$600 .00", "added to your project",
        "The old one leaks.", "Your project today $5,000.00", "With this change $5,600.00",
        "Please answer by March 16, 2026.", "the project then comes to $5,600.00", "Approve +$600.00",
    ):  # fmt: skip
        assert expected in said
    assert len(page.content) <= PAGE_BYTES_MAX
    assert "<script" not in page.text


async def test_looking_at_it_a_hundred_times_changes_nothing(shop: Shop) -> None:
    order = await ordered(shop)
    before = await state_of(shop, order)
    for _ in range(100):
        assert (await shop.customer.get(path_of(order["approve_url"]))).status_code == 200
    assert (await shop.customer.http.head(path_of(order["approve_url"]))).status_code == 200
    assert await state_of(shop, order) == before


async def test_approving_changes_the_job_and_the_page_thanks(shop: Shop) -> None:
    order = await ordered(shop)
    answer = await answered(shop, order, **yes(500_000, 560_000))
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(order["approve_url"]))
    said = text_of(await shop.customer.get(answer.headers["location"]))
    assert "Approved. Thank you!" in said
    assert "Jane Doe, March 2, 2026" in said
    assert "Your project before this change $5,000.00" in said
    assert "Your project today" not in said
    assert "<form" not in (await shop.customer.get(answer.headers["location"])).text
    job = (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()
    assert (job["total_minor"], job["changes_minor"]) == (560_000, 60_000)
    approval = (await state_of(shop, order))["approval"]
    assert (approval["via"], approval["name"], approval["recorded_by"]) == ("link", "Jane Doe", None)


async def test_declining_keeps_the_reason_and_the_job_as_it_was(shop: Shop) -> None:
    order = await ordered(shop)
    assert (await answered(shop, order, answer="decline", reason="Too dear")).status_code == 303
    state = await state_of(shop, order)
    assert (state["state"], state["end_reason"], state["approve_url"]) == ("declined", "Too dear", None)
    assert "You declined this change" in text_of(await shop.customer.get(path_of(order["approve_url"])))
    late = await answered(shop, order, **yes(500_000, 560_000))
    assert late.status_code == 303
    assert (await shop.office.get(f"/api/jobs/{shop.job_id}")).json()["total_minor"] == 500_000


async def test_without_a_name_or_the_tick_the_page_says_so_and_keeps_what_was_typed(shop: Shop) -> None:
    order = await ordered(shop)
    answer = await answered(shop, order, answer="approve", name="Jane D", before="500000", after="560000")
    assert answer.status_code == 422
    assert "Please type your name and tick the box." in text_of(answer)
    assert 'value="Jane D"' in answer.text
    wrong = 'aria-invalid="true" aria-describedby="wrong" autofocus'
    assert f'<input type="checkbox" name="agree" value="yes" required {wrong}>' in answer.text
    nameless = await answered(shop, order, answer="approve", agree="yes", before="500000", after="560000")
    assert f'required value="" {wrong}>' in nameless.text
    assert nameless.text.count("autofocus") == nameless.text.count('id="wrong"') == 1
    assert (await state_of(shop, order))["state"] == "sent"


async def test_a_total_that_changed_meanwhile_is_shown_beside_the_one_that_was_seen(shop: Shop) -> None:
    order = await ordered(shop)
    other = await ordered(shop, 20_000)
    await answered(shop, other, **yes(500_000, 520_000))
    answer = await answered(shop, order, **yes(500_000, 560_000))
    assert answer.status_code == 409
    said = text_of(answer)
    assert "It was $5,000.00; it is $5,200.00 now, and $5,800.00 with this change." in said
    assert 'value="580000"' in answer.text
    assert (await answered(shop, order, **yes(520_000, 580_000))).status_code == 303
    assert (await state_of(shop, order))["state"] == "approved"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
async def test_a_form_of_another_site_is_refused(shop: Shop, headers: dict[str, str]) -> None:
    order = await ordered(shop)
    assert (await answered(shop, order, headers, **yes(500_000, 560_000))).status_code == 403
    assert (await state_of(shop, order))["state"] == "sent"


async def test_a_link_that_ended_is_a_calm_page_without_a_form(shop: Shop) -> None:
    order, taken_back = await ordered(shop, valid_days=1), await ordered(shop)
    await shop.office.post(f"/api/change-orders/{taken_back['id']}/withdraw", {"reason": "wrong job"})
    shop.clock.advance(timedelta(days=1))
    for each, sentence in ((order, "The time to answer is over"), (taken_back, "This change was withdrawn")):
        page = await shop.customer.get(path_of(each["approve_url"]))
        assert sentence in text_of(page)
        assert "<form" not in page.text
    await shop.office.post(await shop.company.link("dispatcher@alder.example"))
    assert (await state_of(shop, order))["shown_as"] == "expired"
    await shop.work()
    assert (await state_of(shop, order))["state"] == "expired"


async def test_a_deduction_below_what_is_invoiced_asks_nobody_and_names_the_company(shop: Shop) -> None:
    await shop.invoice(amount_minor=500_000)
    order = await ordered(shop, -60_000)
    page = await shop.customer.get(path_of(order["approve_url"]))
    assert "This change needs another look" in text_of(page)
    assert "<form" not in page.text


async def test_a_guessed_link_opens_nothing_and_guessing_is_slowed_down(shop: Shop) -> None:
    order = await ordered(shop)
    for number in range(20):
        guessed = await shop.customer.get(f"/approve/{number:043d}")
        assert guessed.status_code == 404
        assert "Alder" not in guessed.text
    assert (await shop.customer.get(path_of(order["approve_url"]))).status_code == 429


async def test_what_people_typed_stays_text(shop: Shop) -> None:
    order = await ordered(shop, words=HOSTILE, title=HOSTILE[:40])
    page = await shop.customer.get(path_of(order["approve_url"]))
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    refused = await answered(shop, order, answer="approve", name=HOSTILE)
    assert "<img" not in refused.text


async def test_the_mail_names_the_change_and_carries_the_link(shop: Shop) -> None:
    order = await ordered(shop)
    await shop.work()
    (mail,) = folder(shop)
    assert mail["Subject"] == "Re-pipe: please approve a change of +$600.00"
    assert mail["To"] == "Jane Doe <jane@customer.example>"
    for kind in ("plain", "html"):
        said = part(mail, kind)
        assert order["approve_url"] in said
        assert "$5,000.00 → $5,600.00" in said
