"""Texts in the company's own words: with their link and how they end, and ours where own ones do not fit."""

from datetime import date
from typing import Any

import pytest
from tests.notifications.test_mail import sent
from tests.notifications.test_part_on_its_way import on_its_way
from tests.notifications.test_texts import MOBILE, agree
from tests.paypage.shop import Shop

from stagebill.notifications.texts.sample import examples
from stagebill.settings.texts import Spoken, text_said

pytestmark = pytest.mark.anyio

OWN = {
    "text_invoice": {"en": "Hi {customer}! {amount} for {title}, please by {day}: {link} - {company}"},
    "text_reminder": {"en": "{customer}, {amount} on {count} invoices is open: {link}"},
}


async def texting_in(shop: Shop, texts: dict[str, Any], **customer: Any) -> None:
    assert (await shop.office.patch("/api/settings", {"texts": texts})).status_code == 200
    changed = {"mobile": MOBILE, **customer}
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", changed)).status_code == 200
    await agree(shop)


async def body_of_text(shop: Shop, invoice: dict[str, Any]) -> str:
    assert (await shop.office.post(f"/api/invoices/{invoice['id']}/text")).status_code == 200
    await shop.work()
    ((body,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'text.invoice'")
    return str(body)


async def test_an_invoice_is_texted_in_own_words_with_its_link_and_how_to_stop(shop: Shop) -> None:
    await texting_in(shop, OWN)
    body = await body_of_text(shop, await shop.invoice(title="Stage {amount}"))
    assert body == (
        "Hi Jane Doe! $2,500.00 for Stage {amount}, please by April 1, 2026: https://pay-link.invalid/ "
        "- Alder Plumbing Reply STOP to end texts."
    )


async def test_a_customer_of_another_language_is_told_in_ours(shop: Shop) -> None:
    """An English sentence of the company says nothing to who reads Spanish; ours does."""
    await texting_in(shop, OWN, language="es")
    assert "por pagar de Stage 1" in await body_of_text(shop, await shop.invoice(title="Stage 1"))


async def test_own_words_that_ask_for_all_are_not_sent_while_a_part_is_on_its_way(shop: Shop) -> None:
    invoice = await on_its_way(shop, "1,000.00")
    await texting_in(shop, OWN)
    assert "$1,500.00 left to pay for Stage 1, $1,000.00 is on its way" in await body_of_text(shop, invoice)


async def test_a_reminder_by_text_is_in_own_words(shop: Shop) -> None:
    plan = {"is_on": False, "steps": [3], "from_hour": 9, "to_hour": 17, "by": "text"}
    assert (await shop.office.patch("/api/settings", {"reminders": plan})).status_code == 200
    await texting_in(shop, OWN)
    stages = [await shop.invoice(50_000), await shop.invoice(50_000)]
    for stage in stages:
        await sent(shop, stage)
    body = {"invoice_ids": [stage["id"] for stage in stages]}
    assert (await shop.office.post(f"/api/customers/{shop.customer_id}/remind", body)).status_code == 200
    await shop.work()
    ((text,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'text.reminder'")
    assert text.startswith("Jane Doe, $1,000.00 on 2 invoices is open: https://pay-link.invalid/")
    assert text.endswith(" Reply STOP to end texts.")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Please pay {amount}", "settings.link_missing"),
        ("{number} of {link} {until}", "settings.unknown_place"),
        ("{link}" + "x" * 295, "settings.text_too_long"),
    ],
)
async def test_a_text_without_its_link_or_too_long_is_refused_when_it_is_typed(
    shop: Shop, words: str, code: str
) -> None:
    refused = await shop.office.patch("/api/settings", {"texts": {"text_invoice": {"es": words}}})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_place_with_nothing_to_fill_it_leaves_the_word_to_us() -> None:
    own = Spoken(en="Due by {day}: {link}", es="  ")
    assert text_said(own, "en", {"day": "May 1", "link": "L"}) == "Due by May 1: L"
    assert text_said(own, "en", {"day": "", "link": "L"}) == ""
    assert (text_said(own, "es", {"link": "L"}), text_said(own, "ar", {"link": "L"})) == ("", "")


def test_each_language_has_an_example_for_every_place() -> None:
    found = examples("Alder Plumbing", "USD", "https://bills.alder.example", date(2026, 3, 2))
    assert [one.language for one in found] == ["en", "es", "ar"]
    assert all(all(one.facts.values()) for one in found)
    assert {one.stop for one in found if "STOP" in one.stop} == {one.stop for one in found}
