"""What a phone's batch becomes: one outcome each, in order, exactly once, nothing lost."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id
from stagebill.sync.services import FEEDS_AT_ONCE, Services

pytestmark = pytest.mark.anyio

JSON = "application/json"
DEVICE = "01890000-0000-7000-8000-00000000d001"


def payment(office: Office, amount_minor: int = 12_500, **more: Any) -> dict[str, Any]:
    """A payment for the job, as the phone's outbox keeps it."""
    body = {"payment_id": new_id(), "job_id": office.job, "method": "cash", "amount_minor": amount_minor}
    return {"id": new_id(), "type": "payments.record_payment", "v": 1, "body": body | more}


async def push(office: Office, *mutations: Any, cursor: str = "", **more: Any) -> dict[str, Any]:
    numbered = [{"seq": seq, **each} for seq, each in enumerate(mutations, 1)]
    answer = await office.post(
        "/api/sync/push", {"mutations": numbered, "cursor": cursor, **more}, who="technician"
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_an_answer_lost_after_commit_is_told_again_as_a_duplicate_with_the_original(
    office: Office,
) -> None:
    sent = payment(office)
    first = (await push(office, sent))["outcomes"][0]
    for _ in range(3):
        again = (await push(office, sent))["outcomes"][0]
        assert (again["id"], again["state"], again["original"]) == (sent["id"], "duplicate", first)
    assert len((await office.get("/api/payments")).json()["items"]) == 1


async def test_each_mutation_stands_alone_and_a_refused_one_stops_nothing(office: Office) -> None:
    good, bad, last = payment(office), payment(office, amount_minor=0), payment(office)
    unknown = {**payment(office), "type": "payments.teleport"}
    outcomes = (await push(office, good, bad, unknown, {"id": "?"}, last))["outcomes"]
    assert [each["state"] for each in outcomes] == ["applied", "rejected", "rejected", "rejected", "applied"]
    assert [each.get("code") for each in outcomes[1:4]] == [
        "sync.invalid",
        "sync.unknown_type",
        "sync.invalid",
    ]
    assert outcomes[1]["quarantine_id"] == bad["id"]


async def test_what_a_newer_app_says_beside_a_payment_does_not_keep_the_payment_out(office: Office) -> None:
    newer = {**payment(office, gift_minor=0), "v": 2}
    first = (await push(office, newer))["outcomes"][0]
    again = (await push(office, newer))["outcomes"][0]
    assert (first["state"], again["state"], again["original"]) == ("applied", "duplicate", first)
    assert [each["amount_minor"] for each in (await office.get("/api/payments")).json()["items"]] == [12_500]
    other = {**newer, "body": newer["body"] | {"gift_minor": 1}}
    assert (await push(office, other))["outcomes"][0]["code"] == "sync.id_reused"
    script = await office.post("/api/payments", newer["body"], who="technician")
    assert script.json()["code"] == "request.invalid"  # who writes a script is told of a field that is none


async def test_an_invisible_character_beside_the_money_does_not_keep_the_payment_out(
    office: Office,
) -> None:
    """As pasted from a notes app: who took the money was told it is saved, and sees nothing wrong."""
    pasted = payment(office, reference="Check\u202811\x0b7\x85", note="paid\u2029by\x00 Jane\nat\tthe door")
    first = (await push(office, pasted))["outcomes"][0]
    again = (await push(office, pasted))["outcomes"][0]
    assert (first["state"], again["original"]) == ("applied", first)
    (kept,) = (await office.get("/api/payments")).json()["items"]
    assert (kept["reference"], kept["note"]) == ("Check 11 7 ", "paid by  Jane\nat\tthe door")
    script = await office.post("/api/payments", pasted["body"], who="technician")
    assert script.json()["code"] == "request.invalid"  # who writes a script sees what they sent


async def test_money_for_what_is_void_paid_unknown_or_foreign_is_kept_and_asks_for_a_decision(
    office: Office,
) -> None:
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "rest": True})).json()
    await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong stage"})
    void = payment(office, invoice_id=invoice["id"])
    unknown = payment(office, invoice_id=new_id())
    nowhere = payment(office, job_id=new_id())
    euros = payment(office, currency="EUR")
    outcomes = (await push(office, void, unknown, nowhere, euros))["outcomes"]
    assert [each["state"] for each in outcomes] == ["conflict"] * 4
    assert [each["code"] for each in outcomes] == [
        "invoice_void", "invoice_unknown", "job_unknown", "currency_mismatch",
    ]  # fmt: skip
    assert all(each["effect"]["unapplied_minor"] == 12_500 for each in outcomes)
    waiting = (await office.get("/api/decisions")).json()["items"]
    assert {each["id"] for each in waiting} == {each["decision"] for each in outcomes}


