"""Whichever Python runs this, its SQLite is one that does not lose commits."""

import sqlite3
import subprocess
import sys

import aiosqlite.core
import tortoise.backends.sqlite.client as tortoise_client

from stagebill.kernel.database import library, sqlite_file


def test_everything_in_this_process_uses_a_library_that_is_new_enough() -> None:
    assert tuple(int(part) for part in sqlite3.sqlite_version.split(".")) >= library.OLDEST
    used = {
        sqlite3,
        vars(sqlite_file)["sqlite3"],
        vars(aiosqlite.core)["sqlite3"],
        vars(tortoise_client)["sqlite3"],
    }
    assert len(used) == 1


def test_the_swap_happens_on_first_import_of_the_database() -> None:
    code = "import stagebill.kernel.database, sqlite3; print(sqlite3.sqlite_version)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert tuple(int(part) for part in answer.stdout.strip().split(".")) >= library.OLDEST


def test_an_old_library_that_is_already_in_use_stops_the_start() -> None:
    code = (
        "import sys, types, sqlite3; sqlite3.sqlite_version = '3.40.1'; sys.modules['aiosqlite'] = sqlite3; "
        "import stagebill.kernel.database"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "OldLibrary" in answer.stderr


def test_without_a_new_library_it_does_not_start() -> None:
    code = (
        "import sys, sqlite3; sqlite3.sqlite_version = '3.51.2'; sys.modules['pysqlite3'] = None; "
        "import stagebill.kernel.database"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "3.51.3 or later is needed" in answer.stderr


def test_a_start_does_not_pay_for_a_developers_colors() -> None:
    program = (
        "import stagebill.cli, sys; assert 'rich' not in sys.modules; import rich.console, structlog.dev"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
