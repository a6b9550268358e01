"""Load on one server from raw sockets, and what it cost that server: rate, latency, CPU and memory."""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROUNDS = 9
"""A busy neighbour doubles what a round costs; of nine rounds, each subject has met a quiet one."""
MIB = 1024 * 1024


class Cost(NamedTuple):
    """What one request cost, over a run."""

    rate: float  # a second
    p50_ms: float
    cpu_ms: float  # of the server


class Request(NamedTuple):
    """One HTTP request, ready to be written."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def bytes(self, token: str) -> bytes:
        """As HTTP/1.1 with keep-alive."""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        if self.body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body


Measure = Callable[[], Awaitable[Cost]]


async def in_turns(*measures: Measure) -> list[Cost]:
    """Each subject's quietest of some rounds, in which they take turns: other work on the machine only ever
    adds, and what is compared has met the same of it.
    """
    rounds = [[await measure() for measure in measures] for _ in range(ROUNDS)]
    return [
        Cost(max(c.rate for c in costs), min(c.p50_ms for c in costs), min(c.cpu_ms for c in costs))
        for costs in zip(*rounds, strict=True)
    ]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, to the microsecond: Linux has a clock for each process."""
    return time.clock_gettime((~pid << 3) | 2)


def resident_mib(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


async def run(port: int, pid: int, token: str, requests: Iterator[Request], clients: int) -> Cost:
    """Send all requests from so many clients, one at a time each."""
    took: list[float] = []
    cpu, begun = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*(_client(port, token, requests, took) for _ in range(clients)))
    seconds = time.perf_counter() - begun
    spent = cpu_seconds(pid) - cpu
    return Cost(len(took) / seconds, statistics.median(took) * 1000, spent / len(took) * 1000)


async def _client(port: int, token: str, requests: Iterator[Request], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            begun = time.perf_counter()
            await _asked(reader, writer, request.bytes(token))
            took.append(time.perf_counter() - begun)
    finally:
        writer.close()


async def after_each(port: int, pid: int, token: str, changes: Iterator[Request], request: Request) -> Cost:
    """A request after each change, and what that request alone cost."""
    took: list[float] = []
    spent = 0.0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for change in changes:
        await _asked(reader, writer, change.bytes(token))
        cpu, begun = cpu_seconds(pid), time.perf_counter()
        await _asked(reader, writer, request.bytes(token))
        took.append(time.perf_counter() - begun)
        spent += cpu_seconds(pid) - cpu
    writer.close()
    return Cost(len(took) / sum(took), statistics.median(took) * 1000, spent / len(took) * 1000)


async def fetch(port: int, token: str, request: Request) -> tuple[int, bytes]:
    """One answer, with its body."""
    status, _, body = await answered(port, token, request)
    return status, body


async def answered(port: int, token: str, request: Request) -> tuple[int, bytes, bytes]:
    """One answer: its status, its head in lower case, its body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.bytes(token))
    try:
        return await _answer(reader)
    finally:
        writer.close()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    writer.write(request)
    status, _, body = await _answer(reader)
    assert status in {200, 201, 202}, (status, body)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    _, _, rest = head.partition(b"content-length:")
    length = int(rest.partition(b"\r\n")[0]) if rest else 0
    return status, head, await reader.readexactly(length)
