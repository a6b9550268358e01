"""The feed is looked through for events, and each is sent to whoever wants it."""

import asyncio
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from typing import Final, NoReturn

import structlog

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.public_https import Answer, Forbidden, send
from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood
from stagebill.notifications.gateways.configured import gateway_of, mail_server
from stagebill.sync import feed
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler, Hopeless, Round
from stagebill.sync.effect import Outgoing
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services
from stagebill.webhooks import queries
from stagebill.webhooks.queries import SEND, TELL_PAUSED, Behind, Happened, WebhookView
from stagebill.webhooks.signature import headers_of, secret_of
from stagebill.webhooks.tables import LOOKED
from stagebill.webhooks.webhook import TRIES_BEFORE_PAUSE, Pause, signing
from stagebill.webhooks.words import paused_mail

ANSWER_SECONDS_MAX: Final = 5.0
REVS_AT_ONCE: Final = 500
_GONE: Final = 410
_log = structlog.get_logger(__name__)


class NotDelivered(Exception):
    """The receiver did not answer 2xx."""


async def tell_webhooks(services: Services) -> int:
    """A round: whatever is new becomes an errand for each webhook that wants it, and the cursor moves on."""
    reader = services.database.reader
    count = 0
    for whole in await queries.behind(reader):
        part = whole._replace(head=min(whole.head, whole.since + REVS_AT_ONCE))
        webhooks = await queries.webhook_views(reader, part.organization_id)
        news = await queries.happened(reader, part)
        told = [one for one in news if any(_wants(webhook, one) for webhook in webhooks)]
        bodies = {one.id: await queries.body_of(reader, part.organization_id, one) for one in told}
        errands = [
            _errand(webhook, one, body)
            for one in told
            if (body := bodies[one.id]) is not None
            for webhook in webhooks
            if _wants(webhook, one)
        ]
        await _post(services, part, errands)
        count += len(errands)
    return count


def _wants(webhook: WebhookView, one: Happened) -> bool:
    made_at = queries.moment(webhook.created_at)
    return one.event in webhook.events and one.at >= made_at


def _errand(webhook: WebhookView, one: Happened, body: str) -> Outgoing:
    message_id = derived_id("webhook", one.id)
    payload = {"webhook_id": webhook.id, "message_id": message_id, "type": one.event, "body": body}
    return Outgoing(kind=SEND, dedupe_key=f"{webhook.id}:{message_id}", payload=payload)


async def _post(services: Services, part: Behind, errands: Sequence[Outgoing]) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(part.organization_id)
        await tx.run(LOOKED, part.organization_id, part.since, part.head)
        await feed.post(tx, errands, services.clock.now())

    await services.database.write(unit)


async def send_event(errand: Errand, services: Services) -> None:
    """Sign one event and hand it over. Where that goes on failing, the webhook is paused."""
    webhook_id: Id = errand.payload["webhook_id"]
    webhook = await queries.webhook_view(services.database.reader, errand.organization_id, webhook_id)
    if webhook.removed_at is not None:
        raise Hopeless("the webhook was removed")
    if webhook.paused_at is not None:
        raise Hopeless("the webhook is paused")
    answer = await _answer(errand, webhook, services)
    if 200 <= answer.status < 300:
        return
    if answer.status == _GONE:
        await _note(services, errand, "gone")
        raise Hopeless("HTTP 410: it says that it is gone")
    await _failed(services, errand, f"HTTP {answer.status} {answer.words}".strip())


async def _answer(errand: Errand, webhook: WebhookView, services: Services) -> Answer:
    body: bytes = errand.payload["body"].encode()
    config = services.config
    now = services.clock.now()
    renewed_at = queries.moment(webhook.secret_renewed_at) if webhook.secret_renewed_at else None
    secrets = [
        secret_of(config.secret_key, errand.organization_id, webhook.id, n)
        for n in signing(webhook.secret_n, renewed_at, now)
    ]
    seconds = int(now.timestamp())
    headers = headers_of(secrets, errand.payload["message_id"], seconds, body)
    out = partial(
        send, webhook.url, headers, body, seconds=ANSWER_SECONDS_MAX, peers=config.webhook_peer_list
    )
    try:
        return await asyncio.to_thread(out)
    except (Forbidden, OSError) as error:
        await _failed(services, errand, f"{type(error).__name__}: {error}")


async def _failed(services: Services, errand: Errand, reason: str) -> NoReturn:
    if errand.attempts >= TRIES_BEFORE_PAUSE:
        await _note(services, errand, "no_answer")
        raise Hopeless(f"paused after {errand.attempts} tries: {reason}")
    raise NotDelivered(reason)


async def _note(services: Services, errand: Errand, because: Pause) -> None:
    now = services.clock.now()
    context = await system_context(services.database.reader, errand.organization_id, now)
    assert context is not None
    mutation = Mutation(
        id=derived_id("webhook_silent", errand.id, str(errand.attempts)),
        type="webhooks.note_silence",
        body={"webhook_id": errand.payload["webhook_id"], "because": because},
    )
    await apply(services, mutation, context)


async def tell_paused(errand: Errand, services: Services) -> None:
    """A mail to each owner: what they rely on elsewhere does not hear of this company any more."""
    reader = services.database.reader
    webhook = await queries.webhook_view(reader, errand.organization_id, errand.payload["webhook_id"])
    server = await mail_server(services, errand.organization_id)
    gateway = gateway_of(services, server)
    for address, language in await queries.owners(reader, errand.organization_id):
        subject, text = paused_mail(
            language, webhook.url, f"{services.config.base_url}/settings?part=webhooks"
        )
        mail = EmailMessage(policy=SMTP)
        id_ = derived_id("webhook_paused", errand.id, address)
        mail["From"] = server.from_address if server else "no-reply@stagebill.invalid"
        mail["To"], mail["Subject"] = address, subject
        mail["Message-ID"], mail["Auto-Submitted"] = f"<{id_}@stagebill.invalid>", "auto-generated"
        mail.set_content(text)
        try:
            await gateway.send(id_, mail, _at_once)
        except (RefusedForGood, OutcomeUnknown) as error:  # the next owner is told all the same
            _log.warning("webhook_mail_failed", reason=str(error))


async def _at_once() -> None:
    """Nothing is kept of this mail: a second one would do no harm."""


HANDLERS: Final[Mapping[str, Handler]] = {SEND: send_event, TELL_PAUSED: tell_paused}
ROUNDS: Final[Sequence[Round]] = (tell_webhooks,)
