"""Who is in the company, who may change that, and who is signed out by it."""

from datetime import timedelta

import pytest
from tests.company import OWNER, PASSWORD, Browser, Company

from stagebill.kernel.clock import FrozenClock

pytestmark = pytest.mark.anyio

DISPATCHER = "dispatcher@alder.example"


async def test_a_member_added_with_a_password_can_sign_in(company: Company) -> None:
    body = {"name": "Ann", "email": "Ann@Alder.example", "role": "technician", "password": PASSWORD}
    added = await company.owner.post("/api/members", body)
    assert added.status_code == 201
    assert added.json() == {
        "id": added.json()["id"],
        "name": "Ann",
        "email": "ann@alder.example",
        "role": "technician",
        "language": "en",
        "active": True,
    }
    assert (await Browser(company.app).sign_in("ann@alder.example")).status_code == 200


async def test_a_repeated_request_adds_one_member(company: Company) -> None:
    body = {"name": "Ann", "email": "ann@alder.example", "role": "technician", "password": PASSWORD}
    key = {"Idempotency-Key": "01900000-0000-7000-8000-00000000aaaa"}
    first = await company.owner.post("/api/members", body, headers=key)
    again = await company.owner.post("/api/members", body, headers=key)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    other = await company.owner.post("/api/members", {**body, "name": "Bea"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "sync.id_reused")
    items = (await company.owner.get("/api/members")).json()["items"]
    assert [item["name"] for item in items].count("Ann") == 1


async def test_no_answer_and_no_feed_row_holds_a_password_hash(company: Company) -> None:
    body = {"name": "Ann", "email": "ann@alder.example", "role": "technician", "password": PASSWORD}
    added = await company.owner.post("/api/members", body)
    listed = await company.owner.get("/api/members")
    snapshot = await company.technician.get("/api/sync/snapshot")
    for answer in (added, listed, snapshot):
        assert "argon2" not in answer.text
        assert PASSWORD not in answer.text
    stored = await company.services.database.reader.rows("SELECT outcome, body FROM mutation")
    assert not [row for row in stored if "argon2" in str(row)]


async def test_a_foreign_password_hash_is_refused(company: Company) -> None:
    body = {"name": "Ann", "email": "ann@alder.example", "role": "technician"}
    by_rest = await company.owner.post("/api/members", {**body, "password_hash": "x"})
    assert by_rest.status_code == 422
    heavy = "$argon2id$v=19$m=4194304,t=9,p=1$" + "A" * 22 + "$" + "A" * 43
    mutation = {
        "id": "01900000-0000-7000-8000-000000000001",
        "type": "identity.add_member",
        "body": {**body, "password_hash": heavy},
    }
    pushed = await company.owner.post("/api/sync/push", {"mutations": [mutation]})
    assert pushed.json()["outcomes"][0]["code"] == "sync.invalid"


async def test_an_address_belongs_to_one_member(company: Company) -> None:
    body = {"name": "Twin", "email": DISPATCHER.upper(), "role": "technician"}
    taken = await company.owner.post("/api/members", body)
    assert (taken.status_code, taken.json()["code"]) == (409, "identity.email_taken")
    changed = await company.owner.patch(f"/api/members/{company.ids['technician']}", {"email": DISPATCHER})
    assert (changed.status_code, changed.json()["code"]) == (409, "identity.email_taken")


@pytest.mark.parametrize("change", [{"active": False}, {"role": "dispatcher"}])
async def test_the_last_owner_stays(company: Company, change: dict[str, object]) -> None:
    owner = f"/api/members/{company.ids['owner']}"
    refused = await company.owner.patch(owner, change)
    assert (refused.status_code, refused.json()["code"]) == (409, "identity.last_owner")
    promoted = await company.owner.patch(f"/api/members/{company.ids['dispatcher']}", {"role": "owner"})
    assert promoted.status_code == 200
    assert (await company.owner.patch(owner, change)).status_code == 200


async def test_whoever_is_deactivated_is_out_at_once(company: Company) -> None:
    assert (await company.dispatcher.get("/api/me")).status_code == 200
    left = await company.owner.patch(f"/api/members/{company.ids['dispatcher']}", {"active": False})
    assert left.json()["active"] is False
    assert (await company.dispatcher.get("/api/me")).status_code == 401
    assert (await Browser(company.app).sign_in(DISPATCHER)).status_code == 401


async def test_another_role_or_password_signs_out(company: Company) -> None:
    path = f"/api/members/{company.ids['dispatcher']}"
    for change in ({"role": "technician"}, {"password": "another long password"}):
        await company.dispatcher.post(await company.link(DISPATCHER))
        assert (await company.dispatcher.get("/api/me")).status_code == 200
        assert (await company.owner.patch(path, change)).status_code == 200
        assert (await company.dispatcher.get("/api/me")).status_code == 401
    fresh = Browser(company.app)
    assert (await fresh.sign_in(DISPATCHER, "another long password")).json()["member"]["role"] == "technician"


async def test_whoever_is_deactivated_by_a_push_is_out_at_once_too(company: Company) -> None:
    assert (await company.technician.get("/api/me")).status_code == 200
    mutation = {
        "id": "01900000-0000-7000-8000-000000000001",
        "type": "identity.change_member",
        "body": {"member_id": company.ids["technician"], "active": False},
    }
    pushed = await company.owner.post("/api/sync/push", {"mutations": [mutation]})
    assert pushed.json()["outcomes"][0]["state"] == "applied"
    assert (await company.technician.get("/api/me")).status_code == 401


async def test_what_another_process_revoked_is_noticed_within_five_seconds(
    company: Company, clock: FrozenClock
) -> None:
    assert (await company.technician.get("/api/me")).status_code == 200
    await company.services.database.write(
        lambda tx: tx.run(
            "UPDATE session SET ended_at = $1 WHERE member_id = $2", clock.now(), company.ids["technician"]
        )
    )
    clock.advance(timedelta(seconds=6))
    assert (await company.technician.get("/api/me")).status_code == 401


async def test_a_new_name_signs_nobody_out(company: Company) -> None:
    assert (await company.dispatcher.get("/api/me")).status_code == 200
    path = f"/api/members/{company.ids['dispatcher']}"
    assert (await company.owner.patch(path, {"name": "Dora", "language": "es"})).status_code == 200
    me = (await company.dispatcher.get("/api/me")).json()["member"]
    assert (me["name"], me["language"]) == ("Dora", "es")


async def test_a_password_that_is_too_short_changes_nothing(company: Company) -> None:
    refused = await company.owner.patch(f"/api/members/{company.ids['owner']}", {"password": "short"})
    assert (refused.status_code, refused.json()["code"]) == (422, "identity.password_too_short")
    assert (await Browser(company.app).sign_in(OWNER)).status_code == 200


async def test_members_come_in_pages(company: Company) -> None:
    first = (await company.technician.get("/api/members?limit=2")).json()
    assert len(first["items"]) == 2
    second = (await company.technician.get(f"/api/members?limit=2&cursor={first['next']}")).json()
    assert len(second["items"]) == 1
    assert second["next"] is None
    found = {item["id"] for item in first["items"] + second["items"]}
    assert found == set(company.ids.values())


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=%00", "cursor=zzz", "cursor=W10"]
)
async def test_a_bad_page_is_refused(company: Company, query: str) -> None:
    assert (await company.owner.get(f"/api/members?{query}")).status_code == 422
