"""Signing webhooks the standard way: HMAC-SHA256 over id, time and the raw bytes (standardwebhooks.com)."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from stagebill.paypage.gateway import BadSignature

TOLERANCE_SECONDS: Final = 300
ID_HEADER, TIME_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"
_SECOND_DIGITS_MAX: Final = 12


def signed(key: str, event_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that go with a delivery."""
    second = str(int(now.timestamp()))
    return {
        ID_HEADER: event_id,
        TIME_HEADER: second,
        SIGNATURE_HEADER: _signature(key, event_id, second, body),
    }


def check(key: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Refuse bytes that were not signed with this key within the last five minutes, or the next.

    An empty key would verify whatever was signed with an empty key, so it verifies nothing.
    """
    second, given = headers.get(TIME_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    if not key or not given:
        raise BadSignature("unsigned")
    if not (second.isascii() and second.isdigit() and len(second) <= _SECOND_DIGITS_MAX):
        raise BadSignature("no timestamp")
    if abs(int(now.timestamp()) - int(second)) > TOLERANCE_SECONDS:
        raise BadSignature("too old, or from the future")
    wanted = _signature(key, headers.get(ID_HEADER, ""), second, body).encode()
    # Several signatures may stand in one header while a key is being changed.
    if not any(hmac.compare_digest(wanted, each.encode()) for each in given.split(" ")):
        raise BadSignature("not signed by this gateway")


def _signature(key: str, event_id: str, second: str, body: bytes) -> str:
    content = f"{event_id}.{second}.".encode() + body
    return "v1," + b64encode(hmac.digest(key.encode(), content, "sha256")).decode()
