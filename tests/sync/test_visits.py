"""Visits and notes on the whole product: who sees and says what, and what follows for the job."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

NINE, NOON = "2026-03-04T14:00:00.000000Z", "2026-03-04T17:00:00.000000Z"
LATER = ("2026-03-20T14:00:00.000000Z", "2026-03-21T17:00:00.000000Z")


async def plan(office: Office, starts_at: str = NINE, ends_at: str = NOON, **body: Any) -> Any:
    given = {"job_id": office.job, "starts_at": starts_at, "ends_at": ends_at, **body}
    return await office.post("/api/visits", given)


def technician(office: Office) -> str:
    return office.teller.id("member", "technician")


async def unassigned_job(office: Office, **more: Any) -> str:
    made = await office.post("/api/jobs", {
        "customer_id": office.customer, "title": "Drain",
        "line_items": [{"description": "All of it", "unit_price_minor": 90_000}], **more,
    })  # fmt: skip
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_a_visit_brings_its_job_to_the_technicians_phone(office: Office) -> None:
    job = await unassigned_job(office)
    assert (await office.get(f"/api/jobs/{job}", who="technician")).status_code == 404
    planned = await plan(office, job_id=job, technician_ids=[technician(office)], note="Gate code 4411")
    assert planned.status_code == 201
    assert (await office.get(f"/api/jobs/{job}", who="technician")).json()["technician_ids"] == [
        technician(office)
    ]
    seen = (await office.get(f"/api/visits?job_id={job}", who="technician")).json()["items"]
    assert [(each["starts_at"], each["note"], each["state"]) for each in seen] == [
        (NINE, "Gate code 4411", "planned")
    ]


async def test_visits_come_with_a_new_job(office: Office) -> None:
    visits = [{"starts_at": NINE, "ends_at": NOON, "technician_ids": [technician(office)]},
              {"starts_at": LATER[0], "ends_at": LATER[1]}]  # fmt: skip
    job = await unassigned_job(office, visits=visits)
    read = (await office.get(f"/api/jobs/{job}", who="technician")).json()
    assert (read["starts_on"], read["completes_on"]) == ("2026-03-04", "2026-03-21")


async def test_a_jobs_days_follow_its_visits_unless_they_were_set_by_hand(office: Office) -> None:
    await plan(office)
    last = (await plan(office, *LATER)).json()["id"]
    days = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (days["starts_on"], days["completes_on"]) == ("2026-03-04", "2026-03-21")
    await office.post(f"/api/visits/{last}/cancel", {})
    assert (await office.get(f"/api/jobs/{office.job}")).json()["completes_on"] == "2026-03-04"
    by_hand = await unassigned_job(
        office, starts_on="2026-02-01", visits=[{"starts_at": NINE, "ends_at": NOON}]
    )
    read = (await office.get(f"/api/jobs/{by_hand}")).json()
    assert (read["starts_on"], read["completes_on"]) == ("2026-02-01", "2026-03-04")


async def test_an_invoice_due_on_completion_is_due_on_the_day_of_the_last_visit(office: Office) -> None:
    await plan(office, *LATER)
    invoice = await office.post(
        "/api/invoices", {"job_id": office.job, "percent_bps": 2000, "due_terms": {"kind": "completion"}}
    )
    assert invoice.json()["due_on"] == "2026-03-21"


async def test_a_visit_is_moved_while_it_is_ahead_and_never_after(office: Office) -> None:
    visit = (await plan(office)).json()["id"]
    moved = await office.clients["dispatcher"].patch(
        f"/api/visits/{visit}", json={"starts_at": "2026-03-04T15:00:00Z"}
    )
    assert (moved.json()["starts_at"], moved.json()["ends_at"]) == ("2026-03-04T15:00:00.000000Z", NOON)
    wrong = await office.clients["dispatcher"].patch(f"/api/visits/{visit}", json={"ends_at": NINE})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "jobs.ends_too_early")
    await office.post(f"/api/visits/{visit}/report", {"state": "done"}, who="technician")
    refused = await office.clients["dispatcher"].patch(f"/api/visits/{visit}", json={"note": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "jobs.visit_ended")


async def test_done_without_signal_says_when_but_never_later_than_now(office: Office) -> None:
    first, second = (await plan(office)).json()["id"], (await plan(office)).json()["id"]
    said = await office.post(
        f"/api/visits/{first}/report", {"state": "done", "at": "2026-03-01T12:00:00Z"}, who="technician"
    )
    future = await office.post(
        f"/api/visits/{second}/report", {"state": "done", "at": "2031-01-01T00:00:00Z"}, who="technician"
    )
    assert said.json()["done_at"] == "2026-03-01T12:00:00.000000Z"
    assert future.json()["done_at"] == "2026-03-02T15:00:00.000000Z"
    assert said.json()["done_by"] == technician(office)


async def test_a_technician_neither_plans_nor_reports_on_jobs_of_others(office: Office) -> None:
    job = await unassigned_job(office)
    visit = (await plan(office, job_id=job)).json()["id"]
    for path, body, status in (
        ("/api/visits", {"job_id": office.job, "starts_at": NINE, "ends_at": NOON}, 403),
        (f"/api/visits/{visit}/cancel", {}, 403),
        (f"/api/visits/{visit}/report", {"state": "done"}, 404),
        (f"/api/visits/{new_id()}/report", {"state": "done"}, 404),
        (f"/api/jobs/{job}/notes", {"text": "hello"}, 404),
    ):
        assert (await office.post(path, body, who="technician")).status_code == status, path


async def test_who_leaves_the_job_leaves_its_visits_ahead(office: Office) -> None:
    visit = (await plan(office, technician_ids=[technician(office)])).json()["id"]
    await office.post(f"/api/jobs/{office.job}/technicians", {"member_ids": []})
    seen = (await office.get(f"/api/visits?job_id={office.job}")).json()["items"]
    assert [(each["id"], each["technician_ids"]) for each in seen] == [(visit, [])]


async def test_a_stranger_cannot_be_sent_on_a_visit(office: Office) -> None:
    refused = await plan(office, technician_ids=[new_id()])
    assert (refused.status_code, refused.json()["code"]) == (404, "jobs.unknown_member")


async def test_visits_are_listed_by_day_and_in_pages(office: Office) -> None:
    for day in ("03", "04", "05"):
        await plan(office, f"2026-03-{day}T14:00:00Z", f"2026-03-{day}T15:00:00Z")
    path = "/api/visits?on_or_after=2026-03-04&on_or_before=2026-03-05&limit=1"
    first = (await office.get(path)).json()
    second = (await office.get(f"{path}&cursor={first['next']}")).json()
    assert [each["starts_on"] for each in first["items"] + second["items"]] == ["2026-03-04", "2026-03-05"]
    assert second["next"] is None


async def test_a_note_stays_as_it_was_written_with_card_numbers_masked(office: Office) -> None:
    written = await office.post(
        f"/api/jobs/{office.job}/notes",
        {"text": "  Pays with 4111 1111 1111 1111\nDog in the yard ", "noted_at": "2026-03-01T08:00:00Z"},
        who="technician",
    )
    assert written.status_code == 201
    empty = await office.post(f"/api/jobs/{office.job}/notes", {"text": " \n "})
    assert (empty.status_code, empty.json()["code"]) == (422, "jobs.nothing_said")
    notes = (await office.get(f"/api/jobs/{office.job}/notes")).json()["items"]
    assert [(each["text"], each["noted_at"]) for each in notes] == [
        ("Pays with ••••••••••••1111\nDog in the yard", "2026-03-01T08:00:00.000000Z")
    ]
