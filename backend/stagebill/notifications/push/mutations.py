"""Asking to be told, and asking no more."""

import msgspec

from stagebill.identity.device import Device, usable
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.notifications.push.queries import SubscriptionView, answer_subscription
from stagebill.notifications.push.sealed import sealed
from stagebill.notifications.push.subscription import (
    AuthSecret,
    Endpoint,
    NotSubscribed,
    PublicKey,
    Subscription,
    Wants,
    ended,
)
from stagebill.notifications.tables import BEGIN_TO_LOOK
from stagebill.sync.command import CREW_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect


class SubscribePush(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turn on notifications on this device; asked again, the choices are replaced."""

    device_id: Id
    endpoint: Endpoint
    p256dh: PublicKey
    auth: AuthSecret
    wants: Wants


class UnsubscribePush(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turn off notifications on this device."""

    device_id: Id


class EndSubscription(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that a push service no longer knows a subscription."""

    subscription_id: Id


async def subscribe_push(data: SubscribePush, context: Context, tx: Tx) -> Effect:
    """One for each device: a tablet that another member took over tells the one before nothing more."""
    device = usable(await tx.lock(Device, data.device_id), context)
    id_ = derived_id("push_subscription", context.organization_id, data.endpoint)
    others = [
        ended(each, "replaced", context.now)
        for each in await tx.select(Subscription, device_id=device.id, ended_at=None)
        if each.id != id_
    ]
    await tx.run(BEGIN_TO_LOOK, context.organization_id)
    subscription = Subscription(
        organization_id=context.organization_id,
        id=id_,
        member_id=device.member_id,
        device_id=device.id,
        endpoint=sealed(context.link_key, id_, data.endpoint),
        p256dh=data.p256dh,
        auth=sealed(context.link_key, id_, data.auth),
        wants=tuple(dict.fromkeys(data.wants)),
        created_at=context.now,
    )
    await tx.find(Subscription, id_)
    return Effect(id=id_, records=(subscription, *others))


async def unsubscribe_push(data: UnsubscribePush, context: Context, tx: Tx) -> Effect:
    """Of one's own device alone."""
    device = usable(await tx.lock(Device, data.device_id), context)
    live = await tx.select(Subscription, device_id=device.id, ended_at=None)
    if not live:
        raise NotSubscribed(device_id=device.id)
    over = tuple(ended(each, "asked", context.now) for each in live)
    return Effect(id=over[0].id, records=over)


async def end_subscription(data: EndSubscription, context: Context, tx: Tx) -> Effect:
    """Said by the sender, after the push service's 404 or 410."""
    subscription = await tx.lock(Subscription, data.subscription_id)
    return Effect(id=subscription.id, records=(ended(subscription, "gone", context.now),))


COMMANDS = (
    Command(
        name="notifications.subscribe_push",
        input=SubscribePush,
        handler=subscribe_push,
        roles=CREW_ROLES,
        route="POST /api/push/subscriptions",
        answer=answer_subscription,
        view=SubscriptionView,
        status=201,
    ),
    Command(
        name="notifications.unsubscribe_push",
        input=UnsubscribePush,
        handler=unsubscribe_push,
        roles=CREW_ROLES,
        route="POST /api/push/unsubscribe",
        answer=answer_subscription,
        view=SubscriptionView,
    ),
    Command(
        name="notifications.end_subscription",
        input=EndSubscription,
        handler=end_subscription,
        roles=SYSTEM,
        answer=answer_subscription,
        view=SubscriptionView,
    ),
)
