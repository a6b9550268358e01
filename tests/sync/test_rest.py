"""The REST face: one answer for ever per key, clear refusals, nothing half written."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.errors import Unavailable
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def test_the_same_key_gives_the_first_answer_again_and_says_so(office: Office) -> None:
    key, body = new_id(), {"job_id": office.job, "percent_bps": 2000}
    first = await office.post("/api/invoices", body, key=key)
    again = await office.post("/api/invoices", body, key=key.upper())
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    listed = await office.get(f"/api/jobs/{office.job}/invoices")
    assert [each["total_minor"] for each in listed.json()["items"]] == [100_000]


async def test_the_same_key_with_another_body_is_422_and_has_no_effect(office: Office) -> None:
    key = new_id()
    await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000}, key=key)
    other = await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2001}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "sync.id_reused")


async def test_a_key_that_is_no_uuid_is_422(office: Office) -> None:
    answer = await office.post("/api/invoices", {"job_id": office.job, "rest": True}, key="abc")
    assert (answer.status_code, answer.json()["code"]) == (422, "sync.bad_idempotency_key")


async def test_over_one_hundred_percent_is_409_with_what_is_left_and_stays_refused(office: Office) -> None:
    await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})
    await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 250_000})
    key = new_id()
    for _ in range(2):
        over = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 150_001}, key=key)
        assert over.status_code == 409
        assert over.headers["content-type"] == "application/problem+json"
        problem = over.json()
        assert (problem["code"], problem["left_minor"]) == ("invoices.over_invoiced", 150_000)
        assert (problem["status"], problem["title"]) == (409, problem["title"].strip())
    rest = await office.post("/api/invoices", {"job_id": office.job, "rest": True})
    assert rest.json()["total_minor"] == 150_000


async def test_what_an_issued_invoice_says_is_frozen_and_the_rest_is_not(office: Office) -> None:
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})).json()
    path = f"/api/invoices/{invoice['id']}"
    for change in (
        {"total_minor": 1},
        {"due_on": "2030-01-01"},
        {"status": "paid"},
        {"customer_id": new_id()},
    ):
        frozen = await office.clients["dispatcher"].patch(path, json=change)
        assert (frozen.status_code, frozen.json()["code"]) == (422, "invoices.frozen"), change
    edited = await office.clients["dispatcher"].patch(path, json={"message": "Thank you"})
    assert (edited.status_code, edited.json()["message"]) == (200, "Thank you")


async def test_a_void_invoice_frees_its_amount_and_money_on_it_refuses_the_void(office: Office) -> None:
    invoice = (await office.post("/api/invoices", {"job_id": office.job, "rest": True})).json()
    paid = {"invoice_id": invoice["id"], "method": "check", "amount_minor": 40_000}
    await office.post("/api/payments", paid, who="technician")
    refused = await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.has_money")
    assert refused.json()["ways_out"] == ["move_to_unapplied", "credit_note"]
    await office.post(f"/api/invoices/{invoice['id']}/unapply", {"reason": "wrong"})
    assert (await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})).status_code == 200
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (job["left_to_invoice_minor"], job["unapplied_minor"]) == (500_000, 40_000)


BAD_PAYMENTS: list[dict[str, Any]] = [
    {"amount_minor": 0},
    {"amount_minor": -5},
    {"amount_minor": 2**63},
    {"amount_minor": 10**30},
    {"amount_minor": 12.5},
    {"amount_minor": "100"},
    {"amount_minor": True},
    {"amount_minor": None},
    {"method": "barter"},
    {"currency": "usd"},
    {"taken_at": "yesterday"},
    {"taken_at": "2026-03-02T15:00:00"},
    {"job_id": "not-an-id"},
    {"note": "x" * 1_000_000},
    {"note": "nul \x00"},
    {"organization_id": "b7a3"},
    {"paid": True},
]


@pytest.mark.parametrize("bad", BAD_PAYMENTS, ids=lambda bad: next(iter(bad)))
async def test_a_payment_of_the_wrong_shape_is_refused_by_code_and_nothing_is_written(
    office: Office, bad: dict[str, Any]
) -> None:
    before = await office.teller.everything()
    body = {"job_id": office.job, "method": "cash", "amount_minor": 100, **bad}
    answer = await office.post("/api/payments", body, who="technician")
    assert answer.status_code in {413, 422}
    assert answer.json()["code"] in {"request.invalid", "request.too_large"}
    assert await office.teller.everything() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":' * 100_000])
async def test_a_body_that_is_no_json_object_is_an_error_of_the_caller(office: Office, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await office.clients["dispatcher"].post("/api/payments", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["code"].startswith("request.")


async def test_a_foreign_id_answers_like_a_missing_one(office: Office) -> None:
    for path in ("jobs", "invoices", "payments", "decisions", "customers"):
        answer = await office.get(f"/api/{path}/{new_id()}")
        assert answer.status_code == 404, path
        assert answer.json()["code"].endswith(".missing")


async def test_a_technician_makes_no_jobs_and_sees_assigned_ones_only(office: Office) -> None:
    lines = [{"description": "Work", "unit_price_minor": 1}]
    body = {"customer_id": office.customer, "title": "Own", "line_items": lines}
    refused = await office.post("/api/jobs", body, who="technician")
    assert (refused.status_code, refused.json()["code"]) == (403, "sync.not_allowed")
    assert (await office.get("/api/decisions", who="technician")).status_code == 403
    assert len((await office.get("/api/jobs", who="technician")).json()["items"]) == 1
    await office.post(f"/api/jobs/{office.job}/technicians", {"member_ids": []})
    assert (await office.get("/api/jobs", who="technician")).json()["items"] == []
    assert (await office.get(f"/api/jobs/{office.job}", who="technician")).status_code == 404


async def test_pages_follow_each_other_without_a_gap_or_a_repeat(office: Office) -> None:
    for number in range(7):
        await office.post("/api/customers", {"name": f"Customer {number}"})
    for path in ("/api/customers?limit=3",):
        seen: list[str] = []
        cursor = ""
        while True:
            page = (await office.get(f"{path}{cursor}")).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert len(seen) == len(set(seen)) == 8
    for wrong in ("limit=0", "limit=201", "limit=x", "cursor=nonsense"):
        assert (await office.get(f"/api/customers?{wrong}")).status_code in {400, 422}


async def test_a_read_answers_304_to_who_has_it_already(office: Office) -> None:
    first = await office.get(f"/api/jobs/{office.job}")
    again = await office.get(f"/api/jobs/{office.job}", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})
    changed = await office.get(f"/api/jobs/{office.job}", **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_kept_page_is_told_until_anything_changes_and_to_nobody_else(office: Office) -> None:
    made = await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000})
    first = await office.get("/api/invoices")
    again = await office.get("/api/invoices")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    known = await office.get("/api/invoices", **{"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    await office.post("/api/payments", {"job_id": office.job, "method": "cash", "amount_minor": 40_000})
    changed = await office.get("/api/invoices", **{"If-None-Match": first.headers["etag"]})
    assert changed.json()["items"][0]["paid_minor"] == 40_000
    assert len((await office.get("/api/invoices", who="technician")).json()["items"]) == 1
    await office.post(f"/api/jobs/{office.job}/technicians", {"member_ids": []})
    assert (await office.get("/api/invoices", who="technician")).json()["items"] == []
    assert (await office.get("/api/invoices")).json()["items"][0]["id"] == made.json()["id"]


async def test_a_kept_page_turns_overdue_with_the_day(office: Office, clock: FrozenClock) -> None:
    terms = {"kind": "net", "days": 7}
    await office.post("/api/invoices", {"job_id": office.job, "percent_bps": 2000, "due_terms": terms})
    assert (await office.get("/api/invoices")).json()["items"][0]["shown_as"] == "unsent"
    clock.advance(timedelta(days=8))
    assert (await office.get("/api/invoices")).json()["items"][0]["shown_as"] == "overdue"


async def test_a_database_that_cannot_write_answers_503_with_retry_after_and_keeps_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is met in tests/kernel; here is what the caller sees of it."""
    body = {"job_id": office.job, "method": "cash", "amount_minor": 100}
    before, key = await office.teller.everything(), new_id()

    async def full(unit: Any) -> Any:
        del unit
        raise Unavailable(retry_after_seconds=2)

    with monkeypatch.context() as patched:
        patched.setattr(office.teller.services.database, "write", full)
        patched.setattr(office.app.state.services.database, "write", full)
        answer = await office.post("/api/payments", body, key=key)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert await office.teller.everything() == before
    assert (await office.post("/api/payments", body, key=key)).status_code == 201


async def test_fifty_posts_of_one_key_at_once_make_one_payment(office: Office) -> None:
    body, key = {"job_id": office.job, "method": "cash", "amount_minor": 100}, new_id()
    answers = await asyncio.gather(*(office.post("/api/payments", body, key=key) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {201: 50}
    assert len({answer.content for answer in answers}) == 1
    assert len((await office.get("/api/payments")).json()["items"]) == 1
