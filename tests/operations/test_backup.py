"""A backup taken while the server serves is put back whole on another machine, and phones are asked again."""

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result
from msgspec.structs import replace
from tests.faults.template import company
from tests.sync.office import Office

from stagebill import cli
from stagebill.attachments.gateways.disk import DiskStore
from stagebill.check.run import INVARIANTS
from stagebill.kernel.config import Config
from stagebill.operations.backup import NotCopied, back_up, begin_epochs, put_back

pytestmark = pytest.mark.anyio

KEY = "a key that was made once, and is kept"
PHOTO = b"the bytes of a photo"
ORGANIZATION = "01900000-0000-7000-8000-000000000001"


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def kept(sqlite_config: Config) -> Config:
    """A server whose key lies in its folder, and who has a photo."""
    (sqlite_config.data / "secret.key").write_text(KEY)
    asyncio.run(keep(sqlite_config, PHOTO))
    return replace(sqlite_config, secret="")


async def keep(config: Config, photo: bytes) -> None:
    store = DiskStore(config.data / "blobs")
    store.incoming().write_bytes(b"half of a photo that is still coming in")
    (whole := store.incoming()).write_bytes(photo)
    await store.keep(ORGANIZATION, hashlib.sha256(photo).hexdigest(), whole)


def elsewhere(config: Config, folder: Path) -> Config:
    return replace(config, data=folder)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix not in (".db", ".db-wal", ".db-shm")
    }


def run(*words: str, data: Path) -> Result:
    """As a person types it on a server whose key lies in its folder."""
    empty = {"STAGEBILL_SECRET": "", "DATABASE_URL": ""}
    return CliRunner().invoke(cli.main, [*words, "--data", str(data)], env=empty)


