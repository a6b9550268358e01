"""A company to which things happen, one after the other: what the laws of money are told of."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from tests.builders import NOW
from tests.laws.books import Books
from tests.laws.seeded import seeded
from tests.laws.teller import Teller

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database

# A name, and three numbers that choose among what there is. What a rule refuses is no step.
Doing = tuple[str, int, int, int]
Office = TypeVar("Office", bound=Books)


@asynccontextmanager
async def lived(config: Config, doings: Iterable[Doing], office: type[Office]) -> AsyncIterator[Office]:
    """The office after it all, in a database where no company is yet. A second passes before each thing."""
    doings = list(doings)
    with seeded(doings):
        database = await Database.open(config)
        try:
            clock = FrozenClock(NOW)
            books = office(Teller(config, database, clock, "alder"))
            await books.begin()
            for place, (name, *numbers) in enumerate(doings):
                clock.advance(timedelta(seconds=1))
                try:
                    await getattr(books, name)(*numbers)
                    await books.look()
                except Exception as failed:
                    failed.add_note(f"Step {place + 1} of {len(doings)}: {doings[place]}")
                    raise
            yield books
        finally:
            await database.close()
