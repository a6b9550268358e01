"""A job's price changed over REST: what is billed, paid, credited and left to decide says the same."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


def line(minor: int, rate: int = 0, **more: Any) -> dict[str, Any]:
    return {"description": "Work", "unit_price_minor": minor, "tax_rate_bps": rate, **more}


async def told(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def a_job(office: Office, *lines: dict[str, Any]) -> dict[str, Any]:
    body = {"job_id": new_id(), "customer_id": office.customer, "title": "Garage", "line_items": list(lines)}
    return await told(await office.post("/api/jobs", body), 201)


async def invoiced(office: Office, job: dict[str, Any], **share: Any) -> dict[str, Any]:
    return await told(await office.post("/api/invoices", {"job_id": job["id"], **share}), 201)


async def paid(office: Office, invoice: dict[str, Any], amount_minor: int) -> dict[str, Any]:
    body = {"method": "check", "amount_minor": amount_minor, "invoice_id": invoice["id"]}
    return await told(await office.post("/api/payments", body), 201)


async def change(office: Office, job: dict[str, Any], *lines: dict[str, Any], **more: Any) -> Any:
    body = {"seen_revision": job["revision"], "line_items": list(lines), **more}
    return await office.put(f"/api/jobs/{job['id']}/lines", body)


async def decisions(office: Office) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await office.get("/api/decisions")).json()["items"]
    return items


async def test_a_down_in_one_step_credits_1000_and_leaves_1000_to_decide_on(office: Office) -> None:
    """8,000.00 of 10,000.00 are paid; the job is now 7,000.00."""
    job = await a_job(office, line(1_000_000))
    invoice = await invoiced(office, job, percent_bps=8000)
    payment = await paid(office, invoice, 800_000)
    refused = await told(await change(office, job, line(700_000)), 409)
    assert refused["code"] == "scope.below_invoiced"
    assert (refused["total_minor"], refused["invoiced_minor"]) == (700_000, 800_000)
    (step,) = refused["steps"]
    assert (step["kind"], step["amount_minor"], step["surplus_minor"]) == ("credit", 100_000, 100_000)
    assert await decisions(office) == []

    settle = {"reason": "no garage", "credit": [{"invoice_id": invoice["id"], "amount_minor": 100_000}]}
    after = await told(await change(office, job, line(700_000), settle=settle))
    assert (after["total_minor"], after["invoiced_minor"], after["left_to_invoice_minor"]) == (
        700_000,
        700_000,
        0,
    )
    assert (after["paid_minor"], after["unapplied_minor"], after["revision"]) == (700_000, 100_000, 1)
    (decision,) = await decisions(office)
    assert (decision["reason"], decision["amount_minor"], decision["payment_id"]) == (
        "credited",
        100_000,
        payment["id"],
    )
    seen = await told(await office.get(f"/api/invoices/{invoice['id']}"))
    assert (seen["status"], seen["total_minor"], seen["credited_minor"], seen["owed_minor"]) == (
        "paid",
        800_000,
        100_000,
        700_000,
    )
    (note,) = (await office.get(f"/api/credit-notes?job_id={job['id']}")).json()["items"]
    assert (note["number"], note["total_minor"], note["reason"]) == ("CN-0001", 100_000, "no garage")
    kept = await office.post(f"/api/decisions/{decision['id']}/resolve", {"choice": "keep_credit"})
    assert kept.status_code == 200


async def test_what_was_kept_is_not_asked_again_when_more_of_the_same_money_comes_free(
    office: Office,
) -> None:
    """8,000.00 are paid; 1,000.00 come free and are kept, then 500.00 more: those alone are asked."""
    job = await a_job(office, line(1_000_000))
    invoice = await invoiced(office, job, percent_bps=8000)
    payment = await paid(office, invoice, 800_000)
    job = await smaller(office, job, invoice, 700_000, 100_000)
    (row,) = await decisions(office)
    await told(await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"}))
    await smaller(office, job, invoice, 650_000, 50_000)
    (row,) = await decisions(office)
    assert (row["reason"], row["amount_minor"]) == ("credited", 50_000)
    assert [each["amount_minor"] for each in row["proposals"]] == [50_000]

    other = await invoiced(office, await a_job(office, line(200_000)), rest=True)
    placed = {"payment_id": payment["id"], "invoice_id": other["id"], "amount_minor": 50_000}
    after = await told(await office.post("/api/allocations", placed), 201)
    assert (after["unapplied_minor"], after["awaits_decision"]) == (100_000, False)
    assert await decisions(office) == []


async def smaller(
    office: Office, job: dict[str, Any], invoice: dict[str, Any], total_minor: int, off_minor: int
) -> dict[str, Any]:
    settle = {"reason": "smaller", "credit": [{"invoice_id": invoice["id"], "amount_minor": off_minor}]}
    return await told(await change(office, job, line(total_minor), settle=settle))


async def test_p4_scope_shrinks_and_the_kept_credit_settles_what_is_billed_later(office: Office) -> None:
    job = await a_job(office, line(400_000))
    invoice = await invoiced(office, job, percent_bps=7500)
    await paid(office, invoice, 300_000)
    settle = {"reason": "smaller", "credit": [{"invoice_id": invoice["id"], "amount_minor": 50_000}]}
    job = await told(await change(office, job, line(250_000), settle=settle))
    (decision,) = await decisions(office)
    await office.post(f"/api/decisions/{decision['id']}/resolve", {"choice": "keep_credit"})
    job = await told(await change(office, job, line(250_000), line(80_000)))
    again = await invoiced(office, job, rest=True)
    await office.teller.must("payments.draw_credit", {"invoice_id": again["id"]}, role="system")
    seen = await told(await office.get(f"/api/invoices/{again['id']}"))
    assert (seen["total_minor"], seen["paid_minor"], seen["due_minor"]) == (80_000, 50_000, 30_000)


async def test_lines_are_edited_added_removed_moved_and_grouped_and_keep_their_ids(office: Office) -> None:
    job = await a_job(office, line(1_000, description="A"), line(2_000, description="B"))
    first, second = job["line_items"]
    added = new_id()
    after = await told(
        await change(
            office,
            job,
            {"line_item_id": second["id"], "description": "B", "unit_price_minor": 2_500, "quantity": 2},
            {"line_item_id": added, "description": "C", "unit_price_minor": 700, "exempt": True,
             "group_title": "Extras"},
            discount={"kind": "percent", "percent_bps": 1000},
        )
    )  # fmt: skip
    assert [(item["id"], item["amount_minor"]) for item in after["line_items"]] == [
        (second["id"], 5_000),
        (added, 700),
    ]
    assert after["line_items"][1] | {"exempt": True, "group_title": "Extras"} == after["line_items"][1]
    assert (after["subtotal_minor"], after["discount_minor"], after["total_minor"]) == (5_700, 570, 5_130)
    back = await told(
        await change(office, after, line(1_000, line_item_id=first["id"]), line(700, line_item_id=added))
    )
    assert [item["id"] for item in back["line_items"]] == [first["id"], added]


async def test_a_stale_edit_overwrites_nothing_and_says_whose_change_it_missed(office: Office) -> None:
    job = await a_job(office, line(100_000))
    await told(await change(office, job, line(120_000)))
    stale = await told(await change(office, job, line(90_000)), 409)
    assert stale["code"] == "scope.changed_meanwhile"
    assert (stale["revision"], stale["total_minor"]) == (1, 120_000)
    assert stale["changed_by"] == office.teller.id("member", "dispatcher")
    assert (await office.get(f"/api/jobs/{job['id']}")).json()["total_minor"] == 120_000


async def test_what_is_wrong_with_a_line_is_said_and_nothing_is_changed(office: Office) -> None:
    job = await a_job(office, line(100_000))
    exempt = await told(await change(office, job, line(1_000, 800, exempt=True)), 422)
    assert exempt["code"] == "jobs.exempt_with_rate"
    known = job["line_items"][0]["id"]
    twice = await change(office, job, line(1_000, line_item_id=known), line(1_000, line_item_id=known))
    assert (await told(twice, 422))["code"] == "jobs.line_twice"
    other = await a_job(office, line(5_000))
    foreign = await change(office, job, line(1_000, line_item_id=other["line_items"][0]["id"]))
    assert (await told(foreign, 409))["code"] == "sync.record_id_taken"
    assert (await office.get(f"/api/jobs/{job['id']}")).json() == job


async def test_mn05_the_rate_becomes_8_percent_and_void_makes_it_8_for_all(office: Office) -> None:
    """40% of 1,000.00 at 7% are issued: the job is 1,076.00 then, and 1,080.00 once that is void."""
    job = await a_job(office, line(100_000, 700))
    first = await invoiced(office, job, percent_bps=4000)
    job = await told(await change(office, job, line(100_000, 800)))
    assert (first["total_minor"], job["total_minor"], job["left_to_invoice_minor"]) == (
        42_800,
        107_600,
        64_800,
    )
    rest = await invoiced(office, job, rest=True)
    assert rest["taxes"] == [{"rate_bps": 800, "base_minor": 60_000, "tax_minor": 4_800}]
    await told(await office.post(f"/api/invoices/{first['id']}/void", {"reason": "rate"}))
    job = await told(await office.get(f"/api/jobs/{job['id']}"))
    assert (job["total_minor"], job["left_to_invoice_minor"]) == (108_000, 43_200)
    assert (await invoiced(office, job, rest=True))["tax_minor"] == 3_200


async def test_d16_money_on_an_invoice_names_the_credit_note_as_a_way_out(office: Office) -> None:
    job = await a_job(office, line(100_000, 800))
    invoice = await invoiced(office, job, rest=True)
    await paid(office, invoice, 40_000)
    refused = await told(await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "x"}), 409)
    assert "credit_note" in refused["ways_out"]
    credit = {"amount_minor": 78_000, "reason": "stopped half-way"}
    after = await told(await office.post(f"/api/invoices/{invoice['id']}/credit", credit))
    assert (after["owed_minor"], after["paid_minor"], after["status"]) == (30_000, 30_000, "paid")
    (decision,) = await decisions(office)
    assert decision["amount_minor"] == 10_000
    (note,) = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    assert (note["base_minor"], note["tax_minor"]) == (72_222, 5_778)
    more = await office.post(f"/api/invoices/{invoice['id']}/credit", {"amount_minor": 30_001, "reason": "x"})
    assert (await told(more, 409))["code"] == "scope.more_than_creditable"
    rest = await office.post(f"/api/invoices/{invoice['id']}/credit", {"amount_minor": 30_000, "reason": "x"})
    assert ((await told(rest))["shown_as"], rest.json()["owed_minor"]) == ("credited", 0)
    void = await told(await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "x"}), 409)
    assert void["code"] == "invoices.has_credit"
    notes = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    assert sum(each["tax_minor"] for each in notes) == 8_000
    assert {each["number"] for each in notes} == {"CN-0001", "CN-0002"}
    job = await told(await office.get(f"/api/jobs/{job['id']}"))
    assert job["left_to_invoice_minor"] == job["total_minor"] == 108_000


async def test_only_an_issued_invoice_is_credited_and_only_with_a_reason(office: Office) -> None:
    job = await a_job(office, line(100_000))
    draft = await invoiced(office, job, rest=True, draft=True)
    credit = {"amount_minor": 100, "reason": "x"}
    refused = await told(await office.post(f"/api/invoices/{draft['id']}/credit", credit), 409)
    assert refused["code"] == "invoices.not_issued"
    blank = await office.post(f"/api/invoices/{draft['id']}/credit", {"amount_minor": 100, "reason": " "})
    assert blank.status_code == 422


async def test_d40_a_canceled_job_asks_for_nothing_and_gives_nothing_back_by_itself(office: Office) -> None:
    """A deposit of 600.00 is paid, 400.00 of a stage; then the job is canceled."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    stage = await invoiced(office, job, amount_minor=100_000)
    draft = await invoiced(office, job, rest=True, draft=True)
    await paid(office, deposit, 60_000)
    await paid(office, stage, 40_000)
    after = await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "house sold"}))
    assert (after["cancel_reason"], after["left_to_invoice_minor"]) == ("house sold", 0)
    assert (after["paid_minor"], after["unapplied_minor"]) == (60_000, 40_000)
    seen = {
        each["id"]: each for each in (await office.get(f"/api/jobs/{job['id']}/invoices")).json()["items"]
    }
    assert {seen[one["id"]]["status"] for one in (deposit,)} == {"paid"}
    assert (seen[stage["id"]]["status"], seen[stage["id"]]["shown_as"], seen[stage["id"]]["due_minor"]) == (
        "canceled",
        "canceled",
        0,
    )
    rows = await decisions(office)
    assert {(row["reason"], row["amount_minor"]) for row in rows} == {
        ("job_canceled", 60_000),
        ("job_canceled", 40_000),
    }
    for path, body in (
        ("/api/invoices", {"job_id": job["id"], "rest": True}),
        (f"/api/invoices/{draft['id']}/issue", None),
        (f"/api/jobs/{job['id']}/cancel", {"reason": "again"}),
    ):
        assert (await told(await office.post(path, body), 409))["code"] == "jobs.canceled"
    assert (await told(await change(office, after, line(1)), 409))["code"] == "jobs.canceled"
    void = await told(await office.post(f"/api/invoices/{stage['id']}/void", {"reason": "x"}), 409)
    assert void["code"] == "invoices.already_canceled"
    late = await paid(office, stage, 10_000)
    assert (late["outcome"], late["unapplied_reason"]) == ("conflict", "job_canceled")
    for row in await decisions(office):
        kept = await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"})
        assert kept.status_code == 200
    assert await decisions(office) == []


