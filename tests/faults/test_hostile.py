"""Whatever is sent to any address: never a failure of ours, a problem by code, and nothing is written."""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import msgspec
import pytest
from tests.faults import hostile
from tests.laws.story import story
from tests.laws.teller import Teller
from tests.whole_app import whole_app

from stagebill.app import COMMANDS
from stagebill.identity.sign_in import issue_token
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.push import PUSH_MAX

pytestmark = [pytest.mark.fault, pytest.mark.anyio]

PARAMETER = re.compile(r"\{(\w+)\}")
BY_NAME = {command.name: command for command in COMMANDS}
# Pushed mutations that were refused are kept, so that a person can look at them.
QUARANTINE = "mutation"
TRIES_MIN = 500
# Never ends by itself.
STREAM = "/api/events"


class Site:
    """The whole product with a company in the middle of its work, and its owner's script."""

    def __init__(self, teller: Teller, api: httpx.AsyncClient, paths: dict[str, dict[str, Any]]) -> None:
        self.teller = teller
        self.api = api
        self._paths = paths

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(method, path, description) of everything that the OpenAPI document names."""
        for path, methods in self._paths.items():
            for method, described in methods.items():
                yield method.upper(), path, described

    async def digest(self) -> str:
        """Of every row of every table, but for what was refused and kept."""
        rows = await self.teller.everything()
        rows.pop(QUARANTINE)
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    async def sends(self, method: str, path: str, body: bytes, kind: str = "application/json") -> Any:
        return await self.api.request(method, path, content=body, headers={"Content-Type": kind})


@pytest.fixture
async def site(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Site]:
    async with whole_app(config, clock) as app:
        services = app.state.services
        teller = Teller(config, services.database, clock, "alder")
        await teller.found()
        for line in story(teller):
            await teller.must(line.type, line.body, role=line.role, mutation_id=line.mutation_id)
        token = await issue_token(services.database, "owner@alder.example", services.clock)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://127.0.0.1:8000",
            headers={"Authorization": f"Bearer {token}"},
        ) as api:
            yield Site(teller, api, app.openapi_schema.to_schema()["paths"])


def assert_refused(answer: httpx.Response, *told: object) -> None:
    assert 400 <= answer.status_code < 500, (told, answer.status_code, answer.text[:500])
    assert answer.headers["Content-Type"] == "application/problem+json", told
    if answer.request.method != "HEAD":  # whose answer has no body
        assert answer.json()["code"], told


def bodies(teller: Teller) -> dict[str, dict[str, Any]]:
    """One good body of every kind of mutation: each is the ground that hostile values are planted in."""
    found: dict[str, dict[str, Any]] = {}
    for line in story(teller):
        msgspec.convert(line.body, BY_NAME[line.type].input)
        found[line.type] = {**line.body, **found.get(line.type, {})}
    return found


def asked_by_rest(teller: Teller) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, body) of every command that has a route, the path filled in."""
    for name, body in bodies(teller).items():
        route = BY_NAME[name].route
        if route is None:
            continue
        method, _, path = route.partition(" ")
        named = PARAMETER.findall(path)
        rest = {field: value for field, value in body.items() if field not in named}
        yield method, path.format(**{field: body[field] for field in named}), rest


async def test_no_value_in_any_field_of_any_route_is_more_than_refused(site: Site) -> None:
    before = await site.digest()
    tried = 0
    for method, path, body in asked_by_rest(site.teller):
        if not body:
            continue
        for field, kind, sent in hostile.variants(body):
            assert_refused(await site.sends(method, path, sent), method, path, field, kind)
            tried += 1
    assert tried > TRIES_MIN
    assert await site.digest() == before


async def test_no_body_and_no_content_type_is_more_than_refused(site: Site) -> None:
    before = await site.digest()
    tried = 0
    for method, path, described in site.operations():
        if "requestBody" not in described:
            continue
        address = PARAMETER.sub(new_id(), path)
        for kind, sent in hostile.BODIES.items():
            if path == "/api/sync/push" and kind == "an unknown field":
                continue  # devices of later versions may say more; an empty batch does nothing
            assert_refused(await site.sends(method, address, sent), method, path, kind)
        for content_type in hostile.CONTENT_TYPES:
            answer = await site.sends(method, address, b"{}", content_type)
            assert answer.status_code == httpx.codes.UNSUPPORTED_MEDIA_TYPE, (path, content_type)
            assert_refused(answer, method, path, content_type)
        tried += 1
    assert tried >= 15
    assert await site.digest() == before


