"""Payments by job, customer and days: the list and the spreadsheet answer alike."""

import csv
import io
from typing import Any

import pytest
from tests.sync.office import Office

pytestmark = pytest.mark.anyio

ASKED: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["ours", "night", "theirs"]),
    ({"taken_from": "2026-03-01"}, ["ours", "theirs"]),
    ({"taken_to": "2026-02-28"}, ["night"]),
    ({"taken_from": "2026-02-28", "taken_to": "2026-03-01"}, ["ours", "night"]),
    ({"taken_from": "0001-01-01", "taken_to": "9999-12-31"}, ["ours", "night", "theirs"]),
    ({"taken_from": "2026-03-05"}, []),
]


async def paid(office: Office, job_id: str, reference: str, taken_at: str) -> None:
    body = {"job_id": job_id, "method": "check", "amount_minor": 1_000, "reference": reference,
            "taken_at": taken_at}  # fmt: skip
    answer = await office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text


async def filled(office: Office) -> dict[str, str]:
    """Two jobs of two customers; one payment late on the evening of a February day, in New York."""
    other = (await office.post("/api/customers", {"name": "Sam"})).json()["id"]
    line = {"description": "All of it", "unit_price_minor": 100_000}
    job = (
        await office.post("/api/jobs", {"customer_id": other, "title": "Sam's", "line_items": [line]})
    ).json()
    await paid(office, office.job, "ours", "2026-03-01T15:00:00Z")
    await paid(office, office.job, "night", "2026-03-01T04:59:59Z")
    await paid(office, job["id"], "theirs", "2026-03-02T14:00:00Z")
    return {"job_id": job["id"], "customer_id": other}


async def listed(office: Office, asked: dict[str, str]) -> list[str]:
    answer = await office.clients["dispatcher"].get("/api/payments", params=asked)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["items"]
    return [each["reference"] for each in told]


async def in_the_file(office: Office, asked: dict[str, str]) -> list[str]:
    answer = await office.clients["dispatcher"].get("/api/payments.csv", params=asked)
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    return [row["Reference"] for row in rows]


async def test_a_list_of_payments_is_narrowed_by_job_customer_and_days(office: Office) -> None:
    ids = await filled(office)
    both = [*ASKED, *(({name: value}, ["theirs"]) for name, value in ids.items())]
    for asked, wanted in both:
        assert sorted(await listed(office, asked)) == sorted(wanted), asked
        assert sorted(await in_the_file(office, asked)) == sorted(wanted), asked


async def test_a_narrowed_list_goes_on_where_its_page_ended(office: Office) -> None:
    await filled(office)
    asked = {"taken_from": "2026-02-28", "taken_to": "2026-03-01", "limit": "1"}
    first = (await office.clients["dispatcher"].get("/api/payments", params=asked)).json()
    rest = (await office.clients["dispatcher"].get(
        "/api/payments", params={**asked, "cursor": first["next"]})).json()  # fmt: skip
    assert [each["reference"] for each in (*first["items"], *rest["items"])] == ["night", "ours"]
    assert rest["next"] is None
