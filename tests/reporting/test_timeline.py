"""A job's timeline: everything that was done on it, newest first, for whoever may see the job."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.laws.story import story
from tests.laws.teller import Teller
from tests.sync.office import Office

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.reporting.queries import timeline
from stagebill.sync.command import Scope

pytestmark = pytest.mark.anyio

PHONE = Path(__file__).parents[2] / "pwa" / "messages" / "phone"


async def told(office: Office, who: str = "dispatcher", query: str = "") -> Any:
    answer = await office.get(f"/api/jobs/{office.job}/timeline{query}", who=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def some_history(office: Office) -> dict[str, str]:
    """A visit that is done, a note, an invoice that is sent, and its payment."""
    visit = (await office.post("/api/visits", {
        "job_id": office.job, "starts_at": "2026-03-04T14:00:00Z", "ends_at": "2026-03-04T17:00:00Z",
    })).json()["id"]  # fmt: skip
    for state in ("on_the_way", "done"):
        await office.post(f"/api/visits/{visit}/report", {"state": state}, who="technician")
    await office.post(f"/api/jobs/{office.job}/notes", {"text": "Meter is in the cellar"}, who="technician")
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})).json()
    await office.post(f"/api/invoices/{invoice['id']}/send", {})
    paid = {"method": "cash", "amount_minor": 100_000, "invoice_id": invoice["id"]}
    payment = (await office.post("/api/payments", paid, who="technician")).json()
    return {"visit": visit, "invoice": invoice["id"], "payment": payment["id"]}


async def test_credit_that_an_invoice_looked_for_is_told_where_there_was_some(office: Office) -> None:
    """100.00 beyond the first invoice are credit; the second draws it, the third finds none."""

    async def billed_and_drawn(percent_bps: int) -> str:
        body = {"job_id": office.job, "percent_bps": percent_bps}
        made = (await office.post("/api/invoices", body)).json()
        await office.teller.must("payments.draw_credit", {"invoice_id": made["id"]}, role="system")
        return str(made["number"])

    paid = {"method": "cash", "amount_minor": 10_000, "job_id": office.job}
    assert (await office.post("/api/payments", paid)).status_code == 201
    numbers = [await billed_and_drawn(percent_bps) for percent_bps in (2000, 1000)]
    drawn = [one["subject"]["name"] for one in (await told(office))["items"]
             if one["action"] == "payments.draw_credit"]  # fmt: skip
    assert drawn == numbers[:1]


async def test_an_edit_of_an_invoice_says_what_it_changed(office: Office) -> None:
    made = (await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})).json()
    path = f"/api/invoices/{made['id']}"
    await office.patch(path, {"message": "Thank you"})
    await office.post(f"{path}/send", {})
    shown = {**made["visible_fields"], "tax": False}
    await office.patch(path, {"message": "Thank you", "visible_fields": shown})
    await office.patch(path, {"payment_options": {"card": False, "ach": True}, "message": ""})
    edits = [one["subject"]["changed"] for one in (await told(office))["items"]
             if one["action"] == "invoices.edit_invoice"]  # fmt: skip
    assert edits == [["message", "payment_options"], ["visible_fields"], ["message"]]


async def test_it_says_what_was_done_to_what_by_whom_the_newest_first(office: Office) -> None:
    ids = await some_history(office)
    items = (await told(office))["items"]
    assert [(each["action"], each["actor"]["name"], each["subject"]["state"]) for each in items] == [
        ("payments.record_payment", "Technician", None),
        ("invoices.send_invoice", "Dispatcher", None),
        ("invoices.create_invoice", "Dispatcher", None),
        ("jobs.add_note", "Technician", None),
        ("jobs.report_visit", "Technician", "done"),
        ("jobs.report_visit", "Technician", "on_the_way"),
        ("jobs.plan_visit", "Dispatcher", None),
        ("jobs.create_job", "Owner", None),
    ]
    assert items[0]["subject"] == {
        "entity": "payment", "id": ids["payment"], "name": "cash", "amount_minor": 100_000,
        "starts_at": None, "state": None, "tip_minor": None, "surcharge_minor": None,
        "changed": [], "moved_minor": None, "message_kind": None,
    }  # fmt: skip
    assert (items[1]["subject"]["id"], items[1]["subject"]["name"]) == (ids["invoice"], "INV-0001")
    assert items[3]["subject"]["name"] == "Meter is in the cellar"
    assert items[4]["subject"]["starts_at"] == "2026-03-04T14:00:00.000000Z"
    assert items[-1]["at"] == "2026-03-02T15:00:00.000000Z"


async def test_an_invoice_that_is_made_and_sent_at_once_says_both(office: Office) -> None:
    """One that waits to be sent says that it was made; its sending is a line of its own."""
    for more in ({"send": True}, {}):
        body = {"job_id": office.job, "percent_bps": 1000, **more}
        assert (await office.post("/api/invoices", body)).status_code == 201
    items = (await told(office))["items"]
    assert [(one["action"], one["subject"]["name"], one["subject"]["state"]) for one in items[:2]] == [
        ("invoices.create_invoice", "INV-0002", None),
        ("invoices.create_invoice", "INV-0001", "sent"),
    ]


async def test_pages_hold_everything_once(office: Office) -> None:
    await some_history(office)
    whole = (await told(office))["items"]
    seen, cursor = [], ""
    while True:
        page = await told(office, query=f"?limit=3{cursor}")
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole
    bad = await office.get(f"/api/jobs/{office.job}/timeline?cursor=%7B%7D")
    assert (bad.status_code, bad.json()["code"]) == (422, "sync.bad_cursor")


async def test_a_technician_reads_it_on_their_own_jobs_only(office: Office) -> None:
    assert [each["action"] for each in (await told(office, "technician"))["items"]] == ["jobs.create_job"]
    await office.teller.must("jobs.assign_technicians", {"job_id": office.job, "member_ids": []})
    for job in (office.job, new_id()):
        answer = await office.get(f"/api/jobs/{job}/timeline", who="technician")
        assert (answer.status_code, answer.json()["code"]) == (404, "jobs.missing")


async def test_whatever_happens_on_a_job_is_in_its_timeline(
    config: Config, database: Database, clock: FrozenClock
) -> None:
    """Mutations on the office's own things, on devices, mail and attempts to pay are no news of a job."""
    teller = Teller(config, database, clock, "alder")
    await teller.found()
    for line in story(teller):
        await teller.must(line.type, line.body, role=line.role, mutation_id=line.mutation_id)
    scope = Scope(teller.organization_id, teller.id("member", "owner"), False)
    jobs = [row[0] for row in await database.reader.rows("SELECT id FROM job")]
    seen = {
        each.action
        for job in jobs
        for each in await timeline(database.reader, scope, job, limit=500, before=None)
    }
    done = {row[0] for row in await database.reader.rows("SELECT DISTINCT action FROM audit")}
    other = {
        action
        for action in done - seen
        if action.partition(".")[0] in {"jobs", "payments", "attachments", "scope", "change_orders"}
    }
    assert other == set()
    assert {"invoices.send_invoice", "paypage.settle_checkout"} <= seen
    for language in ("en", "es"):
        said = set(
            re.findall(r'^  "timeline\.([a-z_.]+)":', (PHONE / f"files.{language}.js").read_text(), re.M)
        )
        assert {action for action in seen if not any(key.startswith(action) for key in said)} == set()
