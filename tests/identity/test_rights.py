"""Who may do what, from the table of routes; and that another company's ids are no more than random ones."""

from typing import Any

import pytest
from tests.company import Browser, Company

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

OFFICE = {"owner", "dispatcher"}
EVERYONE = {"owner", "dispatcher", "technician"}
PHONE = "01900000-0000-7000-8000-00000000d001"
A_MEMBER = {"name": "Ann", "email": "ann@alder.example", "role": "technician"}
A_DEVICE = {"device_id": PHONE, "label": "Phone", "platform": "ios"}

# route → who may, with a body that is right in all else. {…} is filled with an id that nobody has.
TABLE: dict[str, tuple[set[str], Any]] = {
    "GET /api/me": (EVERYONE, None),
    "PATCH /api/me": (EVERYONE, {"language": "en"}),
    "POST /api/me/password": (EVERYONE, {"old_password": "not it", "new_password": "a long new password"}),
    "GET /api/me/sessions": (EVERYONE, None),
    "POST /api/me/sessions/{session_id}/end": (EVERYONE, None),
    "POST /api/me/sessions/end-others": (EVERYONE, None),
    "GET /api/members": (EVERYONE, None),
    "GET /api/members/{member_id}": (EVERYONE, None),
    "GET /api/devices": (EVERYONE, None),
    "GET /api/devices/{device_id}": (EVERYONE, None),
    "GET /api/settings": (EVERYONE, None),
    "GET /api/number-series": (EVERYONE, None),
    "GET /api/customers": (EVERYONE, None),
    "GET /api/customers/{customer_id}": (EVERYONE, None),
    "GET /api/sync/pull": (EVERYONE, None),
    "GET /api/sync/snapshot": (EVERYONE, None),
    "GET /api/sync/fate": (EVERYONE, None),
    "GET /api/events": (EVERYONE, None),
    "POST /api/sync/push": (EVERYONE, {"mutations": []}),
    "POST /api/members": ({"owner"}, A_MEMBER),
    "PATCH /api/members/{member_id}": ({"owner"}, {"name": "Ann"}),
    "POST /api/devices": (EVERYONE, A_DEVICE),
    "POST /api/devices/{device_id}/revoke": (OFFICE, None),
    "POST /api/devices/{device_id}/restore": (OFFICE, None),
    "PATCH /api/devices/{device_id}": (OFFICE, {"name": "Tablet 3"}),
    "POST /api/members/{member_id}/pairing": (OFFICE, None),
    "PATCH /api/settings": (OFFICE, {"whole_invoices_only": True}),
    "PATCH /api/number-series": ({"owner"}, {"series": "invoice", "digits": 5}),
    "POST /api/customers": (OFFICE, {"name": "Jane"}),
    "PATCH /api/customers/{customer_id}": (OFFICE, {"name": "Jane"}),
    "POST /api/customers/{customer_id}/archive": (OFFICE, None),
    "POST /api/customers/{customer_id}/restore": (OFFICE, None),
    "POST /api/customers/{customer_id}/merge": (OFFICE, {"into_id": PHONE, "reason": "typed twice"}),
    "POST /api/customers/{customer_id}/delete": (OFFICE, None),
    "POST /auth/sign-out": (EVERYONE, None),
}
STREAMS = {"GET /api/events"}
OPEN = {"POST /auth/sign-in", "GET /auth/state", "GET /auth/link/{token}", "POST /auth/link/{token}",
        "POST /auth/found"}  # fmt: skip


def _routes(company: Company) -> set[str]:
    found = set()
    for route in company.app.routes:
        for method in route.methods - {"OPTIONS", "HEAD"}:  # type: ignore[union-attr]
            found.add(f"{method} {route.path.replace(':str', '')}")
    return found


async def test_every_route_has_its_row_in_the_table(company: Company) -> None:
    assert _routes(company) == set(TABLE) | OPEN


async def test_each_route_answers_each_role_as_the_table_says(company: Company) -> None:
    wrong = []
    for route, (allowed, body) in TABLE.items():
        if route in STREAMS | {"POST /auth/sign-out"}:
            continue
        for role in sorted(EVERYONE):
            fresh = {**A_DEVICE, "device_id": new_id()} if body is A_DEVICE else body
            answer = await _call(getattr(company, role), route, fresh, new_id())
            is_allowed = answer.status_code not in {401, 403}
            if is_allowed is not (role in allowed):
                wrong.append((route, role, answer.status_code, answer.text))
    assert wrong == []


async def test_nobody_gets_in_without_a_session(company: Company) -> None:
    stranger = Browser(company.app)
    for route, (_, body) in TABLE.items():
        answer = await _call(stranger, route, body, new_id())
        assert (answer.status_code, answer.json()["code"]) == (401, "identity.not_signed_in"), route


async def test_another_companys_ids_answer_like_ids_that_nobody_has(company: Company) -> None:
    foreign = await company.add_foreign_organization()
    named = {"member_id": "member", "device_id": "device", "customer_id": "customer"}
    before = await _foreign_rows(company, foreign["organization"])
    for route, (_, body) in TABLE.items():
        for parameter, noun in named.items():
            if f"{{{parameter}}}" in route:
                theirs = await _call(company.owner, route, body, foreign[noun])
                nobodys = await _call(company.owner, route, body, new_id())
                assert theirs.status_code == 404, route
                assert theirs.content == nobodys.content, route
    assert await _foreign_rows(company, foreign["organization"]) == before


async def test_nothing_of_another_company_is_ever_listed(company: Company) -> None:
    await company.add_foreign_organization()
    for route in TABLE:
        if route.startswith("GET") and "{" not in route and route not in STREAMS:
            for browser in (company.owner, company.technician):
                assert "CANARY" not in (await _call(browser, route, None, "")).text, route
    assert "CANARY" not in (await company.owner.get("/api/customers?q=canary")).text


async def test_a_device_id_of_another_company_is_free_here(company: Company) -> None:
    foreign = await company.add_foreign_organization()
    registered = await company.technician.post("/api/devices", {**A_DEVICE, "device_id": foreign["device"]})
    assert (registered.status_code, registered.json()["short_code"]) == (201, "T01")


async def test_a_role_that_was_taken_away_is_gone_within_the_request_after(company: Company) -> None:
    assert (await company.dispatcher.post("/api/customers", {"name": "Jane"})).status_code == 201
    path = f"/api/members/{company.ids['dispatcher']}"
    await company.owner.patch(path, {"role": "technician"})
    assert (await company.dispatcher.post("/api/customers", {"name": "Joe"})).status_code == 401


async def _call(browser: Browser, route: str, body: Any, record_id: str) -> Any:
    method, _, path = route.partition(" ")
    before, _, rest = path.partition("{")
    path = before + (record_id + rest.partition("}")[2] if rest else "")
    if path.endswith("/fate"):
        path += f"?ids={PHONE}"
    return await browser.http.request(method, path, json=body)


async def _foreign_rows(company: Company, organization_id: str) -> list[Any]:
    reader = company.services.database.reader
    tables = ("member", "device", "customer", "mutation", "session")
    return [
        await reader.rows(f"SELECT * FROM {table} WHERE organization_id = $1", organization_id)
        for table in tables
    ]