async def test_the_simulator_says_what_a_rise_and_a_fall_would_do_and_saves_nothing(office: Office) -> None:
    job = await a_job(office, line(500_000))
    await invoiced(office, job, percent_bps=2000)
    second = await invoiced(office, job, percent_bps=5000)
    path = f"/api/jobs/{job['id']}/simulate"
    rise = await told(await office.post(path, {"line_items": [line(500_000), line(60_000)]}))
    assert (rise["before"]["total_minor"], rise["after"]["total_minor"], rise["after"]["left_minor"]) == (
        500_000,
        560_000,
        210_000,
    )
    assert rise["settle"] is None
    assert [each["share_bps"] for each in rise["invoices"]] == [4464, 1786]
    fall = await told(await office.post(path, {"line_items": [line(300_000)]}))
    assert fall["settle"] == {
        "void": [],
        "credit": [{"invoice_id": second["id"], "amount_minor": 50_000}],
    }
    assert [each["effect"] for each in fall["invoices"]] == ["credit", "stays"]
    settle = {"reason": "x", **fall["settle"]}
    assert (await told(await change(office, job, line(300_000), settle=settle)))["total_minor"] == 300_000
    wrong = await office.post(path, {"line_items": [line(0)]})
    assert (await told(wrong, 422))["code"] == "jobs.nothing_to_bill"
    missing = await office.post(f"/api/jobs/{new_id()}/simulate", {"line_items": [line(1)]})
    assert (await told(missing, 404))["code"] == "jobs.missing"


