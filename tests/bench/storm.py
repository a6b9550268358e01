"""After an outage all phones come back at once: each sends its queue and asks what changed, while the office
looks at its list (SY-29).
"""

import asyncio
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Sequence
from contextlib import closing

from tests.bench.load import Request, answered, fetch
from tests.bench.server import Server

from stagebill.kernel.ids import new_id

PHONES = 400
QUEUED = 5
"""Payments that each phone has taken meanwhile."""
BACKOFF_S = 1
"""After an answer that deferred something."""

Line = tuple[str, float]


async def storm(server: Server, token: str, jobs: Sequence[str], cursor: str) -> list[Line]:
    """Seconds until the last phone has its outcomes and what changed, and what the office waited meanwhile.

    Every payment must be there once.
    """
    before, over = _payments(server), asyncio.Event()
    list_ms: list[float] = []
    office = asyncio.create_task(_office(server, token, over, list_ms))
    begun = time.perf_counter()
    await asyncio.gather(*(_phone(server, token, jobs[n % len(jobs)], cursor) for n in range(PHONES)))
    seconds = time.perf_counter() - begun
    over.set()
    await office
    assert _payments(server) - before == PHONES * QUEUED
    return [
        ("storm of 400 phones after an outage: all is sent, s", seconds),
        ("storm: the office's list meanwhile, p95 ms", statistics.quantiles(list_ms, n=20)[-1]),
    ]


async def _phone(server: Server, token: str, job_id: str, cursor: str) -> None:
    """What the app does when its signal is back: who am I, send, pull."""
    mutations = [
        {"id": new_id(), "seq": seq, "type": "payments.record_payment",
         "body": {"job_id": job_id, "method": "cash", "amount_minor": 1}}
        for seq in range(1, QUEUED + 1)
    ]  # fmt: skip
    await _asked(server, token, Request("GET", "/api/me"))
    while mutations:
        push = {"mutations": mutations, "cursor": cursor, "client_version": "1"}
        body = await _asked(server, token, Request("POST", "/api/sync/push", json.dumps(push).encode()))
        state_of = {each["id"]: each["state"] for each in json.loads(body)["outcomes"]}
        assert set(state_of.values()) <= {"applied", "duplicate", "deferred"}
        mutations = [each for each in mutations if state_of[each["id"]] == "deferred"]
        if mutations:
            await asyncio.sleep(BACKOFF_S * (0.5 + random.random() / 2))
    await _asked(server, token, Request("GET", f"/api/sync/pull?cursor={cursor}"))


async def _asked(server: Server, token: str, request: Request) -> bytes:
    """As `pwa/sync/exchange.js` asks: what a busy server turns away comes again after the time that it names,
    not all in the same moment.
    """
    while True:
        status, head, body = await answered(server.port, token, request)
        if status == 200:
            return body
        assert status == 503, (status, body)
        _, _, rest = head.partition(b"retry-after:")
        await asyncio.sleep(int(rest.split(b"\r\n", 1)[0]) * (1 + random.random() / 4))


async def _office(server: Server, token: str, over: asyncio.Event, took_ms: list[float]) -> None:
    while not over.is_set():
        begun = time.perf_counter()
        status, _ = await fetch(server.port, token, Request("GET", "/api/invoices?limit=50"))
        assert status == 200
        took_ms.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.05)


def _payments(server: Server) -> int:
    with closing(sqlite3.connect(server.data / "stagebill.db")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM payment").fetchone()
    return int(count)
