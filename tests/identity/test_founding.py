"""The first visit makes the company, once, however many press the button."""

import asyncio

import pytest
from litestar import Litestar
from tests.company import FOUNDING, Browser, Company

pytestmark = pytest.mark.anyio

VISITORS = 50


async def test_of_fifty_foundings_at_once_one_makes_the_company(app: Litestar) -> None:
    visitors = [Browser(app, address=f"192.0.2.{place}") for place in range(VISITORS)]
    answers = await asyncio.gather(
        *(
            visitor.post("/auth/found", {**FOUNDING, "company": f"Company {place}"})
            for place, visitor in enumerate(visitors)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (VISITORS - 1)
    reader = app.state.services.database.reader
    for table in ("organization", "settings", "number_series", "member", "feed_head"):
        assert len(await reader.rows(f"SELECT * FROM {table}")) == 1, table
    winner = next(place for place, answer in enumerate(answers) if answer.status_code == 201)
    settings = (await visitors[winner].get("/api/settings")).json()
    assert settings["name"] == f"Company {winner}"


async def test_a_founding_is_the_feeds_first_entry(company: Company) -> None:
    me = (await company.owner.get("/api/me")).json()
    snapshot = (await company.owner.get("/api/sync/snapshot")).json()
    assert snapshot["tables"]["settings"]["data"][0] == [me["organization"]["id"]]
    rows = await company.services.database.reader.rows(
        "SELECT rev, entity, op FROM change WHERE mutation_id IN "
        "(SELECT id FROM mutation WHERE type = 'settings.found_company') ORDER BY rev"
    )
    assert rows == [(1, "settings", "put"), (2, "member", "put")]


async def test_a_founding_from_another_site_is_refused(app: Litestar) -> None:
    answer = await Browser(app).post("/auth/found", FOUNDING, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.foreign_origin")
    assert (await Browser(app).get("/auth/state")).json()["needs_founding"]


async def test_a_phone_cannot_found_a_company_by_sync(company: Company) -> None:
    body = {name: value for name, value in FOUNDING.items() if name != "password"}
    mutation = {"id": "01900000-0000-7000-8000-000000000001", "type": "settings.found_company", "body": body}
    pushed = await company.owner.post("/api/sync/push", {"mutations": [mutation]})
    assert pushed.json()["outcomes"][0]["state"] == "rejected"
    assert pushed.json()["outcomes"][0]["code"] == "sync.not_allowed"
