"""What nobody could be asked about: for as long as that lasts, as often as it comes, and no longer."""

from typing import Any

import pytest
from tests.paypage.shop import ACH_TOO, Shop
from tests.paypage.stripe_peer import KEY, StripePeer
from tests.paypage.test_keys_swapped import elsewhere as _elsewhere
from tests.paypage.test_keys_swapped import swapped, unknown_charge
from tests.paypage.test_stripe import at_stripe

from stagebill.check.run import check
from stagebill.kernel.config import Config
from stagebill.kernel.database.tx import Tx

pytestmark = pytest.mark.anyio

elsewhere = _elsewhere


async def errands(shop: Shop) -> list[tuple[Any, ...]]:
    return await shop.rows("SELECT state FROM outbox WHERE kind = 'paypage.poll' AND state <> 'done'")


@pytest.mark.parametrize("was_taken", [True, False])
@pytest.mark.parametrize("by_page", [True, False])
async def test_what_a_person_has_settled_is_asked_about_no_more(
    striped: Shop, elsewhere: StripePeer, by_page: bool, was_taken: bool
) -> None:
    if by_page:
        invoice = await striped.invoice(100_000)
        elsewhere.press(await at_stripe(striped, invoice))
    else:
        invoice = await unknown_charge(striped, elsewhere)
    await swapped(striped)
    del elsewhere.keys[KEY]
    await striped.later(minutes=2)
    said = await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": was_taken})
    assert said.status_code == 200, said.text
    for _ in range(8):
        await striped.later(hours=7)
    assert await errands(striped) == []


async def test_who_changes_keys_back_and_forth_is_asked_each_time(
    striped: Shop, elsewhere: StripePeer, config: Config
) -> None:
    """Found again while the debit is on its way, and lost again before it has arrived."""
    invoice = await striped.invoice(100_000, payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    await swapped(striped)
    known = elsewhere.keys.pop(KEY)
    await striped.later(minutes=2)
    assert [each["kind"] for each in (await striped.read(invoice))["concerns"]] == ["in_doubt"]
    elsewhere.keys[KEY] = known
    elsewhere.press(session, "bank")
    await striped.later(hours=2)
    assert [each["kind"] for each in (await striped.read(invoice))["concerns"]] == ["pending"]
    del elsewhere.keys[KEY]
    await striped.later(hours=7)
    await striped.sign_in_again()
    assert {each["kind"] for each in (await striped.read(invoice))["concerns"]} == {"pending", "in_doubt"}
    said = await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": False})
    assert said.status_code == 200, said.text
    assert (await striped.read(invoice))["concerns"] == []
    assert await check(config) == []


async def test_a_page_begun_with_a_key_that_was_changed_before_keys_were_counted_is_a_row_for_a_person(
    striped: Shop, elsewhere: StripePeer, config: Config
) -> None:
    """The last release kept no key but today's, and called all of them the first."""
    invoice = await striped.invoice(100_000)
    await at_stripe(striped, invoice)
    await swapped(striped)

    async def as_then(tx: Tx) -> None:
        await tx.run("UPDATE gateway_account SET key_no = 1")
        await tx.run("DELETE FROM former_key")

    await striped.services.database.write(as_then)
    await striped.later(hours=7)
    assert (await striped.read(invoice))["concerns"] == []
    await striped.later(hours=20)
    await striped.sign_in_again()
    assert [each["kind"] for each in (await striped.read(invoice))["concerns"]] == ["in_doubt"]
    said = await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": False})
    assert said.status_code == 200, said.text
    page = await striped.customer.open(invoice["pay_url"])
    assert "/c/pay/" in (await striped.customer.press(page)).headers["location"]
    assert await check(config) == []
