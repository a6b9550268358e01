"""A disk that takes nothing more is noticed before a payment is, and said in a sentence."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.company import Company

from stagebill.operations import room, routes
from stagebill.operations.room import NoRoom, prove_room

pytestmark = pytest.mark.anyio


@pytest.fixture
def full() -> Iterator[None]:
    """No file may grow: what a full quota is to a process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_room_is_proved_by_writing_and_nothing_is_left_behind(tmp_path: Path) -> None:
    prove_room(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_takes_nothing_is_named(tmp_path: Path, full: None) -> None:
    with pytest.raises(NoRoom, match="nothing can be written to"):
        prove_room(tmp_path)


async def test_readyz_says_when_the_disk_is_full(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PROBE_BYTES", 1 << 20)
    monkeypatch.setattr(routes, "ROOM_SECONDS", 0)
    assert (await company.owner.get("/readyz")).status_code == 200
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((1 << 20) - 1, before[1]))
    try:
        answer = await company.owner.get("/readyz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    is_ours = company.services.config.dialect == "sqlite"
    assert (answer.status_code, answer.text) == (
        (503, "operations.no_room\n") if is_ours else (200, "ready\n")
    )
    assert (await company.owner.get("/readyz")).status_code == 200


def test_starting_on_a_full_disk_ends_in_a_sentence(tmp_path: Path) -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024));"
        "from stagebill.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "migrate", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: nothing can be written to")
    assert "Traceback" not in done.stderr
