"""What every test may ask for: a fresh migrated database of either engine, a frozen clock, fixed ids."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from msgspec.structs import replace
from tests.demo_folder import DemoFolder
from tests.postgres_server import NoPostgres, database_url, fast_folder, postgres_server
from tests.tables_once import build_tables_once

from stagebill.kernel import ids
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.migrations.runner import migrate

SECRET = "a secret that only tests use, 32 bytes"
_database_number = itertools.count()

Fresh = Callable[[], AbstractContextManager[Config]]

# Every commit waits for its disk, by design; in memory there is nothing to wait for.
if "TMPDIR" not in os.environ and (in_memory := fast_folder()):
    os.environ["TMPDIR"] = tempfile.tempdir = in_memory

build_tables_once()

# The gate tries the same examples each time; whoever runs the tests by hand, and `make soak`, find new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    settings.load_profile("gate")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    return DemoFolder(tmp_path_factory.mktemp("told"))


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 3, 2, 15, 0, tzinfo=UTC))


@pytest.fixture
def fixed_ids() -> Iterator[None]:
    """`new_id` counts up, so that a failure repeats to the letter."""
    count = itertools.count(1)
    with ids.ids_made_by(lambda: f"00000000-0000-7000-8000-{next(count):012x}"):
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of a running PostgreSQL. Without one: an error in CI, elsewhere a skip that says so."""
    try:
        with postgres_server() as folder:
            yield folder
    except NoPostgres as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {missing}")


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """A migrated database from which each test's own is copied: far quicker than migrating each.

    Copied as files, which takes PostgreSQL half the work of copying block by block through its log.
    """
    asyncio.run(_run_sql(postgres, "CREATE DATABASE migrated"))
    asyncio.run(migrate(Config(database_url=database_url(postgres, "migrated"))))
    return "migrated STRATEGY file_copy"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(migrate(Config(data=folder)))
    return folder / "stagebill.db"


@pytest.fixture
def fresh_sqlite(sqlite_template: Path, tmp_path: Path) -> Fresh:
    """A database for each time it is asked: a law tells each of its stories in one where nothing is yet."""

    @contextmanager
    def made() -> Iterator[Config]:
        config = Config(data=tmp_path / f"sqlite_{next(_database_number)}", secret=SECRET)
        config.data.mkdir()
        shutil.copy(sqlite_template, config.sqlite_file)
        yield config

    return made


@pytest.fixture
def fresh_postgres(postgres: str, postgres_template: str, tmp_path: Path) -> Fresh:
    @contextmanager
    def made() -> Iterator[Config]:
        name = f"test_{next(_database_number)}"
        data = tmp_path / name
        data.mkdir()
        asyncio.run(_run_sql(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}"))
        yield Config(data=data, database_url=database_url(postgres, name), secret=SECRET)
        asyncio.run(_run_sql(postgres, f"DROP DATABASE {name} WITH (FORCE)"))

    return made


@pytest.fixture
def sqlite_config(sqlite_template: Path, tmp_path: Path) -> Config:
    config = Config(data=tmp_path, secret=SECRET)
    shutil.copy(sqlite_template, config.sqlite_file)
    return config


@pytest.fixture
def postgres_config(fresh_postgres: Fresh, tmp_path: Path) -> Iterator[Config]:
    with fresh_postgres() as config:
        yield replace(config, data=tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def config(request: pytest.FixtureRequest) -> Config:
    """A configuration whose database is fresh and migrated; the test runs once for each engine."""
    found: Config = request.getfixturevalue(f"{request.param}_config")
    return found


@pytest.fixture
async def database(config: Config, anyio_backend: str) -> AsyncIterator[Database]:
    opened = await Database.open(config)
    yield opened
    await opened.close()


async def _run_sql(folder: str, sql: str) -> None:
    connection = await asyncpg.connect(database_url(folder, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
