"""What an asyncpg error means, in the same words as SQLite's."""

from typing import Final

import asyncpg

from stagebill.kernel.database.failures import UNREADABLE, unavailable
from stagebill.kernel.errors import Integrity, Unreadable

RETRIED: Final = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
DRIVER_ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
# Values that come from a query string without a check: SQLite would simply find nothing.
_UNREADABLE: Final = (
    asyncpg.InvalidTextRepresentationError,
    asyncpg.InvalidDatetimeFormatError,
    asyncpg.DatetimeFieldOverflowError,
    asyncpg.NumericValueOutOfRangeError,
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
)
_OUTAGES: Final = (
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    asyncpg.OperatorInterventionError,  # shutting down, starting up, statement time-out
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresIOError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    *RETRIED,
)


def of_postgres(error: Exception) -> Exception:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return Integrity(error.constraint_name or error.column_name or str(error))
    if isinstance(error, _UNREADABLE) or isinstance(error.__cause__, UNREADABLE):
        return Unreadable()
    if isinstance(error, (*_OUTAGES, asyncpg.InterfaceError, OSError, TimeoutError)):
        return unavailable()
    return error
