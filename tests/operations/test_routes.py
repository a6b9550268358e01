"""Is it well, what waits, and what the API says of itself."""

import re
from typing import Any

import httpx
import pytest
from tests.sync.office import Office

from stagebill.kernel.errors import Unavailable
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


def nobody(office: Office) -> httpx.AsyncClient:
    """Somebody who is not signed in."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=office.app), base_url="http://127.0.0.1:8000")


async def test_it_is_alive_without_a_database_and_ready_only_with_one_that_writes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = nobody(office)
    assert (await client.get("/healthz")).text == "ok\n"
    assert (await client.get("/readyz")).text == "ready\n"

    async def away(unit: Any) -> Any:
        del unit
        raise Unavailable()

    monkeypatch.setattr(office.app.state.services.database, "write", away)
    assert (await client.get("/healthz")).status_code == 200
    assert ((await client.get("/readyz")).status_code, (await client.get("/readyz")).text) == (
        503,
        "kernel.unavailable\n",
    )


async def test_the_figures_count_what_waits_and_are_the_owners_alone(office: Office) -> None:
    lost = {"method": "cash", "amount_minor": 700, "job_id": new_id()}
    assert (await office.post("/api/payments", lost, who="technician")).status_code == 201
    figures = (await office.get("/metrics", who="owner")).text
    assert "stagebill_decisions_open 1.0" in figures
    assert 'stagebill_mutations{state="conflict"} 1.0' in figures
    assert (await office.get("/metrics", who="dispatcher")).status_code == 403
    assert (await nobody(office).get("/metrics")).status_code == 401


async def test_the_reference_names_every_call_of_the_document_and_runs_no_script(office: Office) -> None:
    client = nobody(office)
    document = (await client.get("/schema/openapi.json")).json()
    page = (await client.get("/docs")).text
    operations = [
        operation["operationId"]
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method in {"get", "post", "patch"} and operation.get("tags")
    ]
    assert len(operations) > 30
    assert [name for name in operations if f'id="{name}"' not in page] == []
    called = [re.sub(r"^Page_.*?(\w+)_$", r"\1Page", name) for name in document["components"]["schemas"]]
    assert [name for name in called if f'id="{name}"' not in page] == []
    assert "<script" not in page
