"""Reading webhooks and what was sent to them; the owner's alone."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.kernel.context import Context
from stagebill.sync.command import OWNER
from stagebill.sync.mutation import NotAllowed
from stagebill.sync.reading import PAGE, PageSize, PathId, answer_read
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services
from stagebill.webhooks.queries import (
    SendingView,
    WebhookView,
    sending_views,
    watched_webhooks,
    webhook_view,
)

Asked = Request[Any, Any, Any]


class AllWebhooks(msgspec.Struct, frozen=True):
    """Every webhook that was not removed."""

    items: list[WebhookView]


class Sendings(msgspec.Struct, frozen=True):
    """What was sent to a webhook, the newest first."""

    items: list[SendingView]


def _owner(request: Asked) -> tuple[Services, Context]:
    context = context_of(request)
    if context.role not in OWNER:
        raise NotAllowed(role=context.role)
    services: Services = request.app.state.services
    return services, context


@get("/api/webhooks", operation_id="webhooks.list", tags=["webhooks"], summary="The webhooks")
async def list_webhooks(request: Asked) -> AllWebhooks:
    """Without their secrets: those are told when a webhook is made, and when its secret is renewed. For a day
    after that each event carries two signatures, of the new secret and of the one before.

    Each event is a POST with a JSON body `{"type": "invoice.paid", "timestamp": "…", "data": {…}}`, where
    `data` is the record as this API answers it. It is signed as Standard Webhooks says (`webhook-id`,
    `webhook-timestamp`, `webhook-signature`). Answer 2xx within five seconds. Else it comes again, after
    5 s, 10 s, 20 s … up to every three hours, with the same `webhook-id`: leave out what you have. After
    fifteen tries, or a 410, the webhook is paused, and what comes meanwhile is sent when it is resumed.
    """
    services, context = _owner(request)
    found = await watched_webhooks(services.database.reader, context.organization_id)
    return answer_read(request, AllWebhooks(found))


@get("/api/webhooks/{webhook_id:str}/sendings", operation_id="webhooks.sendings", tags=["webhooks"],
     summary="What was sent to a webhook")  # fmt: skip
async def list_sendings(request: Asked, webhook_id: PathId, limit: PageSize = PAGE) -> Sendings:
    """The newest first: waiting for its next try, delivered, or failed with the last reason."""
    services, context = _owner(request)
    reader = services.database.reader
    await webhook_view(reader, context.organization_id, webhook_id)
    found = await sending_views(reader, context.organization_id, webhook_id, limit=limit)
    return answer_read(request, Sendings(found))


ROUTES: tuple[BaseRouteHandler, ...] = (list_webhooks, list_sendings)
