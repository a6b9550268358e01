"""Installed apps: their codes, what they have not sent, and taking a lost one out of service."""

import asyncio
from datetime import timedelta

import pytest
from tests.company import Browser, Company

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import new_id

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
async def test_twenty_phones_that_register_at_once_get_twenty_codes(company: Company) -> None:
    bodies = [{**BODY, "device_id": new_id()} for _ in range(20)]
    answers = await asyncio.gather(*(company.technician.post("/api/devices", body) for body in bodies))
    codes = sorted(answer.json()["short_code"] for answer in answers)
    assert codes == [f"T{number:02d}" for number in range(1, 21)]


@pytest.mark.anyio
async def test_a_phone_is_told_which_device_it_is(company: Company) -> None:
    assert (await company.technician.get(f"/api/me?device_id={PHONE}")).json()["device"] is None
    await company.technician.post("/api/devices", BODY)
    me = (await company.technician.get(f"/api/me?device_id={PHONE}")).json()
    assert me["device"]["short_code"] == "T01"
    assert (await company.owner.get(f"/api/me?device_id={PHONE}")).json()["device"] is None
    assert (await company.owner.get("/api/me?device_id=1")).status_code == 422


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


UNSENT = {"unsent_count": 2, "unsent_minor": 64_000, "oldest_unsent_at": "2026-03-02T14:05:00Z"}


async def _device(company: Company) -> dict[str, object]:
    device: dict[str, object] = (await company.owner.get(f"/api/devices/{PHONE}")).json()
    return device


@pytest.mark.anyio
async def test_the_office_sees_what_a_phone_has_not_sent(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    cursor = (await company.dispatcher.get("/api/sync/snapshot")).json()["cursor"]
    pushed = await company.technician.post("/api/sync/push", {"device_id": PHONE, "mutations": [], **UNSENT})
    assert pushed.status_code == 200
    device = await _device(company)
    assert (device["unsent_count"], device["unsent_minor"]) == (2, 64_000)
    assert device["oldest_unsent_at"] == "2026-03-02T14:05:00.000000Z"
    pulled = (await company.dispatcher.get("/api/sync/pull", params={"cursor": cursor})).json()
    assert [(change["e"], change["row"]["unsent_count"]) for change in pulled["changes"]] == [("device", 2)]


@pytest.mark.anyio
async def test_a_phone_that_says_nothing_new_costs_no_write(company: Company, clock: FrozenClock) -> None:
    await company.technician.post("/api/devices", BODY)
    call = {"device_id": PHONE, "mutations": [], **UNSENT}
    await company.technician.post("/api/sync/push", call)
    written = await _mutations(company)
    for _ in range(3):
        clock.advance(timedelta(minutes=5))
        await company.technician.post("/api/sync/push", call)
    assert await _mutations(company) == written
    clock.advance(timedelta(minutes=1))
    await company.technician.post("/api/sync/push", call)
    assert await _mutations(company) == written + 1
    assert (await _device(company))["last_seen_at"] == "2026-03-02T15:16:00.000000Z"


async def _mutations(company: Company) -> int:
    return len(await company.services.database.reader.rows("SELECT id FROM mutation"))


@pytest.mark.anyio
async def test_a_number_that_a_phone_jumps_over_is_shown_until_it_comes(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    gaps = []
    for seq in (1, 2, 4, 5, 3):
        mutation = {"id": new_id(), "seq": seq, "type": "no.such_type", "body": {}}
        await company.technician.post("/api/sync/push", {"device_id": PHONE, "mutations": [mutation]})
        gaps.append((await _device(company))["gap_seq"])
    assert gaps == [None, None, 3, 3, None]


@pytest.mark.anyio
async def test_sync_serves_neither_a_revoked_device_nor_another_members(company: Company) -> None:
    await company.technician.post("/api/devices", BODY)
    call = {"device_id": PHONE, "mutations": [], **UNSENT}
    stolen = await company.dispatcher.post("/api/sync/push", call)
    assert (stolen.status_code, stolen.json()["code"]) == (403, "sync.device_not_in_service")
    await company.owner.post(f"/api/devices/{PHONE}/revoke")
    back = Browser(company.app)
    await back.post(await company.link("technician@alder.example"))
    revoked = await back.post("/api/sync/push", call)
    assert (revoked.status_code, revoked.json()["code"]) == (403, "sync.device_not_in_service")
    pulled = await back.get("/api/sync/pull", params={"cursor": "", "device_id": PHONE})
    assert pulled.status_code == 403


@pytest.mark.anyio
async def test_a_device_that_is_not_registered_yet_may_sync(company: Company) -> None:
    call = {"device_id": TABLET, "mutations": [], **UNSENT}
    assert (await company.technician.post("/api/sync/push", call)).status_code == 200
