"""Texts: only to who agreed, once, with an end that is known or said to be unknown; STOP is final."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from tests.company import Company
from tests.notifications.test_mail import folder, sent
from tests.notifications.test_reminder_plan import NET_1
from tests.notifications.test_reminders import reminds
from tests.notifications.twilio_peer import NUMBER, SID, TOKEN, Post, TwilioPeer, twilio_peer
from tests.paypage.shop import Customer, Shop, started
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.notifications.gateway import TryAgain
from stagebill.notifications.gateways.twilio import Twilio
from stagebill.notifications.texts.account import TextSender

pytestmark = pytest.mark.anyio

MOBILE, DIALED = "(503) 555-0142", "+15035550142"
AGREED = {"how": "in_person", "note": "On the porch"}
STATES = "SELECT kind, state, words, arrival, arrival_words FROM message ORDER BY created_at, id"


@pytest.fixture
async def peer() -> AsyncIterator[TwilioPeer]:
    with twilio_peer() as started:
        yield started


@pytest.fixture
async def texting(
    config: Config, clock: FrozenClock, anyio_backend: str, peer: TwilioPeer
) -> AsyncIterator[Shop]:
    """A shop whose owner has put the account in, and whose customer agreed to texts."""
    async with whole_app(replace(config, twilio_api=peer.url), clock) as app:
        company = Company(app)
        await company.found()
        await company.add("dispatcher", company.dispatcher, "dispatcher@alder.example")
        shop = Shop(app, clock, company, Customer(app))
        await shop.office.patch("/api/settings", {"progress_invoicing": True})
        await shop.add_job(mobile=MOBILE)
        answer = await company.owner.post("/api/text-account", peer.account)
        assert answer.status_code == 200, answer.text
        await agree(shop)
        yield shop


async def agree(shop: Shop) -> None:
    answer = await shop.office.post(f"/api/customers/{shop.customer_id}/allow-texts", AGREED)
    assert answer.status_code == 200, answer.text


async def text(shop: Shop, invoice: dict[str, Any]) -> httpx.Response:
    return await shop.office.post(f"/api/invoices/{invoice['id']}/text")


async def texted(shop: Shop, **more: Any) -> dict[str, Any]:
    invoice = await shop.invoice(title="Stage 1", **more)
    answer = await text(shop, invoice)
    assert answer.status_code == 200, answer.text
    await shop.work()
    return await shop.read(invoice)


async def post(shop: Shop, told: Post, **headers: str) -> httpx.Response:
    return await shop.customer.http.post(told.path, content=told.body, headers={**told.headers, **headers})


async def standing(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.office.get(f"/api/customers/{shop.customer_id}/texts")).json()
    return found


async def inbound(shop: Shop) -> str:
    found: str = (await shop.company.owner.get("/api/text-account")).json()["inbound_url"]
    return found


async def test_an_invoice_is_texted_once_with_its_link_and_the_invoice_says_so(
    texting: Shop, peer: TwilioPeer
) -> None:
    invoice = await texted(texting)
    await texting.work()
    (out,) = peer.texts
    assert (out["To"], out["From"]) == (DIALED, NUMBER)
    assert out["Body"] == (
        "Alder Plumbing: $2,500.00 due for Stage 1 by April 1, 2026. See and pay: "
        f"{invoice['pay_url']} Reply STOP to end texts."
    )
    assert invoice["sent_at"] is not None
    assert (await texting.customer.open(invoice["pay_url"])).status_code == 200
    ((kind, state, words, arrival, _),) = await texting.rows(STATES)
    assert (kind, state, words, arrival) == ("text.invoice", "sent", "201 queued", None)


async def test_the_stored_text_holds_no_secret(texting: Shop) -> None:
    invoice = await texted(texting)
    ((body, token_sealed),) = await texting.rows(
        "SELECT m.body_text, a.token_sealed FROM message m, text_account a"
    )
    assert invoice["pay_url"] not in body
    assert (TOKEN in token_sealed, token_sealed[:2]) == (False, "1.")
    for (content,) in await texting.rows("SELECT CAST(body AS TEXT) FROM mutation"):
        assert TOKEN not in (content or "")


@pytest.mark.parametrize(
    ("customer", "code"),
    [
        ({"mobile": None}, "notifications.no_mobile"),
        ({"mobile": "12345"}, "notifications.not_a_number"),
        ({"mobile": "(503) 555-0199"}, "notifications.no_consent"),
    ],
)
async def test_who_has_not_agreed_with_this_very_number_is_not_texted(
    texting: Shop, peer: TwilioPeer, customer: dict[str, Any], code: str
) -> None:
    """D-50: the consent was for another number."""
    changed = await texting.office.patch(f"/api/customers/{texting.customer_id}", customer)
    assert changed.status_code == 200, changed.text
    invoice = await texting.invoice()
    refused = await text(texting, invoice)
    assert refused.json()["code"] == code
    assert (await texting.read(invoice))["sent_at"] is None
    await texting.work()
    assert peer.texts == []


async def test_a_text_needs_a_way_to_pay_online(texting: Shop) -> None:
    """D-50."""
    none = {"card": False, "ach": False, "financing": False}
    refused = await text(texting, await texting.invoice(payment_options=none))
    assert (refused.status_code, refused.json()["code"]) == (422, "notifications.no_way_to_pay")


async def test_consent_keeps_who_when_and_how(texting: Shop) -> None:
    found = await standing(texting)
    assert (found["number"], found["may_be_texted"]) == (DIALED, True)
    assert found["words"] == [
        {"said": "given", "how": "in_person", "note": "On the porch", "said_at": "2026-03-02T15:00:00Z",
         "by": "Dispatcher"}
    ]  # fmt: skip
    ended = await texting.office.post(f"/api/customers/{texting.customer_id}/end-texts", {})
    assert ended.status_code == 200, ended.text
    assert (ended.json()["may_be_texted"], len(ended.json()["words"])) == (False, 2)
    assert (await text(texting, await texting.invoice())).json()["code"] == "notifications.no_consent"
    await agree(texting)
    assert (await standing(texting))["may_be_texted"] is True


async def test_stop_is_final_for_the_office_and_only_the_customers_start_opens_again(
    texting: Shop, peer: TwilioPeer
) -> None:
    """D-50."""
    url = await inbound(texting)
    heard = await post(texting, peer.answer_of(url, DIALED, "Stop"))
    assert (heard.status_code, "<Message>" in heard.text) == (200, False)
    assert (await text(texting, await texting.invoice())).json()["code"] == "notifications.texts_stopped"
    again = await texting.office.post(f"/api/customers/{texting.customer_id}/allow-texts", AGREED)
    assert (again.status_code, again.json()["code"]) == (409, "notifications.texts_stopped")
    await post(texting, peer.answer_of(url, DIALED, "START"))
    assert [word["said"] for word in (await standing(texting))["words"]] == ["started", "stopped", "given"]
    await texted(texting)
    assert len(peer.texts) == 1


async def test_start_of_somebody_who_never_agreed_or_stopped_is_no_consent(
    texting: Shop, peer: TwilioPeer
) -> None:
    await post(texting, peer.answer_of(await inbound(texting), "+15035550177", "yes"))
    assert await texting.rows("SELECT 1 FROM text_consent WHERE number = '+15035550177'") == []


async def test_a_text_that_waits_when_stop_comes_does_not_leave(texting: Shop, peer: TwilioPeer) -> None:
    invoice = await texting.invoice()
    await text(texting, invoice)
    await post(texting, peer.answer_of(await inbound(texting), DIALED, "STOP"))
    peer.stopped.clear()  # so that only we can hold it back
    await texting.work()
    assert peer.texts == []


async def test_who_told_only_the_carrier_to_stop_is_stopped_here_too(texting: Shop, peer: TwilioPeer) -> None:
    """21610: never tried again."""
    peer.stopped.add(DIALED)
    await texted(texting)
    ((_, state, words, *_),) = await texting.rows(STATES)
    assert (state, words.startswith("400 21610")) == ("refused", True)
    assert (await standing(texting))["words"][0]["said"] == "stopped"
    await texting.later(hours=30)
    assert sum(call.startswith("POST") for call in peer.calls) == 1


@pytest.mark.parametrize("fault", ["after", "500", "before"])
async def test_a_lost_answer_is_an_unknown_outcome_and_nothing_is_sent_twice(
    texting: Shop, peer: TwilioPeer, fault: Any
) -> None:
    peer.fail(fault)
    await texted(texting)
    ((_, state, words, *_),) = await texting.rows(STATES)
    assert (state, bool(words)) == ("unknown", True)
    await texting.later(hours=30)
    assert sum(call.startswith("POST") for call in peer.calls) == 1
    ids = await texting.company.owner.get("/api/messages/undelivered")
    assert ids.status_code == 401  # nobody stays signed in so long
    await texting.sign_in_again()
    (shown,) = (await texting.office.get("/api/messages/undelivered")).json()["items"]
    assert (shown["kind"], shown["state"]) == ("text.invoice", "unknown")


@pytest.mark.parametrize("fault", ["429", "401"])
async def test_what_did_not_leave_is_tried_again(texting: Shop, peer: TwilioPeer, fault: Any) -> None:
    peer.fail(fault)
    await texted(texting)
    assert peer.texts == []
    await texting.later(minutes=10)
    assert len(peer.texts) == 1


async def test_a_number_that_the_carrier_refuses_is_refused_in_its_words(
    texting: Shop, peer: TwilioPeer
) -> None:
    peer.fail("invalid")
    await texted(texting)
    ((_, state, words, *_),) = await texting.rows(STATES)
    assert (state, words) == ("refused", "400 21211 Invalid 'To' Phone Number")


async def test_a_carrier_that_is_away_is_waited_for() -> None:
    """Nothing left: `leaving` was never reached."""
    nobody = Twilio("http://127.0.0.1:9", TextSender(account_sid=SID, token=TOKEN, sender=NUMBER))

    async def leaving() -> None:
        raise AssertionError

    with pytest.raises(TryAgain, match="did not answer"):
        await nobody.send(DIALED, "Hello", "http://127.0.0.1:8000/hooks", leaving)
    with pytest.raises(TryAgain, match="did not answer"):
        await nobody.verdict()


async def test_what_became_of_it_is_told_twice_and_late_and_stays_one_thing(
    texting: Shop, peer: TwilioPeer
) -> None:
    invoice = await texted(texting)
    (out,) = peer.texts
    for status in ("sent", "delivered", "delivered", "sent", "undelivered"):
        told = await post(texting, peer.status_of(out, status))
        assert told.status_code == 200
    (shown,) = (await texting.office.get(f"/api/invoices/{invoice['id']}/messages")).json()["items"]
    assert (shown["state"], shown["arrival"], shown["arrival_words"]) == ("sent", "arrived", "delivered")


async def test_a_text_that_came_back_is_on_the_list_of_what_did_not_arrive(
    texting: Shop, peer: TwilioPeer
) -> None:
    await texted(texting)
    await post(texting, peer.status_of(peer.texts[0], "undelivered", "30005"))
    (shown,) = (await texting.office.get("/api/messages/undelivered")).json()["items"]
    assert (shown["arrival"], shown["arrival_words"]) == ("returned", "undelivered 30005")


async def test_an_unknown_outcome_that_the_carrier_clears_up_is_no_trouble_any_more(
    texting: Shop, peer: TwilioPeer
) -> None:
    peer.fail("after")
    await texted(texting)
    await post(texting, peer.status_of(peer.texts[0], "delivered"))
    assert (await texting.office.get("/api/messages/undelivered")).json()["items"] == []


async def test_nobody_but_the_carrier_is_believed(texting: Shop, peer: TwilioPeer) -> None:
    await texted(texting)
    honest = peer.status_of(peer.texts[0], "undelivered")
    stop = peer.answer_of(await inbound(texting), DIALED, "STOP")
    elsewhere = peer.status_of(
        {**peer.texts[0], "StatusCallback": honest.url.replace("8000", "8001")}, "undelivered"
    )
    tries = [
        await post(texting, honest, **{"X-Twilio-Signature": "x"}),
        await post(texting, Post(honest.url, honest.body + "&ErrorCode=1", honest.headers)),
        await post(texting, Post(honest.url, stop.body, stop.headers)),
        await post(texting, Post(honest.url, elsewhere.body, elsewhere.headers)),
        await post(texting, Post(stop.url.replace("/texts/", "/texts/0"), stop.body, stop.headers)),
    ]
    assert [each.status_code for each in tries] == [403] * 5
    ((_, _, _, arrival, _),) = await texting.rows(STATES)
    assert (arrival, (await standing(texting))["may_be_texted"]) == (None, True)


async def test_another_answer_is_told_whom_to_call(texting: Shop, peer: TwilioPeer) -> None:
    await texting.office.patch("/api/settings", {"phone": "(503) 555-0100"})
    heard = await post(texting, peer.answer_of(await inbound(texting), DIALED, "When do you come?"))
    assert "<Message>Replies to this number are not read. Please call (503) 555-0100.</Message>" in heard.text
    assert (await standing(texting))["may_be_texted"] is True


async def test_at_night_a_text_waits_for_the_morning(texting: Shop, peer: TwilioPeer) -> None:
    """New York: 22:30 is no hour for texts, 8:00 is."""
    texting.clock.advance(datetime(2026, 3, 3, 3, 30, tzinfo=UTC) - texting.clock.now())
    await texting.sign_in_again()
    await texted(texting)
    assert peer.texts == []
    await texting.later(hours=9, minutes=29)
    assert peer.texts == []
    await texting.later(minutes=2)
    assert len(peer.texts) == 1


async def test_whoever_got_the_invoice_as_a_text_gets_the_receipt_as_one(
    texting: Shop, peer: TwilioPeer
) -> None:
    invoice = await texted(texting)
    page = await texting.customer.open(invoice["pay_url"])
    location = (await texting.customer.press(page)).headers["location"]
    await texting.customer.choose(location, "succeed")
    await texting.customer.get("/pay/return")
    await texting.work()
    assert peer.texts[-1]["Body"].startswith("Alder Plumbing: $2,500.00 received, thank you. Receipt: http")
    assert len(peer.texts) == 2


async def test_whoever_got_the_invoice_as_a_text_hears_by_text_that_their_bank_payment_failed(
    texting: Shop, peer: TwilioPeer
) -> None:
    invoice = await texted(texting)
    options = {"payment_options": {"card": True, "ach": True}}
    assert (await texting.office.patch(f"/api/invoices/{invoice['id']}", options)).status_code == 200
    location = await started(texting, invoice, "ach")
    for outcome in ("succeed_later", "bounce"):
        await texting.customer.choose(location, outcome)
        await texting.work()
    said = "Alder Plumbing: your bank payment of $2,500.00 did not go through. See and pay: http"
    assert [text["Body"].startswith(said) for text in peer.texts] == [False, True]


@pytest.mark.parametrize(("by", "texts", "mails"), [("mail", 0, 1), ("text", 1, 0), ("both", 1, 1)])
async def test_reminders_leave_as_the_plan_says(
    texting: Shop, peer: TwilioPeer, by: str, texts: int, mails: int
) -> None:
    """D-49: one message lists all."""
    plan = {"is_on": False, "steps": [3], "from_hour": 9, "to_hour": 17, "by": by}
    assert (await texting.office.patch("/api/settings", {"reminders": plan})).status_code == 200
    stages = [await texting.invoice(amount, **NET_1) for amount in (100_000, 50_000)]
    for stage in stages:
        await sent(texting, stage)
    assert (await reminds(texting, *stages)).status_code == 200
    await texting.work()
    reminders = [mail for mail in folder(texting) if "Reminder" in str(mail["Subject"])]
    assert (len(peer.texts), len(reminders)) == (texts, mails)
    if texts:
        assert "reminder, $1,500.00 is due on 2 invoices" in peer.texts[0]["Body"]


async def test_who_has_no_mail_address_is_reminded_by_text(texting: Shop, peer: TwilioPeer) -> None:
    stage = await texted(texting, **NET_1)
    await texting.office.patch(f"/api/customers/{texting.customer_id}", {"email": None})
    assert (await reminds(texting, stage)).status_code == 200
    await texting.work()
    assert "reminder, $2,500.00 is due" in peer.texts[-1]["Body"]


async def test_an_account_is_tried_before_it_is_kept(texting: Shop, peer: TwilioPeer) -> None:
    owner = texting.company.owner
    wrong = await owner.post("/api/text-account", {**peer.account, "token": "f" * 32})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "notifications.account_says_no")
    foreign = await owner.post("/api/text-account", {**peer.account, "sender": "+15035550999"})
    assert foreign.json()["code"] == "notifications.sender_not_yours"
    kept = (await owner.get("/api/text-account")).json()
    assert (kept["way"], kept["account_sid"], kept["sender"]) == ("own", SID, NUMBER)
    assert TOKEN not in str(kept)
    off = await owner.post("/api/text-account", {"is_on": False, "account_sid": SID, "sender": NUMBER})
    assert off.json()["way"] == "folder"
    assert (await texting.office.post("/api/text-account", peer.account)).status_code == 403


async def test_without_an_account_texts_lie_in_the_folder_and_are_seen(
    shop: Shop,
) -> None:
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"mobile": MOBILE})
    await agree(shop)
    invoice = await texted(shop)
    (file,) = (shop.services.config.data / "texts").glob("*.txt")
    assert file.read_text().startswith(f"To: {DIALED}\n\nAlder Plumbing: $2,500.00 due for Stage 1")
    ((_, state, words, *_),) = await shop.rows(STATES)
    assert (state, words) == ("sent", "text_folder")
    seen = await shop.office.get("/dev/mail")
    assert DIALED in seen.text
    one = await shop.office.get(f"/dev/mail/{file.stem}")
    assert invoice["pay_url"] in one.text
