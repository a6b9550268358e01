"""What every answer tells the browser, errors included."""

import pytest
from tests.company import Company

from stagebill.identity.headers import completed
from stagebill.kernel.config import Config

PAGES = {
    "/api/me": 200,
    "/api/members?limit=0": 422,
    "/api/customers/01900000-0000-7000-8000-000000000000": 404,
    "/nowhere": 404,
    "/auth/link/x": 200,
    "/auth/state": 200,
}


@pytest.mark.anyio
async def test_every_answer_carries_the_security_headers_that_it_can_use(company: Company) -> None:
    for path, status in PAGES.items():
        answer = await company.owner.get(path)
        assert answer.status_code == status, path
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        is_document = "json" not in headers["content-type"]
        assert ("camera=(self)" in headers.get("permissions-policy", "")) is is_document, path
        assert (headers.get("cross-origin-opener-policy") == "same-origin") is is_document, path
        assert "strict-transport-security" not in headers, path
        if path.startswith(("/api", "/auth")):
            assert headers["cache-control"] == "no-store", path


@pytest.mark.anyio
async def test_wrong_method_and_too_large_a_body_are_problems_too(company: Company) -> None:
    wrong = await company.owner.http.delete("/api/me")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "request.method_not_allowed")
    assert wrong.headers["content-type"] == "application/problem+json"
    large = await company.owner.post("/auth/sign-in", {"email": "a", "password": "x" * 100_000})
    assert (large.status_code, large.json()["code"]) == (413, "request.too_large")
    assert large.headers["x-content-type-options"] == "nosniff"


def test_hsts_is_sent_by_https_alone() -> None:
    assert b"strict-transport-security" in dict(completed([], "/", https=True))
    assert b"strict-transport-security" not in dict(completed([], "/", https=False))


def test_what_a_route_says_itself_stands() -> None:
    own = [(b"Content-Security-Policy", b"default-src 'self'"), (b"cache-control", b"max-age=60")]
    headers = completed(own, "/api/x", https=False)
    assert headers[:2] == own
    names = [name.lower() for name, _ in headers]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("base_url", "name"),
    [("https://bills.example", "__Host-stagebill"), ("http://127.0.0.1:8000", "stagebill")],
)
def test_the_cookie_is_bound_to_its_host_wherever_there_is_https(base_url: str, name: str) -> None:
    from stagebill.identity.authentication import session_cookie

    cookie = session_cookie(Config(base_url=base_url), "token", "technician")
    assert cookie.key == name
    assert cookie.secure is base_url.startswith("https")
    assert cookie.httponly
    assert cookie.domain is None
    assert cookie.max_age == 90 * 24 * 3600
