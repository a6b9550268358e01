"""A request that rides on somebody's cookie is obeyed only when our own page made it."""

import pytest
from tests.company import Company

from stagebill.identity.origin import ForeignOrigin, UnmarkedRequest, check_cookie_request, is_own_site

HOST = {"host": "bills.example"}
OWN = {"sec-fetch-site": "same-origin"}
MARKED = {"x-stagebill": "1"}


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://bills.example"}, False),
        ({"origin": "https://bills.example"}, True),
        ({"origin": "http://bills.example"}, True),
        ({"origin": "https://BILLS.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://bills.example.evil.example"}, False),
        ({"origin": "https://bills.example:8443"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
def test_where_a_request_came_from_is_read_off_its_headers(headers: dict[str, str], is_own: bool) -> None:
    assert is_own_site(HOST | headers) is is_own


def test_a_request_without_a_host_is_not_its_own_site() -> None:
    assert not is_own_site({"origin": "null", "host": ""})
    assert not is_own_site({"origin": "https://", "host": ""})


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_no_mark(method: str) -> None:
    check_cookie_request(method, {"sec-fetch-site": "cross-site"})


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_changing_needs_our_own_page_and_its_mark(method: str) -> None:
    check_cookie_request(method, HOST | OWN | MARKED)
    with pytest.raises(UnmarkedRequest):
        check_cookie_request(method, HOST | OWN)
    with pytest.raises(ForeignOrigin):
        check_cookie_request(method, HOST | MARKED | {"sec-fetch-site": "cross-site"})


ATTACKS = {
    "another site's script": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "another site, older browser": {"origin": "https://evil.example"},
    "a sandboxed frame": {"origin": "null"},
    "a sibling host": {"sec-fetch-site": "same-site", "origin": "http://shop.127.0.0.1:8000"},
}


@pytest.mark.anyio
async def test_every_changing_route_refuses_every_cross_site_request(company: Company) -> None:
    """The table of routes is the running app's own."""
    obeyed = []
    before = await _digest(company)
    for route in company.app.routes:
        for method in route.methods - {"GET", "HEAD", "OPTIONS"}:  # type: ignore[union-attr]
            path = route.path.replace("{", "").replace(":str}", "")
            for attack, headers in ATTACKS.items():
                answer = await company.owner.http.request(method, path, json={}, headers=headers)
                if answer.status_code != 403 or answer.json()["code"] != "identity.foreign_origin":
                    obeyed.append((method, path, attack, answer.status_code))
    assert obeyed == []
    assert await _digest(company) == before


@pytest.mark.anyio
async def test_every_changing_api_route_refuses_a_form_that_has_no_mark(company: Company) -> None:
    obeyed = []
    del company.owner.http.headers["X-Stagebill"]
    for route in company.app.routes:
        for method in route.methods - {"GET", "HEAD", "OPTIONS"}:  # type: ignore[union-attr]
            if route.path.startswith("/api/"):
                path = route.path.replace("{", "").replace(":str}", "")
                answer = await company.owner.http.request(method, path, data={"name": "x"})
                if answer.status_code != 403 or answer.json()["code"] != "identity.unmarked_request":
                    obeyed.append((method, path, answer.status_code))
    assert obeyed == []


async def _digest(company: Company) -> list[int]:
    reader = company.services.database.reader
    tables = ("mutation", "member", "device", "customer", "session", "organization")
    return [len(await reader.rows(f"SELECT * FROM {table}")) for table in tables]
