"""Signing in, staying signed in, and being signed out again."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from tests.company import FOUNDING, OWNER, PASSWORD, Browser, Company

from stagebill.identity.sign_in import issue_token
from stagebill.kernel.clock import FrozenClock

TECHNICIAN = "technician@alder.example"

pytestmark = pytest.mark.anyio


async def test_an_empty_installation_says_that_it_needs_founding(app: Litestar) -> None:
    state = await Browser(app).get("/auth/state")
    assert state.json() == {"signed_in": False, "needs_founding": True}


async def test_the_founder_is_signed_in_and_is_the_owner(company: Company) -> None:
    me = (await company.owner.get("/api/me")).json()
    assert me["member"] == {
        "id": company.ids["owner"],
        "name": "Olive Alder",
        "email": OWNER,
        "role": "owner",
        "language": "en",
        "active": True,
    }
    assert me["organization"]["name"] == "Alder Plumbing"
    assert me["organization"]["currency"] == "USD"
    state = (await company.owner.get("/auth/state")).json()
    assert (state["signed_in"], state["needs_founding"]) == (True, False)
    assert state["me"]["member"] == (await company.owner.get("/api/me")).json()["member"]


async def test_a_second_founding_is_refused(company: Company) -> None:
    again = await Browser(company.app).post("/auth/found", {**FOUNDING, "company": "Usurper"})
    assert again.status_code == 409
    assert again.json()["code"] == "settings.already_founded"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("password", "short", "identity.password_too_short"),
        ("password", "aaaaaaaaaaaaaaaa", "identity.password_too_plain"),
        ("password", FOUNDING["email"], "identity.password_too_plain"),
        ("currency", "XAU", "identity.unknown_currency"),
        ("currency", "ZZZ", "identity.unknown_currency"),
        ("zone", "Mars/Olympus", "identity.unknown_zone"),
        ("language", "fr", "request.invalid"),
        ("name", "a\u0000b", "request.invalid"),
        ("email", "nobody", "request.invalid"),
        ("company", "   ", "request.invalid"),
    ],
)
async def test_a_founding_with_bad_facts_makes_no_company(
    app: Litestar, field: str, value: str, code: str
) -> None:
    refused = await Browser(app).post("/auth/found", {**FOUNDING, field: value})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await Browser(app).get("/auth/state")).json()["needs_founding"]


async def test_the_api_is_closed_to_whoever_is_not_signed_in(company: Company) -> None:
    answer = await Browser(company.app).get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "identity.not_signed_in"


async def test_the_address_may_be_typed_in_any_case(company: Company) -> None:
    assert (await Browser(company.app).sign_in("  OWNER@Alder.example ")).status_code == 200


async def test_a_wrong_password_and_an_unknown_name_answer_alike(company: Company) -> None:
    wrong = await Browser(company.app).sign_in(OWNER, "not the password")
    unknown = await Browser(company.app).sign_in("nobody@alder.example", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.json()["code"] == "identity.wrong_credentials"
    assert "set-cookie" not in wrong.headers


async def test_signing_in_again_makes_a_new_token_and_ends_the_old_one(company: Company) -> None:
    old = company.owner.token
    assert (await company.owner.get("/api/me")).status_code == 200
    assert (await company.owner.sign_in(OWNER)).status_code == 200
    assert company.owner.token != old
    stale = await Browser(company.app).get("/api/me", headers={"Cookie": f"stagebill={old}"})
    assert stale.status_code == 401


async def test_a_session_id_chosen_by_the_visitor_is_never_taken_over(company: Company) -> None:
    browser = Browser(company.app)
    browser.http.cookies.set("stagebill", "chosen-by-attacker", domain="127.0.0.1")
    await browser.sign_in(OWNER)
    chosen = await Browser(company.app).get("/api/me", headers={"Cookie": "stagebill=chosen-by-attacker"})
    assert chosen.status_code == 401


async def test_the_session_cookie_is_closed_to_scripts_and_other_sites(company: Company) -> None:
    cookie = (await Browser(company.app).sign_in(OWNER)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Max-Age=2592000" in cookie


async def test_signing_out_ends_the_session_at_once(company: Company) -> None:
    token = company.owner.token
    out = await company.owner.post("/auth/sign-out")
    assert out.status_code == 204
    assert "Max-Age=0" in out.headers["set-cookie"]
    after = await Browser(company.app).get("/api/me", headers={"Cookie": f"stagebill={token}"})
    assert after.status_code == 401


async def test_an_office_session_ends_after_twelve_idle_hours(company: Company, clock: FrozenClock) -> None:
    clock.advance(timedelta(hours=11, minutes=59))
    assert (await company.owner.get("/api/me")).status_code == 200
    clock.advance(timedelta(hours=11, minutes=59))
    assert (await company.owner.get("/api/me")).status_code == 200
    clock.advance(timedelta(hours=12, minutes=1))
    assert (await company.owner.get("/api/me")).status_code == 401


async def test_an_office_session_ends_after_thirty_days_of_use(company: Company, clock: FrozenClock) -> None:
    for _ in range(29 * 3):
        clock.advance(timedelta(hours=8))
        assert (await company.owner.get("/api/me")).status_code == 200
    clock.advance(timedelta(hours=8))
    assert (await company.owner.get("/api/me")).status_code == 200
    clock.advance(timedelta(hours=8))
    clock.advance(timedelta(hours=8))
    assert (await company.owner.get("/api/me")).status_code == 401


async def test_a_technicians_phone_stays_signed_in_for_thirty_days_without_signal(
    company: Company, clock: FrozenClock
) -> None:
    clock.advance(timedelta(days=29))
    assert (await company.technician.get("/api/me")).status_code == 200
    clock.advance(timedelta(days=29))
    assert (await company.technician.get("/api/me")).status_code == 200
    clock.advance(timedelta(days=29))
    assert (await company.technician.get("/api/me")).status_code == 200
    clock.advance(timedelta(days=4))
    assert (await company.technician.get("/api/me")).status_code == 401


async def test_a_bearer_token_works_without_a_cookie_and_without_the_mark(
    company: Company, clock: FrozenClock
) -> None:
    token = await issue_token(company.services.database, "Dispatcher@alder.example", clock)
    script = Browser(company.app)
    del script.http.headers["X-Stagebill"]
    script.http.headers["Authorization"] = f"Bearer {token}"
    assert (await script.get("/api/me")).json()["member"]["role"] == "dispatcher"
    made = await script.post("/api/customers", {"name": "Jane"})
    assert made.status_code == 201
    as_cookie = await Browser(company.app).get("/api/me", headers={"Cookie": f"stagebill={token}"})
    assert as_cookie.status_code == 401


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer x", "Basic b3duZXI6", "bearer " + "A" * 5000, "Bearer \xff"]
)
async def test_a_token_that_is_none_is_nobody(company: Company, value: str) -> None:
    answer = await Browser(company.app).get("/api/me", headers=[(b"authorization", value.encode("latin-1"))])
    assert answer.status_code == 401


async def test_looking_at_a_sign_in_link_uses_nothing_up(company: Company) -> None:
    link = await company.link(TECHNICIAN)
    browser = Browser(company.app)
    for _ in range(3):
        page = await browser.get(link, headers={"Accept-Language": "es-MX,es;q=0.9"})
        assert page.status_code == 200
        assert "Entrar" in page.text
        assert "script-src 'sha256-" in page.headers["content-security-policy"]
        assert "set-cookie" not in page.headers
    entered = await browser.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert (await browser.get("/api/me")).json()["member"]["role"] == "technician"


async def test_a_sign_in_link_works_once_and_for_ten_minutes(company: Company, clock: FrozenClock) -> None:
    link = await company.link(TECHNICIAN)
    assert (await Browser(company.app).post(link)).status_code == 303
    again = await Browser(company.app).post(link)
    assert again.status_code == 410
    assert "set-cookie" not in again.headers
    late = await company.link(TECHNICIAN)
    clock.advance(timedelta(minutes=10))
    assert (await Browser(company.app).post(late)).status_code == 410
    assert (await Browser(company.app).post("/auth/link/made-up")).status_code == 410


async def test_of_twenty_presses_on_one_link_at_once_one_signs_in(company: Company) -> None:
    link = await company.link(TECHNICIAN)
    answers = await asyncio.gather(*(Browser(company.app).post(link) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 19


async def test_sessions_that_ended_of_themselves_are_forgotten_at_the_next_sign_in(
    company: Company, clock: FrozenClock
) -> None:
    clock.advance(timedelta(days=31))
    await company.technician.post(await company.link(TECHNICIAN))
    rows = await company.services.database.reader.rows(
        "SELECT created_at FROM session WHERE member_id = $1", company.ids["technician"]
    )
    assert rows == [("2026-04-02T15:00:00.000000Z",)]


async def test_the_demo_companys_link_is_the_same_each_time_and_works_again(company: Company) -> None:
    link = await company.link(TECHNICIAN, reusable=True)
    assert await company.link(TECHNICIAN, reusable=True) == link
    for _ in range(2):
        assert (await Browser(company.app).post(link)).status_code == 303


async def test_a_link_of_somebody_who_left_signs_nobody_in(company: Company) -> None:
    link = await company.link(TECHNICIAN, reusable=True)
    left = await company.owner.patch(f"/api/members/{company.ids['technician']}", {"active": False})
    assert left.status_code == 200
    assert (await Browser(company.app).post(link)).status_code == 410


async def test_a_password_hashed_with_other_parameters_is_hashed_anew_at_sign_in(company: Company) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    database = company.services.database
    await database.write(
        lambda tx: tx.run("UPDATE member SET password_hash = $1 WHERE email = $2", weak, OWNER)
    )
    assert (await Browser(company.app).sign_in(OWNER)).status_code == 200
    stored = await database.reader.rows("SELECT password_hash FROM member WHERE email = $1", OWNER)
    assert stored[0][0].startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert (await Browser(company.app).sign_in(OWNER)).status_code == 200
