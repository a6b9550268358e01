"""Webhooks and what was sent to them; and what of the feed is worth telling."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from stagebill.change_orders.queries import change_orders
from stagebill.invoices.queries import invoice_records
from stagebill.kernel import wire
from stagebill.kernel.clock import instant_of, instant_text
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Rows
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.payments.queries import decision_views, payment_records
from stagebill.sync.command import Scope
from stagebill.webhooks.webhook import Event, Events, EventType, Pause, Webhook

SEND: Final = "webhook.send"
TELL_PAUSED: Final = "webhook.tell_paused"


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook. `secret` verifies its signatures; only the answer that makes or renews it has it. `retrying`
    events did not get through yet and are tried again; `last_error` is why.
    """

    id: Id
    url: str
    events: Events
    created_at: datetime
    paused_at: datetime | None
    paused_because: Pause | None
    removed_at: datetime | None
    secret_n: int = 0
    secret_renewed_at: datetime | None = None
    retrying: int = 0
    last_error: str | None = None
    secret: str | None = None


class SendingView(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one webhook. `message_id` is the `webhook-id` that its receiver sees."""

    id: Id
    message_id: Id
    type: EventType
    state: str
    attempts: int
    last_error: str | None
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None


class Behind(NamedTuple):
    """How far an organization's feed was looked through, and how far it has come."""

    organization_id: Id
    since: int
    head: int


class Happened(NamedTuple):
    """An event, whatever its webhook: what it is about, and when it was."""

    event: Event
    id: Id
    object_id: Id
    at: datetime


_WEBHOOKS = """
SELECT w.id, w.url, w.events, w.created_at, w.paused_at, w.paused_because, w.removed_at, w.secret_n,
  w.secret_renewed_at
FROM webhook w WHERE w.organization_id = $1 AND {which} ORDER BY w.created_at, w.id
"""
_BEHIND = """
-- every organization: each that has somebody to tell
SELECT w.organization_id, c.rev, h.rev FROM (
  SELECT DISTINCT organization_id FROM webhook WHERE removed_at IS NULL) w
JOIN webhook_cursor c ON c.organization_id = w.organization_id
JOIN feed_head h ON h.organization_id = w.organization_id
WHERE h.rev > c.rev
"""
# Each of what changed since: what is true of it now, and since when. What was told of before is there already
# under the same id; what was true before a webhook was made is not news to it.
_HAPPENED = """
WITH moved AS (SELECT DISTINCT c.entity, c.record_id FROM change c
  WHERE c.organization_id = $1 AND c.rev > $2 AND c.rev <= $3)
SELECT 'invoice.issued', CAST(i.id AS TEXT), i.id, i.issued_at FROM moved m
  JOIN invoice i ON i.organization_id = $1 AND i.id = m.record_id
  WHERE m.entity = 'invoice' AND i.issued_at IS NOT NULL
UNION ALL SELECT 'invoice.sent', CAST(i.id AS TEXT), i.id, i.sent_at FROM moved m
  JOIN invoice i ON i.organization_id = $1 AND i.id = m.record_id
  WHERE m.entity = 'invoice' AND i.sent_at IS NOT NULL
UNION ALL SELECT 'invoice.voided', CAST(i.id AS TEXT), i.id, i.voided_at FROM moved m
  JOIN invoice i ON i.organization_id = $1 AND i.id = m.record_id
  WHERE m.entity = 'invoice' AND i.voided_at IS NOT NULL AND i.issued_at IS NOT NULL
UNION ALL SELECT 'invoice.paid', CAST(i.id AS TEXT) || CAST(count(*) AS TEXT), i.id, max(a.created_at)
  FROM moved m JOIN invoice i ON i.organization_id = $1 AND i.id = m.record_id
  JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
  WHERE m.entity = 'invoice' AND i.status = 'paid' GROUP BY i.id
UNION ALL SELECT 'payment.recorded', CAST(p.id AS TEXT), p.id, p.received_at FROM moved m
  JOIN payment p ON p.organization_id = $1 AND p.id = m.record_id WHERE m.entity = 'payment'
UNION ALL SELECT 'payment.reversed', CAST(r.id AS TEXT), r.payment_id, r.created_at FROM moved m
  JOIN reversal r ON r.organization_id = $1 AND r.payment_id = m.record_id WHERE m.entity = 'payment'
UNION ALL SELECT 'payment.refunded', CAST(f.id AS TEXT), f.payment_id, f.created_at FROM moved m
  JOIN refund f ON f.organization_id = $1 AND f.payment_id = m.record_id WHERE m.entity = 'payment'
UNION ALL SELECT 'decision.opened', CAST(d.id AS TEXT), d.id, d.opened_at FROM moved m
  JOIN decision d ON d.organization_id = $1 AND d.id = m.record_id WHERE m.entity = 'decision'
UNION ALL SELECT 'change_order.approved', CAST(o.id AS TEXT), o.id, o.ended_at FROM moved m
  JOIN change_order o ON o.organization_id = $1 AND o.id = m.record_id
  WHERE m.entity = 'change_order' AND o.state = 'approved' AND o.ended_at IS NOT NULL
"""
# MATERIALIZED: of all that was ever sent, what waits is little, and an index of its own holds it.
_RETRYING = """
WITH waiting AS MATERIALIZED (SELECT * FROM outbox WHERE state = 'waiting')
SELECT o.dedupe_key, o.last_error FROM waiting o
WHERE o.organization_id = $1 AND o.kind = $2 AND o.attempts > 0 ORDER BY o.created_at, o.id
"""
_SENDINGS = """
SELECT o.id, o.payload, o.state, o.attempts, o.last_error, o.created_at, o.run_at, o.done_at FROM outbox o
WHERE o.organization_id = $1 AND o.kind = $2 AND o.dedupe_key >= $3 AND o.dedupe_key < $4
ORDER BY o.created_at DESC, o.id DESC LIMIT $5
"""
_SENT = """
SELECT o.payload FROM outbox o
WHERE o.organization_id = $1 AND o.kind = $2 AND o.dedupe_key >= $3 AND o.dedupe_key < $4 LIMIT 1
"""
_UNDELIVERED = """
SELECT o.id, o.payload FROM outbox o
WHERE o.organization_id = $1 AND o.kind = $2 AND o.dedupe_key >= $3 AND o.dedupe_key < $4
  AND o.state = 'dead' AND o.done_at >= $5 ORDER BY o.created_at LIMIT $6
"""
_OWNERS = (
    "SELECT m.email, m.language FROM member m WHERE m.organization_id = $1 AND m.role = 'owner' AND m.active"
)
_OURS: Final = "NotDelivered: "  # how the dispatcher begins a reason that the sender gave
_events = msgspec.json.Decoder(tuple[Event, ...])


def _view(row: tuple[Any, ...]) -> WebhookView:
    id_, url, events, created_at, paused_at, because, removed_at, secret_n, renewed_at = row
    return WebhookView(
        id=id_, url=url, events=_events.decode(events), created_at=created_at, paused_at=paused_at,
        paused_because=because, removed_at=removed_at, secret_n=secret_n, secret_renewed_at=renewed_at,
    )  # fmt: skip


async def webhook_views(reader: Reader, organization_id: Id) -> list[WebhookView]:
    """Those that were not removed, in the order of their making."""
    sql = _WEBHOOKS.format(which="w.removed_at IS NULL")
    return [_view(row) for row in await reader.rows(sql, organization_id)]


async def watched_webhooks(reader: Reader, organization_id: Id) -> list[WebhookView]:
    """The same with what is tried again of each, and why."""
    found = await webhook_views(reader, organization_id)
    tried = await reader.rows(_RETRYING, organization_id, SEND) if found else []
    return [_watched(webhook, tried) for webhook in found]


def _watched(webhook: WebhookView, tried: Rows) -> WebhookView:
    begin, end = _keys_of(webhook.id)
    reasons = [reason for key, reason in tried if begin <= key < end]
    if not reasons:
        return webhook
    return replace(webhook, retrying=len(reasons), last_error=_reason(reasons[-1]))


async def webhook_view(reader: Reader, organization_id: Id, webhook_id: Id) -> WebhookView:
    """Raises Missing."""
    rows = await reader.rows(_WEBHOOKS.format(which="w.id = $2"), organization_id, webhook_id)
    if not rows:
        raise Missing.of(Webhook, id=webhook_id)
    return _view(rows[0])


async def answer_webhook(reader: Reader, context: Context, webhook_id: Id) -> WebhookView:
    """The webhook after a mutation."""
    return await webhook_view(reader, context.organization_id, webhook_id)


def _keys_of(webhook_id: Id) -> tuple[str, str]:
    """The dedupe keys of a webhook's sendings lie between these."""
    return f"{webhook_id}:", f"{webhook_id};"


async def sending_views(
    reader: Reader, organization_id: Id, webhook_id: Id, *, limit: int
) -> list[SendingView]:
    """The newest first."""
    rows = await reader.rows(_SENDINGS, organization_id, SEND, *_keys_of(webhook_id), limit)
    return [_sending(row) for row in rows]


def _sending(row: tuple[Any, ...]) -> SendingView:
    id_, payload, state, attempts, last_error, created_at, run_at, done_at = row
    told = msgspec.json.decode(payload)
    return SendingView(
        id=id_, message_id=told["message_id"], type=told["type"], attempts=attempts,
        last_error=_reason(last_error),
        state={"done": "delivered", "dead": "failed"}.get(state, "waiting"), created_at=created_at,
        next_at=run_at if state == "waiting" else None, done_at=done_at,
    )  # fmt: skip


def _reason(stored: str | None) -> str | None:
    return stored and stored.removeprefix(_OURS)


async def sent_payload(
    reader: Reader, organization_id: Id, webhook_id: Id, message_id: Id
) -> dict[str, Any] | None:
    """What was to be sent under this id; the same each time."""
    keys = f"{webhook_id}:{message_id}", f"{webhook_id}:{message_id};"
    rows = await reader.rows(_SENT, organization_id, SEND, *keys)
    return msgspec.json.decode(rows[0][0]) if rows else None


async def undelivered(
    reader: Reader, organization_id: Id, webhook_id: Id, since: datetime, limit: int
) -> list[tuple[Id, dict[str, Any]]]:
    """What was given up since, in its order."""
    rows = await reader.rows(_UNDELIVERED, organization_id, SEND, *_keys_of(webhook_id), since, limit)
    return [(id_, msgspec.json.decode(payload)) for id_, payload in rows]


async def owners(reader: Reader, organization_id: Id) -> list[tuple[str, str]]:
    """Address and language of each."""
    return [(row[0], row[1]) for row in await reader.rows(_OWNERS, organization_id)]


async def behind(reader: Reader) -> list[Behind]:
    """The organizations with a webhook and something new in the feed."""
    return [Behind(*row) for row in await reader.rows(_BEHIND)]


async def happened(reader: Reader, feed: Behind) -> list[Happened]:
    """What the changes of this span amount to, in the order of time."""
    rows = await reader.rows(_HAPPENED, feed.organization_id, feed.since, feed.head)
    found = [
        Happened(event, derived_id(event, key), object_id, moment(at)) for event, key, object_id, at in rows
    ]
    return sorted(found, key=lambda each: (each.at, each.event, each.id))


def moment(stored: datetime | str) -> datetime:
    """A hand-written read passes instants on as they are stored."""
    return instant_of(stored) if isinstance(stored, str) else stored


async def body_of(reader: Reader, organization_id: Id, one: Happened) -> str | None:
    """What a receiver reads: the kind, the moment, and the record as the API answers it."""
    scope = Scope(organization_id, organization_id, False)
    ids: Sequence[Id] = [one.object_id]
    match one.event.partition(".")[0]:
        case "invoice":
            data: Sequence[Any] = await invoice_records(reader, scope, ids)
        case "payment":
            data = await payment_records(reader, scope, ids)
        case "decision":
            data = await decision_views(reader, scope, ids)
        case _:
            data = await change_orders(reader, scope, ids)
    return body_text(one.event, one.at, data[0]) if data else None


def body_text(event: EventType, at: datetime, data: Any) -> str:
    """As JSON, the same bytes for every try."""
    return wire.encode_text({"type": event, "timestamp": instant_text(at), "data": data})
