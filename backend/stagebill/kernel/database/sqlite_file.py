"""Opening a SQLite file: how it is set, and where it may not lie."""

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

# Its adapters for dates are registered when it is imported, so ours must come after.
from tortoise.backends.sqlite import executor as _executor  # noqa: F401

from stagebill.kernel.clock import instant_text

BUSY_SECONDS: Final = 5.0
JOURNAL_BYTES_MAX: Final = 64 * 1024 * 1024
# 16 MiB, four times the default: pages written repeatedly reach the database file less often.
JOURNAL_PAGES: Final = 4000
CACHE_KIB: Final = 12 * 1024  # the default of 2 MiB is less than the indexes that one write touches
_FULL: Final = 2
_FAULTS_SHOWN_MAX: Final = 3
# A connection never leaves its thread, so SQLite need not lock it for each value: a tenth of a read.
# Python's own module cannot ask for that; the wheel that takes its place can (decision 0004).
_OPEN: Final = ("SQLITE_OPEN_READWRITE", "SQLITE_OPEN_CREATE", "SQLITE_OPEN_NOMUTEX")
_ONE_THREAD: Final[dict[str, Any]] = (
    {"flags": sum(getattr(sqlite3, name) for name in _OPEN)} if hasattr(sqlite3, _OPEN[-1]) else {}
)
# File systems in user space are named like "fuse.sshfs"; those on this list cross a network.
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre"})
_NETWORK_FUSE: Final = frozenset({"sshfs", "glusterfs", "rclone", "s3fs", "davfs", "ceph"})


class WrongPlace(Exception):
    """The database file lies where its locks cannot be trusted."""


class WrongSettings(Exception):
    """The file did not take a setting without which acknowledged money could be lost."""


class DamagedFile(Exception):
    """What lies there is no database, or a broken one."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that may write: every commit is on disk before it returns."""
    connection = _open(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES_MAX}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {JOURNAL_PAGES}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", _FULL), ("foreign_keys", 1)):
        (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        if found != wanted:
            connection.close()
            raise WrongSettings(f"{path}: {pragma} is {found}, must be {wanted}")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    connection = _open(path)
    connection.execute("PRAGMA query_only = ON")
    # Measured: with mmap a list costs the same, and what is mapped counts as memory once for each reader.
    connection.execute("PRAGMA mmap_size = 0")
    return connection


def copy_whole(source: Path, place: Path) -> None:
    """One moment of the database, in one file, whatever is written meanwhile. Raises DamagedFile."""
    try:
        with closing(connect_reader(source)) as reading, closing(_open(place)) as writing:
            reading.backup(writing)
            # Else it would have a log beside it: a copy of two files, one of them forgotten one day.
            writing.execute("PRAGMA journal_mode = DELETE")
            (found,) = writing.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedFile(f"{source} could not be copied: {error}") from error
    if found != "ok":
        raise DamagedFile(f"{source} is damaged: {found}")


def prove_whole(path: Path) -> None:
    """Every page is read, and every index compared with its table: a damaged one gives other answers than the
    rows would. Raises DamagedFile.
    """
    try:
        with closing(connect_reader(path)) as reading:
            found = [said for (said,) in reading.execute(f"PRAGMA integrity_check({_FAULTS_SHOWN_MAX})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise DamagedFile(f"{path} is damaged: {'; '.join(found)}")


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """WAL needs shared memory and honest locks, which network file systems do not give."""
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text() if table.exists() else ""
    place = path.resolve()
    found = ("", "")
    for line in mounts.splitlines():
        _, mount, kind, *_ = line.split(" ")
        if place.is_relative_to(mount) and len(mount) >= len(found[0]):
            found = (mount, kind)
    if found[1] in _NETWORK or found[1].removeprefix("fuse.") in _NETWORK_FUSE:
        raise WrongPlace(
            f"{path} lies on {found[1]} ({found[0]}): SQLite needs a local disk, or use PostgreSQL"
        )


def _open(path: Path) -> sqlite3.Connection:
    sqlite3.register_adapter(datetime, instant_text)
    sqlite3.register_adapter(date, date.isoformat)
    connection: sqlite3.Connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512, **_ONE_THREAD
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # Or INSERT OR REPLACE would delete a ledger row without waking its trigger.
    connection.execute("PRAGMA recursive_triggers = ON")
    return connection
