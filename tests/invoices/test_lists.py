"""The company's lists of invoices: right in every tab, order and page, and equal to their summary."""

from datetime import timedelta
from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.clock import FrozenClock

pytestmark = pytest.mark.anyio

TABS = ("draft", "unsent", "open", "due", "overdue", "pending", "paid", "void")


async def asked(office: Office, query: str = "") -> list[dict[str, Any]]:
    answer = await office.get(f"/api/invoices?limit=200&{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def billed(office: Office, amount_minor: int, days: int = 30, **more: Any) -> dict[str, Any]:
    terms = {"due_terms": {"kind": "net", "days": days}}
    body = {"job_id": office.job, "amount_minor": amount_minor, **terms, **more}
    answer = await office.post("/api/invoices", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def a_company(office: Office, clock: FrozenClock) -> dict[str, dict[str, Any]]:
    """One invoice of each kind, made on different days."""
    made = {}
    for name, amount_minor, days in (
        ("late", 1_000, 1), ("part late", 2_000, 2), ("coming", 3_000, 60), ("paid", 4_000, 5),
        ("void", 5_000, 5), ("unsent", 6_000, 90),
    ):  # fmt: skip
        made[name] = await billed(office, amount_minor, days, title=name)
        clock.advance(timedelta(minutes=1))
        if name != "unsent":
            await office.post(f"/api/invoices/{made[name]['id']}/send", {})
    made["draft"] = await billed(office, 7_000, title="draft", draft=True)
    on = {"method": "cash", "amount_minor": 500, "invoice_id": made["part late"]["id"]}
    await office.post("/api/payments", on)
    await office.post("/api/payments", {**on, "amount_minor": 4_000, "invoice_id": made["paid"]["id"]})
    await office.post(f"/api/invoices/{made['void']['id']}/void", {"reason": "wrong stage"})
    clock.advance(timedelta(days=10))
    return made


async def test_every_list_has_its_invoices_and_the_summary_says_the_same(
    office: Office, clock: FrozenClock
) -> None:
    await a_company(office, clock)
    found = {tab: [row["title"] for row in await asked(office, f"show={tab}")] for tab in TABS}
    assert found == {
        "draft": ["draft"],
        "unsent": ["unsent"],
        "open": ["unsent", "coming", "part late", "late"],
        "due": ["unsent", "coming"],
        "overdue": ["part late", "late"],
        "pending": [],
        "paid": ["paid"],
        "void": ["void"],
    }
    summary = (await office.get("/api/invoices/summary")).json()
    for tab in TABS:
        rows = await asked(office, f"show={tab}")
        due_minor = sum(row["due_minor"] for row in rows)
        total_minor = sum(row["total_minor"] for row in rows)
        pending_minor = sum(row["pending_minor"] for row in rows)
        said = {"count": len(rows), "total_minor": total_minor, "due_minor": due_minor}
        said["pending_minor"] = pending_minor
        assert summary[tab] == said, tab
    assert summary["all"] == {
        "count": 7,
        "total_minor": 16_000,
        "due_minor": 11_500,
        "pending_minor": 0,
    }
    assert summary["currency"] == "USD"


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("newest", ["draft", "unsent", "void", "paid", "coming", "part late", "late"]),
        ("soonest", ["late", "part late", "paid", "void", "coming", "unsent", "draft"]),
        ("largest", ["draft", "unsent", "void", "paid", "coming", "part late", "late"]),
    ],
)
async def test_every_order_is_the_same_in_one_page_and_in_many(
    office: Office, clock: FrozenClock, sort: str, titles: list[str]
) -> None:
    await a_company(office, clock)
    whole = await asked(office, f"sort={sort}")
    if sort == "soonest":  # two fall due on the same day: their ids decide
        titles = [row["title"] for row in sorted(whole, key=lambda row: (row["due_on"] or "9999", row["id"]))]
    assert [row["title"] for row in whole] == titles
    paged: list[str] = []
    cursor = ""
    while cursor is not None:
        query = f"sort={sort}&limit=2" + (f"&cursor={cursor}" if cursor else "")
        page = (await office.get(f"/api/invoices?{query}")).json()
        paged += [row["title"] for row in page["items"]]
        cursor = page["next"]
    assert paged == titles


async def test_a_search_looks_in_number_title_job_and_customer(office: Office, clock: FrozenClock) -> None:
    await a_company(office, clock)
    assert len(await asked(office, "q=marlow")) == 7
    assert len(await asked(office, "q=re-pipe")) == 7
    assert [row["title"] for row in await asked(office, "q=coming")] == ["coming"]
    assert [row["title"] for row in await asked(office, "q=INV-0002")] == ["part late"]
    assert await asked(office, "q=100%25") == []
    summary = (await office.get("/api/invoices/summary?q=coming")).json()
    assert (summary["all"]["count"], summary["open"]["total_minor"]) == (1, 3_000)


async def test_dates_are_days_of_issue_and_both_ends_belong_to_the_list(
    office: Office, clock: FrozenClock
) -> None:
    first = await billed(office, 1_000)
    clock.advance(timedelta(days=3))
    second = await billed(office, 2_000)
    days = [row["issued_at"][:10] for row in (first, second)]
    assert len(await asked(office, f"issued_from={days[0]}&issued_to={days[1]}")) == 2
    assert [row["id"] for row in await asked(office, f"issued_from={days[1]}")] == [second["id"]]
    assert [row["id"] for row in await asked(office, f"issued_to={days[0]}")] == [first["id"]]


async def test_a_cursor_of_another_order_is_refused(office: Office) -> None:
    for amount_minor in (1_000, 2_000):
        await billed(office, amount_minor)
    page = (await office.get("/api/invoices?limit=1&sort=largest")).json()
    refused = await office.get(f"/api/invoices?limit=1&cursor={page['next']}")
    assert (refused.status_code, refused.json()["code"]) == (422, "sync.bad_cursor")
