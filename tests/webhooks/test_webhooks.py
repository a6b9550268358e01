"""Other programs hear of what happens: signed, once under each id, until they answer or are paused."""

from datetime import timedelta
from typing import Any

import pytest
from tests.sync.office import Office
from tests.webhooks.receiver import Receiver

from stagebill.app import HANDLERS, ROUNDS
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.public_https import Forbidden, is_public, send
from stagebill.sync.dispatcher import Dispatcher
from stagebill.webhooks import followers
from stagebill.webhooks.signature import secret_of, signed
from stagebill.webhooks.webhook import OLD_SECRET_LASTS, TRIES_BEFORE_PAUSE, NotHttps, check_url

pytestmark = pytest.mark.anyio

ALL = ("invoice.issued", "invoice.sent", "invoice.paid", "invoice.voided", "payment.recorded",
       "payment.reversed", "payment.refunded", "decision.opened", "change_order.approved")  # fmt: skip
AGAIN = timedelta(hours=4)  # longer than any pause between tries


async def told(office: Office) -> None:
    """What the dispatcher does in the background."""
    await Dispatcher(office.app.state.services, HANDLERS, ROUNDS).run_due()


async def adds(office: Office, peer: Receiver, *events: str) -> dict[str, Any]:
    body = {"url": f"{peer.origin}/hooks?a=1", "events": events or ALL}
    answer = await office.post("/api/webhooks", body, who="owner")
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def billed(office: Office, amount_minor: int = 5_000) -> dict[str, Any]:
    answer = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": amount_minor})
    made: dict[str, Any] = answer.json()
    return made


