"""Who is to be told of what: live subscriptions, and what of the feed is worth telling."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from stagebill.kernel.clock import instant_of, instant_text
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.notifications.push.subscription import Event, Wants

SEND = "push.send"

_BEHIND = """
-- every organization: each that has somebody to tell
SELECT s.organization_id, c.rev, h.rev FROM (
  SELECT DISTINCT organization_id FROM push_subscription WHERE ended_at IS NULL) s
JOIN push_cursor c ON c.organization_id = s.organization_id
JOIN feed_head h ON h.organization_id = s.organization_id
WHERE h.rev > c.rev
"""
# Whoever did it is not told of it.
_PAID = """
SELECT DISTINCT i.id, i.job_id, m.member_id FROM change c
JOIN mutation m ON m.organization_id = c.organization_id AND m.id = c.mutation_id
JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.record_id
WHERE c.organization_id = $1 AND c.rev > $2 AND c.rev <= $3 AND c.entity = 'invoice' AND i.status = 'paid'
  AND m.type IN ('payments.record_payment', 'payments.allocate_payment', 'payments.draw_credit',
    'payments.resolve_decision', 'paypage.settle_checkout')
"""
_UNDECIDED = """
SELECT DISTINCT d.id, m.member_id FROM change c
JOIN mutation m ON m.organization_id = c.organization_id AND m.id = c.mutation_id
JOIN decision d ON d.organization_id = c.organization_id AND d.id = c.record_id
WHERE c.organization_id = $1 AND c.rev > $2 AND c.rev <= $3 AND c.entity = 'decision'
  AND d.resolved_at IS NULL
"""
_ASSIGNED = """
SELECT DISTINCT a.job_id, a.member_id, c.mutation_id FROM change c
JOIN mutation m ON m.organization_id = c.organization_id AND m.id = c.mutation_id
JOIN assignment a ON a.organization_id = c.organization_id AND a.id = c.record_id
WHERE c.organization_id = $1 AND c.rev > $2 AND c.rev <= $3 AND c.entity = 'assignment' AND a.active
  AND (m.member_id IS NULL OR m.member_id <> a.member_id)
"""
_LISTENERS = """
SELECT s.id, s.member_id, m.role FROM push_subscription s
JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id AND m.active
JOIN device d ON d.organization_id = s.organization_id AND d.id = s.device_id AND d.revoked_at IS NULL
WHERE s.organization_id = $1 AND s.ended_at IS NULL
"""
_ON_JOB = "SELECT member_id FROM assignment WHERE organization_id = $1 AND job_id = $2 AND active"
_QUIET = """
-- every organization: a phone that went quiet with money on it
SELECT s.organization_id, s.id, d.oldest_unsent_at FROM push_subscription s
JOIN device d ON d.organization_id = s.organization_id AND d.id = s.device_id AND d.revoked_at IS NULL
JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id AND m.active
WHERE s.ended_at IS NULL AND d.unsent_count > 0 AND d.oldest_unsent_at IS NOT NULL AND d.last_seen_at < $1
"""
_TARGET = """
SELECT s.endpoint, s.p256dh, s.auth, s.wants, m.language, d.unsent_count FROM push_subscription s
JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id AND m.active
JOIN device d ON d.organization_id = s.organization_id AND d.id = s.device_id AND d.revoked_at IS NULL
WHERE s.organization_id = $1 AND s.id = $2 AND s.ended_at IS NULL
"""
_WANTS = """
SELECT wants FROM push_subscription
WHERE organization_id = $1 AND member_id = $2 AND device_id = $3 AND ended_at IS NULL
ORDER BY created_at DESC, id DESC LIMIT 1
"""
_POSTED = "SELECT 1 FROM outbox WHERE organization_id = $1 AND kind = $2 AND dedupe_key = $3"
_VIEW = """
SELECT s.id, s.device_id, s.wants, s.ended_at IS NULL FROM push_subscription s
WHERE s.organization_id = $1 AND s.id = $2
"""
_wants = msgspec.json.Decoder(Wants)


class SubscriptionView(msgspec.Struct, frozen=True):
    """A browser that asked to be told. Its address and keys are nobody's to read."""

    id: Id
    device_id: Id
    wants: Wants
    live: bool


