"""An invoice that may have been paid, and nobody can ask: on no page is it paid beside that."""

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import KEY, StripePeer
from tests.paypage.test_keys_swapped import elsewhere as _elsewhere
from tests.paypage.test_keys_swapped import swapped
from tests.paypage.test_stripe import at_stripe
from tests.statements.test_owed import open_owed, text_of
from tests.statements.test_owed_tips import send, two_crews

pytestmark = pytest.mark.anyio

elsewhere = _elsewhere


async def test_what_may_have_been_paid_has_no_tick_and_the_others_are_paid(
    striped: Shop, elsewhere: StripePeer
) -> None:
    first, second = await two_crews(striped)
    third = await striped.invoice(50_000, payment_options=second["payment_options"])
    elsewhere.press(await at_stripe(striped, first))
    await swapped(striped)
    del elsewhere.keys[KEY]
    await striped.later(minutes=2)
    page = await open_owed(striped)
    assert "$2,000.00 We are looking into it" in text_of(page)
    assert f'value="{first["id"]}"' not in page.text
    assert "for 2 invoices $1,500.00" in text_of(page)
    assert (await send(striped, page, "card", second, third)).startswith(elsewhere.url)
    assert await striped.rows("SELECT amount_minor FROM checkout WHERE problem IS NULL ORDER BY 1") == [
        (50_000,),
        (100_000,),
    ]
    statement = await striped.customer.open(f"/owed/jobs/{first['job_id']}")
    assert "$2,000.00" in text_of(statement)
    assert text_of(statement).count("See and pay") == 1
    assert "/statement/pay" not in statement.text
