"""What an owner does with webhooks, and what the sender notes."""

import msgspec
from msgspec import UNSET, UnsetType

from stagebill.kernel import wire
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import replace
from stagebill.sync.command import OWNER, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing
from stagebill.webhooks.queries import (
    SEND,
    TELL_PAUSED,
    WebhookView,
    answer_webhook,
    body_text,
    sent_payload,
    undelivered,
)
from stagebill.webhooks.signature import secret_of
from stagebill.webhooks.tables import BEGIN_TO_LOOK
from stagebill.webhooks.webhook import (
    Events,
    Pause,
    Url,
    Webhook,
    WebhookId,
    changed,
    check_count,
    check_running,
    check_url,
    paused,
    renewed,
    resumed,
)

SENT_AGAIN_MAX = 1_000


class AddWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add a webhook. Only this answer holds the secret that verifies its signatures.

    It is told what happens from now on, nothing from before.
    """

    webhook_id: Id | UnsetType = UNSET
    url: Url
    events: Events


class ChangeWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change a webhook's events or address; its secret stays."""

    webhook_id: Id
    url: Url | UnsetType = UNSET
    events: Events | UnsetType = UNSET


class RenewSecret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Renew a webhook's secret. Only this answer holds it; for a day the one before signs beside it."""

    webhook_id: Id


class RemoveWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove a webhook for good."""

    webhook_id: Id


class PauseWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pause a webhook: it gets no events until it is resumed."""

    webhook_id: Id


class NoteSilence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that a webhook does not answer, or said that it is gone: it is paused, and the owners are told."""

    webhook_id: Id
    because: Pause


class ResumeWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resume a webhook: it gets what it missed, and new events."""

    webhook_id: Id


class SendTestEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a test event."""

    webhook_id: Id


class ResendEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send an earlier event again, under the same message id."""

    webhook_id: Id
    message_id: Id


async def add_webhook(data: AddWebhook, context: Context, tx: Tx) -> Effect:
    """Its shape is judged here; where its name leads, each time something is sent."""
    check_url(data.url, context.webhook_peers)
    check_count(len(await tx.select(Webhook, removed_at=None)))
    await tx.run(BEGIN_TO_LOOK, context.organization_id)
    webhook = Webhook(
        organization_id=context.organization_id,
        id=WebhookId(context.mutation_id if data.webhook_id is UNSET else data.webhook_id),
        url=data.url,
        events=tuple(dict.fromkeys(data.events)),
        created_at=context.now,
        created_by=context.member_id,
    )
    return Effect(id=webhook.id, records=(webhook,))


def with_secret(config: Config, context: Context, stored: bytes) -> bytes:
    """The answer to whoever made or renewed it: the secret is derived, and so it is in no stored outcome."""
    view = msgspec.json.decode(stored, type=WebhookView)
    secret = secret_of(config.secret_key, context.organization_id, view.id, view.secret_n)
    return wire.encode(msgspec.structs.replace(view, secret=secret))


