"""`stagebill serve` as its own process on a folder of its own, to be killed, starved and hung up on."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from tests.journeys.product import PROGRAM, free_port

STARTS_WITHIN_S = 30.0
STOPS_WITHIN_S = 15.0
FOUNDING = {
    "company": "Alder Plumbing",
    "currency": "USD",
    "zone": "America/New_York",
    "language": "en",
    "name": "Olive Alder",
    "email": "owner@alder.example",
    "password": "correct horse battery",
}


class Server:
    """One process of the product; the port stays, so that clients find it again after a restart."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        """Begin to start; nothing answers yet."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            command = ["serve", "--data", str(self.data), "--port", str(self.port)]
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *command], stdout=log, stderr=log, env=_environment()
            )

    def start(self) -> float:
        """Start and wait until it takes transactions; the seconds that took, of its own making."""
        began = time.monotonic()
        self.spawn()
        with httpx.Client(base_url=self.address, timeout=5) as asking:
            while (took := time.monotonic() - began) < STARTS_WITHIN_S:
                assert self.is_running, self.log
                with suppress(httpx.TransportError):
                    if asking.get("/readyz").is_success:
                        return took - self._kept_waiting_s()
                time.sleep(0.05)
        raise AssertionError(f"not ready after {took:.1f} s:\n{self.log}")

    def _kept_waiting_s(self) -> float:
        """How long others had the processor while it was ready to run: not what a start is judged by."""
        said = Path(f"/proc/{self.pid}/schedstat")
        return int(said.read_text().split()[1]) / 1e9 if said.exists() else 0.0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        assert self._process is not None
        return self._process.returncode

    @property
    def log_file(self) -> Path:
        return self.data.with_suffix(".log")

    @property
    def log(self) -> str:
        """What it wrote; beside the data folder, so that a full disk does not silence it."""
        return self.log_file.read_text(errors="replace")

    def kill(self) -> None:
        """As the power does: no word of farewell."""
        assert self.is_running, self.log
        self._end(signal.SIGKILL)

    def stop(self) -> float:
        """Ask it to end; the seconds that took."""
        began = time.monotonic()
        self._end(signal.SIGTERM)
        return time.monotonic() - began

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(STOPS_WITHIN_S)

    def check(self) -> str:
        """What `stagebill check` finds; empty when every invariant holds."""
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "check", "--data", str(self.data)],
            capture_output=True, text=True, check=False, env=_environment(), timeout=60,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Straight from the file, past the product."""
        with closing(sqlite3.connect(f"file:{self.data}/stagebill.db?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()

    def digest(self) -> str:
        """Of every row of every table."""
        tables = self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        whole = hashlib.sha256()
        for (table,) in tables:
            whole.update(repr((table, sorted(map(repr, self.rows(f'SELECT * FROM "{table}"'))))).encode())
        return whole.hexdigest()

    def times_recorded(self) -> Counter[str]:
        """How often each thing that happened, named by its reference, is in the ledger."""
        return Counter(dict(self.rows("SELECT reference, COUNT(*) FROM payment GROUP BY reference")))


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("STAGEBILL_")}
    return {name: value for name, value in ours.items() if name != "DATABASE_URL"}


class Company:
    """A founded company with one job of 5,000.00 and one open invoice of 1,000.00 on it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        with self.client(signed_in=False) as founder:
            _made(founder.post("/auth/found", json=FOUNDING))
            self._cookies = dict(founder.cookies)
        with self.client() as owner:
            _made(owner.patch("/api/settings", json={"progress_invoicing": True}))
            customer = _made(owner.post("/api/customers", json={"name": "Jane Marlow"}))
            line = {"description": "Labor", "quantity": 1, "unit_price_minor": 500_000}
            job = {"customer_id": customer["id"], "title": "Re-pipe", "line_items": [line]}
            self.job_id: str = _made(owner.post("/api/jobs", json=job))["id"]
            invoice = {"job_id": self.job_id, "percent_bps": 2000}
            self.invoice_id: str = _made(owner.post("/api/invoices", json=invoice))["id"]

    def client(self, *, signed_in: bool = True) -> httpx.Client:
        """The owner's browser."""
        return httpx.Client(
            base_url=self._server.address, headers={"X-Stagebill": "1"}, timeout=10,
            cookies=self._cookies if signed_in else None,
        )  # fmt: skip

    @property
    def cookie(self) -> str:
        """The owner's session, for clients that speak HTTP by hand."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def payment(self, id_: str, reference: str, amount_minor: int = 1000) -> dict[str, Any]:
        """Money for the job, as a client sends it."""
        return {
            "payment_id": id_, "method": "check", "amount_minor": amount_minor, "job_id": self.job_id,
            "reference": reference,
        }  # fmt: skip


def in_letters(id_: str) -> str:
    """An id as a reference: with its digits it may pass for the number of a payment card, and be masked."""
    return id_.translate(str.maketrans("0123456789", "ghijklmnop"))


def _made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


@contextmanager
def serving(data: Path) -> Iterator[tuple[Server, Company]]:
    """A server with its company; ended whatever happens."""
    server = Server(data)
    try:
        server.start()
        yield server, Company(server)
    finally:
        server.stop()
