"""Notifications: told to whoever asked, once, with nothing on a locked screen, by the real protocol."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.notifications.push_service import PushService, push_service
from tests.notifications.test_push_encryption import claims_of
from tests.sync.office import Office, office

from stagebill.app import HANDLERS, ROUNDS
from stagebill.kernel import public_https
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import Id, new_id
from stagebill.notifications.gateways import web_push
from stagebill.notifications.push.sealed import opened
from stagebill.sync.dispatcher import Dispatcher

__all__ = ["office"]
pytestmark = pytest.mark.anyio

PHONE = "01900000-0000-7000-8000-00000000d001"
DESK = "01900000-0000-7000-8000-00000000d002"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """The one address that counts as public here is this machine's own service."""
    with push_service(tmp_path) as (running, trust):

        def public_address(host: str, port: int) -> str:
            assert (host, port) == ("push.example", running.port)
            return "127.0.0.1"

        def trusted() -> ssl.SSLContext:
            return trust

        monkeypatch.setattr(public_https, "public_address", public_address)
        monkeypatch.setattr(public_https, "trust", trusted)
        yield running


async def asks(office: Office, service: PushService, *wants: str, who: str = "technician") -> str:
    device = PHONE if who == "technician" else DESK
    await office.post("/api/devices", {"device_id": device, "label": "x", "platform": "ios"}, who=who)
    body = {"device_id": device, "endpoint": service.endpoint, "wants": wants, **service.keys}
    answer = await office.post("/api/push/subscriptions", body, who=who)
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) == {"id", "device_id", "wants", "live"}  # no address, no keys
    made: str = answer.json()["id"]
    return made


async def told(office: Office) -> None:
    """What the dispatcher does in the background."""
    await Dispatcher(office.app.state.services, HANDLERS, ROUNDS).run_due()


async def paid(office: Office, who: str = "dispatcher") -> dict[str, Any]:
    invoice: dict[str, Any] = (
        await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 5_000})
    ).json()
    body = {"method": "check", "amount_minor": 5_000, "invoice_id": invoice["id"]}
    assert (await office.post("/api/payments", body, who=who)).status_code == 201
    return invoice


async def test_a_payment_is_told_once_without_names_or_sums_and_signed(
    office: Office, service: PushService, clock: FrozenClock
) -> None:
    await asks(office, service, "paid", "assigned")
    key = (await office.get(f"/api/push?device_id={PHONE}", who="technician")).json()
    assert key["wants"] == ["paid", "assigned"]
    invoice = await paid(office)
    for _ in range(3):
        await told(office)
    assert service.heard == [
        {
            "title": "Stagebill",
            "body": "An invoice was paid.",
            "tag": "paid",
            "lang": "en",
            "path": f"/invoices/{invoice['id']}",
        }
    ]
    (headers,) = service.headers
    claims = claims_of(headers["Authorization"])
    assert claims["aud"] == f"https://push.example:{service.port}"
    assert clock.now().timestamp() < claims["exp"] <= clock.now().timestamp() + 86_400
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "86400")
    assert headers["path"] == "/v1/maya?x=1"


async def test_the_database_alone_has_neither_the_address_nor_the_secret_of_a_browser(
    office: Office, service: PushService
) -> None:
    subscription = await asks(office, service, "paid")
    reader = office.app.state.services.database.reader
    (stored,) = await reader.rows("SELECT endpoint, auth FROM push_subscription")
    assert not any(told in text for text in stored for told in ("http", "push.example", service.keys["auth"]))
    await asks(office, service, "paid")
    assert [*await reader.rows("SELECT endpoint, auth FROM push_subscription")] == [stored]
    key = office.app.state.services.config.secret_key
    assert opened(key, Id(subscription), *stored) == (service.endpoint, service.keys["auth"])
    assert opened(b"another secret of the installation", Id(subscription), *stored) is None
    assert opened(key, Id(PHONE), *stored) is None
    assert opened(key, Id(PHONE), "https://push.example/of-before", "secret") == (
        "https://push.example/of-before", "secret",
    )  # fmt: skip


async def test_nobody_is_told_what_they_did_or_did_not_ask_for(office: Office, service: PushService) -> None:
    await asks(office, service, "assigned")
    await paid(office)
    await told(office)
    await asks(office, service, "paid")
    await paid(office, who="technician")
    await told(office)
    assert service.heard == []


async def test_what_was_before_the_wish_is_not_told(office: Office, service: PushService) -> None:
    await paid(office)
    await asks(office, service, "paid")
    await told(office)
    await office.post("/api/push/unsubscribe", {"device_id": PHONE}, who="technician")
    await paid(office)
    await told(office)
    await asks(office, service, "paid")
    await told(office)
    assert service.heard == []