async def test_what_leans_on_a_refusal_is_refused_and_what_leans_on_nothing_yet_waits(office: Office) -> None:
    refused = payment(office, amount_minor=0)
    reversal = {"type": "payments.reverse_payment", "body": {"payment_id": new_id(), "reason": "typed twice"}}
    leaning = {**reversal, "id": new_id(), "deps": [refused["id"]]}
    waiting = {**reversal, "id": new_id(), "deps": [new_id()]}
    outcomes = (await push(office, refused, leaning, waiting))["outcomes"]
    assert [each["state"] for each in outcomes] == ["rejected", "rejected", "deferred"]
    assert outcomes[1]["code"] == "sync.leans_on_rejected"


async def test_the_answer_brings_what_changed_and_the_cursor_to_go_on_from(office: Office) -> None:
    taken = (await office.get("/api/sync/snapshot", who="technician")).json()
    sent = payment(office)
    told = await push(office, sent, cursor=taken["cursor"])
    changed = {(each["e"], each["id"]) for each in told["changes"]}
    assert {("payment", sent["body"]["payment_id"]), ("job", office.job)} <= changed
    pulled = await office.get(f"/api/sync/pull?cursor={told['cursor']}", who="technician")
    assert pulled.json()["changes"] == []


@pytest.mark.parametrize("cursor", ["", "nonsense", "~~", "a~b~1", "x" * 300])
async def test_a_cursor_that_is_none_of_ours_asks_to_begin_afresh(office: Office, cursor: str) -> None:
    answer = (await office.get(f"/api/sync/pull?cursor={cursor}", who="technician")).json()
    assert answer["reset"] is True


async def test_one_that_our_own_fault_stops_keeps_no_other_payment_of_the_phone_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    commands = office.app.state.services.registry.commands
    note = replace(commands["jobs.add_note"], handler=broken)
    monkeypatch.setitem(commands, "jobs.add_note", note)
    stuck = {"id": new_id(), "type": "jobs.add_note", "body": {"job_id": office.job, "text": "gate 4"}}
    outcomes = (await push(office, payment(office), stuck, payment(office)))["outcomes"]
    assert [each["state"] for each in outcomes] == ["applied", "deferred", "applied"]
    assert outcomes[1]["code"] == "server.failed"
    monkeypatch.undo()
    assert (await push(office, stuck))["outcomes"][0]["state"] == "applied"


async def test_what_one_member_holds_is_not_sent_by_another_who_signed_in_beside_them(
    office: Office,
) -> None:
    other, own = office.teller.id("member", "owner"), office.teller.id("member", "technician")
    for path, body in (("push", {"member_id": other, "mutations": [payment(office)]}), ("pull", None)):
        ask = office.post if body else office.get
        given = [f"/api/sync/{path}", body] if body else [f"/api/sync/{path}?member_id={other}"]
        answer = await ask(*given, who="technician")  # type: ignore[operator]
        assert (answer.status_code, answer.json()["code"]) == (403, "sync.another_member")
    assert (await office.get("/api/payments")).json()["items"] == []
    assert (await push(office, payment(office), member_id=own))["outcomes"][0]["state"] == "applied"


