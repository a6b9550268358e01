"""Standard Webhooks: https://www.standardwebhooks.com, version 1, symmetric. A receiver verifies with any of
its libraries.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from stagebill.kernel.ids import Id

PREFIX: Final = "whsec_"


def secret_of(key: bytes, organization_id: Id, webhook_id: Id, n: int = 0) -> str:
    """A webhook's secret after `n` renewals, derived from the installation's own and stored nowhere."""
    said = f"webhook:{organization_id}:{webhook_id}" + (f":{n}" if n else "")
    return PREFIX + b64encode(hmac.digest(key, said.encode(), "sha256")).decode()


def signed(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    """The value of `webhook-signature` for these bytes, sent at this second of Unix time."""
    key = _bytes_of(secret)
    told = f"{message_id}.{seconds}.".encode() + body
    return "v1," + b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()


def headers_of(secrets: Sequence[str], message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of the standard, with the kind of the body. It is signed with each secret: a receiver
    looks for one that it knows.
    """
    return {
        "Content-Type": "application/json",
        "User-Agent": "Stagebill-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signed(each, message_id, seconds, body) for each in secrets),
    }


def _bytes_of(secret: str) -> bytes:
    return b64decode(secret.removeprefix(PREFIX))
