"""Work that is credited is not held back any more: credit notes, settlements, releases (D-36, D-65, D-66)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import a_job as a_plain_job
from tests.builders import amount, stages
from tests.scope.test_change import a_change, said, standing
from tests.scope.test_office import a_job, change, decisions, invoiced, line, paid, told
from tests.sync.office import Office

from stagebill.invoices.retainage import HeldIsReleased, Retained
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.records import replace
from stagebill.scope.settlement import Settle, credit_step
from stagebill.scope.standing import Standing

pytestmark = pytest.mark.anyio


def held(one: Standing, rate_bps: int, released_minor: int = 0) -> Standing:
    """The same invoice, with this much of its work held back."""
    base_minor = sum(tax.base_minor for tax in one.taxes)
    held_minor = base_minor * rate_bps // 10_000
    kept = (Retained(Goods.WORK, rate_bps, base_minor, held_minor),)
    return replace(one, retained=kept, owed_minor=one.owed_minor - held_minor)


def a_release(minor: int, paid_minor: int = 0, pending_minor: int = 0) -> Standing:
    return Standing(
        invoice_id="release", number="INV-0009", taxes=(), owed_minor=minor, released_minor=minor,
        paid_minor=paid_minor, pending_minor=pending_minor,
    )  # type: ignore[arg-type]  # fmt: skip


async def with_retainage(office: Office, *lines: dict[str, Any], rate_bps: int = 1000) -> dict[str, Any]:
    job = await a_job(office, *lines)
    return await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": rate_bps}))


async def credited(office: Office, invoice: dict[str, Any], minor: int) -> dict[str, Any]:
    body = {"amount_minor": minor, "reason": "not done"}
    return await told(await office.post(f"/api/invoices/{invoice['id']}/credit", body))


async def seen(office: Office, job: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.get(f"/api/jobs/{job['id']}"))


async def test_900_of_1000_credited_and_billed_again_holds_100_of_the_1000_that_stand(office: Office) -> None:
    """10%: of 1,000 billed 100 are held; the credit of 900 takes 90 of them along, the next 900 holds 90."""
    job = await with_retainage(office, line(100_000))
    first = await invoiced(office, job, rest=True)
    assert (first["held_minor"], first["due_minor"]) == (10_000, 90_000)
    first = await credited(office, first, 90_000)
    assert (first["held_minor"], first["credited_minor"], first["owed_minor"]) == (1_000, 90_000, 9_000)
    (note,) = (await office.get(f"/api/credit-notes?job_id={job['id']}")).json()["items"]
    assert (note["total_minor"], note["unheld_minor"]) == (90_000, 9_000)
    again = await invoiced(office, job, rest=True)
    assert (again["total_minor"], again["held_minor"]) == (90_000, 9_000)
    job = await seen(office, job)
    assert (job["invoiced_minor"], job["held_minor"]) == (100_000, 10_000)


async def test_a_held_invoice_is_credited_whole_and_nothing_is_owed_or_held_of_it(office: Office) -> None:
    """A-RET: 8,001.95 at 5% holds 400.10; three credits close it to the last unit."""
    job = await with_retainage(office, line(800_195), rate_bps=500)
    invoice = await invoiced(office, job, rest=True)
    for minor in (266_731, 266_731, 266_733):
        invoice = await credited(office, invoice, minor)
    assert (invoice["held_minor"], invoice["owed_minor"], invoice["shown_as"]) == (0, 0, "credited")
    assert (await seen(office, job))["held_minor"] == 0


async def test_credited_work_that_is_paid_sets_free_what_was_paid_of_it_and_not_what_was_held(
    office: Office,
) -> None:
    """1,000 billed, 100 held, 900 paid; 500 credited: 450 go back, 50 are no longer held."""
    job = await with_retainage(office, line(100_000))
    invoice = await invoiced(office, job, rest=True)
    await paid(office, invoice, 90_000)
    invoice = await credited(office, invoice, 50_000)
    assert (invoice["owed_minor"], invoice["paid_minor"], invoice["status"]) == (45_000, 45_000, "paid")
    assert [(row["reason"], row["amount_minor"]) for row in await decisions(office)] == [("credited", 45_000)]


async def test_d36_a_job_falls_below_invoiced_under_held_money_in_one_step(office: Office) -> None:
    """1,000 billed, 100 held, 900 paid; the job is now 100: credit 900, 810 go back, 10 stay held."""
    job = await with_retainage(office, line(100_000))
    invoice = await invoiced(office, job, rest=True)
    await paid(office, invoice, 90_000)
    refused = await told(await change(office, job, line(10_000)), 409)
    assert (refused["code"], refused["blocked_minor"]) == ("scope.below_invoiced", 0)
    (step,) = refused["steps"]
    assert (step["kind"], step["amount_minor"], step["unheld_minor"], step["surplus_minor"]) == (
        "credit", 90_000, 9_000, 81_000,
    )  # fmt: skip
    settle = {"reason": "smaller", "credit": [{"invoice_id": invoice["id"], "amount_minor": 90_000}]}
    job = await told(await change(office, job, line(10_000), settle=settle))
    assert (job["invoiced_minor"], job["held_minor"], job["paid_minor"], job["unapplied_minor"]) == (
        10_000, 1_000, 9_000, 81_000,
    )  # fmt: skip


async def test_held_money_that_was_released_and_paid_comes_back_with_the_work_in_one_step(
    office: Office,
) -> None:
    """1,000 billed and 100 of it released, all paid; the job is now 1.00: the release goes, then the work."""
    job = await with_retainage(office, line(100_000))
    invoice = await invoiced(office, job, rest=True)
    await paid(office, invoice, 90_000)
    release = await told(await office.post(f"/api/jobs/{job['id']}/release", {}), 201)
    await paid(office, release, 10_000)
    too_much = await office.post(
        f"/api/invoices/{invoice['id']}/credit", {"amount_minor": 90_001, "reason": "x"}
    )
    assert (await told(too_much, 409))["creditable_minor"] == 90_000
    refused = await told(await change(office, job, line(100)), 409)
    assert [(step["kind"], step["amount_minor"], step["surplus_minor"]) for step in refused["steps"]] == [
        ("void", 10_000, 10_000), ("credit", 99_900, 89_910),
    ]  # fmt: skip
    settle = {
        "reason": "smaller",
        "void": [release["id"]],
        "credit": [{"invoice_id": invoice["id"], "amount_minor": 99_900}],
    }
    job = await told(await change(office, job, line(100), settle=settle))
    assert (job["invoiced_minor"], job["held_minor"], job["paid_minor"], job["unapplied_minor"]) == (
        100, 10, 90, 99_910,
    )  # fmt: skip
    assert sum(row["amount_minor"] for row in await decisions(office)) == 99_910


def test_a_void_that_would_leave_a_release_without_its_held_money_is_not_proposed() -> None:
    """300 billed, 30 held and released: the invoice is credited by what the release does not ask for."""
    (one,) = standing(*stages(a_plain_job((30_000, 0)), amount(30_000)))
    on = (a_release(3_000, pending_minor=3_000), held(one, 1000))
    change_ = a_change((1, 0), on=on)
    assert said(change_) == [("credit", "INV-0001", 27_000, 0)]
    assert change_.settlement.over_minor == 2_999  # what is on its way to the release has to arrive or fail
    with pytest.raises(HeldIsReleased):
        a_change((1, 0), on=on, settle=Settle(reason="x", void=(one.invoice_id,)))


def test_an_unpaid_release_is_voided_only_where_the_work_it_belongs_to_goes() -> None:
    (one,) = standing(*stages(a_plain_job((30_000, 0)), amount(30_000)))
    on = (a_release(3_000), held(one, 1000))
    assert said(a_change((20_000, 0), on=on)) == [("credit", "INV-0001", 10_000, 0)]
    assert said(a_change((1_000, 0), on=on)) == [
        ("void", "INV-0009", 3_000, 0),
        ("credit", "INV-0001", 29_000, 0),
    ]


@settings(max_examples=60)
@given(
    st.integers(2, 300_000), st.integers(0, 20_000), st.integers(0, 100), st.integers(0, 10_000),
    st.lists(st.integers(1, 100_000), min_size=1, max_size=6),
)  # fmt: skip
def test_any_credits_leave_the_same_share_held_and_close_to_the_last_unit(
    base_minor: int, tax_minor: int, held_percent: int, paid_minor: int, credits: list[int]
) -> None:
    total_minor = base_minor + tax_minor
    held_minor = min(base_minor * held_percent // 100, total_minor - 1)
    one = Standing(
        invoice_id="one", number="INV-0001", taxes=(TaxLine(700, base_minor, tax_minor),),
        retained=(Retained(Goods.WORK, 100, base_minor, held_minor),),
        owed_minor=total_minor - held_minor, paid_minor=min(paid_minor, total_minor - held_minor),
    )  # type: ignore[arg-type]  # fmt: skip
    for minor in (*credits, total_minor):
        minor = min(minor, one.billed_minor)
        if not minor:
            break
        step = credit_step(one, minor, held_minor=one.held_minor)
        owed_minor = one.owed_minor - minor + step.unheld_minor
        one = replace(
            one, credited=(*one.credited, *step.taxes), given_up=(*one.given_up, *step.retained),
            owed_minor=owed_minor, paid_minor=one.paid_minor - step.surplus_minor,
        )  # fmt: skip
        stands = sum(line.base_minor for line in one.left)
        assert abs(one.held_minor * base_minor - held_minor * stands) <= base_minor + total_minor
        assert 0 <= one.paid_minor <= one.owed_minor == one.billed_minor - one.held_minor
    assert (one.billed_minor, one.held_minor, one.owed_minor) == (0, 0, 0)
