"""The whole product, up for one test. What it is made of is the same each time and takes half a second to put
together: so an app that one test has done with is brought up again for the next.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from litestar import Litestar
from msgspec.structs import replace
from tests.hashes import remembered_hashes

from stagebill.app import assembled, running
from stagebill.identity.authentication import is_https
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

_idle: Final[dict[bool, list["_Reused"]]] = {True: [], False: []}


class _Reused:
    """An app, and whose it is just now. Nothing of one test is left in it but sessions that it has seen,
    which no other test can name.
    """

    def __init__(self, config: Config) -> None:
        self.wanted: tuple[Config, FrozenClock] | None = None
        self.app = assembled(config, self._up)
        self._own = set(self.app.state)

    def _up(self, app: Litestar) -> AbstractAsyncContextManager[None]:
        assert self.wanted is not None
        return running(*self.wanted, dispatch=False)(app)

    def forget(self) -> None:
        """The counts of limits, the services."""
        for key in set(self.app.state) - self._own:
            del self.app.state[key]


@asynccontextmanager
async def whole_app(config: Config, clock: FrozenClock) -> AsyncIterator[Litestar]:
    """The outbox is the test's to run. The app's own files are not compressed, which takes a second."""
    config = replace(config, assets="dev")
    # What else of a configuration matters, matters when it is up.
    idle = _idle[is_https(config)]
    reused = idle.pop() if idle else _Reused(config)
    reused.wanted = (config, clock)
    with remembered_hashes():
        async with reused.app.lifespan():
            yield reused.app
    reused.forget()
    idle.append(reused)
