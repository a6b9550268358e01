"""Odd but well-formed input from a phone: no batch falls over it, and the money in it is kept."""

from dataclasses import replace
from typing import Any

import pytest
from tests.sync.office import Office
from tests.sync.test_push import DEVICE, payment, push

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import new_id
from stagebill.sync.effect import Effect

pytestmark = pytest.mark.anyio

FAR_OFF = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
)


@pytest.mark.parametrize("moment", FAR_OFF)
async def test_money_taken_at_the_end_of_the_calendar_is_kept_and_flagged(
    office: Office, moment: str
) -> None:
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "rest": True})).json()
    taken = payment(office, taken_at=moment, invoice_id=invoice["id"])
    sent = payment(office, taken_at="2026-03-02T14:00:00Z")
    outcomes = (await push(office, taken))["outcomes"] + (await push(office, sent, client_now=moment))[
        "outcomes"
    ]
    assert [each["state"] for each in outcomes] == ["applied", "applied"]
    assert [each["effect"]["clock_flag"] for each in outcomes] == [True, True]
    assert (await office.get("/api/payments")).status_code == 200


async def test_a_clock_without_a_zone_is_said_to_be_unreadable(office: Office) -> None:
    body = {"mutations": [payment(office)], "client_now": "2026-03-02T14:00:00"}
    assert (await office.post("/api/sync/push", body, who="technician")).status_code == 422


@pytest.mark.parametrize("moment", FAR_OFF)
async def test_a_report_from_the_end_of_the_calendar_stops_no_batch(office: Office, moment: str) -> None:
    device: dict[str, Any] = {"device_id": DEVICE, "label": "Maya's phone", "platform": "android"}
    await office.post("/api/devices", device, who="technician")
    told = await push(office, payment(office), device_id=DEVICE, unsent_count=1, oldest_unsent_at=moment)
    assert told["outcomes"][0]["state"] == "applied"
    asked = f"/api/sync/pull?device_id={DEVICE}&unsent_count={10**30}"
    assert (await office.get(asked, who="technician")).status_code < 500


async def test_a_value_that_the_database_cannot_keep_is_refused_by_name_and_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a rule lets something through that the engine then turns away."""
    services = office.app.state.services
    add_note = services.registry.commands["jobs.add_note"]

    async def keeps_it_raw(data: Any, context: Context, tx: Tx) -> Effect:
        effect = await add_note.handler(data, context, tx)
        await tx.save(effect.records[0])
        await tx.rows("SELECT rev FROM change WHERE organization_id = $1 AND rev = $2", office.job, 2**70)
        return effect

    monkeypatch.setitem(services.registry.commands, "jobs.add_note", replace(add_note, handler=keeps_it_raw))
    note = {"id": new_id(), "type": "jobs.add_note", "body": {"job_id": office.job, "text": "gate 4"}}
    outcomes = (await push(office, payment(office), note, payment(office)))["outcomes"]
    assert [each["state"] for each in outcomes] == ["applied", "rejected", "applied"]
    assert outcomes[1]["code"] == "kernel.unreadable"
    asked = await office.post(f"/api/jobs/{office.job}/notes", {"text": "gate 5"})
    assert (asked.status_code, asked.json()["code"]) == (422, "kernel.unreadable")
    assert await services.database.reader.rows("SELECT 1 FROM note") == []
    monkeypatch.undo()
    assert (await push(office, note))["outcomes"][0]["state"] == "applied"


async def test_a_type_that_no_database_can_store_is_refused_and_not_put_off_for_ever(office: Office) -> None:
    outcomes = (await push(office, {**payment(office), "id": new_id(), "type": "a\0b"}))["outcomes"]
    assert (outcomes[0]["state"], outcomes[0]["code"]) == ("rejected", "sync.invalid")


@pytest.mark.parametrize("asked", ["/api/payments?taken_since=2026-01-01", "/api/invoices?Status=open"])
async def test_a_list_asked_by_a_filter_it_does_not_know_is_not_answered_with_everything(
    office: Office, asked: str
) -> None:
    answer = await office.get(asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    (error,) = answer.json()["errors"]
    assert error["path"] == asked.partition("?")[2].partition("=")[0]
    assert error["message"].startswith("There is no such filter here. Known: cursor, ")


async def test_an_app_of_any_age_pulls_with_whatever_it_says_beside(office: Office) -> None:
    cursor = (await office.get("/api/sync/snapshot")).json()["cursor"]
    assert (await office.get(f"/api/sync/pull?cursor={cursor}&mood=good&limit=5")).status_code == 200


async def test_an_id_of_the_wrong_form_is_named_in_words(office: Office) -> None:
    errors = (await office.get("/api/jobs/12")).json()["errors"]
    assert errors == [
        {"path": "job_id", "message": "Expected an id: a UUID in lower case.", "source": "path"}
    ]
