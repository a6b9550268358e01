"""A phone is paired by a link that signs its member in once, made by somebody who may."""

from datetime import timedelta

import pytest
from tests.company import Browser, Company

from stagebill.kernel.clock import FrozenClock

pytestmark = pytest.mark.anyio


async def test_the_link_signs_its_member_in_once_and_for_ten_minutes(
    company: Company, clock: FrozenClock
) -> None:
    made = await company.dispatcher.post(f"/api/members/{company.ids['technician']}/pairing")
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert made.json()["expires_at"] == "2026-03-02T15:10:00Z"
    phone, thief = Browser(company.app), Browser(company.app)
    assert (await phone.post(made.json()["url"])).status_code == 303
    assert (await phone.get("/api/me")).json()["member"]["id"] == company.ids["technician"]
    assert (await thief.post(made.json()["url"])).status_code == 410
    late = await company.owner.post(f"/api/members/{company.ids['technician']}/pairing")
    clock.advance(timedelta(minutes=11))
    assert (await thief.post(late.json()["url"])).status_code == 410


async def test_nobody_makes_a_link_that_is_worth_more_than_they_are(company: Company) -> None:
    allowed = {}
    for role in ("owner", "dispatcher", "technician"):
        answers = [
            await getattr(company, role).post(f"/api/members/{company.ids[other]}/pairing")
            for other in ("owner", "dispatcher", "technician")
        ]
        allowed[role] = [answer.status_code for answer in answers]
    assert allowed == {
        "owner": [201, 201, 201],
        "dispatcher": [403, 201, 201],
        "technician": [403, 403, 403],
    }


async def test_whoever_was_removed_is_paired_no_more(company: Company) -> None:
    technician = company.ids["technician"]
    await company.owner.patch(f"/api/members/{technician}", {"active": False})
    answer = await company.owner.post(f"/api/members/{technician}/pairing")
    assert (answer.status_code, answer.json()["code"]) == (404, "identity.unknown_member")