async def test_the_fate_of_a_mutation_can_be_asked(office: Office) -> None:
    sent, never = payment(office), new_id()
    await push(office, sent)
    answer = await office.get(f"/api/sync/fate?ids={sent['id']},{never}", who="technician")
    fates = answer.json()["fates"]
    assert fates[sent["id"]]["state"] == "applied"
    assert fates[never] is None


async def test_the_office_sees_what_a_device_has_not_sent_yet_and_a_gap_in_its_sequence(
    office: Office,
) -> None:
    registered = await office.post(
        "/api/devices",
        {"device_id": DEVICE, "label": "Maya's phone", "platform": "android"},
        who="technician",
    )
    assert registered.status_code in {200, 201}
    first, third = {**payment(office), "seq": 1}, {**payment(office), "seq": 3}
    report = {"device_id": DEVICE, "unsent_count": 2, "unsent_minor": 64_000}
    await push(office, first, third, **report, oldest_unsent_at="2026-03-02T14:05:00Z")
    device = (await office.get("/api/devices")).json()["items"][0]
    assert (device["unsent_count"], device["unsent_minor"], device["gap_seq"]) == (2, 64_000, 2)
    await office.get(f"/api/sync/pull?cursor=&device_id={DEVICE}", who="technician")
    await push(office, {**payment(office), "seq": 2}, device_id=DEVICE)
    device = (await office.get("/api/devices")).json()["items"][0]
    assert (device["unsent_count"], device["gap_seq"]) == (0, None)


async def test_a_device_clock_three_days_ahead_is_kept_adjusted_and_flagged(office: Office) -> None:
    sent = payment(office, taken_at="2026-03-05T15:00:00Z")
    told = await push(office, sent, client_now="2026-03-05T15:10:00Z")
    assert told["outcomes"][0]["effect"]["clock_flag"] is True
    rows = await office.teller.services.database.reader.rows(
        "SELECT taken_at, taken_at_adjusted FROM payment WHERE organization_id = $1",
        office.teller.organization_id,
    )
    assert rows == [("2026-03-05T15:00:00.000000Z", "2026-03-02T14:50:00.000000Z")]


async def test_more_than_fifty_at_once_are_not_read(office: Office) -> None:
    body = {"mutations": [payment(office) for _ in range(51)]}
    assert (await office.post("/api/sync/push", body, who="technician")).status_code == 422


async def test_while_phones_wait_for_their_changes_a_page_is_answered(office: Office) -> None:
    services: Services = office.app.state.services
    for _ in range(FEEDS_AT_ONCE):
        await services.feeds.acquire()
    waiting = [
        asyncio.create_task(office.get("/api/sync/pull", who="technician")),
        asyncio.create_task(office.get("/api/sync/snapshot", who="technician")),
        asyncio.create_task(push(office, payment(office))),
    ]
    assert (await office.get("/api/invoices")).status_code == 200
    _, still_waiting = await asyncio.wait(waiting, timeout=0.2)
    assert still_waiting == set(waiting)
    for _ in range(FEEDS_AT_ONCE):
        services.feeds.release()
    pulled, snapshot, pushed = await asyncio.gather(*waiting)
    assert (pulled.status_code, snapshot.status_code) == (200, 200)
    assert pushed["outcomes"][0]["state"] == "applied"


async def test_each_no_names_the_version_by_which_a_phone_knows_it_from_a_strangers(office: Office) -> None:
    """A phone ends no session and parks no payment for a no that has no such name."""
    stranger, push_path = office.client("no token at all"), "/api/sync/push"
    other = {"member_id": office.teller.id("member", "owner")}
    billed = {"job_id": office.job, "amount_minor": 900_000}
    answers = [
        await stranger.get("/api/me"),
        await stranger.post(push_path, json={"mutations": []}),
        await office.post(push_path, other, who="technician"),
        await office.post("/api/invoices", billed),
        await office.post(push_path, {"unsent_minor": -1}, who="technician"),
        await office.clients["technician"].post(push_path, content=b"{", headers={"Content-Type": JSON}),
    ]
    assert [each.status_code for each in answers] == [401, 401, 403, 409, 422, 400]
    assert all(each.headers.get("X-Stagebill-Version") for each in answers)
