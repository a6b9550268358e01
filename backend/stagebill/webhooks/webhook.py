"""A webhook: an address of another program, and the events that it is told of.

It is told at least once, with an id that is the same each time, so that the other side can leave out what it
has heard. Where it does not answer for most of a day it is paused, and the owners are told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, NewType
from urllib.parse import urlsplit

from msgspec import Meta

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.public_https import is_inside
from stagebill.kernel.records import Record, replace

WebhookId = NewType("WebhookId", Id)
Event = Literal[
    "invoice.issued", "invoice.sent", "invoice.paid", "invoice.voided", "payment.recorded",
    "payment.reversed", "payment.refunded", "decision.opened", "change_order.approved",
]  # fmt: skip
EventType = Literal[Event, "webhook.test"]
Pause = Literal["no_answer", "gone", "asked"]

WEBHOOKS_MAX: Final = 10
EVENTS_MAX: Final = 9
# Tries come after 5 s, 10 s, 20 s … and then every three hours: the fifteenth is some twelve hours late.
TRIES_BEFORE_PAUSE: Final = 15
URL_MAX: Final = 1_000
OLD_SECRET_LASTS: Final = timedelta(days=1)
"""How long messages are signed with the secret before, too, so that a receiver misses nothing meanwhile."""
# Printable ASCII alone: another letter would be another host to whoever reads it.
Url = Annotated[str, Meta(pattern=r"^https?://[!-~]+(?!\s)$", max_length=URL_MAX)]
Events = Annotated[tuple[Event, ...], Meta(min_length=1, max_length=EVENTS_MAX)]


class Webhook(Record, frozen=True, kw_only=True):
    """Where to, and what. One that was removed stays, for what was sent to it."""

    organization_id: Id
    id: WebhookId
    url: str
    events: tuple[Event, ...]
    created_at: datetime
    created_by: Id | None = None
    paused_at: datetime | None = None
    paused_because: Pause | None = None
    removed_at: datetime | None = None
    secret_n: int = 0
    secret_renewed_at: datetime | None = None


class NotHttps(Refusal):
    """A webhook goes to an https:// address on port 443, without a name or password in it."""


class NotPublic(Refusal):
    """A webhook goes out to the internet, never to an address inside a network."""


class TooManyWebhooks(Refusal):
    """A company has at most ten webhooks."""

    kind = Kind.STALE


class WebhookPaused(Refusal):
    """A paused webhook gets no events until it is resumed."""

    kind = Kind.STALE


class NotPaused(Refusal):
    """Only a paused webhook can be resumed."""

    kind = Kind.STALE


def check_url(url: str, peers: Sequence[str]) -> None:
    """Its shape, and an address that is inside for all to see; where a name leads is judged with every
    sending. Raises NotHttps, NotPublic.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotHttps(url=url) from None
    if f"{parts.scheme}://{parts.netloc}" in peers:
        return
    is_plain = parts.username is None and parts.password is None and bool(parts.hostname)
    if parts.scheme != "https" or port not in {None, 443} or not is_plain:
        raise NotHttps(url=url)
    if is_inside(parts.hostname or ""):
        raise NotPublic(url=url)


def check_count(live: int) -> None:
    if live >= WEBHOOKS_MAX:
        raise TooManyWebhooks(webhooks_max=WEBHOOKS_MAX)


def changed(webhook: Webhook, *, url: str | None, events: Sequence[Event] | None) -> Webhook:
    """The same webhook with another address or other events."""
    return replace(
        webhook,
        url=webhook.url if url is None else url,
        events=webhook.events if events is None else tuple(dict.fromkeys(events)),
    )


def paused(webhook: Webhook, because: Pause, now: datetime) -> Webhook:
    """Told nothing any more; a second pause changes nothing."""
    if webhook.paused_at is not None or webhook.removed_at is not None:
        return webhook
    return replace(webhook, paused_at=now, paused_because=because)


def resumed(webhook: Webhook) -> Webhook:
    """Told again. Raises NotPaused."""
    if webhook.paused_at is None:
        raise NotPaused(webhook_id=webhook.id)
    return replace(webhook, paused_at=None, paused_because=None)


def renewed(webhook: Webhook, now: datetime) -> Webhook:
    """With its next secret; the one before signs beside it for a day."""
    return replace(webhook, secret_n=webhook.secret_n + 1, secret_renewed_at=now)


def signing(secret_n: int, renewed_at: datetime | None, now: datetime) -> tuple[int, ...]:
    """Which of its secrets a webhook signs with, the newest first."""
    is_recent = renewed_at is not None and now - renewed_at < OLD_SECRET_LASTS
    return (secret_n, secret_n - 1) if is_recent else (secret_n,)


def check_running(webhook: Webhook) -> None:
    if webhook.paused_at is not None:
        raise WebhookPaused(webhook_id=webhook.id)
