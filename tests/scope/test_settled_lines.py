"""A job that is billed line by line becomes smaller: credits take from the lines that are billed too much."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scope.test_office import a_job, change, invoiced, line, told
from tests.sync.office import Office

from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import BilledLine, CreditedLine, Note, credited_by_invoice, taken_of

pytestmark = pytest.mark.anyio


def as_it_is(job: dict[str, Any], place: int, **changes: Any) -> dict[str, Any]:
    own = job["line_items"][place]
    names = ("description", "quantity", "unit_price_minor", "tax_rate_bps")
    return {"line_item_id": own["id"], **{name: own[name] for name in names}, **changes}


async def billed(office: Office, job: dict[str, Any]) -> list[int]:
    seen = await told(await office.get(f"/api/jobs/{job['id']}"))
    return [each["billed_minor"] for each in seen["line_items"]]


async def lines_billed_whole(office: Office, *lines: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    job = await a_job(office, *lines)
    asks = [{"line_item_id": each["id"], "rest": True} for each in job["line_items"]]
    return job, await invoiced(office, job, lines=asks)


def settle_of(refused: dict[str, Any]) -> dict[str, Any]:
    steps = refused["steps"]
    return {
        "reason": "smaller",
        "void": [step["invoice_id"] for step in steps if step["kind"] == "void"],
        "credit": [
            {"invoice_id": step["invoice_id"], "amount_minor": step["amount_minor"]}
            for step in steps
            if step["kind"] == "credit"
        ],
    }


async def test_a_line_that_falls_is_credited_and_the_others_stay_billed(office: Office) -> None:
    """Piping 1,000 and boiler 3,000 are billed whole at 8.25%; piping is now 600: 433.00 come off it."""
    job, invoice = await lines_billed_whole(office, line(100_000, 825), line(300_000, 825))
    smaller = (as_it_is(job, 0, unit_price_minor=60_000), as_it_is(job, 1))
    refused = await told(await change(office, job, *smaller), 409)
    assert [(step["kind"], step["amount_minor"]) for step in refused["steps"]] == [("credit", 43_300)]
    after = await told(await change(office, job, *smaller, settle=settle_of(refused)))
    assert await billed(office, job) == [60_000, 300_000]
    assert (after["left_to_invoice_minor"], after["total_minor"]) == (0, 389_700)
    (note,) = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    assert note["lines"] == [{"line_item_id": job["line_items"][0]["id"], "base_minor": 40_000}]


async def test_a_line_falls_while_another_rises_and_the_rest_bills_the_rise_alone(office: Office) -> None:
    """The total stays 4,000: 400 are credited of piping, and 400 of the boiler are free to bill."""
    job, _ = await lines_billed_whole(office, line(100_000), line(300_000))
    other = (as_it_is(job, 0, unit_price_minor=60_000), as_it_is(job, 1, unit_price_minor=340_000))
    refused = await told(await change(office, job, *other), 409)
    assert refused["code"] == "scope.below_invoiced"
    after = await told(await change(office, job, *other, settle=settle_of(refused)))
    assert after["left_to_invoice_minor"] == 40_000
    rest = await invoiced(office, job, rest=True)
    assert [(each["description"], each["base_minor"]) for each in rest["lines"]] == [("Work", 40_000)]
    assert rest["lines"][0]["line_item_id"] == job["line_items"][1]["id"]
    assert await billed(office, job) == [60_000, 340_000]


async def test_a_line_that_goes_voids_the_invoice_of_it_alone_and_credits_the_one_it_shares(
    office: Office,
) -> None:
    job = await a_job(office, line(100_000), line(300_000))
    piping, boiler = (each["id"] for each in job["line_items"])
    half = {"line_item_id": piping, "percent_bps": 5000}
    shared = await invoiced(office, job, lines=[half, {"line_item_id": boiler, "rest": True}])
    alone = await invoiced(office, job, lines=[half])
    refused = await told(await change(office, job, as_it_is(job, 1)), 409)
    assert [(step["kind"], step["invoice_id"], step["amount_minor"]) for step in refused["steps"]] == [
        ("void", alone["id"], 50_000),
        ("credit", shared["id"], 50_000),
    ]
    await told(await change(office, job, as_it_is(job, 1), settle=settle_of(refused)))
    assert await billed(office, job) == [300_000]


async def test_a_credit_by_hand_takes_the_same_share_of_each_line_and_says_so(office: Office) -> None:
    job, invoice = await lines_billed_whole(office, line(100_000), line(300_000))
    body = {"amount_minor": 40_000, "reason": "late"}
    await told(await office.post(f"/api/invoices/{invoice['id']}/credit", body))
    assert await billed(office, job) == [90_000, 270_000]
    (note,) = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    assert [each["base_minor"] for each in note["lines"]] == [10_000, 30_000]


LINES = st.lists(st.tuples(st.sampled_from([0, 700]), st.integers(-500, 5_000)), min_size=1, max_size=6)


@settings(max_examples=80)
@given(
    LINES,
    st.integers(0, 12_000),
    st.integers(0, 12_000),
    st.dictionaries(st.integers(0, 5), st.integers(0, 6_000)),
)
def test_a_credit_takes_no_more_of_a_line_than_is_billed_and_all_that_it_credits(
    lines: list[tuple[int, int]], one: int, other: int, first: dict[int, int]
) -> None:
    own = [
        BilledLine(invoice_id="invoice", line_item_id=str(place), rate_bps=rate, base_minor=minor)
        for place, (rate, minor) in enumerate(lines)
    ]
    taxes = (TaxLine(0, one, 0), TaxLine(700, other, 7))
    taken = taken_of(own, taxes, {str(place): minor for place, minor in first.items()})
    by_line = {each.line_item_id: each.base_minor for each in taken}
    for tax in taxes:
        room = sum(each.base_minor for each in own if each.rate_bps == tax.rate_bps and each.base_minor > 0)
        off = sum(by_line.get(each.line_item_id, 0) for each in own if each.rate_bps == tax.rate_bps)
        assert off == min(tax.base_minor, room)
    assert all(0 <= by_line.get(each.line_item_id, 0) <= max(each.base_minor, 0) for each in own)
    told_ = credited_by_invoice(own, {"invoice": (Note(taxes, taken),)})["invoice"]
    assert {line_id: minor for line_id, minor in told_.items() if minor} == by_line
    assert all(isinstance(each, CreditedLine) for each in taken)