def test_a_backup_beside_a_writer_is_one_file_and_is_put_back_whole(kept: Config, tmp_path: Path) -> None:
    with closing(sqlite3.connect(kept.sqlite_file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE told (word TEXT)")
        writer.execute("INSERT INTO told VALUES ('acknowledged')")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO told VALUES ('under way')")
        back_up(kept, tmp_path / "backup")
        writer.execute("ROLLBACK")
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [
        "blobs", "secret.key", "stagebill.db",
    ]  # fmt: skip
    there = elsewhere(kept, tmp_path / "there")
    put_back(there, tmp_path / "backup")
    with closing(sqlite3.connect(there.sqlite_file)) as reader:
        assert reader.execute("SELECT word FROM told").fetchall() == [("acknowledged",)]
    digest = hashlib.sha256(PHOTO).hexdigest()
    assert files(there.data) == {
        "secret.key": KEY.encode(),
        f"blobs/{ORGANIZATION}/{digest[:2]}/{digest}": PHOTO,
    }


def test_nobody_else_can_read_a_backup(kept: Config, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup")
    found = [tmp_path / "backup", *(tmp_path / "backup").rglob("*")]
    assert [path for path in found if path.stat().st_mode & 0o077] == []


def test_a_backup_into_the_same_folder_has_the_newer_database_and_copies_no_photo_twice(
    kept: Config, tmp_path: Path
) -> None:
    assert back_up(kept, tmp_path / "backup")[-1].endswith(": 1 new files")
    with closing(sqlite3.connect(kept.sqlite_file)) as writer, writer:
        writer.execute("CREATE TABLE told (word TEXT)")
    asyncio.run(keep(kept, b"another photo"))
    assert back_up(kept, tmp_path / "backup")[-1].endswith(": 1 new files")
    with closing(sqlite3.connect(tmp_path / "backup" / "stagebill.db")) as reader:
        assert reader.execute("SELECT count(*) FROM told").fetchone() == (0,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_puts_back_belongs_to_whoever_the_folder_belongs_to(kept: Config, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup")
    there = elsewhere(kept, tmp_path / "there")
    there.data.mkdir()
    os.chown(there.data, 12_345, 12_345)
    put_back(there, tmp_path / "backup")
    assert {path.stat().st_uid for path in there.data.rglob("*")} == {12_345}


def test_a_backup_is_not_made_among_the_data(kept: Config) -> None:
    before = kept.sqlite_file.read_bytes()
    for place in (kept.data, kept.data / "blobs", kept.data / "blobs" / "mine", kept.data / "x" / ".."):
        with pytest.raises(NotCopied, match="is where the data lies"):
            back_up(kept, place)
    assert kept.sqlite_file.read_bytes() == before


def test_a_damaged_database_leaves_the_backup_of_yesterday(kept: Config, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup")
    yesterday = (tmp_path / "backup" / "stagebill.db").read_bytes()
    kept.sqlite_file.write_bytes(b"a letter to the bank, not a database\n" * 40)
    with pytest.raises(NotCopied, match="nothing usable was written"):
        back_up(kept, tmp_path / "backup")
    assert (tmp_path / "backup" / "stagebill.db").read_bytes() == yesterday
    assert not (tmp_path / "backup" / "stagebill.db.part").exists()


@pytest.mark.parametrize("left", ["stagebill.db", "stagebill.db-wal"])
def test_nothing_that_is_there_is_replaced_and_no_old_log_is_played_into_what_is_put_back(
    kept: Config, tmp_path: Path, left: str
) -> None:
    back_up(kept, tmp_path / "backup")
    there = elsewhere(kept, tmp_path / "there")
    there.data.mkdir()
    (there.data / left).write_bytes(b"of another day")
    with pytest.raises(NotCopied, match=f"move away what is there: .*{left}"):
        put_back(there, tmp_path / "backup")
    assert [path.name for path in there.data.iterdir()] == [left]


def test_another_key_or_none_is_said_before_anything_is_put_back(kept: Config, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup")
    there = elsewhere(kept, tmp_path / "there")
    there.data.mkdir()
    (there.data / "secret.key").write_text("a key of another installation, long enough")
    with pytest.raises(NotCopied, match="another key"):
        put_back(there, tmp_path / "backup")
    (there.data / "secret.key").unlink()
    (tmp_path / "backup" / "secret.key").unlink()
    with pytest.raises(NotCopied, match="STAGEBILL_SECRET"):
        put_back(there, tmp_path / "backup")
    assert list(there.data.iterdir()) == []


async def test_after_a_restore_a_phones_cursor_leads_nowhere_though_the_feed_has_grown_past_it(
    office: Office,
) -> None:
    pulled = (await office.get("/api/sync/snapshot")).json()
    before = pulled["cursor"]
    assert (await office.get(f"/api/sync/pull?cursor={before}")).json()["reset"] is False
    assert await begin_epochs(office.app.state.services.database) == 1
    await office.post("/api/jobs", {"customer_id": office.customer, "title": "A later one"})
    after = (await office.get(f"/api/sync/pull?cursor={before}")).json()
    assert (after["reset"], after["epoch"] != pulled["epoch"]) == (True, True)


def test_the_commands_say_what_they_copied_and_a_restored_company_is_proven(
    kept: Config, tmp_path: Path
) -> None:
    backed_up = run("backup", str(tmp_path / "backup"), data=kept.data)
    assert (backed_up.exit_code, "secret.key\n" in backed_up.output) == (0, True)
    nobody = run("restore", str(tmp_path / "backup"), data=tmp_path / "there")
    assert (nobody.exit_code, "no company" in nobody.output) == (1, True)
    again = run("restore", str(tmp_path / "backup"), data=tmp_path / "there")
    assert (again.exit_code, "move away what is there" in again.output) == (1, True)


def test_a_restored_company_is_counted(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    made = asyncio.run(company(tmp_path / "here"))
    assert made.file == tmp_path / "here" / "stagebill.db"
    (tmp_path / "here" / "secret.key").write_text(KEY)
    assert run("backup", str(tmp_path / "backup"), data=tmp_path / "here").exit_code == 0
    restored = run("restore", str(tmp_path / "backup"), data=tmp_path / "there")
    assert restored.exit_code == 0
    assert "Companies: 1." in restored.output
    assert restored.output.endswith(f"\n{len(INVARIANTS)} invariants hold.\n")


def test_a_server_does_not_make_a_new_key_for_a_company_whose_key_is_gone(tmp_path: Path) -> None:
    """As after a database that was put back by hand, without the rest."""
    asyncio.run(company(tmp_path))
    refused = run("serve", data=tmp_path)
    assert refused.exit_code == 1
    assert "put it back from the backup" in refused.output
    assert not (tmp_path / "secret.key").exists()
