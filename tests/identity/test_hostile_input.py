"""Whatever is sent, the answer is a problem with a code, and nothing is stored."""

import pytest
from tests.company import Company

pytestmark = pytest.mark.anyio

DEEP = b"[" * 100_000
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{name: 1}",
    "cut off": b'{"name": "Ja',
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "half a pair": b'{"name": "\\ud800"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "a control character": b'{"name": "a\\u0007b"}',
    "a line end that splits headers": b'{"name": "Jane\\r\\nBcc: all"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "an unknown field": b'{"name": "Jane", "organization_id": "x"}',
    "a number for a text": b'{"name": 1}',
    "a list for a text": b'{"name": ["Jane"]}',
    "2^63": b'{"name": 9223372036854775808}',
    "an empty name": b'{"name": ""}',
    "a blank name": b'{"name": " \\u00a0 "}',
    "a long name": b'{"name": "' + b"x" * 201 + b'"}',
    "nested without end": b'{"sites": ' + DEEP,
    "a site without address": b'{"name": "Jane", "sites": [{}]}',
    "too many sites": b'{"name": "Jane", "sites": [' + b",".join([b'{"address": "a"}'] * 101) + b"]}",
    "an e-mail that is none": b'{"name": "Jane", "email": "jane"}',
    "an e-mail with a header": b'{"name": "Jane", "email": "a@b.example\\nBcc: c@d.example"}',
    "a number that is no telephone": b'{"name": "Jane", "mobile": "<script>"}',
    "a language we do not speak": b'{"name": "Jane", "language": "xx"}',
    "an id that is none": b'{"name": "Jane", "customer_id": "1"}',
    "an id in capitals": b'{"name": "Jane", "customer_id": "01900000-0000-7000-8000-00000000ABCD"}',
}


async def test_bad_bodies_are_refused_with_a_code_and_store_nothing(company: Company) -> None:
    for what, body in BODIES.items():
        answer = await company.owner.http.post(
            "/api/customers", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in {400, 422}, (what, answer.status_code, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", what
        assert answer.json()["code"] in {"request.invalid", "request.malformed", "sync.invalid"}, what
    assert (await company.owner.get("/api/customers")).json()["items"] == []


async def test_a_megabyte_is_too_large(company: Company) -> None:
    answer = await company.owner.post("/api/customers", {"name": "x" * 1_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


async def test_an_invalid_field_is_named_and_its_value_is_not_repeated(company: Company) -> None:
    body = {"name": "Ann", "email": "ann@alder.example", "role": "emperor", "password": "hunter2 hunter2"}
    answer = await company.owner.post("/api/members", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "role"
    assert "hunter2" not in answer.text


async def test_a_bad_idempotency_key_is_refused(company: Company) -> None:
    answer = await company.owner.post("/api/customers", {"name": "J"}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "sync.bad_idempotency_key")


@pytest.mark.parametrize(
    "path",
    ["/api/customers/1", "/api/customers/%00", "/api/customers/..%2f..", "/api/customers?q=%00",
     "/api/customers?cursor=WyJhXHUwMDAwIiwieCJd", "/api/customers?cursor=WzEsMl0",
     "/api/members?cursor=WyIxIl0", "/api/customers?limit=-1",
     "/api/customers?limit=99999999999999999999", "/api/members?cursor=WyJhXHUwMDAwIl0"],
)  # fmt: skip
async def test_bad_addresses_are_refused_with_a_code(company: Company, path: str) -> None:
    answer = await company.owner.get(path)
    assert answer.status_code in {404, 422}, answer.text
    assert answer.json()["code"]


async def test_a_failure_tells_nothing_but_an_id(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> object:
        raise RuntimeError("secret: the database password")

    monkeypatch.setattr("stagebill.customers.routes.customer_view", broken)
    answer = await company.owner.get("/api/customers/01900000-0000-7000-8000-000000000000")
    assert answer.status_code == 500
    assert answer.json()["code"] == "server.failed"
    assert answer.json()["failure_id"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
