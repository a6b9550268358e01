"""A processor that repeats itself: 10,000 copies of 500 payments' webhooks arrive within a minute, while
customers look at their pages. None is recorded twice.
"""

import asyncio
import random
import re
import sqlite3
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

import httpx
from tests.bench.company import Bench
from tests.bench.load import Request, run
from tests.bench.server import Server

from stagebill.kernel.clock import SystemClock
from stagebill.kernel.config import Config
from stagebill.kernel.secrets import derived_token
from stagebill.paypage.gateways import signature
from stagebill.paypage.gateways.sandbox import gateway as sandbox

PAYMENTS = 500
COPIES = 20
AMOUNT_MINOR = 100
SENDERS = 4
READERS = 4
READ_EVERY_S = 0.05
SETTLED_WITHIN_S = 60

Line = tuple[str, float]


class Visit(NamedTuple):
    """A customer who has opened their link: the browser's cookie, and the sandbox's page of their payment."""

    cookie: str
    checkout_id: str


async def copies(server: Server, bench: Bench, jobs: Sequence[str]) -> list[Line]:
    """Seconds until every copy is answered, and what customers' pages took meanwhile. Every payment must be
    there once in the end.
    """
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as http:
        visits = [await _paid(http, bench, jobs[n % len(jobs)]) for n in range(PAYMENTS)]
        sent = [each for visit in visits for each in [_webhook(server, visit)] * COPIES]
        random.shuffle(sent)
        over = asyncio.Event()
        page_ms: list[float] = []
        readers = [asyncio.create_task(_reads(http, visits, over, page_ms)) for _ in range(READERS)]
        told = await run(server.port, server.pid, "", iter(sent), SENDERS)
        over.set()
        await asyncio.gather(*readers)
    assert await _settled_once(server) == PAYMENTS
    return [
        ("10,000 copies of 500 webhooks: all answered, s", len(sent) / told.rate),
        ("copies of webhooks: pay pages meanwhile, p95 ms", statistics.quantiles(page_ms, n=20)[-1]),
    ]


async def _paid(http: httpx.AsyncClient, bench: Bench, job_id: str) -> Visit:
    """A new invoice, its customer's way to the sandbox's page, and the button that says paid."""
    body = {"job_id": job_id, "amount_minor": AMOUNT_MINOR}
    made = await http.post("/api/invoices", json=body, headers={"Authorization": f"Bearer {bench.token}"})
    link = await http.get(httpx.URL(made.json()["pay_url"]).path)
    cookie = link.headers["set-cookie"].partition(";")[0]
    http.cookies.clear()
    page = (await http.get("/pay", headers={"Cookie": cookie})).text
    token = re.search(r'name="page" value="([\w-]+)"', page)
    assert token
    form = {"page": token[1], "method": "card"}
    led = await http.post("/pay/checkout", data=form, headers={"Cookie": cookie})
    location = led.headers["location"]
    await http.post(location, data={"outcome": "succeed"})
    return Visit(cookie, location.rpartition("/")[2])


def _webhook(server: Server, visit: Visit) -> Request:
    """What the sandbox tells of a payment, signed as it signs."""
    with closing(sqlite3.connect(server.data / "stagebill.db")) as connection:
        sql = "SELECT our_ref FROM sandbox_checkout WHERE id = ?"
        ((reference,),) = connection.execute(sql, (visit.checkout_id,)).fetchall()
    now = SystemClock().now()
    entry = sandbox.Entry(
        id=visit.checkout_id,
        our_ref=reference,
        amount_minor=AMOUNT_MINOR,
        currency="USD",
        method="card",
        state="succeeded",
        return_url="",
        description="",
        created_at=now,
        updated_at=now,
        tip_minor=0,
        surcharge_minor=0,
        funding="credit",
    )
    notice = sandbox.event_of(entry)
    body = sandbox.body_of(notice)
    key = derived_token(Config(data=server.data).secret_key, sandbox.SLUG, "webhook")
    headers = signature.signed(key, notice.id, body, now)
    return Request("POST", "/hooks/sandbox", body, tuple(headers.items()))


async def _reads(
    http: httpx.AsyncClient, visits: Sequence[Visit], over: asyncio.Event, took_ms: list[float]
) -> None:
    while not over.is_set():
        begun = time.perf_counter()
        page = await http.get("/pay", headers={"Cookie": random.choice(visits).cookie})
        assert page.status_code == 200
        took_ms.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(READ_EVERY_S)


async def _settled_once(server: Server) -> int:
    """How many payments there are of the sandbox, once nothing waits in the inbox any more."""
    deadline = time.monotonic() + SETTLED_WITHIN_S
    while time.monotonic() < deadline:
        with closing(sqlite3.connect(server.data / "stagebill.db")) as connection:
            sql = "SELECT count(*) FROM delivery WHERE processed_at IS NULL"
            ((waiting,),) = connection.execute(sql).fetchall()
            sql = "SELECT count(*), count(DISTINCT gateway_ref) FROM payment WHERE gateway = 'sandbox'"
            ((count, distinct),) = connection.execute(sql).fetchall()
        if not waiting and count >= PAYMENTS:
            assert count == distinct
            return int(count)
        await asyncio.sleep(0.2)
    raise TimeoutError(f"{waiting} deliveries still wait, {count} payments are there")
