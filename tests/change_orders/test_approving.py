"""What an approval does to the job, on both engines; and what does not count."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from tests.change_orders.conftest import Site

from stagebill.change_orders.queries import simulation_of_order
from stagebill.kernel.clock import FrozenClock
from stagebill.scope.settlement import Credit, Settle, SettlementTooSmall
from stagebill.scope.simulation import Proposed

pytestmark = pytest.mark.anyio

SIGNATURE = "M10 200l30 -40 20 60M400 100l0 50"


async def test_a_co_12000_with_4000_and_4000_billed_and_an_approved_change_of_1500_leaves_5500(
    site: Site,
) -> None:
    await site.bill(amount_minor=400_000)
    await site.bill(amount_minor=400_000)
    order_id = await site.sent("Skylight", 150_000)
    assert (await site.job())["left_to_invoice_minor"] == 400_000  # only what is approved counts
    assert (await site.approve(order_id, 1_200_000, 1_350_000)).state == "applied"
    job = await site.job()
    assert (job["total_minor"], job["left_to_invoice_minor"]) == (1_350_000, 550_000)
    assert (job["changes_minor"], job["unbilled_changes_minor"]) == (150_000, 150_000)
    final = await site.bill(rest=True)
    assert final.outcome.state == "applied"
    job = await site.job()
    assert (job["left_to_invoice_minor"], job["unbilled_changes_minor"]) == (0, 0)


async def test_the_lines_first_agreed_on_stay_and_the_changes_stand_beside_them(site: Site) -> None:
    before = (await site.job())["line_items"]
    order_id = await site.sent("Skylight", 150_000)
    await site.approve(order_id, 1_200_000, 1_350_000)
    first, added = (await site.job())["line_items"]
    assert [first] == before
    assert (added["description"], added["amount_minor"], added["change_order_id"]) == (
        "Skylight",
        150_000,
        order_id,
    )


async def test_a_technician_writes_signs_and_the_phone_needs_no_mail(site: Site) -> None:
    order_id = await site.draft("Skylight", 60_000, role="technician")
    outcome = await site.approve(order_id, 1_200_000, 1_260_000, agreed=False, signature=SIGNATURE)
    assert outcome.state == "applied"
    order = await site.order(order_id, "technician")
    assert (order["state"], order["number"], order["approval"]["signature"]) == (
        "approved",
        "CO-1",
        SIGNATURE,
    )
    assert order["approval"]["via"] == "phone"


async def test_a_technician_who_is_not_on_the_job_finds_neither_job_nor_change_order(site: Site) -> None:
    order_id = await site.draft("Skylight", 60_000)
    await site.must("jobs.assign_technicians", {"job_id": site.id("job"), "member_ids": []})
    assert (await site.approve(order_id, 1_200_000, 1_260_000)).code == "jobs.missing"
    body = {"job_id": site.id("job"), "title": "x", "lines": [{"description": "x", "unit_price_minor": 1}]}
    made = await site.tell("change_orders.create_change_order", body, role="technician")
    assert made.outcome.code == "jobs.missing"


async def test_signed_on_a_stale_base_it_does_not_count_and_both_totals_are_told(site: Site) -> None:
    """The phone had 12,000 → 12,600; meanwhile 900 were approved at the office: 12,900 → 13,500."""
    mine = await site.draft("Skylight", 60_000, role="technician")
    other = await site.sent("Gutters", 90_000)
    await site.approve(other, 1_200_000, 1_290_000, "owner", via="office", note="by phone, 9:40")
    stale = await site.approve(mine, 1_200_000, 1_260_000, signature=SIGNATURE)
    assert (stale.state, stale.code) == ("conflict", "change_orders.base_changed")
    assert stale.facts == {
        "seen_total_minor": 1_200_000, "seen_after_minor": 1_260_000,
        "total_minor": 1_290_000, "after_minor": 1_350_000,
    }  # fmt: skip
    held = await site.order(mine)
    assert (held["state"], held["approval"]) == ("draft", None)
    assert held["stale_approval"]["signature"] == SIGNATURE
    assert (held["seen_total_minor"], held["total_minor"]) == (1_290_000, 60_000)
    assert (await site.job())["total_minor"] == 1_290_000
    assert (await site.approve(mine, 1_290_000, 1_350_000)).state == "applied"
    assert (await site.order(mine))["stale_approval"] is None


async def test_whoever_is_there_to_be_asked_again_is_refused_with_both_totals(site: Site) -> None:
    order_id = await site.sent("Skylight", 60_000)
    outcome = await site.approve(order_id, 1_100_000, 1_160_000, "customer")
    assert (outcome.state, outcome.code) == ("rejected", "change_orders.base_changed")
    assert (await site.order(order_id))["stale_approval"] is None


async def test_jb_05_a_deduction_of_3000_is_refused_where_8000_of_10000_are_invoiced(
    empty_site: Site,
) -> None:
    site = empty_site
    await site.begin({"description": "Roof", "unit_price_minor": 1_000_000})
    await site.bill(amount_minor=800_000)
    order_id = await site.sent("No gutters", -300_000)
    outcome = await site.approve(order_id, 1_000_000, 700_000, "customer")
    assert (outcome.code, outcome.facts["invoiced_minor"]) == ("scope.below_invoiced", 800_000)
    assert [step["amount_minor"] for step in outcome.facts["steps"]] == [100_000]
    signed = await site.approve(order_id, 1_000_000, 700_000, signature=SIGNATURE)
    assert (signed.state, signed.code) == ("conflict", "scope.below_invoiced")
    assert (await site.job())["total_minor"] == 1_000_000


async def test_jb_05_the_office_approves_and_credits_1000_in_one_step(empty_site: Site) -> None:
    site = empty_site
    await site.begin({"description": "Roof", "unit_price_minor": 1_000_000})
    invoice_id = (await site.bill(amount_minor=800_000)).outcome.record_id
    order_id = await site.sent("No gutters", -300_000)
    settle = {
        "reason": "no gutters",
        "credit": [{"invoice_id": invoice_id, "amount_minor": 100_000}],
    }
    office = {"via": "office", "note": "by letter", "settle": settle}
    assert (await site.approve(order_id, 1_000_000, 700_000, **office)).code == "sync.not_allowed"
    assert (await site.approve(order_id, 1_000_000, 700_000, "dispatcher", **office)).state == "applied"
    job = await site.job()
    assert (job["total_minor"], job["left_to_invoice_minor"]) == (700_000, 0)


async def test_what_approving_a_deduction_settles_is_said_before_and_another_way_is_judged(
    empty_site: Site,
) -> None:
    """3,000.00 off 10,000.00 with 8,000.00 invoiced: 1,000.00 is to be credited, or the invoice voided."""
    site = empty_site
    await site.begin({"description": "Roof", "unit_price_minor": 1_000_000})
    invoice_id = (await site.bill(amount_minor=800_000)).outcome.record_id
    order_id = await site.sent("No gutters", -300_000)
    reader, context = site.services.database.reader, site.context()
    said = await simulation_of_order(reader, context, order_id, None)
    assert (said.before.total_minor, said.after.total_minor, said.after.left_minor) == (1_000_000, 700_000, 0)
    assert said.settle == Proposed(void=(), credit=(Credit(invoice_id=invoice_id, amount_minor=100_000),))
    ended = await simulation_of_order(reader, context, order_id, Settle(reason="x", void=(invoice_id,)))
    assert (ended.after.invoiced_minor, ended.after.left_minor) == (0, 700_000)
    little = Settle(reason="x", credit=(Credit(invoice_id=invoice_id, amount_minor=99_999),))
    with pytest.raises(SettlementTooSmall):
        await simulation_of_order(reader, context, order_id, little)
    assert (await site.job())["total_minor"] == 1_000_000


async def test_an_edit_of_the_lines_leaves_those_of_a_change_order_alone(site: Site) -> None:
    order_id = await site.sent("Skylight", 60_000)
    await site.approve(order_id, 1_200_000, 1_260_000)
    job = await site.job()
    edit = {
        "job_id": job["id"],
        "seen_revision": job["revision"],
        "line_items": [{"description": "Bigger roof", "unit_price_minor": 1_300_000}],
    }
    await site.must("scope.change_lines", edit)
    after = await site.job()
    assert (after["total_minor"], after["changes_minor"]) == (1_360_000, 60_000)
    assert [line["description"] for line in after["line_items"]] == ["Bigger roof", "Skylight"]
    listed = {"line_item_id": job["line_items"][1]["id"], "description": "x", "unit_price_minor": 1}
    refused = await site.tell(
        "scope.change_lines", {**edit, "seen_revision": after["revision"], "line_items": [listed]}
    )
    assert refused.outcome.code == "jobs.line_of_change"


async def test_a_deduction_that_leaves_what_is_invoiced_lowers_the_total(site: Site) -> None:
    await site.bill(amount_minor=350_000)
    order_id = await site.sent("No gutters", -100_000)
    assert (await site.approve(order_id, 1_200_000, 1_100_000)).state == "applied"
    job = await site.job()
    assert (job["total_minor"], job["left_to_invoice_minor"]) == (1_100_000, 750_000)
    assert (job["changes_minor"], job["unbilled_changes_minor"]) == (-100_000, 0)


async def test_tax_is_the_jobs_usual_rate_and_the_effect_holds_it(empty_site: Site) -> None:
    """3,000 at 8.25% and 2,000 free of tax are 5,247.50; 600 more bring 649.50."""
    site = empty_site
    await site.begin(
        {"description": "Labor", "unit_price_minor": 300_000, "tax_rate_bps": 825},
        {"description": "Permit", "unit_price_minor": 200_000},
    )
    order_id = await site.sent("Skylight", 60_000)
    order = await site.order(order_id)
    assert (order["subtotal_minor"], order["tax_minor"], order["total_minor"]) == (60_000, 4_950, 64_950)
    assert order["taxes"] == [{"rate_bps": 825, "base_minor": 60_000, "tax_minor": 4_950}]
    assert (await site.approve(order_id, 524_750, 589_700)).state == "applied"
    assert (await site.job())["taxes"][0] == {"rate_bps": 825, "base_minor": 360_000, "tax_minor": 29_700}


async def test_a_percent_discount_was_agreed_on_the_first_lines_and_leaves_a_change_alone(
    empty_site: Site,
) -> None:
    site = empty_site
    await site.begin(
        {"description": "Roof", "unit_price_minor": 1_000_000},
        discount={"kind": "percent", "percent_bps": 1000},
    )
    order_id = await site.sent("Skylight", 60_000)
    await site.approve(order_id, 900_000, 960_000)
    job = await site.job()
    assert (job["discount_minor"], job["total_minor"]) == (100_000, 960_000)


async def test_after_its_days_it_is_expired_and_the_link_is_late(site: Site, clock: FrozenClock) -> None:
    order_id = await site.sent("Skylight", 60_000)
    clock.advance(timedelta(days=14))
    late = await site.approve(order_id, 1_200_000, 1_260_000, "customer")
    assert late.code == "change_orders.expired"
    body = {"change_order_id": order_id}
    await site.must("change_orders.expire_change_order", body, role="system")
    assert (await site.order(order_id))["state"] == "expired"
    await site.must("change_orders.send_change_order", body)
    assert (await site.order(order_id))["state"] == "sent"
    assert (await site.approve(order_id, 1_200_000, 1_260_000, "customer")).state == "applied"


async def test_a_finger_that_signed_in_time_counts_though_the_phone_came_late(
    site: Site, clock: FrozenClock
) -> None:
    order_id = await site.sent("Skylight", 60_000)
    signed_at = clock.now() + timedelta(days=13)
    clock.advance(timedelta(days=15))
    await site.must("change_orders.expire_change_order", {"change_order_id": order_id}, role="system")
    outcome = await site.approve(
        order_id, 1_200_000, 1_260_000, signature=SIGNATURE, given_at=signed_at.isoformat()
    )
    assert outcome.state == "applied"


async def test_an_answer_is_final_and_the_refusal_says_which(site: Site) -> None:
    order_id = await site.sent("Skylight", 60_000)
    await site.must("change_orders.decline_change_order", {"change_order_id": order_id, "reason": "dear"})
    outcome = await site.approve(order_id, 1_200_000, 1_260_000, "customer")
    assert (outcome.code, outcome.facts["state"]) == ("change_orders.already_answered", "declined")
    withdrawn = await site.tell("change_orders.withdraw_change_order", {"change_order_id": order_id})
    assert withdrawn.outcome.code == "change_orders.already_answered"


@pytest.mark.parametrize(
    "proof", [{"agreed": False}, {"name": " "}, {"via": "office", "note": " "}], ids=["name", "blank", "note"]
)
async def test_an_approval_without_proof_is_none(site: Site, proof: dict[str, object]) -> None:
    order_id = await site.sent("Skylight", 60_000)
    assert (await site.approve(order_id, 1_200_000, 1_260_000, **proof)).code == "change_orders.not_proven"


async def test_a_sent_order_is_not_edited(site: Site) -> None:
    order_id = await site.sent("Skylight", 60_000)
    edited = await site.tell(
        "change_orders.edit_change_order", {"change_order_id": order_id, "title": "Bigger skylight"}
    )
    assert edited.outcome.code == "change_orders.not_draft"


async def test_approve_on_the_link_and_decline_on_the_phone_at_once_one_wins(site: Site) -> None:
    order_id = await site.sent("Skylight", 60_000)
    decline = {"change_order_id": order_id, "reason": "no"}
    outcomes = await asyncio.gather(
        *(site.approve(order_id, 1_200_000, 1_260_000, "customer") for _ in range(5)),
        *(_declined(site, decline) for _ in range(5)),
    )
    assert Counter(outcome.state for outcome in outcomes) == {"applied": 1, "rejected": 9}
    refused = [outcome for outcome in outcomes if outcome.state == "rejected"]
    assert {outcome.code for outcome in refused} == {"change_orders.already_answered"}
    state = (await site.order(order_id))["state"]
    assert {outcome.facts["state"] for outcome in refused} == {state}
    assert (await site.job())["total_minor"] == (1_260_000 if state == "approved" else 1_200_000)


async def _declined(site: Site, body: dict[str, str]) -> object:
    return (await site.tell("change_orders.decline_change_order", body, role="technician")).outcome


async def test_twenty_changes_approved_at_once_each_count_once_or_are_asked_again(site: Site) -> None:
    orders = [await site.sent(f"Extra {number}", 10_000) for number in range(20)]
    outcomes = await asyncio.gather(
        *(site.approve(order_id, 1_200_000, 1_210_000, "customer") for order_id in orders)
    )
    assert Counter(outcome.code for outcome in outcomes) == {None: 1, "change_orders.base_changed": 19}
    assert (await site.job())["total_minor"] == 1_210_000
