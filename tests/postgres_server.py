"""A private PostgreSQL for one run of the tests: started when first asked for, gone afterwards.

Works as root too, where PostgreSQL refuses to run: its files and its process are then the user postgres's.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS_MAX = 30.0
STOP_SECONDS_MAX = 20.0
MEMORY_BYTES_MIN = 4 * 1024**3
_PROGRAMS = ("initdb", "postgres", "pg_isready")


class NoPostgres(Exception):
    """PostgreSQL's programs are not on this machine."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields a URL to which a database's name is appended by `database_url`."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="stagebill-pg-", dir=fast_folder()))
    owner = _owner()
    if "user" in owner:
        os.chown(folder, owner["user"], owner["group"])
    try:
        _init(programs, folder, owner)
        server = _start(programs, folder, owner)
        try:
            _wait(programs, folder, server)
            yield str(folder)
        finally:
            # Fast shutdown: SIGTERM would wait for connections that a failed test left open.
            server.send_signal(signal.SIGINT)
            server.wait(STOP_SECONDS_MAX)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_url(folder: str, name: str) -> str:
    return f"postgres://postgres@/{name}?host={folder}"


def fast_folder() -> str | None:
    """In memory where there is plenty of it: copying a database for each test is then three times as fast."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_BYTES_MIN else None


def find_programs() -> Path:
    """The folder that holds all of them: behind PATH, else as pg_config says, else Debian's."""
    for folder in _candidates():
        if all((folder / name).exists() for name in _PROGRAMS):
            return folder
    raise NoPostgres("initdb is neither on PATH nor where pg_config says: install the package postgresql")


def _candidates() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        yield Path(answer.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _owner() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _init(programs: Path, folder: Path, owner: dict[str, Any]) -> None:
    options = ["--no-sync", "--auth=trust", "--username=postgres", "--locale=C.UTF-8", "--encoding=UTF8"]
    command: list[str | Path] = [programs / "initdb", *options, "-D", folder / "data"]
    made = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, **owner)
    if made.returncode != 0:
        raise NoPostgres(f"initdb failed:\n{made.stdout}{made.stderr}")


def _start(programs: Path, folder: Path, owner: dict[str, Any]) -> "subprocess.Popen[bytes]":
    settings = {
        "listen_addresses": "",
        "fsync": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "autovacuum": "off",
        "max_connections": "200",
        "log_min_messages": "fatal",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-k", folder, *options]
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **owner
        )


def _wait(programs: Path, folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NoPostgres(f"PostgreSQL ended at once:\n{(folder / 'log').read_text()}")
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres("PostgreSQL did not start in time")
