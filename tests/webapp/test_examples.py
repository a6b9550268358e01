"""The examples of the API page are true: the app takes each request for what it is, and answers as shown."""

import json
import re
from typing import Any

import pytest
from tests.company import Company
from tests.spreadsheets.conftest import company

from stagebill.app import COMMANDS
from stagebill.webapp.example import SHOWN
from stagebill.webapp.reference import Call, reference

pytestmark = pytest.mark.anyio
__all__ = ["company"]

NOT_UNDERSTOOD = {"request.malformed", "request.invalid", "sync.invalid", "invoices.not_a_single_share"}
OFFICE_CALLS = re.compile(r"^/api/(?!sync|events|imports|exports)")


async def calls(company: Company) -> list[Call]:
    document = (await company.owner.get("/schema/openapi.json")).json()
    return [call for _, group in reference(document).groups for call in group]


async def test_every_office_action_has_a_request_and_an_answer(company: Company) -> None:
    for call in await calls(company):
        assert call.request_example.startswith(f"{call.method} /"), call.name
        assert "{" not in call.request_example.partition("\n")[0], call.name
        if call.answers and call.path.startswith("/api/") and "application/json" in str(call):
            assert call.answer_example, call.name


async def test_every_command_has_an_example_that_asks_for_something(company: Company) -> None:
    """Those that say all in their address have no body; a few may say nothing more."""
    found = {call.name: call for call in await calls(company)}
    assert {command.name for command in COMMANDS if command.route} <= set(found)
    silent = {
        name for name, call in found.items()
        if call.path.startswith("/api/") and call.request_example.endswith("{}")
    }  # fmt: skip
    assert silent <= {
        "change_orders.simulate", "change_orders.send_change_order", "sync.push",
        "invoices.lend_allowances", "invoices.recall_allowances",
    }  # fmt: skip
    for name, fields in SHOWN.items():
        body = json.loads(found[name].request_example.partition("\n\n")[2])
        assert set(fields) <= set(body), name


async def test_the_app_reads_every_example_without_finding_a_wrong_form(company: Company) -> None:
    wrong = []
    for call in await calls(company):
        if not OFFICE_CALLS.match(call.path) or call.method == "GET" or call.body is None:
            continue
        first, _, body = call.request_example.partition("\n\n")
        answer = await company.owner.http.request(call.method, first.split(" ")[1], json=json.loads(body))
        code = "" if answer.is_success else answer.json()["code"]
        if code in NOT_UNDERSTOOD or answer.status_code >= 500:
            wrong.append((call.name, body, answer.text))
    assert wrong == []


async def test_an_answer_has_exactly_the_fields_that_its_example_shows(company: Company) -> None:
    shown = {call.name: call.answer_example for call in await calls(company)}

    def fields(name: str) -> set[str]:
        return set(json.loads(shown[name].partition("\n\n")[2]))

    async def made(name: str, path: str, body: Any) -> dict[str, Any]:
        answer = await company.owner.post(path, body)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        assert set(told) == fields(name), name
        return told

    customer = await made("customers.create_customer", "/api/customers", {"name": "Jane"})
    line = [{"description": "Roof", "unit_price_minor": 500_000}]
    body = {"customer_id": customer["id"], "title": "Roof", "line_items": line}
    job = await made("jobs.create_job", "/api/jobs", body)
    invoice = await made("invoices.create_invoice", "/api/invoices", {"job_id": job["id"], "rest": True})
    paid = {"invoice_id": invoice["id"], "method": "cash", "amount_minor": 1_000}
    await made("payments.record_payment", "/api/payments", paid)
    settings = (await company.owner.get("/api/settings")).json()
    assert set(settings) == fields("settings.read")