async def paid(office: Office, invoice: dict[str, Any]) -> str:
    body = {"method": "check", "amount_minor": invoice["total_minor"], "invoice_id": invoice["id"]}
    answer = await office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def sendings(office: Office, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await office.get(f"/api/webhooks/{webhook['id']}/sendings", who="owner")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def the_webhook(office: Office) -> dict[str, Any]:
    (found,) = (await office.get("/api/webhooks", who="owner")).json()["items"]
    webhook: dict[str, Any] = found
    return webhook


def test_a_signature_is_that_of_the_standard() -> None:
    """The example of its documentation."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_an_invoice_s_life_is_told_in_order_signed_and_once(
    office: Office, peer: Receiver, clock: FrozenClock
) -> None:
    before = await billed(office)
    clock.advance(timedelta(seconds=1))
    webhook = await adds(office, peer)
    invoice = await billed(office)
    await office.post(f"/api/invoices/{invoice['id']}/send", {})
    payment = await paid(office, invoice)
    for _ in range(3):
        await told(office)
    assert sorted(peer.types) == ["invoice.issued", "invoice.paid", "invoice.sent", "payment.recorded"]
    assert peer.verifies(webhook["secret"])
    assert {headers["user-agent"] for headers in peer.headers} == {"Stagebill-Webhooks/1"}
    ids = [headers["webhook-id"] for headers in peer.headers]
    assert len(set(ids)) == 4
    told_of = {each["type"]: each["data"] for each in peer.heard}
    assert told_of["invoice.paid"]["number"] == invoice["number"]
    assert told_of["payment.recorded"]["id"] == payment
    # What was there before is old news, also when it changes now.
    await office.post(f"/api/invoices/{before['id']}/send", {})
    await told(office)
    assert peer.types[4:] == ["invoice.sent"]


async def test_what_is_undone_is_told_and_paid_again_is_told_again(office: Office, peer: Receiver) -> None:
    await adds(office, peer, "invoice.paid", "payment.reversed", "payment.refunded", "invoice.voided",
               "decision.opened")  # fmt: skip
    invoice = await billed(office)
    first = await paid(office, invoice)
    await told(office)
    await office.post(f"/api/payments/{first}/reverse", {"reason": "bounced"})
    second = await paid(office, invoice)
    await told(office)
    back = {"amount_minor": 5_000, "method": "check", "reason": "wrong", "invoice_id": invoice["id"]}
    assert (await office.post(f"/api/payments/{second}/refund", back)).status_code in {200, 201}
    await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    await paid(office, invoice)
    await told(office)
    assert sorted(peer.types) == [
        "decision.opened", "invoice.paid", "invoice.paid", "invoice.voided", "payment.refunded",
        "payment.reversed",
    ]  # fmt: skip


async def test_only_what_was_chosen_is_told_and_a_draft_is_nobody_s_news(
    office: Office, peer: Receiver
) -> None:
    webhook = await adds(office, peer, "invoice.issued")
    draft = {"job_id": office.job, "amount_minor": 100, "draft": True}
    await office.post("/api/invoices", draft)
    await told(office)
    assert peer.heard == []
    change = {"events": ["payment.recorded"]}
    assert (await office.patch(f"/api/webhooks/{webhook['id']}", change, who="owner")).status_code == 200
    await paid(office, await billed(office))
    await told(office)
    assert peer.types == ["payment.recorded"]


async def test_the_secret_is_told_once_and_never_again(office: Office, peer: Receiver) -> None:
    webhook = await adds(office, peer)
    assert webhook["secret"].startswith("whsec_")
    assert (await the_webhook(office))["secret"] is None
    config = office.app.state.services.config
    assert webhook["secret"] == secret_of(config.secret_key, office.teller.organization_id, webhook["id"])
    kept = await office.app.state.services.database.reader.rows("SELECT outcome FROM mutation")
    assert not [row for row in kept if webhook["secret"] in row[0]]


@pytest.mark.parametrize("status", [500, 429, 302])
async def test_a_receiver_in_trouble_hears_it_again_under_the_same_id(
    office: Office, peer: Receiver, clock: FrozenClock, status: int
) -> None:
    """A redirect is a no: it could lead inside."""
    webhook = await adds(office, peer, "invoice.issued")
    peer.status, peer.location = status, f"{peer.origin}/elsewhere" if status == 302 else ""
    await billed(office)
    await told(office)
    (waiting,) = await sendings(office, webhook)
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 1)
    assert str(status) in waiting["last_error"]
    peer.status, peer.location = 204, ""
    clock.advance(timedelta(seconds=6))
    await told(office)
    assert len({headers["webhook-id"] for headers in peer.headers}) == 1
    assert peer.bodies[0] == peer.bodies[1]
    assert [each["state"] for each in await sendings(office, webhook)] == ["delivered"]
    assert peer.verifies(webhook["secret"])


async def test_a_receiver_that_hangs_is_given_up_in_time(
    office: Office, peer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "ANSWER_SECONDS_MAX", 0.2)
    webhook = await adds(office, peer, "invoice.issued")
    peer.hang_seconds = 1.0
    await billed(office)
    await told(office)
    (waiting,) = await sendings(office, webhook)
    assert waiting["state"] == "waiting"
    assert "TimeoutError" in waiting["last_error"]


async def test_after_fifteen_tries_it_is_paused_the_owners_are_told_and_resumed_it_misses_nothing(
    office: Office, peer: Receiver, clock: FrozenClock
) -> None:
    webhook = await adds(office, peer, "invoice.issued")
    peer.status = 500
    await billed(office)
    for _ in range(TRIES_BEFORE_PAUSE):
        await told(office)
        clock.advance(AGAIN)
    assert len(peer.heard) == TRIES_BEFORE_PAUSE
    silent = await the_webhook(office)
    assert (silent["paused_at"] is not None, silent["paused_because"]) == (True, "no_answer")
    mails = list((office.app.state.services.config.data).rglob("*.eml"))
    assert any("webhook" in mail.read_text().lower() and "127.0.0.1" in mail.read_text() for mail in mails)
    await billed(office)
    await told(office)
    assert len(peer.heard) == TRIES_BEFORE_PAUSE
    assert [each["state"] for each in await sendings(office, webhook)] == ["failed", "failed"]
    peer.status = 200
    resumed = await office.post(f"/api/webhooks/{webhook['id']}/resume", {}, who="owner")
    assert resumed.status_code == 200, resumed.text
    await told(office)
    assert len(peer.heard) == TRIES_BEFORE_PAUSE + 2
    assert len({headers["webhook-id"] for headers in peer.headers}) == 2


async def test_a_receiver_that_says_it_is_gone_is_paused_at_once(office: Office, peer: Receiver) -> None:
    await adds(office, peer, "invoice.issued")
    peer.status = 410
    await billed(office)
    await told(office)
    assert (await the_webhook(office))["paused_because"] == "gone"
    assert len(peer.heard) == 1


async def test_a_test_event_and_an_event_sent_again_by_hand(office: Office, peer: Receiver) -> None:
    webhook = await adds(office, peer, "invoice.issued")
    assert (await office.post(f"/api/webhooks/{webhook['id']}/test", {}, who="owner")).status_code == 200
    await told(office)
    assert peer.heard[0]["type"] == "webhook.test"
    (sending,) = await sendings(office, webhook)
    again = f"/api/webhooks/{webhook['id']}/sendings/{sending['message_id']}/resend"
    assert (await office.post(again, {}, who="owner")).status_code == 200
    await told(office)
    assert [headers["webhook-id"] for headers in peer.headers] == [sending["message_id"]] * 2
    assert len(await sendings(office, webhook)) == 2


async def test_paused_or_removed_it_hears_nothing(office: Office, peer: Receiver) -> None:
    webhook = await adds(office, peer, "invoice.issued")
    path = f"/api/webhooks/{webhook['id']}"
    assert (await office.post(f"{path}/resume", {}, who="owner")).json()["code"] == "webhooks.not_paused"
    await office.post(f"{path}/pause", {}, who="owner")
    assert (await office.post(f"{path}/test", {}, who="owner")).json()["code"] == "webhooks.webhook_paused"
    await office.post(f"{path}/resume", {}, who="owner")
    await billed(office)
    assert (await office.post(f"{path}/remove", {}, who="owner")).status_code == 200
    await told(office)
    assert peer.heard == []
    assert (await office.get("/api/webhooks", who="owner")).json()["items"] == []
    assert (await office.post(f"{path}/test", {}, who="owner")).status_code == 404


async def test_a_renewed_secret_and_the_one_before_both_verify_for_a_day(
    office: Office, peer: Receiver, clock: FrozenClock
) -> None:
    webhook = await adds(office, peer, "invoice.issued")
    path = f"/api/webhooks/{webhook['id']}"
    key = "01900000-0000-7000-8000-00000000abcd"
    renewed = (await office.post(f"{path}/secret", {}, who="owner", key=key)).json()
    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != webhook["secret"]
    again = (await office.post(f"{path}/secret", {}, who="owner", key=key)).json()
    assert again["secret"] == renewed["secret"]
    assert (await the_webhook(office))["secret"] is None
    await billed(office)
    await told(office)
    assert peer.verifies(renewed["secret"])
    assert peer.verifies(webhook["secret"])
    assert (await office.post(f"{path}/secret", {}, who="dispatcher")).status_code == 403
    clock.advance(OLD_SECRET_LASTS)
    peer.forget()
    await billed(office)
    await told(office)
    assert peer.verifies(renewed["secret"])
    assert not peer.verifies(webhook["secret"])


async def test_the_owner_sees_that_events_do_not_get_through_and_why_until_they_do(
    office: Office, peer: Receiver, clock: FrozenClock
) -> None:
    await adds(office, peer, "invoice.issued")
    other = await adds(office, peer, "invoice.voided")
    peer.status = 503
    for _ in range(2):
        await billed(office)
    await told(office)
    trying, quiet = (await office.get("/api/webhooks", who="owner")).json()["items"]
    assert (trying["retrying"], trying["last_error"]) == (2, "HTTP 503")
    assert (quiet["id"], quiet["retrying"], quiet["last_error"]) == (other["id"], 0, None)
    peer.status = 200
    clock.advance(timedelta(seconds=6))
    await told(office)
    trying, _ = (await office.get("/api/webhooks", who="owner")).json()["items"]
    assert (trying["retrying"], trying["last_error"]) == (0, None)


async def test_an_address_inside_is_refused_when_named_and_when_sent_to(
    office: Office, peer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("http://hooks.example/x", "https://hooks.example:8443/", "https://u:p@hooks.example/",
                f"http://127.0.0.1:{peer.port + 1}/", "http://[::1"):  # fmt: skip
        answer = await office.post("/api/webhooks", {"url": url, "events": ALL}, who="owner")
        assert (answer.status_code, answer.json()["code"]) == (422, "webhooks.not_https"), url
    for host in ("127.0.0.1", "192.168.1.5", "[fd00::1]", "localhost", "printer.local", "Hooks.internal."):
        inside = {"url": f"https://{host}/x", "events": ["invoice.issued"]}
        answer = await office.post("/api/webhooks", inside, who="owner")
        assert (answer.status_code, answer.json()["code"]) == (422, "webhooks.not_public"), host
    # A name says nothing of itself: where it leads is judged when something is sent.
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.8", 443))])
    outside = {"url": "https://hooks.example/x", "events": ["invoice.issued"]}
    webhook = (await office.post("/api/webhooks", outside, who="owner")).json()
    await billed(office)
    await told(office)
    (sending,) = await sendings(office, webhook)
    assert (sending["state"], peer.heard) == ("waiting", [])
    assert "not a public address" in sending["last_error"]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"],
)  # fmt: skip
def test_no_private_address_is_public_however_it_is_wrapped(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.215.14")


def test_plain_http_goes_only_where_the_configuration_says() -> None:
    with pytest.raises(Forbidden):
        send("http://hooks.example/", {}, b"", seconds=1)
    with pytest.raises(NotHttps):
        check_url("http://127.0.0.1:9000/x", ())
    check_url("http://127.0.0.1:9000/x", ("http://127.0.0.1:9000",))


async def test_webhooks_are_the_owner_s_and_at_most_ten(office: Office, peer: Receiver) -> None:
    body = {"url": f"{peer.origin}/", "events": ALL}
    for who in ("dispatcher", "technician"):
        assert (await office.post("/api/webhooks", body, who=who)).status_code == 403
        assert (await office.get("/api/webhooks", who=who)).status_code == 403
    for _ in range(10):
        await adds(office, peer)
    answer = await office.post("/api/webhooks", body, who="owner")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks.too_many_webhooks")
