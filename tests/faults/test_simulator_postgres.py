"""The same storms over PostgreSQL, where writers run beside each other and connections break in between."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from tests.faults.simulate import Simulation
from tests.faults.stepped import Crash
from tests.faults.template import SECRET, Company, company
from tests.postgres_server import database_url

from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database

pytestmark = pytest.mark.fault

HISTORIES = 40
TEMPLATE = "stormy"


class PostgresSimulation(Simulation):
    """A failure is a lost connection, at any statement or round the commit; the server lives on."""

    def __init__(self, seed: int, made: Company, folder: Path, config: Config) -> None:
        super().__init__(seed, made, folder)
        self._database_config = config

    async def _open(self) -> Database:
        return await Database.open(self._database_config, failpoint=self._failpoint)

    async def _close(self) -> None:
        await self._services.database.close()

    def _config(self) -> Config:
        return self._database_config

    def _failpoint(self, _: str) -> None:
        if self._chance.random() < self._weather.crash:
            self.crashes += 1
            raise Crash

    async def _together(self, sends: list[Coroutine[Any, Any, None]]) -> None:
        await asyncio.gather(*sends)


@pytest.fixture(scope="module")
def made(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("company")
    (folder / "stagebill.db").touch()  # the file that every history of the other engine begins with
    asyncio.run(on_server(postgres, f"CREATE DATABASE {TEMPLATE}"))
    config = Config(data=folder, database_url=database_url(postgres, TEMPLATE), secret=SECRET)
    return asyncio.run(company(folder, config))


async def on_server(folder: str, sql: str) -> None:
    connection = await asyncpg.connect(database_url(folder, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@asynccontextmanager
async def a_copy(postgres: str, name: str, folder: Path) -> AsyncIterator[Config]:
    await on_server(postgres, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield Config(data=folder, database_url=database_url(postgres, name), secret=SECRET)
    finally:
        await on_server(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


def test_nothing_is_lost_or_doubled_where_writers_run_beside_each_other(
    made: Company, postgres: str, tmp_path: Path
) -> None:
    async def storms() -> tuple[dict[int, str], int]:
        found, crashes = {}, 0
        for seed in range(HISTORIES):
            async with a_copy(postgres, f"storm_{seed}", tmp_path) as config:
                simulation = PostgresSimulation(seed, made, tmp_path / str(seed), config)
                verdict = await simulation.run()
                crashes += simulation.crashes
                if not verdict.holds:
                    found[seed] = str(verdict)
        return found, crashes

    found, crashes = asyncio.run(storms())
    assert found == {}
    assert crashes > HISTORIES  # or the weather was too good to prove anything
