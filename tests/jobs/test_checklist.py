"""What is to be checked at a visit."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.sync.office import Office, office

from stagebill.jobs.checklist import NoSuchItem, listed, ticked
from stagebill.kernel.ids import Id, new_id

__all__ = ["office"]

EIGHT, NINE = (datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (8, 9))
MAYA, LUIS = Id("maya"), Id("luis")
LIST = listed(["Water off", "  Pressure held "])
VISIT = {"starts_at": "2026-03-04T14:00:00Z", "ends_at": "2026-03-04T16:00:00Z"}


def test_the_first_who_checked_an_item_stays_named() -> None:
    once = ticked(LIST, 1, is_done=True, at=EIGHT, by=MAYA)
    assert ticked(once, 1, is_done=True, at=NINE, by=LUIS) is once
    assert [(item.text, item.done_at, item.done_by) for item in once] == [
        ("Water off", None, None),
        ("Pressure held", EIGHT, MAYA),
    ]


def test_an_item_that_was_taken_back_is_open_again() -> None:
    once = ticked(LIST, 0, is_done=True, at=EIGHT, by=MAYA)
    assert ticked(once, 0, is_done=False, at=NINE, by=LUIS) == LIST
    assert ticked(LIST, 0, is_done=False, at=NINE, by=LUIS) is LIST


def test_what_is_not_on_the_list_cannot_be_ticked() -> None:
    with pytest.raises(NoSuchItem) as refused:
        ticked(LIST, 2, is_done=True, at=EIGHT, by=MAYA)
    assert refused.value.facts == {"place": 2, "item_count": 2}


async def planned(office: Office, **more: Any) -> dict[str, Any]:
    body = {"job_id": office.job, "technician_ids": [office.teller.id("member", "technician")]}
    answer = await office.post("/api/visits", body | VISIT | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.anyio
async def test_a_visit_keeps_the_list_as_it_was_when_it_was_planned_and_a_tick_counts_once(
    office: Office,
) -> None:
    await office.patch("/api/settings", {"visit_checklist": ["Water off", "Card 4111 1111 1111 1111"]})
    visit = await planned(office)
    await office.patch("/api/settings", {"visit_checklist": ["Something else"]})
    assert [item["text"] for item in visit["checklist"]] == ["Water off", "Card ••••••••••••1111"]
    ticks, key = f"/api/visits/{visit['id']}/tick", new_id()
    for _ in range(2):  # the answer was lost, and the phone sends it again
        done = await office.post(ticks, {"place": 0}, who="technician", key=key)
    assert [item["done_at"] is not None for item in done.json()["checklist"]] == [True, False]
    assert done.json()["checklist"][0]["done_by"] == office.teller.id("member", "technician")
    back = await office.post(ticks, {"place": 0, "is_done": False}, who="technician")
    assert back.json()["checklist"][0]["done_at"] is None
    none = await office.post(ticks, {"place": 2}, who="technician")
    assert (none.status_code, none.json()["code"]) == (422, "jobs.no_such_item")
    own = await planned(office, checklist=[])
    assert own["checklist"] == []


@pytest.mark.anyio
async def test_a_technician_ticks_nothing_on_a_job_of_others(office: Office) -> None:
    body = {"customer_id": office.customer, "title": "Shed",
            "line_items": [{"description": "All", "unit_price_minor": 100}]}  # fmt: skip
    job = (await office.post("/api/jobs", body)).json()["id"]
    visit = await planned(office, job_id=job, technician_ids=[], checklist=["Swept"])
    refused = await office.post(f"/api/visits/{visit['id']}/tick", {"place": 0}, who="technician")
    assert (refused.status_code, refused.json()["code"]) == (404, "jobs.missing")
