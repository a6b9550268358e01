"""Every error is a problem with a code, and the API's description says which."""

import json
from typing import Literal

import httpx
import msgspec
import pytest
import structlog
from litestar import Litestar, get, post
from litestar.exceptions import InternalServerException
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath, JSONBody

from stagebill.kernel.errors import Busy, Kind, Refusal, Unavailable
from stagebill.kernel.problems import EXCEPTION_HANDLERS, DocumentedProblems


class TooLate(Refusal):
    """What is over cannot be changed."""

    kind = Kind.STALE


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    amount_minor: int
    kind: Literal["plain", "fancy"] = "plain"


def out_of_time() -> Exception:
    unavailable = Unavailable(retry_after_seconds=2)
    unavailable.__cause__ = TimeoutError("canceling statement due to statement timeout")
    return unavailable


RAISED: dict[str, Exception] = {
    "outage": out_of_time(),
    "refusal": TooLate(left_minor=150_000, status="a fact cannot take the place of a member"),
    "busy": Busy(retry_after_seconds=7),
    "bug": KeyError("secret"),
    "litestar": InternalServerException("secret"),
}


@get("/raise/{what:str}")
async def raise_it(what: FromPath[str]) -> None:
    raise RAISED[what]


@post("/wishes")
async def wish(data: JSONBody[Wish]) -> Wish:
    return data


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = Litestar(
        [raise_it, wish],
        exception_handlers=EXCEPTION_HANDLERS,
        plugins=[DocumentedProblems()],
        openapi_config=OpenAPIConfig(title="t", version="1"),
        logging_config=None,
    )
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://t"
    )


@pytest.mark.anyio
async def test_a_refusal_leaves_with_its_sentence_and_its_facts(http: httpx.AsyncClient) -> None:
    answer = await http.get("/raise/refusal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "type": "urn:stagebill:problem:test_problems.too_late",
            "title": "What is over cannot be changed.",
            "status": 409,
            "code": "test_problems.too_late",
            "left_minor": 150_000,
        },
    )


@pytest.mark.anyio
async def test_whoever_is_told_to_come_again_is_told_when(http: httpx.AsyncClient) -> None:
    answer = await http.get("/raise/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")


@pytest.mark.anyio
async def test_what_was_behind_an_outage_is_for_the_log_and_not_for_whoever_asked(
    http: httpx.AsyncClient,
) -> None:
    with structlog.testing.capture_logs() as told:
        answer = await http.get("/raise/outage")
        await http.get("/raise/busy")
    assert (answer.status_code, "statement" in answer.text) == (503, False)
    assert told == [
        {"event": "busy", "log_level": "warning", "code": "kernel.unavailable",
         "cause": "TimeoutError: canceling statement due to statement timeout"},
    ]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["bug", "litestar"])
async def test_a_failure_leaks_nothing(http: httpx.AsyncClient, what: str) -> None:
    answer = await http.get(f"/raise/{what}")
    assert answer.status_code == 500
    assert set(answer.json()) == {"type", "title", "status", "code", "failure_id"}
    assert "secret" not in answer.text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "request.malformed"),
        (b'{"amount_minor": "\xff"}', 400, "request.malformed"),
        (b"[" * 100_000, 400, "request.malformed"),
        (b'{"amount_minor": "many"}', 422, "request.invalid"),
        (b'{"amount_minor": 1, "more": 2}', 422, "request.invalid"),
        (b"", 422, "request.invalid"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_by_code(
    http: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    answer = await http.post("/wishes", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.anyio
async def test_the_field_that_does_not_fit_is_named(http: httpx.AsyncClient) -> None:
    answer = await http.post("/wishes", json={"amount_minor": "many"})
    assert answer.json()["errors"] == [
        {"path": "amount_minor", "message": "Expected `int`, got `str`", "source": "body"}
    ]


@pytest.mark.anyio
async def test_of_the_body_as_a_whole_no_field_is_named(http: httpx.AsyncClient) -> None:
    answer = await http.post("/wishes", json={"amount_minor": 1, "more": 2})
    assert answer.json()["errors"] == [
        {"path": "", "message": "Object contains unknown field `more`", "source": "body"}
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("sent", ["hunter2", "hunter2" * 20_000])
async def test_what_was_sent_is_never_repeated(http: httpx.AsyncClient, sent: str) -> None:
    """It may be a secret in the wrong field, or as long as the request."""
    by_kind = await http.post("/wishes", json={"amount_minor": 1, "kind": sent})
    assert by_kind.json()["errors"] == [{"path": "kind", "message": "Invalid enum value", "source": "body"}]
    by_name = await http.post("/wishes", json={"amount_minor": 1, sent: 1})
    assert len(by_name.content) < 1_000


@pytest.mark.anyio
async def test_a_request_without_a_body_is_told_that_one_is_missing(http: httpx.AsyncClient) -> None:
    answer = await http.post("/wishes", content=b"", headers={"content-type": "application/json"})
    assert answer.json()["errors"] == [
        {
            "path": "",
            "message": "This address asks for a body: a JSON object with its fields.",
            "source": "body",
        }
    ]


@pytest.mark.anyio
async def test_no_such_address_and_no_such_method_are_problems(http: httpx.AsyncClient) -> None:
    assert (await http.get("/nowhere")).json()["code"] == "request.not_found"
    assert (await http.get("/wishes")).json()["code"] == "request.method_not_allowed"


@pytest.mark.anyio
async def test_the_description_of_the_api_names_the_problems(http: httpx.AsyncClient) -> None:
    described = json.loads((await http.get("/schema/openapi.json")).content)
    responses = described["paths"]["/wishes"]["post"]["responses"]
    assert set(responses) == {"201", "400", "401", "403", "409", "413", "415", "422", "503"}
    assert responses["409"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
