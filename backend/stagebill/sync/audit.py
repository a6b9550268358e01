"""The audit chain: each row carries the hash of the row before it, so that history cannot be rewritten
unnoticed.
"""

import hashlib
from collections.abc import Iterable


def chained(prev: str, fields: Iterable[object]) -> str:
    """SHA-256 (hex) over the length-prefixed previous hash and fields, so that no two rows can look alike."""
    digest = hashlib.sha256()
    for field in (prev, *fields):
        text = str(field).encode()
        digest.update(b"%d:" % len(text) + text)
    return digest.hexdigest()