async def change_webhook(data: ChangeWebhook, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    if data.url is not UNSET:
        check_url(data.url, context.webhook_peers)
    after = changed(
        webhook,
        url=None if data.url is UNSET else data.url,
        events=None if data.events is UNSET else data.events,
    )
    return Effect(id=webhook.id, records=(after,))


async def renew_secret(data: RenewSecret, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    return Effect(id=webhook.id, records=(renewed(webhook, context.now),))


async def remove_webhook(data: RemoveWebhook, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    return Effect(id=webhook.id, records=(replace(webhook, removed_at=context.now),))


async def pause_webhook(data: PauseWebhook, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    return Effect(id=webhook.id, records=(paused(webhook, "asked", context.now),))


async def note_silence(data: NoteSilence, context: Context, tx: Tx) -> Effect:
    """Said by the sender. One that was paused or removed meanwhile stays so, and nobody is told twice."""
    webhook = await tx.lock(Webhook, data.webhook_id)
    after = paused(webhook, data.because, context.now)
    told = Outgoing(kind=TELL_PAUSED, dedupe_key=context.mutation_id, payload={"webhook_id": webhook.id})
    return Effect(id=webhook.id, records=(after,), outgoing=(told,) if after != webhook else ())


async def resume_webhook(data: ResumeWebhook, context: Context, tx: Tx) -> Effect:
    """What was given up meanwhile goes again, the oldest first."""
    webhook = await _live(tx, data.webhook_id)
    after = resumed(webhook)
    assert webhook.paused_at is not None
    missed = await undelivered(tx, context.organization_id, webhook.id, webhook.paused_at, SENT_AGAIN_MAX)
    again = tuple(_again(webhook.id, payload, context, id_) for id_, payload in missed)
    return Effect(id=webhook.id, records=(after,), outgoing=again)


async def send_test_event(data: SendTestEvent, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    check_running(webhook)
    message_id = derived_id("webhook.test", context.mutation_id)
    body = body_text("webhook.test", context.now, {"company": context.name})
    payload = {
        "webhook_id": webhook.id, "message_id": message_id, "type": "webhook.test", "body": body,
    }  # fmt: skip
    told = Outgoing(kind=SEND, dedupe_key=f"{webhook.id}:{message_id}", payload=payload)
    return Effect(id=webhook.id, records=(webhook,), outgoing=(told,))


async def resend_event(data: ResendEvent, context: Context, tx: Tx) -> Effect:
    webhook = await _live(tx, data.webhook_id)
    check_running(webhook)
    payload = await sent_payload(tx, context.organization_id, webhook.id, data.message_id)
    if payload is None:
        raise Missing.of(Webhook, id=data.message_id)
    again = _again(webhook.id, payload, context, data.message_id)
    return Effect(id=webhook.id, records=(webhook,), outgoing=(again,))


def _again(webhook_id: Id, payload: dict[str, object], context: Context, about: Id) -> Outgoing:
    """The same message under the same id: a receiver that has it leaves it out."""
    key = f"{webhook_id}:{payload['message_id']}:{derived_id(context.mutation_id, about)}"
    return Outgoing(kind=SEND, dedupe_key=key, payload=payload)


async def _live(tx: Tx, webhook_id: Id) -> Webhook:
    webhook = await tx.lock(Webhook, webhook_id)
    if webhook.removed_at is not None:
        raise Missing.of(Webhook, id=webhook_id)
    return webhook


COMMANDS = (
    Command(
        name="webhooks.add_webhook",
        input=AddWebhook,
        handler=add_webhook,
        roles=OWNER,
        route="POST /api/webhooks",
        answer=answer_webhook,
        present=with_secret,
        view=WebhookView,
        status=201,
    ),
    Command(
        name="webhooks.change_webhook",
        input=ChangeWebhook,
        handler=change_webhook,
        roles=OWNER,
        route="PATCH /api/webhooks/{webhook_id}",
        answer=answer_webhook,
        view=WebhookView,
    ),
    Command(
        name="webhooks.renew_secret",
        input=RenewSecret,
        handler=renew_secret,
        roles=OWNER,
        route="POST /api/webhooks/{webhook_id}/secret",
        answer=answer_webhook,
        present=with_secret,
        view=WebhookView,
    ),
    *(
        Command(
            name=f"webhooks.{verb}_webhook",
            input=input_,
            handler=handler,
            roles=OWNER,
            route=f"POST /api/webhooks/{{webhook_id}}/{verb}",
            answer=answer_webhook,
            view=WebhookView,
        )
        for verb, input_, handler in (
            ("remove", RemoveWebhook, remove_webhook),
            ("pause", PauseWebhook, pause_webhook),
            ("resume", ResumeWebhook, resume_webhook),
        )
    ),
    Command(
        name="webhooks.send_test_event",
        input=SendTestEvent,
        handler=send_test_event,
        roles=OWNER,
        route="POST /api/webhooks/{webhook_id}/test",
        answer=answer_webhook,
        view=WebhookView,
    ),
    Command(
        name="webhooks.resend_event",
        input=ResendEvent,
        handler=resend_event,
        roles=OWNER,
        route="POST /api/webhooks/{webhook_id}/sendings/{message_id}/resend",
        answer=answer_webhook,
        view=WebhookView,
    ),
    Command(
        name="webhooks.note_silence",
        input=NoteSilence,
        handler=note_silence,
        roles=SYSTEM,
        answer=answer_webhook,
        view=WebhookView,
    ),
)
