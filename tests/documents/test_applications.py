"""Applications for payment: the trade's worked cases, a reviewer's checks, and the real PDF (D-65–D-72)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.test_papers import read
from tests.paypage.shop import Shop

from stagebill.documents.applications.application import (
    Application,
    Contract,
    CreditGiven,
    Installed,
    Period,
    Scheduled,
    application,
)
from stagebill.documents.applications.ties import DoesNotTie, check_ties, ties
from stagebill.kernel.money import PPM, share, split

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEN_PERCENT = 100_000


def at(place: int) -> datetime:
    return START + timedelta(days=30 * place)


def line(name: str, value_minor: int, **more: Any) -> Scheduled:
    return Scheduled(id=name, description=name, value_minor=value_minor, weight_ppm=TEN_PERCENT, **more)


def period(place: int, held_minor: int = 0, **columns: Any) -> Period:
    work, stored = columns.pop("work", {}), columns.pop("stored", {})
    base_minor = columns.pop("base_minor", sum(work.values()) + sum(stored.values()))
    return Period(
        invoice_id=str(place), number=f"INV-{place}", issued_at=at(place), issued_on=at(place).date(),
        work=work, stored=stored, base_minor=base_minor, held_minor=held_minor, **columns,
    )  # fmt: skip


def checked(contract: Contract, place: int) -> Application:
    shown = application(contract, place)
    check_ties(shown, application(contract, place - 1) if place else None, contract)
    return shown


G702 = Contract(
    total_minor=26_250_000,
    lines=(line("site", 25_000_000), line("change", 1_250_000, since=at(0))),
    changes=((at(0), 1_250_000, 0),),
    periods=(
        period(0, 1_224_000, work={"site": 12_240_000}),
        period(1, 557_000, work={"site": 4_850_000}, stored={"change": 720_000}),
    ),
)


def test_a_g702_48500_of_work_and_7200_stored_ask_for_50130() -> None:
    shown = checked(G702, 1)
    assert (shown.original_minor, shown.added_minor, shown.contract_minor) == (
        25_000_000,
        1_250_000,
        26_250_000,
    )
    assert shown.completed_minor == 17_810_000
    assert round(shown.completed_minor / shown.contract_minor * 100, 1) == 67.8
    assert (shown.held_minor, shown.earned_minor) == (1_781_000, 16_029_000)
    assert shown.certified_minor == 11_016_000
    assert shown.due_minor == 5_013_000 == share(5_570_000, 9, 10)
    assert shown.balance_minor == 10_221_000
    assert shown.contract_minor - shown.completed_minor == 8_440_000


def test_a_g702_previous_certificates_of_122400_are_gross_and_the_page_is_refused() -> None:
    """The published sample takes what was billed before for what was certified: 12,240 short."""
    shown = msgspec.structs.replace(application(G702, 1), certified_minor=12_240_000)
    assert shown.due_minor == 3_789_000
    with pytest.raises(DoesNotTie) as refused:
        check_ties(shown, application(G702, 0), G702)
    assert refused.value.facts == {
        "tie": "certified", "line": "", "shown_minor": 12_240_000, "wanted_minor": 11_016_000,
    }  # fmt: skip


def test_a_level_80_percent_of_15000_shows_12000_gross_holds_600_and_asks_for_11400() -> None:
    contract = Contract(
        total_minor=1_500_000,
        lines=(line("piping", 1_500_000),),
        periods=(period(0, 60_000, work={"piping": 1_200_000}),),
    )
    shown = checked(contract, 0)
    (row,) = shown.lines
    assert (row.this_minor, row.completed_minor, row.percent_ppm) == (1_200_000, 1_200_000, 800_000)
    assert (shown.held_minor, shown.due_minor) == (60_000, 1_140_000)
    assert (row.balance_minor, shown.balance_minor) == (300_000, 360_000)


@pytest.mark.parametrize(
    ("clause", "second_held", "held", "due"),
    [
        ("new rate on new work only", 150_000, 650_000, 2_850_000),
        ("new rate on all work", -100_000, 400_000, 3_100_000),
        ("stop at half", 0, 500_000, 3_000_000),
    ],
)
def test_a_step_from_10_to_5_percent_at_half_asks_for_45000_and_then_by_its_clause(
    clause: str, second_held: int, held: int, due: int
) -> None:
    """50,000, then 80,000 of 100,000 to date; how each clause holds is in tests/invoices/test_retainage."""
    contract = Contract(
        total_minor=10_000_000,
        lines=(line("house", 10_000_000),),
        periods=(
            period(0, 500_000, work={"house": 5_000_000}),
            period(1, second_held, work={"house": 3_000_000}),
        ),
    )
    assert checked(contract, 0).due_minor == 4_500_000, clause
    shown = checked(contract, 1)
    assert (shown.held_minor, shown.due_minor) == (held, due)


def test_a_cap_510_held_over_lines_of_1200_and_6000_are_85_and_425() -> None:
    contract = Contract(
        total_minor=1_700_000,
        lines=(line("footing", 120_000), line("walls", 600_000), line("roof", 980_000)),
        periods=(period(0, 51_000, work={"footing": 120_000, "walls": 600_000}),),
    )
    assert [row.held_minor for row in checked(contract, 0).lines] == [8_500, 42_500, 0]


def test_d70_7200_stored_is_work_of_before_once_it_is_installed_and_nothing_is_due_twice() -> None:
    contract = Contract(
        total_minor=1_000_000,
        lines=(line("boiler", 1_000_000),),
        periods=(
            period(0, stored={"boiler": 720_000}),
            period(1, work={"boiler": 100_000}, stored={"boiler": 50_000}),
        ),
        installed=(Installed("boiler", 720_000, at(0) + timedelta(days=1)),),
    )
    (before,) = checked(contract, 0).lines
    assert (before.previous_minor, before.this_minor, before.stored_minor) == (0, 0, 720_000)
    shown = checked(contract, 1)
    (now,) = shown.lines
    assert (now.previous_minor, now.this_minor, now.stored_minor) == (720_000, 100_000, 50_000)
    assert shown.due_minor == 150_000


def test_a_change_that_was_approved_later_is_in_no_earlier_application() -> None:
    contract = msgspec.structs.replace(
        G702,
        lines=(line("site", 25_000_000), line("change", 1_250_000, since=at(1) - timedelta(days=1))),
        changes=((at(1) - timedelta(days=1), 1_250_000, 0),),
    )
    first, second = checked(contract, 0), checked(contract, 1)
    assert (first.contract_minor, second.contract_minor) == (25_000_000, 26_250_000)
    assert [row.id for row in first.lines] == ["site"]


def test_a_credit_is_less_work_of_the_next_period_and_what_was_certified_stays() -> None:
    contract = Contract(
        total_minor=1_000_000,
        lines=(line("a", 400_000), line("b", 600_000)),
        periods=(period(0, 50_000, base_minor=500_000), period(1, 10_000, base_minor=100_000)),
        credits=(CreditGiven(base_minor=80_000, unheld_minor=8_000, at=at(0) + timedelta(days=3)),),
    )
    first, second = checked(contract, 0), checked(contract, 1)
    assert second.certified_minor == first.earned_minor == 450_000
    assert second.completed_minor == 520_000
    assert second.due_minor == 100_000 - 10_000 - 80_000 + 8_000


def test_held_money_that_is_released_is_due_and_no_work() -> None:
    contract = Contract(
        total_minor=100_000,
        lines=(line("a", 100_000),),
        periods=(period(0, 10_000, work={"a": 100_000}), period(1, base_minor=0, released_minor=10_000)),
    )
    shown = checked(contract, 1)
    assert (shown.lines[0].this_minor, shown.held_minor, shown.due_minor) == (0, 0, 10_000)
    assert shown.balance_minor == 0


@pytest.mark.parametrize(
    ("broken", "tie"),
    [
        ({"lines": (line("site", 25_000_001), line("change", 1_250_000, since=at(0)))}, "schedule"),
        ({"lines": (line("site", 12_250_000), line("change", 14_000_000, since=at(0)))}, "line_above"),
        ({"credits": (CreditGiven(lines={"site": 5}, base_minor=4, at=at(1)),)}, "completed"),
    ],
)
def test_what_does_not_tie_out_is_refused_by_its_name(broken: dict[str, Any], tie: str) -> None:
    contract = msgspec.structs.replace(G702, **broken)
    with pytest.raises(DoesNotTie) as refused:
        checked(contract, 1)
    assert refused.value.facts["tie"] == tie


def test_a_last_application_that_said_something_else_is_found_line_by_line() -> None:
    before = application(G702, 0)
    told = msgspec.structs.replace(before.lines[0], this_minor=12_240_001)
    other = msgspec.structs.replace(before, lines=(told, *before.lines[1:]))
    wrong = [tie for tie in ties(application(G702, 1), other, G702) if tie.shown_minor != tie.wanted_minor]
    assert [(tie.name, tie.line) for tie in wrong] == [("previous", "site"), ("certified", "")]


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    st.lists(st.integers(1, 1000), min_size=1, max_size=6),
    st.integers(0, 300_000),
    st.integers(0, 250_000),
)
def test_whatever_is_billed_of_a_whole_job_every_application_ties_out(
    values: list[int], parts: list[int], rate_ppm: int, tax_ppm: int
) -> None:
    net = sum(values)
    bases = split(net, [*parts, 1])[:-1]
    taxes = split(share(net, tax_ppm, PPM), [*parts, 1])
    contract = Contract(
        total_minor=net + sum(taxes),
        lines=tuple(line(str(place), value) for place, value in enumerate(values)),
        tax_minor=sum(taxes),
        periods=tuple(
            period(place, share(base, rate_ppm, PPM), base_minor=base, tax_minor=tax)
            for place, (base, tax) in enumerate(zip(bases, taxes, strict=False))
        ),
    )
    for place in range(len(bases)):
        shown = checked(contract, place)
        assert shown.due_minor == contract.periods[place].owed_minor


@pytest.mark.anyio
async def test_the_pdf_has_both_sheets_and_the_invoice_s_own_sum(shop: Shop) -> None:
    lines = [
        {"description": "Piping", "unit_price_minor": 1_500_000, "tax_rate_bps": 800},
        {"description": "Boiler", "unit_price_minor": 500_000, "tax_rate_bps": 800},
    ]
    body = {"customer_id": shop.customer_id, "title": "School", "line_items": lines}
    job = (await shop.office.post("/api/jobs", body)).json()
    shop.job_id = job["id"]
    answer = await shop.office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 500})
    assert answer.status_code == 200, answer.text
    piping, boiler = (each["id"] for each in job["line_items"])
    first = await billed(shop, [{"line_item_id": piping, "percent_bps": 8000}])
    said = await read(shop, f"/api/invoices/{first['id']}/pay-application/pdf")
    for part in ("Application for payment", "No. 1", "School", "Continuation sheet", "1 Piping $15,000.00",
                 "$12,000.00 80%", "$3,000.00 $600.00", "8 Now due (6 − 7) $12,360.00",
                 "Approved for payment"):  # fmt: skip
        assert part in said, (part, said)
    assert first["owed_minor"] == 1_236_000
    stored = {"line_item_id": boiler, "amount_minor": 300_000, "stored": True, "note": "Bill of lading 7"}
    second = await billed(shop, [{"line_item_id": piping, "rest": True}, stored])
    said = await read(shop, f"/api/invoices/{second['id']}/pay-application/pdf")
    assert "1 Piping $15,000.00 $12,000.00 $3,000.00 $0.00 $15,000.00 100% $0.00 $750.00" in said, said
    assert "2 Boiler $5,000.00 $0.00 $0.00 $3,000.00 $3,000.00 60% $2,000.00 $150.00" in said, said
    assert "7 Less what earlier applications asked for $12,360.00" in said
    credit = {"amount_minor": 10_800, "reason": "less pipe"}
    answer = await shop.office.post(f"/api/invoices/{first['id']}/credit", credit)
    assert answer.status_code in {200, 201}, answer.text
    shop.clock.advance(timedelta(minutes=1))
    third = await billed(shop, [{"line_item_id": boiler, "amount_minor": 50_000}])
    await read(shop, f"/api/invoices/{third['id']}/pay-application/pdf")


async def billed(shop: Shop, lines: list[dict[str, Any]]) -> dict[str, Any]:
    shop.clock.advance(timedelta(minutes=1))
    answer = await shop.office.post("/api/invoices", {"job_id": shop.job_id, "lines": lines})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.anyio
async def test_a_draft_and_a_void_invoice_are_no_application(shop: Shop) -> None:
    draft = await shop.invoice(10_000, draft=True)
    gone = await shop.invoice(10_000)
    await shop.office.post(f"/api/invoices/{gone['id']}/void", {"reason": "typed twice"})
    for invoice in (draft, gone):
        answer = await shop.office.get(f"/api/invoices/{invoice['id']}/pay-application/pdf")
        assert (answer.status_code, answer.json()["code"]) == (409, "documents.no_application")
