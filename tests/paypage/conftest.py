"""A shop on either engine: the whole app, founded, with a job to bill; and one that takes money by Stripe."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from tests.company import Company
from tests.paypage.shop import Customer, Shop
from tests.paypage.stripe_peer import KEY, WEBHOOK_SECRET, StripePeer, stripe_peer
from tests.paypage.wisetack_peer import KEYS, WisetackPeer, wisetack_peer
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.paypage.gateways.stripe import api as stripe_api
from stagebill.paypage.gateways.wisetack import api as wisetack_api


@pytest.fixture
async def shop(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Shop]:
    async with opened_shop(config, clock) as opened:
        yield opened


@pytest.fixture
def peer(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripePeer]:
    monkeypatch.setattr(stripe_api, "PAUSE_SECONDS", 0)
    with stripe_peer(clock.now) as running:
        yield running


@pytest.fixture
async def striped(
    config: Config, clock: FrozenClock, peer: StripePeer, anyio_backend: str
) -> AsyncIterator[Shop]:
    """A shop whose owner has entered the keys of Stripe."""
    async with opened_shop(replace(config, stripe_api=peer.url), clock) as opened:
        body = {"secret_key": KEY, "webhook_secret": WEBHOOK_SECRET}
        answer = await opened.company.owner.post("/api/gateways/stripe", body)
        assert answer.status_code == 200, answer.text
        yield opened


@pytest.fixture
def lender(monkeypatch: pytest.MonkeyPatch) -> Iterator[WisetackPeer]:
    monkeypatch.setattr(wisetack_api, "PAUSE_SECONDS", 0)
    with wisetack_peer() as running:
        yield running


@pytest.fixture
async def lent(
    config: Config, clock: FrozenClock, lender: WisetackPeer, anyio_backend: str
) -> AsyncIterator[Shop]:
    """A shop whose owner has entered the keys of Wisetack, and whose job is large enough for its limits."""
    async with opened_shop(replace(config, wisetack_api=lender.url), clock) as opened:
        answer = await opened.company.owner.post("/api/gateways/wisetack", KEYS)
        assert answer.status_code == 200, answer.text
        await opened.add_job(total_minor=6_000_000)
        yield opened


@asynccontextmanager
async def opened_shop(config: Config, clock: FrozenClock) -> AsyncIterator[Shop]:
    async with whole_app(config, clock) as app:
        company = Company(app)
        await company.found()
        await company.add("dispatcher", company.dispatcher, "dispatcher@alder.example")
        await company.add("technician", company.technician, "technician@alder.example")
        opened = Shop(app, clock, company, Customer(app))
        await opened.office.patch("/api/settings", {"progress_invoicing": True})
        await opened.add_job()
        yield opened
