"""The inbox of webhooks: verified on the raw bytes, stored once; what they mean is worked out later."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal, NamedTuple

import msgspec

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, is_id
from stagebill.paypage.gateway import BadSignature, Event
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.paypage.gateways.sandbox import gateway as sandbox
from stagebill.sync.services import Services

BODY_BYTES_MAX: Final = 256 * 1024
BATCH_MAX: Final = 20
LEASE: Final = timedelta(seconds=60)
ERROR_CHARACTERS_MAX: Final = 500

Received = Literal["stored", "known", "refused", "unknown_gateway"]

_STORE: Final = """
INSERT INTO delivery (gateway, event_id, body, received_at, attempts, run_at) VALUES ($1, $2, $3, $4, 0, $4)
ON CONFLICT DO NOTHING
"""
_KNOWN: Final = "SELECT 1 FROM delivery WHERE gateway = $1 AND event_id = $2"
_ANY_DUE: Final = "SELECT 1 FROM delivery WHERE processed_at IS NULL AND run_at <= $1 LIMIT 1"
# Moving run_at on is the lease: whoever dies over a delivery leaves it to be taken up again a minute later.
_CLAIM: Final = """
UPDATE delivery SET attempts = attempts + 1, run_at = $2 WHERE (gateway, event_id) IN (
  SELECT gateway, event_id FROM delivery WHERE processed_at IS NULL AND run_at <= $1
   ORDER BY run_at LIMIT $3 {lock})
RETURNING gateway, event_id, body, attempts
"""
_DONE: Final = "UPDATE delivery SET processed_at = $3, last_error = $4 WHERE gateway = $1 AND event_id = $2"
_AGAIN: Final = "UPDATE delivery SET run_at = $3, last_error = $4 WHERE gateway = $1 AND event_id = $2"


class Kept(msgspec.Struct, frozen=True):
    """What is stored of an event: what it is about, by the gateway's name and ours, and the bytes.

    `organization_id`: whose account it came to. It can then be about that company's payments alone (PY-22).
    """

    gateway_ref: str
    key: str | None
    came: bytes
    organization_id: Id | None = None
    about: Literal["payment", "payout"] = "payment"


class Delivery(NamedTuple):
    """One event that this worker holds."""

    gateway: str
    event_id: str
    kept: Kept
    attempts: int


_kept = msgspec.json.Decoder(Kept)


async def receive(
    services: Services, slug: str, headers: Mapping[str, str], body: bytes, account: str = "", word: str = ""
) -> Received:
    """Take a delivery in. Twice the same event is stored once, and answered alike.

    A real processor's comes to the address of one company; only the sandbox is everybody's.
    """
    if (not account) is not (slug == sandbox.SLUG) or (account and not is_id(account)):
        return "unknown_gateway"
    organization_id = account or None
    gateway = await gateway_of(services, account, slug)
    if gateway is None:
        return "unknown_gateway"
    now = services.clock.now()
    try:
        events = gateway.parse_webhook(headers, body, now, word)
    except BadSignature:
        return "refused"
    if await _are_known(services, slug, events, organization_id):
        # A processor that repeats itself costs one read: no commit, and nobody is woken.
        return "known"
    new = await services.database.write(partial(_store, slug, events, body, organization_id, now))
    services.hub.outbox_due.set()
    return "stored" if new else "known"


async def claim(services: Services) -> list[Delivery]:
    """The deliveries that are due, held for a minute."""
    now = services.clock.now()
    if not await services.database.reader.rows(_ANY_DUE, now):
        return []
    return await services.database.write(partial(_claim, now))


async def done(services: Services, delivery: Delivery, problem: str | None = None) -> None:
    """Its work is done; or it never will be, for a reason that is kept."""
    now = services.clock.now()
    await services.database.write(partial(_mark, _DONE, delivery, now, problem))


async def again(services: Services, delivery: Delivery, run_at: datetime, problem: str) -> None:
    """It could not be worked out yet."""
    await services.database.write(partial(_mark, _AGAIN, delivery, run_at, problem))


async def _are_known(
    services: Services, slug: str, events: tuple[Event, ...], organization_id: Id | None
) -> bool:
    reader = services.database.reader
    for event in events:
        if not await reader.rows(_KNOWN, slug, _kept_as(event, organization_id)):
            return False
    return True


def _kept_as(event: Event, organization_id: Id | None) -> str:
    """Whoever has an account can sign any event id, so an id is only known within the company it came to."""
    return f"{organization_id}/{event.event_id}" if organization_id else event.event_id


async def _store(
    slug: str, events: tuple[Event, ...], body: bytes, organization_id: Id | None, now: datetime, tx: Tx
) -> int:
    stored = 0
    for event in events:
        # One delivery may carry many events; each has a row of its own.
        kept = msgspec.json.encode(
            Kept(event.gateway_ref, event.key, body, organization_id, event.about)
        ).decode()
        stored += await tx.run(_STORE, slug, _kept_as(event, organization_id), kept, now)
    return stored


async def _claim(now: datetime, tx: Tx) -> list[Delivery]:
    lock = "FOR UPDATE SKIP LOCKED" if tx.dialect == "postgres" else ""
    rows = await tx.rows(_CLAIM.format(lock=lock), now, now + LEASE, BATCH_MAX)
    return [Delivery(gateway, event_id, _kept.decode(body), tries) for gateway, event_id, body, tries in rows]


async def _mark(sql: str, delivery: Delivery, at: datetime, problem: str | None, tx: Tx) -> None:
    error = problem[:ERROR_CHARACTERS_MAX] if problem else None
    await tx.run(sql, delivery.gateway, delivery.event_id, at, error)
