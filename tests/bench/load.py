"""Load on one server from raw sockets, and what it cost that server: rate, latency, CPU and memory."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
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

    def bytes(self, token: str) -> bytes:
        """As HTTP/1.1 with keep-alive."""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        if self.body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


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
            writer.write(request.bytes(token))
            status, _ = await _answer(reader)
            took.append(time.perf_counter() - begun)
            assert status in {200, 201}, (request.path, status)
    finally:
        writer.close()


async def fetch(port: int, token: str, request: Request, extra: str = "") -> tuple[int, bytes]:
    """One answer, with its body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.bytes(token).replace(b"\r\n", f"\r\n{extra}".encode(), 1))
    try:
        return await _answer(reader)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    _, _, rest = head.partition(b"content-length:")
    length = int(rest.partition(b"\r\n")[0]) if rest else 0
    return status, await reader.readexactly(length)
