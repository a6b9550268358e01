"""Who is billed: written down once, found again, corrected."""

import asyncio
from typing import Any

import pytest
from tests.company import Company

from stagebill.customers.queries import containing

pytestmark = pytest.mark.anyio

JANE: dict[str, Any] = {
    "name": "Jane Marlow",
    "email": "jane@marlow.example",
    "mobile": "+1 (555) 010-4477",
    "language": "es",
    "sites": [{"label": "Lake house", "address": "18 Alder Street"}, {"address": "4 Mill Lane"}],
}


async def test_a_customer_is_written_down_and_read_back(company: Company) -> None:
    made = await company.dispatcher.post("/api/customers", JANE)
    assert made.status_code == 201
    jane = made.json()
    unsaid = dict.fromkeys(["street", "city", "region", "postal_code", "notes"])
    sites = [
        {"address": "18 Alder Street", "label": "Lake house", **unsaid},
        {"address": "4 Mill Lane", "label": None, **unsaid},
    ]
    assert jane | {"sites": sites} == jane
    assert jane["created_at"] == "2026-03-02T15:00:00.000000Z"
    assert (await company.owner.get(f"/api/customers/{jane['id']}")).json() == jane


async def test_the_author_may_give_the_id(company: Company) -> None:
    customer_id = "01900000-0000-7000-8000-00000000c001"
    made = await company.owner.post("/api/customers", {"name": "Jane", "customer_id": customer_id})
    assert made.json()["id"] == customer_id


async def test_the_same_request_fifty_times_at_once_makes_one_customer(company: Company) -> None:
    key = {"Idempotency-Key": "01900000-0000-7000-8000-00000000aaaa"}
    answers = await asyncio.gather(
        *(company.owner.post("/api/customers", JANE, headers=key) for _ in range(50))
    )
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert len((await company.owner.get("/api/customers")).json()["items"]) == 1


async def test_a_correction_leaves_the_rest_alone(company: Company) -> None:
    jane = (await company.owner.post("/api/customers", JANE)).json()
    path = f"/api/customers/{jane['id']}"
    changed = await company.dispatcher.patch(path, {"name": "Jane Hill", "mobile": None, "sites": []})
    assert changed.json() == jane | {"name": "Jane Hill", "mobile": None, "sites": []}


async def test_card_numbers_never_reach_the_database(company: Company) -> None:
    body = {
        "name": "Jane",
        "sites": [{"address": "Gate code: 4242 4242 4242 4242", "label": "4111111111111111"}],
    }
    site = (await company.owner.post("/api/customers", body)).json()["sites"][0]
    assert (site["address"], site["label"]) == ("Gate code: ••••••••••••4242", "••••••••••••1111")
    for table in ("customer", "change", "audit"):
        rows = await company.services.database.reader.rows(f"SELECT * FROM {table}")
        assert "4242 4242" not in str(rows), table


@pytest.mark.parametrize(
    ("typed", "found"),
    [("marlow", ["Jane Marlow"]), ("MARLOW", ["Jane Marlow"]), ("@marlow", ["Jane Marlow"]),
     ("010-4477", ["Jane Marlow"]), ("%", ["100% Pipes"]), ("_", []), ("!", []), ("'; DROP TABLE job", []),
     ("pipes", ["100% Pipes"])],
)  # fmt: skip
async def test_customers_are_found_by_a_part_of_name_address_or_number(
    company: Company, typed: str, found: list[str]
) -> None:
    for body in (JANE, {"name": "100% Pipes"}):
        await company.owner.post("/api/customers", body)
    answer = await company.dispatcher.get("/api/customers", params={"q": typed})
    assert [customer["name"] for customer in answer.json()["items"]] == found


async def test_pages_of_customers_leave_none_out_and_repeat_none(company: Company) -> None:
    for number in range(7):
        await company.owner.post("/api/customers", {"name": f"Customer {number}"})
    names: list[str] = []
    cursor = ""
    while cursor is not None:
        page = (await company.owner.get(f"/api/customers?limit=3{cursor and '&cursor=' + cursor}")).json()
        names += [customer["name"] for customer in page["items"]]
        cursor = page["next"]
    assert names == [f"Customer {number}" for number in reversed(range(7))]


async def test_a_technician_without_jobs_sees_no_customers(company: Company) -> None:
    made = await company.owner.post("/api/customers", JANE)
    assert (await company.technician.get("/api/customers")).json() == {"items": [], "next": None}
    assert (await company.technician.get(f"/api/customers/{made.json()['id']}")).status_code == 404
    snapshot = (await company.technician.get("/api/sync/snapshot")).json()
    assert snapshot["tables"]["customers"]["data"] == [[]] * 16


async def test_the_office_hears_of_a_new_customer_and_the_technician_does_not(company: Company) -> None:
    cursors = {
        role: (await getattr(company, role).get("/api/sync/snapshot")).json()["cursor"]
        for role in ("dispatcher", "technician")
    }
    await company.owner.post("/api/customers", JANE)
    heard = {
        role: (await getattr(company, role).get("/api/sync/pull", params={"cursor": cursor})).json()[
            "changes"
        ]
        for role, cursor in cursors.items()
    }
    assert [change["e"] for change in heard["dispatcher"]] == ["customer"]
    assert heard["technician"] == []


async def test_a_search_pattern_takes_every_character_at_its_word() -> None:
    assert containing("50%_!") == "%50!%!_!!%"


TOWN_HALL = {
    "street": "Town Hall\n14 Court Square", "city": "Greenfield", "region": "MA", "postal_code": "01301",
    "country": "US",
}  # fmt: skip


async def test_a_billing_address_is_said_in_parts_changed_whole_and_taken_away(company: Company) -> None:
    jane = (await company.owner.post("/api/customers", {**JANE, "billing_address": TOWN_HALL})).json()
    assert jane["billing_address"] == TOWN_HALL
    path = f"/api/customers/{jane['id']}"
    partly = {"city": "Greenfield"}
    answer = await company.owner.patch(
        path, {"billing_address": partly, "seen": {"billing_address": TOWN_HALL}}
    )
    whole = {"street": "", "city": "Greenfield", "region": "", "postal_code": "", "country": None}
    assert answer.json()["billing_address"] == whole
    late = await company.owner.patch(path, {"billing_address": None, "seen": {"billing_address": TOWN_HALL}})
    assert late.json()["code"] == "customers.changed_meanwhile"
    assert (await company.owner.patch(path, {"billing_address": {}})).json()["billing_address"] is None


async def test_a_country_that_there_is_not_is_refused_at_its_field(company: Company) -> None:
    answer = await company.owner.post("/api/customers", {**JANE, "billing_address": {"country": "XX"}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "billing_address.country"


async def test_a_card_number_in_a_billing_address_is_masked(company: Company) -> None:
    body = {**JANE, "billing_address": {"street": "4111111111111111"}}
    made = (await company.owner.post("/api/customers", body)).json()
    assert made["billing_address"]["street"] == "••••••••••••1111"
