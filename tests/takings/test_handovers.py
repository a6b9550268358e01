"""Cash and checks go from a member's pocket to the office: once, counted, and undone when it was wrong."""

import asyncio
from typing import Any

import pytest
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def took(office: Office, amount_minor: int, method: str = "cash", who: str = "technician") -> str:
    body = {"method": method, "amount_minor": amount_minor, "job_id": office.job}
    answer = await office.post("/api/payments", body, who=who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def hands_over(office: Office, *payments: str, who: str = "technician", **more: Any) -> Any:
    body = {"member_id": office.teller.id("member", who), "payment_ids": payments}
    return await office.post("/api/takings/handovers", body, **more)


async def takings(office: Office) -> dict[str, Any]:
    answer = await office.get("/api/reports/takings")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_245_00_in_cash_and_a_check_of_80_00_are_with_the_technician_until_they_are_handed_over(
    office: Office,
) -> None:
    cash, check = await took(office, 24_500), await took(office, 8_000, "check")
    await took(office, 99_900, "card")
    before = await takings(office)
    (row,) = before["rows"]
    assert (row["member"], row["cash_minor"], row["check_minor"]) == ("Technician", 24_500, 8_000)
    assert before["amount_minor"] == 32_500
    answer = await hands_over(office, cash, check)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["cash_minor"], made["check_minor"], made["payment_count"]) == (24_500, 8_000, 2)
    assert (made["member"], made["receiver"]) == ("Technician", "Dispatcher")
    assert (await takings(office))["rows"] == []


async def test_a_payment_is_handed_over_once_also_when_two_count_it_at_the_same_time(office: Office) -> None:
    cash = await took(office, 5_000)
    answers = await asyncio.gather(*(hands_over(office, cash) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "takings.handed_over_already"


async def test_a_handover_that_is_undone_leaves_the_money_with_the_member_and_can_be_made_anew(
    office: Office,
) -> None:
    cash = await took(office, 5_000)
    first = (await hands_over(office, cash)).json()["id"]
    undone = await office.post(f"/api/takings/handovers/{first}/undo", {})
    assert undone.status_code == 200, undone.text
    assert (await takings(office))["amount_minor"] == 5_000
    again = await office.post(f"/api/takings/handovers/{first}/undo", {})
    assert (again.status_code, again.json()["code"]) == (409, "takings.undone_already")
    assert (await hands_over(office, cash)).status_code == 201
    listed = (await office.get("/api/takings/handovers")).json()["items"]
    assert [row["undone_at"] is None for row in listed].count(True) == 1
    assert len(listed) == 2


async def test_only_ones_own_cash_and_checks_that_did_not_go_back_are_handed_over(office: Office) -> None:
    theirs, card = await took(office, 100, who="dispatcher"), await took(office, 200, "card")
    back = await took(office, 300)
    await office.post(f"/api/payments/{back}/reverse", {"reason": "bounced"}, who="technician")
    codes = [(await hands_over(office, each)).json()["code"] for each in (theirs, card, back)]
    assert codes == ["takings.not_theirs", *["takings.nothing_to_hand_over"] * 2]
    part = await took(office, 1_000)
    unapplied = {"amount_minor": 400, "method": "cash", "reason": "too much",
                 "invoice_id": None}  # fmt: skip
    refunded = await office.post(f"/api/payments/{part}/refund", unapplied)
    assert refunded.status_code in {200, 201}, refunded.text
    assert (await hands_over(office, part)).json()["cash_minor"] == 600


async def test_a_technician_says_nothing_of_what_the_office_got(office: Office) -> None:
    cash = await took(office, 100)
    body = {"member_id": office.teller.id("member", "technician"), "payment_ids": [cash]}
    assert (await office.post("/api/takings/handovers", body, who="technician")).status_code == 403
    assert (await office.get("/api/takings/handovers", who="technician")).status_code == 403
