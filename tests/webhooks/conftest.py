"""An office whose webhooks may go to one program on this machine, which its configuration names."""

from collections.abc import AsyncIterator, Iterator

import pytest
from msgspec.structs import replace
from tests.laws.teller import Teller
from tests.sync.office import Office
from tests.webhooks.receiver import Receiver, receiver
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config


@pytest.fixture
def peer() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
async def office(
    config: Config, clock: FrozenClock, peer: Receiver, anyio_backend: str
) -> AsyncIterator[Office]:
    async with whole_app(replace(config, webhook_peers=peer.origin), clock) as app:
        made = Office(app, Teller(app.state.services.config, app.state.services.database, clock, "alder"))
        await made.open()
        yield made
        for client in made.clients.values():
            await client.aclose()
