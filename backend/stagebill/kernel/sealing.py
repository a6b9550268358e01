"""Secrets of other services (a mail server's password), sealed before they are stored.

AES-256-GCM under keys derived from the installation's secret: the database alone reveals none of them, and
after a change of that secret they have to be entered again. Sealing is deterministic, so that a request sent
twice is the same mutation; it reveals no more than whether two secrets for one purpose are equal.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
_VERSION: Final = "1."


class Unsealable(Exception):
    """Sealed under another secret, for another purpose, or damaged."""


def seal(key: bytes, purpose: str, plain: str) -> str:
    """The secret as text that may be stored. `purpose` says what it is for and whose it is; it can be
    unsealed only for that purpose.
    """
    nonce = hmac.digest(_derived(key, "nonce"), f"{purpose}\0{plain}".encode(), "sha256")[:_NONCE_BYTES]
    sealed = AESGCM(_derived(key, "seal")).encrypt(nonce, plain.encode(), purpose.encode())
    return _VERSION + urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, purpose: str, sealed: str) -> str:
    """The secret in the clear. Raises Unsealable."""
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_VERSION).encode())
        nonce, rest = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return AESGCM(_derived(key, "seal")).decrypt(nonce, rest, purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unsealable(purpose) from error


def _derived(key: bytes, use: str) -> bytes:
    return hmac.digest(key, f"stagebill.sealing.{use}".encode(), "sha256")
