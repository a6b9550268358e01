"""Clients that hang up in the middle, a server that is asked to end in the middle: nobody is stuck by it."""

import asyncio
import json
import signal
import socket
import sqlite3
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.server import Company, Server, in_letters, serving

from stagebill.cli import GRACE_SECONDS
from stagebill.kernel.ids import new_id

pytestmark = [pytest.mark.fault, pytest.mark.anyio]

CLIENTS = 200
NEXT_ANSWER_S = 1.0
FORGOTTEN_WITHIN_S = 20.0
# A reader opens its connection to the database when it is first asked.
SPARE_FILES = 9
# Less than the grace: an open stream is told to end, not waited for.
ENDS_WITHIN_S = GRACE_SECONDS - 1.0
# A close that resets the connection instead of ending it politely.
RESET = struct.pack("ii", 1, 0)


class Line:
    """One connection, spoken by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, company: Company) -> None:
        self.reader = reader
        self.writer = writer
        self.company = company

    async def send(self, method: str, path: str, body: bytes = b"", only: int | None = None) -> None:
        """A request; only so many bytes of its body."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.company.cookie}\r\n"
            f"X-Stagebill: 1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body[:only])
        await self.writer.drain()

    async def hear(self, until: bytes) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(until), 10)

    async def hears_the_end(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(), ENDS_WITHIN_S)

    async def hang_up(self, *, reset: bool) -> None:
        if reset:
            self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.writer.close()


@asynccontextmanager
async def line(server: Server, company: Company) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield Line(reader, writer, company)
    finally:
        writer.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Server, Company]]:
    with serving(tmp_path / "data") as made:
        yield made


def a_payment(company: Company, id_: str) -> bytes:
    return json.dumps(company.payment(id_, in_letters(id_))).encode()


async def hangs_up(server: Server, company: Company, number: int) -> str | None:
    """One client's way to leave; the payment that it sent whole, if it did."""
    id_ = new_id()
    body = a_payment(company, id_)
    async with line(server, company) as spoken:
        match number % 5:
            case 0:
                await spoken.send("POST", "/api/payments", body, only=len(body) // 2)
            case 1:
                await spoken.send("POST", "/api/payments", body)
            case 2:
                await spoken.send("POST", "/api/sync/push", b'{"mutations": []}', only=number % 16)
            case 3:
                await spoken.send("GET", "/api/sync/snapshot")
                await spoken.hear(b"HTTP/1.1 200")
            case _:
                await spoken.send("GET", "/api/events")
                await spoken.hear(b"listening")
        await spoken.hang_up(reset=number % 2 == 0)
    return id_ if number % 5 == 1 else None


def is_transaction_open(database: Path) -> bool:
    """Whether somebody holds the write lock, or reads from a moment that has passed."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return True
    return bool(busy)


def open_files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


async def until(holds: Any, seconds: float) -> bool:
    ends_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends_at:
            return False
        await asyncio.sleep(0.1)
    return True


async def test_two_hundred_clients_that_hang_up_leave_nothing_behind(served: tuple[Server, Company]) -> None:
    server, company = served
    with company.client() as api:
        assert api.get("/api/jobs").is_success
        before = open_files(server)
        left = await asyncio.gather(*(hangs_up(server, company, number) for number in range(CLIENTS)))
        began = time.monotonic()
        id_ = new_id()
        assert api.post("/api/payments", json=company.payment(id_, in_letters(id_))).is_success
        assert time.monotonic() - began <= NEXT_ANSWER_S
        assert await until(lambda: open_files(server) <= before + SPARE_FILES, FORGOTTEN_WITHIN_S)
        assert await until(lambda: not is_transaction_open(server.data / "stagebill.db"), NEXT_ANSWER_S)
        sent = [payment for payment in left if payment]
        assert server.times_recorded().keys() <= {in_letters(each) for each in (id_, *sent)}
        for payment in sent:
            key = {"Idempotency-Key": payment}
            again = api.post("/api/payments", json=company.payment(payment, in_letters(payment)), headers=key)
            assert again.is_success, again.text
    assert server.times_recorded() == dict.fromkeys(map(in_letters, [id_, *sent]), 1)
    assert "Traceback" not in server.log, server.log
    assert server.check() == ""


def test_an_open_transaction_would_be_noticed(tmp_path: Path) -> None:
    """The negative control: one that writes, and one that only reads."""
    database = tmp_path / "stagebill.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as holding:
        holding.execute("PRAGMA journal_mode = WAL")
        holding.execute("CREATE TABLE thing (id INTEGER)")
        assert not is_transaction_open(database)
        holding.execute("BEGIN IMMEDIATE")
        assert is_transaction_open(database)
        holding.execute("ROLLBACK")
        holding.execute("BEGIN")
        holding.execute("SELECT * FROM thing").fetchall()
        with closing(sqlite3.connect(database)) as other:
            other.execute("INSERT INTO thing VALUES (1)")
            other.commit()
        assert is_transaction_open(database)


async def pays_until_refused(server: Server, company: Company, answered: list[str]) -> None:
    """Payment after payment until the server is gone; what was acknowledged is remembered."""
    async with httpx.AsyncClient(
        base_url=server.address, headers={"X-Stagebill": "1", "Cookie": company.cookie}, timeout=10
    ) as api:
        while True:
            id_ = new_id()
            try:
                answer = await api.post("/api/payments", json=company.payment(id_, in_letters(id_)))
            except httpx.TransportError:
                return
            if answer.status_code == httpx.codes.CREATED:
                answered.append(id_)


async def test_a_server_asked_to_end_answers_what_is_under_way_and_keeps_what_it_acknowledged(
    served: tuple[Server, Company],
) -> None:
    server, company = served
    acknowledged: list[str] = []
    id_ = new_id()
    body = a_payment(company, id_)
    async with line(server, company) as watching, line(server, company) as paying:
        await watching.send("GET", "/api/events")
        await watching.hear(b"listening")
        await paying.send("POST", "/api/payments", body, only=len(body) // 2)
        busy = [asyncio.ensure_future(pays_until_refused(server, company, acknowledged)) for _ in range(4)]
        assert await until(lambda: len(acknowledged) > 8, 10)
        ending = asyncio.ensure_future(asyncio.to_thread(server.stop))
        await asyncio.sleep(0.3)
        paying.writer.write(body[len(body) // 2 :])
        answer = await paying.hears_the_end()
        assert answer.startswith(b"HTTP/1.1 201"), answer
        await watching.hears_the_end()
        await asyncio.gather(*busy)
        assert await ending <= ENDS_WITHIN_S
    assert server.exit_code in {0, -signal.SIGTERM}
    assert "Traceback" not in server.log, server.log
    recorded = server.times_recorded()
    assert {in_letters(each) for each in (*acknowledged, id_)} <= recorded.keys()
    assert set(recorded.values()) == {1}
    assert server.check() == ""
