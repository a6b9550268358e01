"""The real server on a disk that fills up: it says so, keeps what it has, and goes on when there is room."""

import random
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from tests.faults.server import FOUNDING, Company, Server, in_letters, serving

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.fault

DISK = "16m"
PAGE_BYTES = 4096
# How much is left when the writes begin: nothing, part of a commit, some commits.
ROOMS = (0, PAGE_BYTES, 40 * PAGE_BYTES)
WORKS_AGAIN_S = 5.0
WRITES_UNTIL_FULL_MAX = 3000
ROUNDS_UNTIL_FULL_MAX = 100
KINDS = 5
READS = (
    "/api/me", "/api/jobs", "/api/invoices", "/api/payments", "/api/customers", "/api/settings",
    "/api/sync/snapshot", "/api/sync/pull", "/auth/state", "/healthz", "/",
)  # fmt: skip


class TinyDisk:
    """A file system of its own, so that filling it harms nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, server: Server, room: int) -> None:
        """Take every page but those that are left as room."""
        with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while file.write(b"\0" * PAGE_BYTES):
                pass
        with self._ballast.open("r+b") as file:
            file.truncate(max(0, self._ballast.stat().st_size - room))

    def free(self, server: Server) -> None:
        self._ballast.unlink()


class ShortFiles:
    """No file may grow: what a full quota is to a process, for machines where nobody may mount a disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, server: Server, room: int) -> None:
        largest = max(path.stat().st_size for path in self.folder.glob("stagebill.db*"))
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))

    def free(self, server: Server) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, unlimited)


Disk = TinyDisk | ShortFiles


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[TinyDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None or not _mounts(folder):
        pytest.skip("nobody may mount a disk here: the limit on files stands for it")
    try:
        yield TinyDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def short_files(tmp_path: Path) -> ShortFiles:
    return ShortFiles(tmp_path / "data")


@pytest.fixture(params=["tiny_disk", "short_files"])
def disk(request: pytest.FixtureRequest) -> Disk:
    found: Disk = request.getfixturevalue(request.param)
    return found


def _mounts(folder: Path) -> bool:
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return subprocess.run(mounting, check=False, capture_output=True).returncode == 0


class Till:
    """Somebody who takes payments, and keeps those that were refused to send them again."""

    def __init__(self, company: Company, api: httpx.Client) -> None:
        self._company = company
        self._api = api
        self.stored: list[str] = []
        self.refused: dict[str, str] = {}

    def takes(self, reference: str, id_: str | None = None) -> httpx.Response:
        id_ = id_ or new_id()
        body = self._company.payment(id_, reference)
        answer = self._api.post("/api/payments", json=body, headers={"Idempotency-Key": id_})
        if answer.status_code == httpx.codes.CREATED:
            self.stored.append(reference)
            self.refused.pop(reference, None)
        else:
            self.refused[reference] = id_
        return answer

    def takes_until_refused(self, prefix: str) -> httpx.Response:
        for number in range(WRITES_UNTIL_FULL_MAX):
            answer = self.takes(f"{prefix}-{number}")
            if not answer.is_success:
                return answer
        raise AssertionError("the disk never filled up")

    def sends_again(self) -> None:
        for reference, id_ in tuple(self.refused.items()):
            assert self.takes(reference, id_).status_code == httpx.codes.CREATED


def assert_unavailable(answer: httpx.Response) -> None:
    """Try again later, by code; nothing of how things stand inside."""
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "kernel.unavailable"
    assert answer.json().keys() == {"type", "title", "status", "code", "retry_after_seconds"}


def writes(company: Company, api: httpx.Client) -> Iterator[httpx.Response]:
    """One of every kind: by REST, by push, by signing in."""
    yield api.post("/api/customers", json={"name": "Jane Marlow"})
    yield api.patch("/api/settings", json={"phone": f"+1 555 {random.randrange(10**6)}"})
    yield api.post("/api/devices", json={"device_id": new_id(), "label": "Phone", "platform": "android"})
    with company.client(signed_in=False) as stranger:
        yield stranger.post("/auth/sign-in", json={name: FOUNDING[name] for name in ("email", "password")})
    yield api.post("/api/payments", json=company.payment(new_id(), new_id()))


def pushed(company: Company, api: httpx.Client) -> str:
    """What became of a payment that was pushed: a push answers, whatever the disk does."""
    id_ = new_id()
    mutation = {"id": id_, "type": "payments.record_payment", "body": company.payment(id_, new_id())}
    answer = api.post("/api/sync/push", json={"mutations": [mutation]})
    assert answer.is_success, answer.text
    (outcome,) = answer.json()["outcomes"]
    assert outcome["id"] == id_
    state: str = outcome["state"]
    return state


def all_are_refused(company: Company, api: httpx.Client) -> bool:
    """Each write is done or refused by code; a small one may still fit where a large one did not."""
    answers = [answer for answer in writes(company, api) if not answer.is_success]
    for answer in answers:
        assert_unavailable(answer)
    state = pushed(company, api)
    assert state in {"applied", "conflict", "deferred"}
    return len(answers) == KINDS and state == "deferred"


def write_until_nothing_fits(company: Company, api: httpx.Client) -> None:
    for _ in range(ROUNDS_UNTIL_FULL_MAX):
        if all_are_refused(company, api):
            return
    raise AssertionError("the disk never filled up")


def assert_reads_work(server: Server, api: httpx.Client) -> None:
    for path in READS:
        assert api.get(path).is_success, path
    assert server.is_running


def stored(server: Server, till: Till) -> list[str]:
    """What of this till's is in the ledger, in the order in which it came; twice if it is there twice."""
    recorded = [row[0] for row in server.rows("SELECT reference FROM payment ORDER BY received_at, rowid")]
    return [reference for reference in recorded if reference in {*till.stored, *till.refused}]


def wait_until_it_works(till: Till) -> None:
    ends_at = time.monotonic() + WORKS_AGAIN_S
    while not till.takes(in_letters(new_id())).is_success:
        assert time.monotonic() < ends_at, "there is room, and still nothing is taken"
        time.sleep(0.1)


def test_a_full_disk_refuses_by_code_keeps_all_it_has_and_goes_on_when_there_is_room(disk: Disk) -> None:
    with serving(disk.folder) as (server, company), company.client() as api:
        till = Till(company, api)
        for room in ROOMS:
            disk.fill(server, room)
            assert_unavailable(till.takes_until_refused(f"room of {room}"))
            assert stored(server, till) == till.stored
            write_until_nothing_fits(company, api)
            before = server.digest()
            assert all_are_refused(company, api)
            assert_reads_work(server, api)
            assert server.digest() == before
            disk.free(server)
            wait_until_it_works(till)
        till.sends_again()
        assert not till.refused
        assert stored(server, till) == till.stored
        assert '"failed"' not in server.log, server.log
        assert server.check() == ""


def test_a_server_that_dies_while_its_disk_is_full_has_lost_nothing(tiny_disk: TinyDisk) -> None:
    with serving(tiny_disk.folder) as (server, company), company.client() as api:
        till = Till(company, api)
        tiny_disk.fill(server, PAGE_BYTES)
        till.takes_until_refused("before")
        server.kill()
        tiny_disk.free(server)
        server.start()
        till.sends_again()
        assert stored(server, till) == till.stored
        assert server.check() == ""
