"""Servers under test: Stagebill as it is run, and a bare Litestar handler beside it (`hello`)."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import ROUNDS, cpu_seconds

HELLO = """
import uvicorn
from litestar import Litestar, get

@get("/hello")
async def hello() -> dict[str, str]:
    return {"hello": "world"}

uvicorn.run(Litestar([hello], openapi_config=None, logging_config=None), port=PORT, loop="uvloop",
            log_level="warning", access_log=False)
"""


class Server:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, data: Path = Path()) -> None:
        self.pid = process.pid
        self.port = port
        self.data = data


@contextmanager
def stagebill(data: Path, port: int) -> Iterator[Server]:
    """`stagebill serve` on a data folder."""
    program = Path(sys.executable).with_name("stagebill")
    command = [str(program), "serve", "--data", str(data), "--port", str(port)]
    with _running(command, port, "/healthz") as server:
        server.data = data
        yield server


@contextmanager
def hello(port: int) -> Iterator[Server]:
    """The measure of all ratios."""
    with _running([sys.executable, "-c", HELLO.replace("PORT", str(port))], port, "/hello") as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, path: str) -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    try:
        until(port, path)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


def until(port: int, path: str, seconds: float = 60) -> None:
    """Wait for the first answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")


def start_cost(data: Path, port: int) -> float:
    """CPU seconds from exec to the first answer, at any start but the first of all: the modules compiled and
    the assets made.
    """
    costs = []
    for _ in range(ROUNDS):
        with stagebill(data, port) as server:
            costs.append(cpu_seconds(server.pid))
    return min(costs)
