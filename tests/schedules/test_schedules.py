"""A job's stages are planned ahead, together at most its total, and billed in one step each."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sync.office import Office

from stagebill.jobs.schedule import Slot, planned_amounts
from stagebill.kernel.ids import new_id
from stagebill.kernel.money import PPM

pytestmark = pytest.mark.anyio

KEYS = {"kind": "milestone", "name": "Keys"}


def stage(title: str, when: dict[str, Any] | None = None, **share: Any) -> dict[str, Any]:
    return {"stage_id": new_id(), "title": title, "bill_when": when or KEYS, **share}


def thirty_forty_thirty() -> list[dict[str, Any]]:
    return [
        stage("Deposit", {"kind": "approval"}, kind="deposit", percent_bps=3000),
        stage("Rough-in", percent_bps=4000),
        stage("Final", rest=True),
    ]


async def plan(office: Office, stages: list[dict[str, Any]], job: str | None = None, **more: Any) -> Any:
    path = f"/api/jobs/{job or office.job}/schedule"
    return await office.put(path, {"stages": stages, **more})


async def bill(office: Office, wanted: dict[str, Any], **more: Any) -> Any:
    return await office.post(f"/api/stages/{wanted['stage_id']}/issue", more)


async def planned(office: Office, stages: list[dict[str, Any]]) -> dict[str, Any]:
    answer = await plan(office, stages)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_30_40_and_the_rest_of_5000_are_1500_2000_and_1500(office: Office) -> None:
    job = await planned(office, thirty_forty_thirty())
    stages = job["schedule"]["stages"]
    assert [each["planned_minor"] for each in stages] == [150_000, 200_000, 150_000]
    assert (job["schedule"]["planned_minor"], job["schedule"]["unplanned_minor"]) == (500_000, 0)
    assert (job["next_stage"]["title"], job["next_stage"]["place"], job["stages_due_count"]) == (
        "Deposit",
        1,
        0,
    )


async def test_a_stage_is_billed_in_one_step_and_the_next_one_comes_up(office: Office) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    deposit = (await bill(office, stages[0])).json()
    assert (deposit["kind"], deposit["title"], deposit["total_minor"]) == ("deposit", "Deposit", 150_000)
    assert (deposit["stage_id"], deposit["percent_bps"]) == (stages[0]["stage_id"], 3000)
    again = await bill(office, stages[0])
    assert (again.status_code, again.json()["code"]) == (409, "schedules.stage_billed")
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert job["next_stage"]["title"] == "Rough-in"
    assert job["schedule"]["stages"][0]["invoice_number"] == "INV-0001"


async def test_a_stage_that_was_shown_at_1400_is_billed_at_it_and_the_last_stage_takes_what_is_left(
    office: Office,
) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    changed = await bill(office, stages[0], seen_minor=140_000)
    assert (changed.json()["code"], changed.json()["now_minor"]) == ("invoices.amount_changed", 150_000)
    shown = (await bill(office, stages[0], amount_minor=140_000, seen_minor=140_000)).json()
    assert (shown["total_minor"], shown["stage_id"]) == (140_000, stages[0]["stage_id"])
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert [each["planned_minor"] for each in job["schedule"]["stages"]] == [140_000, 200_000, 160_000]
    over = await bill(office, stages[1], amount_minor=360_001)
    assert (over.json()["code"], over.json()["left_minor"]) == ("invoices.over_invoiced", 360_000)


async def test_a_voided_stage_is_free_to_be_billed_again_and_a_corrected_one_is_not(office: Office) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    first = (await bill(office, stages[0])).json()
    await office.post(f"/api/invoices/{first['id']}/void", {"reason": "too early"})
    second = (await bill(office, stages[0])).json()
    corrected = (
        await office.post(
            f"/api/invoices/{second['id']}/replace", {"reason": "less", "amount_minor": 100_000}
        )
    ).json()
    assert corrected["stage_id"] == stages[0]["stage_id"]
    assert (await bill(office, stages[0])).json()["code"] == "schedules.stage_billed"
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert [each["planned_minor"] for each in job["schedule"]["stages"]] == [100_000, 200_000, 200_000]


async def test_a_plan_above_the_total_is_refused_with_what_is_over(office: Office) -> None:
    over = await plan(office, [stage("One", percent_bps=6000), stage("Two", amount_minor=200_002)])
    assert (over.status_code, over.json()["code"]) == (409, "schedules.over_planned")
    assert over.json()["over_minor"] == 2
    assert (await office.get(f"/api/jobs/{office.job}")).json()["schedule"] is None


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        ([stage("Rest", rest=True), stage("More", percent_bps=1000)], "schedules.rest_not_last"),
        ([stage("All", percent_bps=10_000), stage("Rest", rest=True)], "schedules.stage_empty"),
        ([stage("Two ways", percent_bps=10, amount_minor=5)], "invoices.not_a_single_share"),
    ],
    ids=["rest first", "nothing left", "two shares"],
)
async def test_a_plan_that_cannot_be_is_refused(
    office: Office, stages: list[dict[str, Any]], code: str
) -> None:
    assert (await plan(office, stages)).json()["code"] == code


async def test_what_is_billed_stays_and_other_money_needs_somebody_who_agreed(office: Office) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    await bill(office, stages[0])
    fewer = [{**stages[0], "percent_bps": 2000}, *stages[1:]]
    assert (await plan(office, fewer, consent="Jane")).json()["code"] == "schedules.stage_billed"
    other = [stages[0], {**stages[1], "percent_bps": 3000}, stages[2]]
    assert (await plan(office, other)).json()["code"] == "schedules.consent_missing"
    renamed = [stages[0], {**stages[1], "title": "Walls open"}, stages[2]]
    assert (await plan(office, renamed)).status_code == 200
    agreed = (await plan(office, other, consent="Jane by phone")).json()
    assert agreed["schedule"]["consent"] == "Jane by phone"


async def test_a_technician_of_the_job_says_that_a_stage_is_complete(office: Office) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    path = f"/api/stages/{stages[1]['stage_id']}/mark"
    job = (await office.post(path, {}, who="technician")).json()
    assert (job["stages_due_count"], job["next_stage"]["title"]) == (1, "Rough-in")
    back = (await office.post(path, {"is_ready": False}, who="technician")).json()
    assert back["stages_due_count"] == 0
    body = {"customer_id": office.customer, "title": "Not theirs"}
    line = {"description": "Work", "unit_price_minor": 1_000}
    other = (await office.post("/api/jobs", {**body, "line_items": [line]})).json()["id"]
    hidden = stage("All", rest=True)
    await plan(office, [hidden], other)
    refused = await office.post(f"/api/stages/{hidden['stage_id']}/mark", {}, who="technician")
    assert refused.status_code == 404
    assert (await bill(office, hidden)).status_code == 201


async def test_a_job_that_is_canceled_is_not_planned_or_billed(office: Office) -> None:
    stages = thirty_forty_thirty()
    await planned(office, stages)
    await office.post(f"/api/jobs/{office.job}/cancel", {"reason": "house sold"})
    assert (await plan(office, stages)).json()["code"] == "jobs.canceled"
    assert (await bill(office, stages[0])).json()["code"] == "jobs.canceled"
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (job["next_stage"], job["stages_due_count"]) == (None, 0)


async def test_the_last_stage_takes_what_the_job_has_grown(office: Office) -> None:
    """D-34: 30% and 40% follow the new total, what is billed stays, the rest closes the job."""
    stages = thirty_forty_thirty()
    await planned(office, stages)
    await bill(office, stages[0])
    lines = [{"description": "All of it", "unit_price_minor": 600_000}]
    await office.put(f"/api/jobs/{office.job}/lines", {"seen_revision": 0, "line_items": lines})
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert [each["planned_minor"] for each in job["schedule"]["stages"]] == [150_000, 240_000, 210_000]
    await bill(office, stages[1])
    assert (await bill(office, stages[2])).json()["total_minor"] == 210_000
    closed = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (closed["left_to_invoice_minor"], closed["next_stage"]) == (0, None)


async def test_d35_later_stages_shrink_from_the_end_as_the_job_falls(office: Office) -> None:
    """1,000, 2,500 and 1,500 of 5,000, two are billed. At 4,000 the last is 500, at 3,500 nothing."""
    sums = (100_000, 250_000, 150_000)
    stages = [stage(f"Stage {minor}", amount_minor=minor) for minor in sums]
    await planned(office, stages)
    for each in stages[:2]:
        await bill(office, each)
    for revision, (total_minor, last_minor) in enumerate(
        [(400_000, 50_000), (350_000, 0), (420_000, 70_000)]
    ):
        lines = [{"description": "All of it", "unit_price_minor": total_minor}]
        body = {"seen_revision": revision, "line_items": lines}
        job = (await office.put(f"/api/jobs/{office.job}/lines", body)).json()
        assert [each["planned_minor"] for each in job["schedule"]["stages"]] == [100_000, 250_000, last_minor]
        assert (job["next_stage"] is None) == (last_minor == 0)
    assert (await bill(office, stages[2])).json()["total_minor"] == 70_000


async def test_a_plan_that_the_job_fell_below_is_saved_as_it_is_shown(office: Office) -> None:
    """A stage of 1,500 that has shrunk to 500 is no reason to refuse another title."""
    stages = [stage("Now", amount_minor=350_000), stage("Later", amount_minor=150_000)]
    await planned(office, stages)
    await bill(office, stages[0])
    lines = [{"description": "All of it", "unit_price_minor": 400_000}]
    await office.put(f"/api/jobs/{office.job}/lines", {"seen_revision": 0, "line_items": lines})
    job = await planned(office, [stages[0], {**stages[1], "title": "At the end"}])
    assert [each["planned_minor"] for each in job["schedule"]["stages"]] == [350_000, 50_000]
    over = await plan(office, [stages[0], {**stages[1], "amount_minor": 150_001}], consent="Jane")
    assert over.json()["code"] == "schedules.over_planned"


async def visit_on(office: Office) -> str:
    times = {"starts_at": "2026-03-03T13:00:00Z", "ends_at": "2026-03-03T15:00:00Z"}
    answer = await office.post("/api/visits", {"job_id": office.job, **times})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def done(office: Office, visit: str) -> None:
    answer = await office.post(f"/api/visits/{visit}/report", {"state": "done"}, who="technician")
    assert answer.status_code == 200, answer.text


async def test_a_stage_that_waits_for_a_visit_is_ready_when_the_visit_is_done(office: Office) -> None:
    first, second = await visit_on(office), await visit_on(office)
    stages = [
        stage("Rough-in", {"kind": "visit", "visit_id": second}, percent_bps=3000),
        stage("Any", {"kind": "visit"}, percent_bps=3000),
        stage("Inspected", rest=True),
    ]
    await planned(office, stages)

    async def ready() -> list[bool]:
        job = (await office.get(f"/api/jobs/{office.job}")).json()
        return [each["ready_at"] is not None for each in job["schedule"]["stages"]]

    assert await ready() == [False, False, False]
    await done(office, first)
    assert await ready() == [False, True, False]
    await done(office, second)
    assert await ready() == [True, True, False]
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (job["next_stage"]["title"], job["stages_due_count"]) == ("Rough-in", 2)


async def test_a_stage_planned_for_a_visit_that_is_done_is_ready_at_once(office: Office) -> None:
    visit = await visit_on(office)
    await done(office, visit)
    stages = [
        stage("Done", {"kind": "visit", "visit_id": visit}, percent_bps=3000),
        stage("The next one", {"kind": "visit"}, rest=True),
    ]
    job = await planned(office, stages)
    assert [each["ready_at"] is not None for each in job["schedule"]["stages"]] == [True, False]


async def test_a_template_is_kept_and_dropped(office: Office) -> None:
    halves = [{"title": "Half now", "percent_bps": 5000}, {"title": "Half at the end"}]
    kept = (await office.post("/api/schedule-templates", {"name": "Halves", "stages": halves})).json()
    assert [each["percent_bps"] for each in kept["stages"]] == [5000, None]
    dropped = (await office.post(f"/api/schedule-templates/{kept['id']}/drop", {})).json()
    assert dropped["dropped_at"] is not None
    over = [{"title": "Much", "percent_bps": 6000}, {"title": "More", "percent_bps": 6000}]
    refused = await office.post("/api/schedule-templates", {"name": "Too much", "stages": over})
    assert refused.json()["code"] == "schedules.template_over"


async def test_a_template_keeps_amounts_days_and_terms_for_the_next_job(office: Office) -> None:
    """500.00 at approval, half when 14 days are over and due net 10, and the rest."""
    stages = [
        {"title": "Deposit", "kind": "deposit", "amount_minor": 50_000, "bill_when": {"kind": "approval"}},
        {"title": "Half", "percent_bps": 5000, "bill_when": {"kind": "days", "days": 14},
         "due_terms": {"kind": "net", "days": 10}},
        {"title": "Rest", "bill_when": {"kind": "visit"}},
    ]  # fmt: skip
    answer = await office.post("/api/schedule-templates", {"name": "Ours", "stages": stages})
    assert answer.status_code == 201, answer.text
    kept = answer.json()["stages"]
    assert [(each["amount_minor"], each["percent_bps"]) for each in kept] == [
        (50_000, None), (None, 5000), (None, None),
    ]  # fmt: skip
    assert kept[1]["bill_when"] == {"kind": "days", "days": 14}
    assert kept[1]["due_terms"] == {"kind": "net", "days": 10}


@pytest.mark.parametrize(("stages", "code"), [
    ([{"title": "Both", "percent_bps": 5000, "amount_minor": 1}], "template_twofold"),
    ([{"title": "All", "percent_bps": 10000}, {"title": "More", "amount_minor": 1}], "template_over"),
    ([{"title": "Rest"}, {"title": "More", "amount_minor": 1}], "template_over"),
])  # fmt: skip
async def test_a_template_that_no_job_could_follow_is_refused(
    office: Office, stages: list[dict[str, Any]], code: str
) -> None:
    refused = await office.post("/api/schedule-templates", {"name": "Odd", "stages": stages})
    assert refused.json()["code"] == f"schedules.{code}"


@given(
    total_minor=st.integers(1, 10**10),
    cuts=st.lists(st.integers(1, PPM - 1), max_size=8, unique=True),
)
def test_percents_that_make_100_bill_the_total_to_the_last_unit(total_minor: int, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), PPM]
    slots = [Slot(percent_ppm=end - start) for start, end in pairwise(edges)]
    amounts = planned_amounts(slots, total_minor, 0)
    assert sum(amounts) == total_minor
    assert min(amounts) >= 0


@given(
    total_minor=st.integers(0, 10**8),
    billed=st.lists(st.integers(0, 10**7), max_size=4),
    waiting=st.lists(st.integers(1, 10**7), max_size=6),
)
def test_a_plan_never_bills_more_than_the_job_has_left(
    total_minor: int, billed: list[int], waiting: list[int]
) -> None:
    slots = [
        *(Slot(amount_minor=amount, billed_minor=amount) for amount in billed),
        *(Slot(amount_minor=amount) for amount in waiting),
    ]
    amounts = planned_amounts(slots, total_minor, sum(billed))
    assert amounts[: len(billed)] == tuple(billed)
    assert sum(amounts[len(billed) :]) <= max(total_minor - sum(billed), 0)