class Behind(NamedTuple):
    """How far an organization's feed was looked through, and how far it has come."""

    organization_id: Id
    since: int
    head: int


class News(NamedTuple):
    """Something for one subscription; `about` makes it once."""

    subscription_id: Id
    event: Event
    about: str
    path: str

    @property
    def key(self) -> str:
        """What it is kept under, so that it is told once."""
        return f"{self.event}:{self.subscription_id}:{self.about}"


class Target(NamedTuple):
    """Where a message goes, and how its member wants it."""

    endpoint: str
    p256dh: str
    auth: str
    wants: tuple[Event, ...]
    language: Language
    unsent_count: int


class _Listener(NamedTuple):
    subscription_id: Id
    member_id: Id
    is_office: bool


async def behind(reader: Reader) -> list[Behind]:
    """The organizations with somebody to tell and something new in the feed."""
    return [Behind(*row) for row in await reader.rows(_BEHIND)]


async def news_of(reader: Reader, feed: Behind) -> list[News]:
    """What happened that somebody asked to hear of. Nobody is told what they did themselves."""
    rows = await reader.rows(_LISTENERS, feed.organization_id)
    listeners = [_Listener(row[0], row[1], row[2] != "technician") for row in rows]
    span = (feed.organization_id, feed.since, feed.head)
    told: list[News] = []
    for invoice_id, job_id, by in await reader.rows(_PAID, *span):
        crew = {row[0] for row in await reader.rows(_ON_JOB, feed.organization_id, job_id)}
        for each in listeners:
            if each.member_id != by and (each.is_office or each.member_id in crew):
                path = f"/office/jobs/{job_id}" if each.is_office else f"/invoices/{invoice_id}"
                told.append(News(each.subscription_id, "paid", invoice_id, path))
    for decision_id, by in await reader.rows(_UNDECIDED, *span):
        for each in listeners:
            if each.is_office and each.member_id != by:
                told.append(News(each.subscription_id, "decision", decision_id, "/decisions"))
    for job_id, member_id, mutation_id in await reader.rows(_ASSIGNED, *span):
        for each in listeners:
            if each.member_id == member_id:
                told.append(News(each.subscription_id, "assigned", mutation_id, f"/jobs/{job_id}"))
    return told


async def quiet(reader: Reader, since: datetime) -> list[tuple[Id, News]]:
    """Phones that hold something unsent, went quiet, and were not called yet; with their organizations."""
    found = []
    for organization_id, subscription_id, oldest in await reader.rows(_QUIET, since):
        about = instant_text(instant_of(oldest))
        news = News(subscription_id, "nudge", about, "/unsent")
        if not await reader.rows(_POSTED, organization_id, SEND, news.key):
            found.append((organization_id, news))
    return found


async def target_of(reader: Reader, organization_id: Id, subscription_id: Id) -> Target | None:
    """Where to send; None when nobody is to be told there any more."""
    rows = await reader.rows(_TARGET, organization_id, subscription_id)
    if not rows:
        return None
    endpoint, p256dh, auth, wants, language, unsent_count = rows[0]
    return Target(endpoint, p256dh, auth, _wants.decode(wants), language, unsent_count)


async def wants_of(reader: Reader, context: Context, device_id: Id) -> tuple[Event, ...] | None:
    """What this member asked for on this device; None when for nothing at all."""
    rows = await reader.rows(_WANTS, context.organization_id, context.member_id, device_id)
    return _wants.decode(rows[0][0]) if rows else None


async def answer_subscription(reader: Reader, context: Context, subscription_id: Id) -> SubscriptionView:
    """The subscription after a mutation."""
    rows = await reader.rows(_VIEW, context.organization_id, subscription_id)
    if not rows:
        raise Missing.of(SubscriptionView, id=subscription_id)
    id_, device_id, wants, live = rows[0]
    return SubscriptionView(id_, device_id, _wants.decode(wants), bool(live))
