"""Telling: the feed is looked through for what somebody asked to hear of, and each message is sent."""

import asyncio
import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import msgspec

from stagebill.kernel.clock import instant_of, instant_text
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.notifications.gateways import web_push
from stagebill.notifications.push import queries
from stagebill.notifications.push.queries import SEND, Behind, News, Target
from stagebill.notifications.push.sealed import opened
from stagebill.notifications.push.subscription import Event, sentence
from stagebill.notifications.tables import LOOKED
from stagebill.sync import feed
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler, Hopeless, Round
from stagebill.sync.effect import Outgoing
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

TIME_TO_LIVE: Final = timedelta(hours=24)
QUIET: Final = timedelta(hours=3)
REVS_MAX: Final = 5_000
"""What is longer ago was told by others, or is nobody's news any more."""

_GONE: Final = {404, 410}
_LATER: Final = 429
_THEIR_FAULT: Final = 500


async def tell_news(services: Services) -> int:
    """A round: whatever is new becomes an errand for each who asked, and the cursor moves on with it."""
    reader = services.database.reader
    count = 0
    for feed_of in await queries.behind(reader):
        recent = feed_of._replace(since=max(feed_of.since, feed_of.head - REVS_MAX))
        news = await queries.news_of(reader, recent)
        count += await _post(services, feed_of.organization_id, news, feed_of)
    for organization_id, nudge in await queries.quiet(reader, services.clock.now() - QUIET):
        count += await _post(services, organization_id, [nudge], None)
    return count


async def _post(services: Services, organization_id: Id, news: Sequence[News], looked: Behind | None) -> int:
    now = services.clock.now()
    errands = [
        Outgoing(
            kind=SEND,
            dedupe_key=each.key,
            payload={
                "subscription_id": each.subscription_id,
                "event": each.event,
                "path": each.path,
                "at": instant_text(now),
            },
        )
        for each in news
    ]

    async def unit(tx: Tx) -> None:
        tx.scope(organization_id)
        if looked is not None:
            await tx.run(LOOKED, organization_id, looked.since, looked.head)
        await feed.post(tx, errands, now)

    await services.database.write(unit)
    return len(errands)


async def push(errand: Errand, services: Services) -> None:
    """Encrypt one message for one browser and hand it to its push service."""
    event: Event = errand.payload["event"]
    subscription_id: Id = errand.payload["subscription_id"]
    now = services.clock.now()
    if now - instant_of(errand.payload["at"]) > TIME_TO_LIVE:
        raise Hopeless("nobody's news any more")
    target = await queries.target_of(services.database.reader, errand.organization_id, subscription_id)
    if target is None or event not in target.wants:
        return
    key = services.config.secret_key
    address = opened(key, subscription_id, target.endpoint, target.auth)
    if address is None:  # browsers know this server by its secret: with another one they subscribe anew
        return await _end(services, errand.organization_id, subscription_id)
    target = target._replace(endpoint=address[0], auth=address[1])
    said = message_of(event, target, errand.payload["path"])
    send = partial(_send, target, said, key, _subject(services), int(now.timestamp()))
    try:
        await asyncio.to_thread(send)
    except web_push.PushAnswer as answer:
        if answer.status in _GONE:
            await _end(services, errand.organization_id, subscription_id)
        elif answer.status == _LATER or answer.status >= _THEIR_FAULT:
            raise
        else:
            raise Hopeless(str(answer)) from answer
    except web_push.Forbidden as refused:
        raise Hopeless(str(refused)) from refused


def message_of(event: Event, target: Target, path: str) -> bytes:
    """What the worker shows. One notification of a kind at a time: a newer takes the older one's place."""
    said = {
        "title": "Stagebill",
        "body": sentence(event, target.language),
        "tag": event,
        "lang": target.language,
        "path": path,
    }
    if target.unsent_count > 0:  # the phone itself knows better when there is nothing
        said["badge_count"] = target.unsent_count  # type: ignore[assignment]
    return msgspec.json.encode(said)


def _send(target: Target, said: bytes, secret: bytes, subject: str, now: int) -> None:
    # Only who tells somebody something pays for the ciphers.
    from stagebill.notifications.push import encryption

    parts = urlsplit(target.endpoint)
    body = encryption.encrypted(
        said,
        p256dh=target.p256dh,
        auth=target.auth,
        salt=os.urandom(16),
        sender=encryption.fresh_key(),
    )
    audience = f"{parts.scheme}://{parts.netloc}"
    headers = {
        "Authorization": encryption.authorization(encryption.vapid_key(secret), audience, subject, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(TIME_TO_LIVE.total_seconds())),
        "Topic": hashlib.sha256(msgspec.json.decode(said)["tag"].encode()).hexdigest()[:32],
        "Urgency": "normal",
    }
    web_push.send(target.endpoint, headers, body)


def _subject(services: Services) -> str:
    """Whom a push service may turn to. Apple answers 403 to one that is no address."""
    base = services.config.base_url
    return base if base.startswith("https://") else "mailto:owner@stagebill.invalid"


async def _end(services: Services, organization_id: Id, subscription_id: Id) -> None:
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    mutation = Mutation(
        id=derived_id("push_gone", subscription_id, instant_text(services.clock.now())),
        type="notifications.end_subscription",
        body={"subscription_id": subscription_id},
    )
    await apply(services, mutation, context)


HANDLERS: Final[Mapping[str, Handler]] = {SEND: push}
ROUNDS: Final[Sequence[Round]] = (tell_news,)
