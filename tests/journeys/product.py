"""The product as people run it: its own process and folder, with the demo company, behind a bad network."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.demo_folder import in_a_thread
from tests.journeys.chaos_proxy import ChaosProxy

from stagebill.cli import opened
from stagebill.identity.sign_in import issue_token
from stagebill.kernel.config import load_config

READY_SECONDS_MAX = 90.0
STOP_SECONDS_MAX = 15.0
PROGRAM = "from stagebill.cli import main; main()"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Product:
    """`origin` is behind the proxy, where people are; `api` asks the server itself, as a script would."""

    def __init__(self, data: Path, proxy: ChaosProxy, command: str = "demo", database_url: str = "") -> None:
        self.data = data
        self.proxy = proxy
        self._command = command
        self._database_url = database_url
        self._server: subprocess.Popen[bytes] | None = None
        self._apis: list[httpx.Client] = []

    @property
    def origin(self) -> str:
        return self.proxy.origin

    @property
    def direct(self) -> str:
        return f"http://127.0.0.1:{self.proxy.upstream_port}"

    def start(self, program: str = PROGRAM) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-c", program, self._command, "--data", str(self.data),
                 "--port", str(self.proxy.upstream_port), "--base-url", self.origin],
                stdout=log, stderr=log, env=self._environment(),
            )  # fmt: skip
        self._wait()

    def _environment(self) -> dict[str, str]:
        given = {"DATABASE_URL": self._database_url} if self._database_url else {}
        return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | given

    def _wait(self) -> None:
        assert self._server is not None
        ends_at = time.monotonic() + READY_SECONDS_MAX
        with httpx.Client(base_url=self.direct, timeout=2) as asking:
            while time.monotonic() < ends_at:
                if self._server.poll() is not None:
                    raise RuntimeError(f"the server ended:\n{self.log()}")
                try:
                    if asking.get("/readyz").is_success:
                        return
                except httpx.TransportError:
                    time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log()}")

    def keeps_a_copy(self, folder: Path) -> None:
        """A backup as an operator makes one, beside the server."""
        self._done("backup", str(folder))

    def is_rolled_back(self, folder: Path) -> None:
        """To that copy, by whoever has the machine and not the product: nobody says a word to it."""
        self.stop()
        for file in self.data.glob("stagebill.db*"):
            file.unlink()
        shutil.copy(folder / "stagebill.db", self.data)
        self.start()

    def _done(self, *words: str) -> None:
        done = self.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr

    def log(self) -> str:
        return (self.data / "server.log").read_text(errors="replace")

    def kill(self) -> None:
        """As the power does: no word of farewell."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def becomes(self, program: str = PROGRAM) -> None:
        """Another release on the same data, at the same address."""
        self.stop()
        self.start(program)

    def _end(self, how: signal.Signals) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(how)
            self._server.wait(STOP_SECONDS_MAX)

    def link(self, who: str) -> str:
        """The door that the demo printed for somebody: technician, dispatcher, customer."""
        lines = [line for line in self.log().splitlines() if line.strip().lower().startswith(who)]
        return lines[-1].split()[-1]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another process of the product on the same data."""
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, *words, "--data", str(self.data)],
            capture_output=True, text=True, check=False, env=self._environment(), timeout=60,
        )  # fmt: skip

    def api(self, login: str = "dispatcher") -> httpx.Client:
        headers = {"Authorization": f"Bearer {self._token(login)}"}
        self._apis.append(httpx.Client(base_url=self.direct, headers=headers, timeout=10))
        return self._apis[-1]

    def _token(self, login: str) -> str:
        """As `stagebill token` makes one, without a process, most of which is the loading of the product."""
        config = load_config(self._environment(), data=self.data)

        async def issued() -> str:
            async with opened(config) as services:
                return await issue_token(services.database, f"{login}@demo.example")

        return in_a_thread(issued)

    def leave(self) -> None:
        """A client that nobody closes is a warning in whatever test comes next."""
        for api in self._apis:
            api.close()
        self.stop()

    def check(self) -> str:
        """What `stagebill check` says; empty when it ends with 0."""
        done = self.command("check")
        return "" if done.returncode == 0 else done.stdout + done.stderr


@contextmanager
def running(
    data: Path, command: str = "demo", database_url: str = "", *, told: Path | None = None
) -> Iterator[Product]:
    """`told`: a folder in which the demo's story is told already (`DemoFolder`); else it is told now."""
    if told is not None:
        shutil.copytree(told, data)
    with ChaosProxy(free_port()) as proxy:
        product = Product(data, proxy, command, database_url)
        try:
            product.start()
            yield product
        finally:
            product.leave()


def items(answer: httpx.Response) -> list[dict[str, Any]]:
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
