"""Hashes of passwords take 60 ms by design: a test that is about something else need not wait for them."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Final
from unittest.mock import patch

from argon2 import PasswordHasher

from stagebill.identity import password


class _Remembered:
    """The product's own hasher, asked once for each password.

    tests/identity does without, once its companies are founded: there two hashes of one password are two.
    """

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hashes: dict[str, str] = {}
        self._hasher = hasher
        self.check_needs_rehash = hasher.check_needs_rehash
        self.verify = cache(hasher.verify)

    def hash(self, password: str, *, salt: bytes) -> str:
        if password not in self._hashes:
            self._hashes[password] = self._hasher.hash(password, salt=salt)
        return self._hashes[password]


_HASHER: Final = _Remembered(password._hasher)


def remembered_hashes() -> AbstractContextManager[Any]:
    return patch.object(password, "_hasher", _HASHER)
