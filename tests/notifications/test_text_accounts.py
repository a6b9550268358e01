"""From where texts come: a number or a Messaging Service; and an account whose token opens no more."""

import pytest
from tests.notifications.test_texts import DIALED, STATES, inbound, post, standing, texted
from tests.notifications.test_texts import peer as peer
from tests.notifications.test_texts import texting as texting
from tests.notifications.twilio_peer import SERVICE, TOKEN, TwilioPeer
from tests.paypage.shop import Shop

from stagebill.kernel.database.tx import Tx
from stagebill.notifications.sealed import sealed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pooled(texting: Shop, peer: TwilioPeer) -> Shop:
    """A shop whose texts leave by a Messaging Service."""
    answer = await texting.company.owner.post("/api/text-account", {**peer.account, "sender": SERVICE})
    assert (answer.status_code, answer.json()["sender"]) == (200, SERVICE), answer.text
    return texting


async def test_a_messaging_service_picks_the_number_itself(pooled: Shop, peer: TwilioPeer) -> None:
    await texted(pooled)
    (out,) = peer.texts
    assert (out["To"], out["MessagingServiceSid"], "From" in out) == (DIALED, SERVICE, False)
    ((_, state, words, _, _),) = await pooled.rows(STATES)
    assert (state, words) == ("sent", "201 accepted")
    await post(pooled, peer.status_of(out, "delivered"))
    ((_, _, _, arrival, _),) = await pooled.rows(STATES)
    assert arrival == "arrived"


async def test_a_service_is_tried_before_it_is_kept(texting: Shop, peer: TwilioPeer) -> None:
    owner, strange = texting.company.owner, "MG" + "0" * 32
    foreign = await owner.post("/api/text-account", {**peer.account, "sender": strange})
    assert (foreign.status_code, foreign.json()["code"]) == (409, "notifications.sender_not_yours")
    peer.services[SERVICE] = []
    empty = await owner.post("/api/text-account", {**peer.account, "sender": SERVICE})
    assert (empty.status_code, empty.json()["code"]) == (409, "notifications.service_is_empty")
    nonsense = await owner.post("/api/text-account", {**peer.account, "sender": "MG12"})
    assert nonsense.status_code == 422


async def test_a_stop_that_the_service_finds_late_is_heard(pooled: Shop, peer: TwilioPeer) -> None:
    """A service takes the text first; that its customer had stopped comes as 21610 with the status."""
    await texted(pooled)
    told = await post(pooled, peer.status_of(peer.texts[0], "failed", "21610"))
    assert told.status_code == 200
    found = await standing(pooled)
    assert (found["may_be_texted"], found["words"][0]["said"]) == (False, "stopped")
    await post(pooled, peer.status_of(peer.texts[0], "failed", "21610"))
    assert len((await standing(pooled))["words"]) == 2


async def test_under_another_secret_a_callback_is_refused_and_the_screen_asks_for_the_token(
    texting: Shop, peer: TwilioPeer
) -> None:
    """Nobody can be told from the carrier then; the owner types the token, and it is heard again."""
    await texted(texting)
    ((organization_id,),) = await texting.rows("SELECT organization_id FROM text_account")
    foreign = sealed(b"another secret of the installation", "text_account", organization_id, TOKEN)

    async def reseal(tx: Tx) -> None:
        await tx.run("UPDATE text_account SET token_sealed = $1", foreign)

    await texting.services.database.write(reseal)
    told = peer.status_of(peer.texts[0], "delivered")
    assert (await post(texting, told)).status_code == 403
    stop = peer.answer_of(await inbound(texting), DIALED, "Hello")
    assert (await post(texting, stop)).status_code == 403
    owner = texting.company.owner
    assert (await owner.get("/api/text-account")).json()["needs_token"] is True
    assert (await owner.post("/api/text-account", peer.account)).json()["needs_token"] is False
    assert (await post(texting, told)).status_code == 200
