"""An id means one thing for ever, whichever way it comes, and tells nothing to whom it does not concern."""

from typing import Any

import pytest
from tests.sync.office import Office
from tests.sync.test_push import payment, push

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

LINE = {"description": "Drain", "quantity": 1.5, "unit_price_minor": 5_000}


async def test_a_mutation_sent_by_rest_is_the_same_one_when_it_is_pushed(office: Office) -> None:
    job: dict[str, Any] = {"customer_id": office.customer, "title": "Drain", "line_items": [LINE]}
    money = {"job_id": office.job, "method": "cash", "amount_minor": 7_000}
    for path, type_, body in (
        ("/api/jobs", "jobs.create_job", job), ("/api/payments", "payments.record_payment", money),
    ):  # fmt: skip
        key = new_id()
        assert (await office.post(path, body, key=key)).status_code == 201
        mutations = [{"id": key, "type": type_, "body": body}]
        told = await office.post("/api/sync/push", {"mutations": mutations})
        assert told.json()["outcomes"][0]["state"] == "duplicate", told.text


async def test_a_record_whose_id_another_has_is_refused_by_either_way_and_changes_nothing(
    office: Office,
) -> None:
    invoice = {"invoice_id": new_id(), "job_id": office.job, "percent_bps": 1_000}
    assert (await office.post("/api/invoices", invoice)).status_code == 201
    job = {"customer_id": office.customer, "title": "Drain", "line_items": [LINE]}
    line_twice = {**LINE, "line_item_id": new_id()}
    before = await office.teller.everything()
    for path, body in (
        ("/api/invoices", invoice),
        ("/api/jobs", {**job, "job_id": office.job}),
        ("/api/jobs", {**job, "line_items": [line_twice, line_twice]}),
        ("/api/customers", {"customer_id": office.customer, "name": "Ben Ortiz"}),
    ):
        refused = await office.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "sync.record_id_taken"), path
    sent = {"id": new_id(), "type": "invoices.create_invoice", "body": invoice}
    told = (await office.post("/api/sync/push", {"mutations": [sent]})).json()["outcomes"]
    assert (told[0]["state"], told[0]["code"]) == ("rejected", "sync.record_id_taken")
    after = await office.teller.everything()
    assert {name for name in after if after[name] != before[name]} == {"mutation"}


async def test_a_technician_learns_the_fate_of_their_own_mutations_alone(office: Office) -> None:
    key, sent = new_id(), payment(office)
    await office.post("/api/customers", {"name": "Ben Ortiz"}, key=key)
    await push(office, sent)
    for who, known in (("technician", {sent["id"]}), ("dispatcher", {sent["id"], key})):
        told = await office.get(f"/api/sync/fate?ids={key},{sent['id']}", who=who)
        assert {id_ for id_, fate in told.json()["fates"].items() if fate is not None} == known
