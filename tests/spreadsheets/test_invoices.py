"""The list of invoices as a spreadsheet: the same rows as on the screen, and nothing in it runs."""

import csv
import io

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def exported(office: Office, query: str = "") -> list[dict[str, str]]:
    answer = await office.get(f"/api/invoices.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="invoices-')
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def billed(office: Office, amount_minor: int, title: str = "", **more: object) -> str:
    body = {"job_id": office.job, "amount_minor": amount_minor, "title": title, **more}
    answer = await office.post("/api/invoices", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_row_says_whose_it_is_and_its_sums_as_plain_numbers(office: Office) -> None:
    stage = await billed(office, 123_456, "Rough-in")
    await office.post("/api/payments", {"method": "cash", "amount_minor": 23_456, "invoice_id": stage})
    (row,) = await exported(office)
    told = [row[name] for name in ("Invoice number", "Status", "Customer", "Title", "Amount", "Paid", "Due")]
    assert told == ["INV-0001", "Open", "Jane Marlow", "Rough-in", "1234.56", "234.56", "1000.00"]


async def test_a_title_that_is_a_formula_is_only_text(office: Office) -> None:
    """DO-05."""
    await billed(office, 1_000, '=HYPERLINK("http://evil.example")')
    (row,) = await exported(office)
    assert row["Title"] == '\'=HYPERLINK("http://evil.example")'


async def test_the_file_has_what_the_list_shows_or_what_was_picked(office: Office) -> None:
    first, second, draft = [await billed(office, sum_, draft=sum_ == 3) for sum_ in (1, 2, 3)]
    assert [row["Invoice number"] for row in await exported(office, "show=open")] == ["INV-0002", "INV-0001"]
    picked = await exported(office, f"ids={first},{draft}")
    assert [(row["Invoice number"], row["Status"]) for row in picked] == [("", "Draft"), ("INV-0001", "Open")]
    assert len(await exported(office, f"ids={second}")) == 1
    refused = await office.get("/api/invoices.csv?ids=everything")
    assert refused.status_code in {400, 422}


async def listed(office: Office, name: str, query: str = "") -> list[dict[str, str]]:
    answer = await office.get(f"/api/{name}.csv?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{name}-')
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_jobs_go_out_as_the_list_shows_them_in_its_order(office: Office) -> None:
    line = [{"description": "Work", "quantity": 1, "unit_price_minor": 1_000}]
    ids = []
    for title in ("Attic", "=1+1"):
        body = {"customer_id": office.customer, "title": title, "line_items": line}
        ids.append((await office.post("/api/jobs", body)).json()["id"])
    named = await listed(office, "jobs", f"ids={ids[0]},{ids[1]},{ids[0]}")
    assert [row["Title"] for row in named] == ["Attic", "'=1+1"]
    assert [row["Title"] for row in await listed(office, "jobs", "q=attic")] == ["Attic"]
    assert len(await listed(office, "jobs")) == 3
    many = ",".join([new_id()] * 501)
    assert (await office.get(f"/api/jobs.csv?ids={many}")).status_code in {400, 422}


async def test_customers_go_out_as_the_list_shows_them_archived_ones_too(office: Office) -> None:
    ids = []
    for name in ("Zoe", "=2+2", "Abel"):
        ids.append((await office.post("/api/customers", {"name": name})).json()["id"])
    archived = await office.post(f"/api/customers/{ids[0]}/archive", {})
    assert archived.status_code == 200, archived.text
    named = await listed(office, "customers", f"ids={ids[2]},{ids[0]},{ids[1]},{ids[2]}")
    assert [row["Name"] for row in named] == ["Abel", "Zoe", "'=2+2"]
    assert [bool(row["Archived"]) for row in named] == [False, True, False]
    assert [row["Name"] for row in await listed(office, "customers", "q=abe")] == ["Abel"]
    in_sight = {row["Name"] for row in await listed(office, "customers")}
    assert in_sight == {"Abel", "'=2+2", "Jane Marlow"}


async def test_a_list_speaks_the_language_of_who_asks(office: Office) -> None:
    await billed(office, 1_000)
    assert (await office.patch("/api/me", {"language": "es"})).status_code == 200
    (row,) = await exported(office)
    assert (row["Estado"], row["Cliente"], row["Pendiente"]) == ("Abierta", "Jane Marlow", "10.00")


async def test_payments_go_out_by_job_by_customer_and_by_the_company_s_days(office: Office) -> None:
    """22:30 in New York is the next day in London, and the company is in New York."""
    stage = await billed(office, 100_000)
    for hour, sum_ in (("2026-03-02T03:30:00Z", 100), ("2026-03-02T05:30:00Z", 200)):
        body = {"method": "cash", "amount_minor": sum_, "invoice_id": stage, "taken_at": hour,
                "reference": "=cmd"}  # fmt: skip
        assert (await office.post("/api/payments", body)).status_code == 201
    assert {row["Reference"] for row in await listed(office, "payments")} == {"'=cmd"}

    async def amounts(query: str) -> list[str]:
        return sorted(row["Amount"] for row in await listed(office, "payments", query))

    assert await amounts(f"job_id={office.job}") == ["1.00", "2.00"]
    assert await amounts(f"customer_id={office.customer}") == ["1.00", "2.00"]
    assert await amounts(f"customer_id={new_id()}") == []
    assert await amounts("taken_from=2026-03-02&taken_to=9999-12-31") == ["2.00"]
    assert await amounts("taken_from=0001-01-01&taken_to=2026-03-01") == ["1.00"]


@pytest.mark.parametrize("name", ["customers", "invoices", "jobs", "payments"])
async def test_a_technician_takes_no_list_of_the_company_away(office: Office, name: str) -> None:
    assert (await office.get(f"/api/{name}.csv", who="technician")).status_code == 403
