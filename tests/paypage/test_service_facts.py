"""Who did the work and on which days: said where the customer is to see it, as it was at the issue."""

from datetime import date
from typing import Any

import pytest
from tests.documents.test_invoice_pdf import pdf, text_of
from tests.paypage.shop import Shop

from stagebill.jobs.attendance import Span, joined, span_of
from stagebill.paypage.page import figures

pytestmark = pytest.mark.anyio

BOTH = {"technician": True, "service_dates": True}


def march(first: int, last: int) -> Span:
    return Span(date(2026, 3, first), date(2026, 3, last))


def test_days_that_touch_are_one_span_and_a_gap_parts_them() -> None:
    assert joined([march(9, 9), march(3, 5), march(4, 4), march(6, 6)]) == (march(3, 6), march(9, 9))


def test_what_was_planned_for_after_the_visit_was_done_is_no_day_of_service() -> None:
    """Planned for 4 to 6 March: done on the 5th, on the 2nd, and said to be done on the 9th."""
    days = [span_of(date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, done)) for done in (5, 2, 9)]
    assert days == [march(4, 5), march(2, 2), march(4, 6)]


def test_a_span_is_said_as_people_write_it() -> None:
    assert figures.days(date(2026, 3, 4), date(2026, 3, 4), "en") == "Mar 4, 2026"
    assert figures.days(date(2026, 3, 4), date(2026, 3, 6), "es") == "4–6 mar 2026"


async def done(shop: Shop, day: str) -> None:
    visit = {"job_id": shop.job_id, "starts_at": f"{day}T14:00:00Z", "ends_at": f"{day}T16:00:00Z"}
    planned = await shop.office.post("/api/visits", visit)
    assert planned.status_code == 201, planned.text
    path = f"/api/visits/{planned.json()['id']}/report"
    said = await shop.office.post(path, {"state": "done"})
    assert said.status_code == 200, said.text


async def worked_on(shop: Shop) -> None:
    crew = {"member_ids": [shop.company.ids["technician"]]}
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", crew)
    assert answer.status_code == 200, answer.text
    await done(shop, "2026-02-18")


async def papers(shop: Shop, invoice: dict[str, Any]) -> tuple[str, str, str]:
    """The customer's page, the print and the PDF."""
    page = (await shop.customer.open(invoice["pay_url"])).text
    printed = (await shop.office.get(f"/api/invoices/{invoice['id']}/print")).text
    return page, printed, text_of(await pdf(shop, invoice))


async def test_it_is_on_the_page_and_on_paper_where_it_is_shown_and_nowhere_else(shop: Shop) -> None:
    await worked_on(shop)
    for text in await papers(shop, await shop.invoice(100_000, visible_fields=BOTH)):
        assert [part in text for part in ("Technician", "Feb 18, 2026")] == [True, True]
    for text in await papers(shop, await shop.invoice(100_000)):
        assert [part in text for part in ("Technician", "Feb 18, 2026")] == [False, False]


async def test_what_happens_after_the_issue_is_not_in_it_and_a_draft_says_what_is_so_now(shop: Shop) -> None:
    await worked_on(shop)
    issued = await shop.invoice(100_000, visible_fields=BOTH)
    draft = await shop.invoice(100_000, visible_fields=BOTH, draft=True)
    await done(shop, "2026-02-23")
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", {"member_ids": []})
    assert answer.status_code == 200, answer.text
    for text in await papers(shop, issued):
        told = [part in text for part in ("Technician", "Feb 18, 2026", "Feb 23, 2026")]
        assert told == [True, True, False]
    text = (await shop.office.get(f"/api/invoices/{draft['id']}/print")).text
    told = [part in text for part in ("Technician", "Feb 18, 2026", "Feb 23, 2026")]
    assert told == [False, True, True]


async def test_the_office_reads_of_an_issued_invoice_what_was_so_then_and_of_a_draft_what_is_so_now(
    shop: Shop,
) -> None:
    """Its preview of the page says no more than the page; a technician is not asked."""
    await worked_on(shop)
    issued = await shop.invoice(100_000)
    draft = await shop.invoice(100_000, draft=True)
    await done(shop, "2026-02-23")
    await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", {"member_ids": []})
    then, now = [
        (await shop.office.get(f"/api/invoices/{each['id']}/service")).json() for each in (issued, draft)
    ]
    first, second = ({"first": day, "last": day} for day in ("2026-02-18", "2026-02-23"))
    assert (len(then["technicians"]), then["days"]) == (1, [first])
    assert (now["technicians"], now["days"]) == ([], [first, second])
    refused = await shop.company.technician.get(f"/api/invoices/{issued['id']}/service")
    assert refused.status_code == 403
    missing = await shop.office.get(f"/api/invoices/{shop.job_id}/service")
    assert (missing.status_code, missing.json()["code"]) == (404, "invoices.missing")


async def test_nothing_is_said_of_what_nobody_knows(shop: Shop) -> None:
    for text in await papers(shop, await shop.invoice(visible_fields=BOTH)):
        assert ("Technician" in text, "Service date" in text) == (False, False)


async def test_a_paper_that_was_set_before_there_were_these_fields_keeps_its_edition(shop: Shop) -> None:
    """Its digest says six fields, not eight; shown or not, each has an edition, and the first comes back."""
    await worked_on(shop)
    invoice = await shop.invoice()
    first = await pdf(shop, invoice)
    path, shown = f"/api/invoices/{invoice['id']}", invoice["visible_fields"]
    await shop.office.patch(path, {"visible_fields": {**shown, **BOTH}})
    assert "Feb 18, 2026" in text_of(await pdf(shop, invoice))
    await shop.office.patch(path, {"visible_fields": shown})
    assert await pdf(shop, invoice) == first
    await shop.office.patch(path, {"visible_fields": {
        name: on for name, on in shown.items() if name not in BOTH
    }})  # fmt: skip
    assert await pdf(shop, invoice) == first
    assert await shop.rows("SELECT count(*) FROM document") == [(2,)]
