"""What a driver's error means: a constraint that held, or a database that cannot take this now."""

import sqlite3
from typing import Final

from stagebill.kernel.errors import Integrity, Unavailable, Unreadable

RETRY_AFTER_SECONDS: Final = 2
_PREFIXES: Final = (
    "UNIQUE constraint failed: ",
    "CHECK constraint failed: ",
    "NOT NULL constraint failed: ",
)
# Primary result codes: busy, locked, no memory, read-only, interrupted, I/O error, full, cannot open. In each
# the transaction is (or is then) rolled back, and the same unit may well succeed later.
_OUTAGES: Final = frozenset({5, 6, 7, 8, 9, 10, 13, 14})
_PRIMARY: Final = 0xFF


# What the driver itself raises for a number of more than 64 bits, and for half a surrogate pair.
UNREADABLE: Final = (OverflowError, UnicodeEncodeError)


def of_sqlite(error: Exception) -> Exception:
    if isinstance(error, UNREADABLE):
        return Unreadable()
    if isinstance(error, sqlite3.IntegrityError):
        text = str(error)
        for prefix in _PREFIXES:
            text = text.removeprefix(prefix)
        return Integrity(text)
    if (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY in _OUTAGES:
        return unavailable()
    return error


def unavailable() -> Unavailable:
    return Unavailable(retry_after_seconds=RETRY_AFTER_SECONDS)