async def test_no_address_and_no_query_is_a_failure(site: Site) -> None:
    before = await site.digest()
    for method, path, described in site.operations():
        if path == STREAM:
            continue
        for name in PARAMETER.findall(path):
            for word in filter(None, hostile.WORDS):
                address = PARAMETER.sub(new_id(), path.replace(f"{{{name}}}", word))
                assert_refused(await site.sends(method, address, b"{}"), method, address)
        if method != "GET":
            continue
        for query in queries(described):
            answer = await site.api.get(f"{PARAMETER.sub(new_id(), path)}?{query}")
            assert answer.is_success or answer.status_code < 500, (path, query, answer.text[:500])
            if not answer.is_success:
                assert_refused(answer, path, query)
    assert await site.digest() == before


def queries(described: dict[str, Any]) -> Iterator[str]:
    """Every word in every parameter, once and twice, and in one that does not exist."""
    names = [each["name"] for each in described.get("parameters", ()) if each["in"] == "query"]
    for name in (*names, "surely_unknown"):
        for word in hostile.WORDS:
            yield f"{name}={word}"
            yield f"{name}=1&{name}={word}"


async def test_no_idempotency_key_is_a_failure(site: Site) -> None:
    before = await site.digest()
    for key in ("", "x", "0" * 5000, "\x7f", "é", "null", "00000000-0000-0000-0000-00000000000g"):
        answer = await site.api.post(
            "/api/customers", json={"name": "Bob"}, headers={b"Idempotency-Key": key.encode("latin-1")}
        )
        assert_refused(answer, key)
    assert await site.digest() == before


async def test_no_pushed_mutation_of_any_type_is_more_than_refused(site: Site) -> None:
    """One that is no JSON spoils its batch; one that is gets refused by itself."""
    before = await site.digest()
    for name, body in bodies(site.teller).items():
        readable: list[bytes] = []
        for field, kind, sent in hostile.variants(body):
            if is_json(sent):
                readable.append(sent)
            else:
                answer = await site.sends("POST", "/api/sync/push", batch(name, [sent]))
                assert_refused(answer, name, field, kind)
        readable.append(json.dumps({**body, next(iter(body)): "x" * 900_000}).encode())
        for start in range(0, len(readable), PUSH_MAX):
            part = readable[start : start + PUSH_MAX]
            await assert_each_is_refused(site, name, part)
    assert await site.digest() == before


async def assert_each_is_refused(site: Site, name: str, sent: list[bytes]) -> None:
    answer = await site.sends("POST", "/api/sync/push", batch(name, sent))
    assert answer.status_code == httpx.codes.OK, (name, answer.text[:500])
    for one, outcome in zip(sent, answer.json()["outcomes"], strict=True):
        assert outcome["state"] == "rejected", (name, one[:500], outcome)
        assert outcome["code"], (name, one[:500])


async def test_no_envelope_of_a_mutation_or_a_batch_is_more_than_refused(site: Site) -> None:
    before = await site.digest()
    mutation = {
        "id": new_id(), "type": "customers.create_customer", "v": 1, "seq": 1, "deps": [new_id()],
        "created_at": "2026-03-02T15:00:00Z", "body": {"name": "Bob"},
    }  # fmt: skip
    for field, kind, sent in hostile.variants(mutation):
        if field == "surely_unknown":
            continue  # devices of later versions may say more
        answer = await site.sends("POST", "/api/sync/push", b'{"mutations": [%s]}' % sent)
        if answer.is_success:
            (outcome,) = answer.json()["outcomes"]
            assert outcome["state"] == "rejected", (field, kind, outcome)
        else:
            assert_refused(answer, field, kind)
    said = {
        "device_id": site.teller.id("device"), "unsent_count": 0, "unsent_minor": 0, "oldest_unsent_at": None,
        "client_now": None, "cursor": "", "client_version": "", "mutations": [],
    }  # fmt: skip
    for field, kind, sent in hostile.variants(said):
        answer = await site.sends("POST", "/api/sync/push", sent)
        if not answer.is_success:  # a cursor that leads nowhere begins afresh
            assert_refused(answer, field, kind)
    assert await site.digest() == before


async def test_a_good_body_is_taken_and_its_trace_noticed(site: Site) -> None:
    """The negative control: what the hostile values were planted in is accepted without them."""
    before = await site.digest()
    taken = await site.sends("POST", "/api/customers", b'{"name": "Bob"}')
    assert taken.status_code == httpx.codes.CREATED
    assert await site.digest() != before


def batch(name: str, sent: list[bytes]) -> bytes:
    mutations = [
        b'{"id": "%s", "type": "%s", "body": %s}' % (_ascii(new_id()), _ascii(name), each) for each in sent
    ]
    return b'{"mutations": [%s]}' % b",".join(mutations)


def _ascii(text: Id | str) -> bytes:
    return text.encode("ascii")


def is_json(sent: bytes) -> bool:
    """As the server reads it."""
    try:
        msgspec.json.decode(sent)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
