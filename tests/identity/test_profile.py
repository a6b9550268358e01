"""What people do with their own account: name, language, password, and where they are signed in."""

from typing import Any

import pytest
from tests.company import OWNER, PASSWORD, Browser, Company

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

NEW = "a much longer password"


async def change(browser: Browser, old: str | None = PASSWORD, new: str = NEW) -> Any:
    return await browser.post("/api/me/password", {"old_password": old, "new_password": new})


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/api/me")).status_code == 200


async def test_people_change_their_own_name_and_language_and_nothing_else(company: Company) -> None:
    changed = await company.technician.patch("/api/me", {"name": "Luis", "language": "es"})
    assert (changed.json()["name"], changed.json()["language"]) == ("Luis", "es")
    assert changed.json()["id"] == company.ids["technician"]
    assert (await company.technician.get("/api/me")).json()["member"] == changed.json()
    for more in ({"role": "owner"}, {"email": "x@y.example"}, {"member_id": company.ids["owner"]}):
        assert (await company.technician.patch("/api/me", more)).status_code == 422


async def test_a_new_password_signs_out_everywhere_else_and_works_from_then_on(company: Company) -> None:
    phone = Browser(company.app, "192.0.2.8")
    await phone.sign_in(OWNER)
    assert (await change(company.owner)).status_code == 200
    assert (await is_in(company.owner), await is_in(phone)) == (True, False)
    assert (await phone.sign_in(OWNER)).status_code == 401
    assert (await phone.sign_in(OWNER, NEW)).status_code == 200


async def test_the_old_password_must_be_known_and_is_tried_only_so_often(company: Company) -> None:
    for _ in range(5):
        wrong = await change(company.owner, old="not the password")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "identity.wrong_old_password")
    assert (await change(company.owner)).status_code == 429
    assert await is_in(company.owner)
    assert (await Browser(company.app, "192.0.2.9").sign_in(OWNER)).status_code == 200


async def test_who_came_by_a_link_sets_a_first_password_and_needs_it_from_then_on(company: Company) -> None:
    assert (await change(company.dispatcher, old=PASSWORD)).status_code == 422
    assert (await change(company.dispatcher, old=None)).status_code == 200
    assert (await change(company.dispatcher, old=None)).status_code == 422
    assert (await change(company.dispatcher, old=NEW, new=PASSWORD)).status_code == 200


async def test_a_new_password_must_be_a_good_one(company: Company) -> None:
    assert (await change(company.owner, new="short")).json()["code"] == "identity.password_too_short"
    assert (await change(company.owner, new=OWNER)).json()["code"] == "identity.password_too_plain"
    assert await is_in(company.owner)


async def test_no_device_can_push_a_password(company: Company) -> None:
    hashed = (
        "$argon2id$v=19$m=47104,t=1,p=1$xNIB8bbKAmP0TjHS3UgdGg$U5WXfRONfJdY2mvIiAOrLvAbcISQgNXGNK1FK2l4mm0"
    )
    body = {"member_id": company.ids["owner"], "password_hash": hashed}
    for browser in (company.technician, company.owner):
        pushed = {"mutations": [{"id": new_id(), "type": "identity.change_password", "body": body}]}
        outcome = (await browser.post("/api/sync/push", pushed)).json()["outcomes"][0]
        assert (outcome["state"], outcome["code"]) == ("rejected", "sync.not_allowed")
    assert (await Browser(company.app, "192.0.2.9").sign_in(OWNER)).status_code == 200


async def test_people_see_where_they_are_signed_in_and_end_one_of_it(
    company: Company, clock: FrozenClock
) -> None:
    phone = Browser(company.app, "192.0.2.8")
    await phone.sign_in(OWNER)
    found = (await company.owner.get("/api/me/sessions")).json()["items"]
    assert [each["here"] for each in found].count(True) == 1
    assert len(found) == 2
    other = next(each for each in found if not each["here"])
    assert (await company.owner.post(f"/api/me/sessions/{other['id']}/end")).status_code == 204
    assert (await is_in(company.owner), await is_in(phone)) == (True, False)
    assert len((await company.owner.get("/api/me/sessions")).json()["items"]) == 1


async def test_one_tap_signs_out_everywhere_else(company: Company) -> None:
    others = [Browser(company.app, f"192.0.2.{place}") for place in (8, 9)]
    for other in others:
        await other.sign_in(OWNER)
    assert (await company.owner.post("/api/me/sessions/end-others")).status_code == 204
    assert [await is_in(browser) for browser in (company.owner, *others)] == [True, False, False]


async def test_nobody_sees_or_ends_the_sessions_of_somebody_else(company: Company) -> None:
    theirs = (await company.dispatcher.get("/api/me/sessions")).json()["items"][0]["id"]
    assert theirs not in (await company.owner.get("/api/me/sessions")).text
    ended = await company.owner.post(f"/api/me/sessions/{theirs}/end")
    assert (ended.status_code, ended.json()["code"]) == (404, "identity.missing")
    assert await is_in(company.dispatcher)


async def test_no_list_of_sessions_holds_a_token_or_its_digest(company: Company) -> None:
    text = (await company.owner.get("/api/me/sessions")).text
    digests = await company.services.database.reader.rows("SELECT token_digest FROM session")
    assert not any(digest in text for (digest,) in digests)
    assert company.owner.token not in text
