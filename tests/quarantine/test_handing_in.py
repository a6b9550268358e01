"""A device that was shut out still hands in what it holds: kept whole, and applied once if so decided."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.app import HANDLERS
from stagebill.check.run import check
from stagebill.kernel.ids import new_id
from stagebill.quarantine import routes
from stagebill.sync.dispatcher import Dispatcher

pytestmark = pytest.mark.anyio

PHONE = "01900000-0000-7000-8000-00000000d001"
A_PHONE = {"device_id": PHONE, "label": "Pixel 9", "platform": "android"}


def cash(office: Office, amount_minor: int = 32_000, seq: int = 1, **more: Any) -> dict[str, Any]:
    body = {"payment_id": new_id(), "job_id": office.job, "method": "cash", "amount_minor": amount_minor}
    sent = {"id": new_id(), "seq": seq, "type": "payments.record_payment", "v": 1, "deps": [new_id()]}
    return {**sent, "body": {**body, **more}}


async def hands_in(office: Office, *mutations: Any, device: str = PHONE, status: int = 200) -> Any:
    body = {"device_id": device, "mutations": mutations, "unsent_count": 7}
    answer = await office.post("/api/sync/hand-in", body, who="technician")
    assert answer.status_code == status, answer.text
    return answer.json().get("outcomes")


async def removed(office: Office) -> None:
    technician = office.teller.id("member", "technician")
    answer = await office.patch(f"/api/members/{technician}", {"active": False}, who="owner")
    assert answer.status_code == 200, answer.text


async def registered(office: Office) -> None:
    assert (await office.post("/api/devices", A_PHONE, who="technician")).status_code == 201


async def arrivals(office: Office, who: str = "dispatcher") -> list[dict[str, Any]]:
    columns = (await office.get("/api/sync/snapshot", who=who)).json()["tables"]["handed_in"]
    return [dict(zip(columns["cols"], row, strict=True)) for row in zip(*columns["data"], strict=True)]


async def payments(office: Office) -> list[tuple[int, int]]:
    items = (await office.get("/api/payments")).json()["items"]
    return [(each["amount_minor"], each["unapplied_minor"]) for each in items]


async def worked_off(office: Office) -> None:
    await Dispatcher(office.app.state.services, HANDLERS).run_due()


async def test_whoever_can_still_sign_in_is_told_to_and_nothing_is_kept(office: Office) -> None:
    await registered(office)
    await hands_in(office, cash(office), status=401)
    stranger = office.client("no token at all")
    answer = await stragglers_answer(stranger, cash(office))
    assert (answer, await arrivals(office)) == (401, [])


async def stragglers_answer(client: Any, mutation: Any) -> int:
    body = {"device_id": PHONE, "mutations": [mutation]}
    status: int = (await client.post("/api/sync/hand-in", json=body)).status_code
    return status


async def test_a_removed_technicians_cash_waits_for_the_office_and_is_no_payment_yet(office: Office) -> None:
    await registered(office)
    await removed(office)
    sent = cash(office, note="back door")
    (outcome,) = await hands_in(office, sent)
    assert (outcome["state"], outcome["code"]) == ("rejected", "quarantine.handed_in")
    assert outcome["quarantine_id"] == sent["id"]
    (arrival,) = await arrivals(office)
    assert (arrival["id"], arrival["state"], arrival["sent"]) == (sent["id"], "open", sent)
    assert (arrival["member_id"], arrival["device_id"]) == (office.teller.id("member", "technician"), PHONE)
    assert await payments(office) == []


async def test_what_is_accepted_becomes_the_payment_it_was_and_counts_once(office: Office) -> None:
    await registered(office)
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 32_000})).json()
    await removed(office)
    sent = cash(office, invoice_id=invoice["id"])
    for _ in range(2):
        await hands_in(office, sent)
        answer = await office.post(
            f"/api/handed-in/{sent['id']}/accept", None, key=sent["body"]["payment_id"]
        )
        assert answer.json()["state"] == "accepted"
        await worked_off(office)
    assert await payments(office) == [(32_000, 0)]
    (arrival,) = await arrivals(office)
    assert (arrival["state"], arrival["outcome"]) == ("accepted", "applied")
    assert (await office.get(f"/api/invoices/{invoice['id']}")).json()["status"] == "paid"
    (outcome,) = await hands_in(office, sent)
    assert (outcome["state"], outcome["original"]["state"]) == ("duplicate", "applied")


async def test_what_is_declined_keeps_its_reason_and_may_still_be_accepted(office: Office) -> None:
    await registered(office)
    await removed(office)
    sent = cash(office)
    await hands_in(office, sent)
    path = f"/api/handed-in/{sent['id']}"
    assert (await office.post(f"{path}/decline", {"reason": " "})).status_code == 422
    declined = (await office.post(f"{path}/decline", {"reason": "in the other book"})).json()
    assert (declined["state"], declined["reason"]) == ("declined", "in the other book")
    again = await office.post(f"{path}/decline", {"reason": "still"})
    assert again.json()["code"] == "quarantine.already_declined"
    await worked_off(office)
    assert await payments(office) == []
    assert (await office.post(f"{path}/accept", None)).json()["state"] == "accepted"
    await worked_off(office)
    assert await payments(office) == [(32_000, 32_000)]
    refused = [await office.post(f"{path}/{verb}", body) for verb, body in
               (("accept", None), ("decline", {"reason": "late"}))]  # fmt: skip
    assert [each.json()["code"] for each in refused] == ["quarantine.already_accepted"] * 2


async def test_the_books_are_right_when_only_some_of_what_was_handed_in_is_accepted(office: Office) -> None:
    """Three things handed in, the second declined: its number is no gap that nobody knows of."""
    await registered(office)
    await removed(office)
    sent = [cash(office, seq=seq) for seq in (1, 2, 3)]
    await hands_in(office, *sent)
    for place, (verb, body) in enumerate(
        (("accept", None), ("decline", {"reason": "twice"}), ("accept", None))
    ):
        answer = await office.post(f"/api/handed-in/{sent[place]['id']}/{verb}", body)
        assert answer.status_code == 200, answer.text
        await worked_off(office)
    assert len(await payments(office)) == 2
    found = await check(office.app.state.services.config)
    assert [finding for finding in found if finding.invariant_id in {"S4", "S7"}] == []


async def test_what_cannot_be_applied_says_so_where_it_was_accepted(office: Office) -> None:
    await registered(office)
    await removed(office)
    sent = {**cash(office), "type": "jobs.add_note", "body": {"job_id": new_id(), "text": "Gate is open"}}
    await hands_in(office, sent)
    await office.post(f"/api/handed-in/{sent['id']}/accept", None)
    await worked_off(office)
    (arrival,) = await arrivals(office)
    assert (arrival["outcome"], arrival["code"]) == ("rejected", "jobs.missing")


async def test_a_revoked_phone_hands_in_with_the_session_that_was_ended_and_sees_nothing(
    office: Office,
) -> None:
    await registered(office)
    await office.post(f"/api/devices/{PHONE}/revoke", None)
    assert (await office.get("/api/jobs", who="technician")).status_code == 401
    sent = cash(office)
    (outcome,) = await hands_in(office, sent)
    assert outcome["code"] == "quarantine.handed_in"
    assert set(outcome) == {"id", "state", "code", "title", "quarantine_id"}
    await hands_in(office, cash(office), device=new_id(), status=401)
    assert len(await arrivals(office)) == 1


async def test_a_device_found_again_is_restored_and_sends_as_before(office: Office) -> None:
    await registered(office)
    await office.post(f"/api/devices/{PHONE}/revoke", None)
    restored = (await office.post(f"/api/devices/{PHONE}/restore", None)).json()
    assert restored["revoked_at"] is None
    await hands_in(office, cash(office), status=401)


async def test_an_answer_lost_before_the_removal_is_told_again_and_kept_nowhere(office: Office) -> None:
    await registered(office)
    sent = {**cash(office), "deps": []}
    pushed = await office.post("/api/sync/push", {"mutations": [sent]}, who="technician")
    await removed(office)
    (outcome,) = await hands_in(office, sent)
    assert (outcome["state"], outcome["original"]) == ("duplicate", pushed.json()["outcomes"][0])
    assert await arrivals(office) == []


async def test_other_words_under_a_known_id_and_unreadable_ones_are_not_kept(office: Office) -> None:
    await registered(office)
    await removed(office)
    sent = cash(office)
    await hands_in(office, sent)
    (other,) = await hands_in(office, {**sent, "body": {**sent["body"], "amount_minor": 1}})
    assert other["code"] == "sync.id_reused"
    (unreadable,) = await hands_in(office, {"id": "?"})
    assert unreadable["code"] == "sync.invalid"
    assert [each["sent"]["body"]["amount_minor"] for each in await arrivals(office)] == [32_000]


async def test_one_that_cannot_be_kept_holds_up_no_money_beside_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL keeps no NUL; and whatever else is our own fault."""
    await registered(office)
    await removed(office)
    dialect = office.app.state.services.database.dialect
    odd, good = await hands_in(office, cash(office, note="a\u0000b"), cash(office))
    assert odd["code"] == ("kernel.unreadable" if dialect == "postgres" else "quarantine.handed_in")
    assert good["code"] == "quarantine.handed_in"

    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(routes, "fate", broken)
    (outcome,) = await hands_in(office, cash(office))
    assert (outcome["state"], outcome["code"]) == ("deferred", "server.failed")


async def test_one_removed_phone_cannot_fill_the_office_with_paper(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "WAITING_MAX", 2)
    await registered(office)
    await removed(office)
    outcomes = await hands_in(office, *(cash(office, seq=seq) for seq in (1, 2, 3)))
    assert [each["state"] for each in outcomes] == ["rejected", "rejected", "deferred"]


async def test_the_list_is_the_offices_alone(office: Office) -> None:
    tables = (await office.get("/api/sync/snapshot", who="technician")).json()["tables"]
    assert "handed_in" not in tables
    for verb, body in (("accept", None), ("decline", {"reason": "no"})):
        answer = await office.post(f"/api/handed-in/{new_id()}/{verb}", body, who="technician")
        assert answer.status_code == 403
