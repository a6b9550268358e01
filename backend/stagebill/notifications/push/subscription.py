"""A push subscription is one browser that asked to be told of certain things."""

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta

from stagebill.kernel.context import Language
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace

Event = Literal["paid", "decision", "assigned", "nudge"]
EVENTS: Final[tuple[Event, ...]] = ("paid", "decision", "assigned", "nudge")

Endpoint = Annotated[str, Meta(pattern=r"^https://[^\s\x00-\x1f\x7f\ud800-\udfff]+(?!\s)$", max_length=1000)]
# An uncompressed point of P-256, and 16 random bytes, as browsers give them.
PublicKey = Annotated[str, Meta(pattern=r"^B[A-Za-z0-9_-]{86}=?(?!\s)$")]
AuthSecret = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}(==)?(?!\s)$")]
Wants = Annotated[tuple[Event, ...], Meta(max_length=len(EVENTS))]


class NotSubscribed(Refusal):
    """Only a device with notifications can turn them off."""

    kind = Kind.STALE


class Subscription(Record, frozen=True, kw_only=True):
    """Where a push service takes messages for this browser, and the keys that only it can read them with.
    `endpoint` and `auth` are sealed.
    """

    organization_id: Id
    id: Id
    member_id: Id
    device_id: Id
    endpoint: str
    p256dh: str
    auth: str
    wants: tuple[Event, ...]
    created_at: datetime
    ended_at: datetime | None = None
    ended_because: str | None = None


def ended(subscription: Subscription, because: str, now: datetime) -> Subscription:
    """It gets nothing any more; ending it again changes nothing."""
    if subscription.ended_at is not None:
        return subscription
    return replace(subscription, ended_at=now, ended_because=because)


# A locked screen lies on a table where customers and colleagues read it: no names, no sums, no numbers.
_WORDS: Final[dict[Language, dict[Event, str]]] = {
    "en": {
        "paid": "An invoice was paid.",
        "decision": "Money came in that needs a decision.",
        "assigned": "You are on a new job.",
        "nudge": "This phone holds something that is not sent yet. Open the app to send it.",
    },
    "es": {
        "paid": "Se pagó una factura.",
        "decision": "Llegó dinero que necesita una decisión.",
        "assigned": "Tienes un trabajo nuevo.",
        "nudge": "Este teléfono guarda algo sin enviar. Abre la aplicación para enviarlo.",
    },
}


def sentence(event: Event, language: Language) -> str:
    """What the notification says."""
    return _WORDS[language][event]
