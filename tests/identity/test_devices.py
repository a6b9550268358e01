"""Installed apps: their codes, what they have not sent, and taking a lost one out of service."""

from datetime import UTC, datetime

import pytest
from tests.builders import a_context
from tests.company import Browser, Company

from stagebill.identity.device import Device, Report, is_news, reported
from stagebill.kernel.ids import derived_id

PHONE = "01900000-0000-7000-8000-00000000d001"
TABLET = "01900000-0000-7000-8000-00000000d002"
BODY = {"device_id": PHONE, "label": "Pixel 9", "platform": "android"}


@pytest.mark.anyio
async def test_devices_get_short_codes_in_the_order_they_register(company: Company) -> None:
    phone = await company.technician.post("/api/devices", BODY)
    tablet = await company.dispatcher.post("/api/devices", {**BODY, "device_id": TABLET, "label": "Tablet"})
    assert (phone.status_code, phone.json()["short_code"]) == (201, "T01")
    assert tablet.json()["short_code"] == "T02"


@pytest.mark.anyio
async def test_registering_again_keeps_the_code_and_takes_the_new_label(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    again = await company.technician.post("/api/devices", {**BODY, "label": "Van phone"})
    assert (again.json()["short_code"], again.json()["label"]) == ("T01", "Van phone")
    assert len((await company.owner.get("/api/devices")).json()["items"]) == 1


@pytest.mark.anyio
async def test_a_device_stays_with_the_member_who_registered_it(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    taken = await company.dispatcher.post("/api/devices", BODY)
    assert (taken.status_code, taken.json()["code"]) == (403, "identity.device_of_another_member")


@pytest.mark.anyio
async def test_a_technician_sees_their_own_devices_and_the_office_all(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    await company.dispatcher.post("/api/devices", {**BODY, "device_id": TABLET})
    own = (await company.technician.get("/api/devices")).json()["items"]
    assert [device["id"] for device in own] == [PHONE]
    assert len((await company.owner.get("/api/devices")).json()["items"]) == 2
    assert (await company.technician.get(f"/api/devices/{TABLET}")).status_code == 404


@pytest.mark.anyio
async def test_revoking_a_lost_phone_signs_its_member_out_everywhere(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    revoked = await company.dispatcher.post(f"/api/devices/{PHONE}/revoke")
    assert revoked.status_code == 200
    assert revoked.json()["revoked_at"] is not None
    assert (await company.technician.get("/api/me")).status_code == 401
    back = Browser(company.app)
    await back.post(await company.link("technician@alder.example"))
    assert (await back.post("/api/devices", BODY)).json()["code"] == "identity.device_revoked"


def a_device(**changes: object) -> Device:
    at = datetime(2026, 3, 2, 14, 59, tzinfo=UTC)
    given: dict[str, object] = {
        "organization_id": derived_id("organization"),
        "id": PHONE,
        "member_id": derived_id("member", "dispatcher"),
        "label": "Phone",
        "platform": "ios",
        "short_code": "T07",
        "last_seq": 39,
        "unsent_count": 0,
        "unsent_minor": 0,
        "oldest_unsent_at": None,
        "last_seen_at": at,
        "gap_seq": None,
        "registered_at": at,
        "revoked_at": None,
    }
    return Device(**given | changes)  # type: ignore[arg-type]


def test_a_batch_that_leaves_a_number_out_marks_the_gap() -> None:
    report = Report(unsent_count=0, unsent_minor=0, first_seq=41, last_seq=43)
    after = reported(a_device(), report, a_context())
    assert (after.gap_seq, after.last_seq) == (40, 43)


def test_a_batch_that_goes_on_or_comes_again_marks_none() -> None:
    for first, last in ((40, 41), (38, 39), (None, None)):
        report = Report(unsent_count=2, unsent_minor=64_000, first_seq=first, last_seq=last)
        after = reported(a_device(), report, a_context())
        assert after.gap_seq is None
        assert after.last_seq == max(39, last or 0)
        assert (after.unsent_count, after.unsent_minor) == (2, 64_000)


def test_only_news_is_written() -> None:
    now = a_context().now
    same = Report(unsent_count=0, unsent_minor=0, last_seq=39)
    assert not is_news(a_device(), same, now)
    assert is_news(a_device(), Report(unsent_count=1, unsent_minor=100), now)
    assert is_news(a_device(), Report(unsent_count=0, unsent_minor=0, last_seq=40), now)
    assert is_news(a_device(last_seen_at=datetime(2026, 3, 2, 14, 40, tzinfo=UTC)), same, now)
