"""Secrets: tokens that cannot be guessed, and their digests. Only the digests are stored."""

import hashlib
import hmac
import secrets
from binascii import b2a_base64
from collections.abc import Callable

TOKEN_BYTES = 32
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def random_token() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def derived_token(key: bytes, *parts: str) -> str:
    """The same parts and key always give the same 256-bit token: a link can be shown again, but not
    guessed.
    """
    *first, last = parts
    return derived_tokens(key, *first)(last)


def derived_tokens(key: bytes, *parts: str) -> Callable[[str], str]:
    """`derived_token` for many last parts: a list of invoices shows fifty links."""
    # Length prefixes keep ("ab", "c") and ("a", "bc") apart.
    prefix = "".join(f"{len(part)}:{part}" for part in parts)

    def token(last: str) -> str:
        made = hmac.digest(key, f"{prefix}{len(last)}:{last}".encode(), "sha256")
        return b2a_base64(made, newline=False).translate(_URL_SAFE, b"=").decode()

    return token


def digest(token: str) -> str:
    """What is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
