"""A copy of all that an installation keeps, taken while it serves; and a copy put back where nothing is."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stagebill.attachments.gateways.disk import FOLDER as BLOBS
from stagebill.attachments.gateways.disk import INCOMING
from stagebill.kernel.config import SECRET_FILE, Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.sqlite_file import DamagedFile, copy_whole
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import new_id
from stagebill.sync.epoch import BEGIN_EPOCH

DATABASE_FILE: Final = "stagebill.db"
_PART: Final = ".part"
_ORGANIZATIONS: Final = """
-- every organization: a backup holds them all
SELECT id, epoch FROM organization ORDER BY id
"""


class NotCopied(Exception):
    """A backup was not made, or not put back; the words say why, and what was there is as it was."""


def back_up(config: Config, to: Path) -> list[str]:
    """What was copied, in words. The database goes first: a photo that it names is then never missing.

    The folder may hold an earlier backup: its database is replaced whole, files that it has stay.
    """
    if _is_among_the_data(to, config):
        raise NotCopied(f"{to} is where the data lies: name another folder, at best on another machine")
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        done = (
            [_copied_database(config.sqlite_file, to / DATABASE_FILE)] if config.dialect == "sqlite" else []
        )
        done += [_copied_secret(config.data, to)] if not config.secret else []
        return [*done, _copied_blobs(config.data, to)]
    except (OSError, DamagedFile) as error:
        raise NotCopied(f"nothing usable was written to {to}: {error}") from error


def put_back(config: Config, of: Path) -> list[str]:
    """What was put back, in words. Nothing that is there is replaced."""
    database = of / DATABASE_FILE
    if config.dialect == "sqlite" and not database.is_file():
        raise NotCopied(f"{of} is no backup: there is no {DATABASE_FILE} in it")
    # A log of the old database would be played into the new one.
    there = [f for end in ("", "-wal", "-shm") if (f := Path(f"{config.sqlite_file}{end}")).exists()]
    if config.dialect == "sqlite" and there:
        raise NotCopied(f"stop the server and move away what is there: {', '.join(map(str, there))}")
    _refuse_another_secret(config, of)
    try:
        config.data.mkdir(mode=0o750, parents=True, exist_ok=True)
        done = [_copied_secret(of, config.data)] if (of / SECRET_FILE).is_file() and not config.secret else []
        done.append(_copied_blobs(of, config.data))
        return [*done, _copied_database(database, config.sqlite_file)] if config.dialect == "sqlite" else done
    except (OSError, DamagedFile) as error:
        raise NotCopied(f"{of} was not put back: {error}") from error


def _is_among_the_data(to: Path, config: Config) -> bool:
    place, blobs = to.resolve(), (config.data / BLOBS).resolve()
    return (
        place in (config.data.resolve(), config.sqlite_file.resolve().parent, blobs) or blobs in place.parents
    )


async def has_company(database: Database) -> bool:
    """Whether anybody could miss anything."""
    return bool(await database.reader.rows(_ORGANIZATIONS))


async def begin_epochs(database: Database) -> int:
    """Tells the phones of every company that what they sent may be lost: they send what they kept again."""
    found = await database.reader.rows(_ORGANIZATIONS)

    async def unit(tx: Tx) -> None:
        for organization_id, ended in found:
            await tx.run(BEGIN_EPOCH, organization_id, ended, new_id())

    await database.write(unit)
    return len(found)


def _copied_database(source: Path, place: Path) -> str:
    part = _emptied(place)
    try:
        copy_whole(source, part)
    except BaseException:
        part.unlink()
        raise
    _named(part, place)
    return f"{place}: {place.stat().st_size:,} bytes"


def _copied_secret(of: Path, to: Path) -> str:
    """A server that never made a link has made no key yet."""
    source, place = of / SECRET_FILE, to / SECRET_FILE
    if not source.is_file():
        return f"{source}: not made yet"
    if not place.exists() or place.read_bytes() != source.read_bytes():
        _copied(source, place)
    return str(place)


def _copied_blobs(of: Path, to: Path) -> str:
    new = [file for file in _blobs(of / BLOBS) if not _has(to / file.relative_to(of), file)]
    for file in new:
        place = to / file.relative_to(of)
        for folder in reversed([*place.relative_to(to).parents][:-1]):
            if not (to / folder).is_dir():
                (to / folder).mkdir(mode=0o700)
                _belongs_to_its_folders_owner(to / folder)
        _copied(file, place)
    return f"{to / BLOBS}: {len(new)} new files"


def _blobs(folder: Path) -> Iterator[Path]:
    """What is coming in has no name yet, and no row that speaks of it."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != _PART and file.parent != folder / INCOMING:
            yield file


def _has(place: Path, file: Path) -> bool:
    return place.is_file() and place.stat().st_size == file.stat().st_size


def _copied(source: Path, place: Path) -> None:
    part = _emptied(place)
    shutil.copyfile(source, part)
    _named(part, place)


def _emptied(place: Path) -> Path:
    """A file of that name to be, which nobody else can read in any moment."""
    part = place.with_name(place.name + _PART)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    _belongs_to_its_folders_owner(part)
    return part


def _belongs_to_its_folders_owner(made: Path) -> None:
    """Put back by root, it would else be closed to the user that the server runs as."""
    if os.geteuid() == 0:
        above = made.parent.stat()
        os.chown(made, above.st_uid, above.st_gid)


def _named(part: Path, place: Path) -> None:
    """The name appears only when the bytes are on the disk, and stays when the power goes."""
    _flush(part)
    part.replace(place)
    _flush(place.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_another_secret(config: Config, of: Path) -> None:
    """With another key the links that customers have would be dead, and nobody would know why."""
    here, there = config.data / SECRET_FILE, of / SECRET_FILE
    if not config.secret and not here.is_file() and not there.is_file():
        raise NotCopied(f"{of} holds no {SECRET_FILE}: put the key of the old server into STAGEBILL_SECRET")
    if not config.secret and here.is_file() and there.is_file() and here.read_bytes() != there.read_bytes():
        raise NotCopied(f"{here} is another key than the backup's: move it away")
