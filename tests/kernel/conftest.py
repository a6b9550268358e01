"""The tests of the database get one more table, with a column of every kind."""

import pytest
from tests.kernel.things import make_tables

from stagebill.kernel.database.database import Database


@pytest.fixture
async def things(database: Database) -> Database:
    await make_tables(database)
    return database
