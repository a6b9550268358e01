"""How values are written as JSON: the one encoder, so that an answer, a stored outcome and a feed row are
alike.
"""

import hashlib
from typing import Any

import msgspec

# A rate of 887.5 basis points is a JSON number, not a text.
encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """The value as JSON bytes."""
    return encoder.encode(value)


def encode_text(value: Any) -> str:
    """The value as JSON text, as it is stored."""
    return encoder.encode(value).decode()


def raw(text: str | None) -> msgspec.Raw:
    """Stored JSON passed on without being read."""
    return msgspec.Raw(b"null" if text is None else text.encode())


def etag(body: bytes) -> str:
    """A strong ETag of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'
