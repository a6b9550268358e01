"""What Twilio tells us: that it is Twilio who says it, what became of a text, what a customer answered."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Final, Literal
from urllib.parse import parse_qsl

from stagebill.kernel.secrets import same

# Twilio's own words for the end of texts, in any case and as the whole of the message; and Spanish ones.
STOP_WORDS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "alto", "parar", "baja"}
)
START_WORDS: Final = frozenset({"start", "yes", "unstop"})
_ARRIVED: Final = frozenset({"delivered", "read"})
_RETURNED: Final = frozenset({"undelivered", "failed", "canceled"})
UNSUBSCRIBED: Final = "21610"

Fields = tuple[tuple[str, str], ...]


def fields_of(body: bytes) -> Fields:
    """The form that was posted; what is no text becomes replacement signs, and then no signature fits."""
    return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def is_signed(url: str, fields: Iterable[tuple[str, str]], signature: str, token: str) -> bool:
    """Whether the account's token made `X-Twilio-Signature`, of the very address and form posted."""
    return same(signature, signature_of(url, fields, token))


def signature_of(url: str, fields: Iterable[tuple[str, str]], token: str) -> str:
    """HMAC-SHA1 of the address and each field's name and value, by name; a value that repeats counts once."""
    told = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return b64encode(hmac.digest(token.encode(), told.encode(), "sha1")).decode()


def word_in(fields: Mapping[str, str]) -> Literal["stopped", "started"] | None:
    """Whether a customer ends texts or begins them again; other words are neither."""
    kind = fields.get("OptOutType", "").upper()
    said = fields.get("Body", "").strip().strip(".!").casefold()
    if kind == "STOP" or said in STOP_WORDS:
        return "stopped"
    return "started" if kind == "START" or said in START_WORDS else None


def arrival_in(fields: Mapping[str, str]) -> Literal["arrived", "returned"] | None:
    """The end of a text; None while it is on its way."""
    status = fields.get("MessageStatus", "")
    if status in _ARRIVED:
        return "arrived"
    return "returned" if status in _RETURNED else None


def is_stopped(fields: Mapping[str, str]) -> bool:
    """Whether a text failed because its customer had told the carrier STOP. A Messaging Service takes a text
    first and finds that out later.
    """
    return fields.get("ErrorCode") == UNSUBSCRIBED
