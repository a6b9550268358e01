"""A job of several tax rates becomes smaller: what fell is credited wherever billed, with its own tax."""

from typing import Any

import pytest
from tests.scope.test_office import a_job, change, invoiced, line, paid, told
from tests.scope.test_settled_lines import as_it_is, settle_of
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def with_labor_at(office: Office, job: dict[str, Any], unit_price_minor: int) -> tuple[Any, Any]:
    """What is proposed for fixtures as they are and labor at this price; the job after it was accepted."""
    lines = (as_it_is(job, 0), as_it_is(job, 1, unit_price_minor=unit_price_minor))
    refused = await told(await change(office, job, *lines), 409)
    return refused["steps"], await told(await change(office, job, *lines, settle=settle_of(refused)))


def steps_of(steps: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(step["invoice_id"], step["kind"], step["amount_minor"]) for step in steps]


def taxes_of(job: dict[str, Any]) -> list[tuple[int, int, int]]:
    return [(tax["rate_bps"], tax["base_minor"], tax["tax_minor"]) for tax in job["taxes"]]


async def test_untaxed_work_that_falls_is_credited_on_older_invoices_before_taxed_work_on_the_newest(
    office: Office,
) -> None:
    """Fixtures 1,000 at 8.25% and labor 1,000 untaxed, billed half and half; labor is now 300. Of the 700 the
    newest has 500 and the older 200: no credit takes tax, and the job keeps its 82.50 on 1,000.
    """
    job = await a_job(office, line(100_000, 825), line(100_000))
    older = await invoiced(office, job, percent_bps=5000)
    newest = await invoiced(office, job, rest=True)
    steps, after = await with_labor_at(office, job, 30_000)
    assert steps_of(steps) == [(newest["id"], "credit", 50_000), (older["id"], "credit", 20_000)]
    assert taxes_of(after) == [(825, 100_000, 8_250), (0, 30_000, 0)]
    assert (after["total_minor"], after["invoiced_minor"]) == (138_250, 138_250)


async def test_so_it_is_when_the_older_one_is_paid_and_what_it_paid_too_much_is_to_be_decided(
    office: Office,
) -> None:
    job = await a_job(office, line(100_000, 825), line(100_000))
    older = await invoiced(office, job, percent_bps=5000)
    await paid(office, older, older["due_minor"])
    newest = await invoiced(office, job, rest=True)
    steps, after = await with_labor_at(office, job, 30_000)
    assert steps_of(steps) == [(newest["id"], "credit", 50_000), (older["id"], "credit", 20_000)]
    assert (after["unapplied_minor"], after["total_minor"]) == (20_000, 138_250)
    assert taxes_of(after) == [(825, 100_000, 8_250), (0, 30_000, 0)]


async def test_an_invoice_is_not_voided_for_what_fell_while_the_job_has_the_rest_of_it(
    office: Office,
) -> None:
    """The newest bills 10%: 100 of labor, and 100 of fixtures that stay. 100 and 600 are credited."""
    job = await a_job(office, line(100_000, 825), line(100_000))
    older = await invoiced(office, job, percent_bps=9000)
    newest = await invoiced(office, job, rest=True)
    steps, after = await with_labor_at(office, job, 30_000)
    assert steps_of(steps) == [(newest["id"], "credit", 10_000), (older["id"], "credit", 60_000)]
    assert taxes_of(after) == [(825, 100_000, 8_250), (0, 30_000, 0)]


async def test_a_fall_of_all_lines_alike_still_voids_the_newest_whole(office: Office) -> None:
    """Fixtures and labor fall by half each: the half billed last goes whole, tax and all."""
    job = await a_job(office, line(100_000, 825), line(100_000))
    await invoiced(office, job, percent_bps=5000)
    newest = await invoiced(office, job, rest=True)
    lines = (as_it_is(job, 0, unit_price_minor=50_000), as_it_is(job, 1, unit_price_minor=50_000))
    refused = await told(await change(office, job, *lines), 409)
    assert steps_of(refused["steps"]) == [(newest["id"], "void", 104_125)]