async def test_a_new_job_is_told_to_its_technician_in_their_language(
    office: Office, service: PushService
) -> None:
    await office.patch("/api/me", {"language": "es"}, who="technician")
    await asks(office, service, "assigned")
    technician = office.teller.id("member", "technician")
    body = {
        "customer_id": office.customer,
        "title": "Shed",
        "line_items": [{"description": "All", "unit_price_minor": 100}],
        "technician_ids": [technician],
    }
    job = (await office.post("/api/jobs", body)).json()
    await told(office)
    (heard,) = service.heard
    assert (heard["body"], heard["path"]) == ("Tienes un trabajo nuevo.", f"/jobs/{job['id']}")


async def test_money_without_a_place_is_told_to_the_office_alone(
    office: Office, service: PushService
) -> None:
    await asks(office, service, "decision", "paid")
    await office.post("/api/payments", {"method": "cash", "amount_minor": 900, "invoice_id": new_id(),
                                        "job_id": office.job}, who="technician")  # fmt: skip
    await told(office)
    assert service.heard == []
    await asks(office, service, "decision", "paid", who="dispatcher")
    await office.post("/api/payments", {"method": "cash", "amount_minor": 700, "invoice_id": new_id(),
                                        "job_id": office.job}, who="technician")  # fmt: skip
    await told(office)
    assert [each["path"] for each in service.heard] == ["/decisions"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(office: Office, service: PushService, status: int) -> None:
    await asks(office, service, "paid")
    service.status = status
    await paid(office)
    await told(office)
    assert (await office.get(f"/api/push?device_id={PHONE}", who="technician")).json()["wants"] is None
    await paid(office)
    await told(office)
    assert len(service.heard) == 1


async def test_a_service_that_is_down_is_asked_again_and_one_that_says_no_is_not(
    office: Office, service: PushService, clock: FrozenClock
) -> None:
    await asks(office, service, "paid")
    service.status = 503
    await paid(office)
    await told(office)
    service.status = 201
    clock.advance(timedelta(minutes=5))
    await told(office)
    assert len(service.heard) == 2
    service.status = 403
    await paid(office)
    await told(office)
    clock.advance(timedelta(hours=1))
    await told(office)
    assert len(service.heard) == 3


async def test_a_phone_that_went_quiet_with_money_on_it_is_called_once(
    office: Office, service: PushService, clock: FrozenClock
) -> None:
    await asks(office, service, "nudge")
    report = {"unsent_count": 2, "unsent_minor": 64_000, "oldest_unsent_at": "2026-03-02T14:05:00Z"}
    await office.post("/api/sync/push", {"device_id": PHONE, "mutations": [], **report}, who="technician")
    clock.advance(timedelta(hours=2))
    await told(office)
    assert service.heard == []
    clock.advance(timedelta(hours=2))
    for _ in range(3):
        await told(office)
    (heard,) = service.heard
    assert (heard["path"], heard["badge_count"]) == ("/unsent", 2)
    assert "640" not in heard["body"]


async def test_a_device_that_another_member_took_over_tells_the_one_before_nothing(
    office: Office, service: PushService
) -> None:
    subscription = await asks(office, service, "paid")
    other = await office.post("/api/push/subscriptions", {
        "device_id": PHONE, "endpoint": service.endpoint, "wants": ["paid"], **service.keys,
    })  # fmt: skip
    assert other.json()["code"] == "identity.device_of_another_member"
    assert await asks(office, service, "paid", who="dispatcher") == subscription
    assert (await office.get(f"/api/push?device_id={PHONE}", who="technician")).json()["wants"] is None


async def test_a_revoked_device_and_a_removed_member_are_told_nothing(
    office: Office, service: PushService
) -> None:
    await asks(office, service, "paid")
    await office.post(f"/api/devices/{PHONE}/revoke", None)
    await paid(office)
    await told(office)
    assert service.heard == []


@pytest.mark.parametrize(
    "endpoint",
    ["https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.8/x",
     "https://169.254.169.254/latest", "https://localhost/x", "https://8.8.8.8:8443/x"],
)  # fmt: skip
def test_no_address_inside_is_ever_reached(endpoint: str) -> None:
    with pytest.raises(web_push.Forbidden):
        web_push.send(endpoint, {}, b"")


async def test_wishes_that_are_no_wishes_are_refused(office: Office, service: PushService) -> None:
    await asks(office, service, "paid")
    good = {"device_id": PHONE, "endpoint": service.endpoint, "wants": ["paid"], **service.keys}
    for wrong in ({"endpoint": "http://push.example/x"}, {"p256dh": "B"}, {"auth": "x"}, {"wants": ["all"]}):
        answer = await office.post("/api/push/subscriptions", {**good, **wrong}, who="technician")
        assert answer.status_code == 422, wrong
    twice = [await office.post("/api/push/unsubscribe", {"device_id": PHONE}, who="technician")
             for _ in range(2)]  # fmt: skip
    assert [each.status_code for each in twice] == [200, 409]