async def test_tax_is_rounded_per_invoice_or_per_line_as_the_job_says(office: Office) -> None:
    """A-TAXMODE: 29 × 1.59 and 2 × (11 × 1.59) in 31 lines at 12%: 9.73 per invoice, 9.71 per line."""
    lines = [*(line(159, 1200) for _ in range(29)), *(line(159, 1200, quantity=11) for _ in range(2))]
    job = await a_job(office, *lines)
    assert (job["tax_mode"], job["tax_minor"]) == ("per_invoice", 973)
    job = await told(await change(office, job, *lines, tax_mode="per_line"))
    assert (job["tax_mode"], job["tax_minor"]) == ("per_line", 971)
    assert (await told(await change(office, job, *lines)))["tax_mode"] == "per_line"


async def test_d40_what_was_paid_for_a_canceled_job_is_given_back_by_a_credit_and_a_refund(
    office: Office,
) -> None:
    """The deposit of 600.00 stands until a person says otherwise; then its decision is taken."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    payment = await paid(office, deposit, 60_000)
    await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "house sold"}))
    assert [row["amount_minor"] for row in await decisions(office)] == [60_000]
    credit = {"amount_minor": 60_000, "reason": "house sold"}
    after = await told(await office.post(f"/api/invoices/{deposit['id']}/credit", credit))
    assert (after["paid_minor"], after["owed_minor"], after["shown_as"]) == (0, 0, "credited")
    assert [row["amount_minor"] for row in await decisions(office)] == [60_000]
    back = {"amount_minor": 60_000, "method": "check", "reason": "house sold"}
    await told(await office.post(f"/api/payments/{payment['id']}/refund", back))
    assert await decisions(office) == []
    assert (await office.get(f"/api/jobs/{job['id']}")).json()["unapplied_minor"] == 0


async def test_a_technician_neither_changes_lines_nor_simulates_nor_credits_nor_cancels(
    office: Office,
) -> None:
    job = await told(await office.get(f"/api/jobs/{office.job}"))
    lines = {"line_items": [line(1)]}
    for path, body in (
        (f"/api/jobs/{job['id']}/simulate", lines),
        (f"/api/jobs/{job['id']}/cancel", {"reason": "x"}),
        (f"/api/invoices/{new_id()}/credit", {"amount_minor": 1, "reason": "x"}),
    ):
        assert (await office.post(path, body, who="technician")).status_code == 403
    edit = {**lines, "seen_revision": 0}
    assert (await office.put(f"/api/jobs/{job['id']}/lines", edit, who="technician")).status_code == 403
