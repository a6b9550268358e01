"""What an asyncpg error means, in the same words as SQLite's."""

from typing import Final

import asyncpg

from stagebill.kernel.database.failures import unavailable
from stagebill.kernel.errors import Integrity

RETRIED: Final = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
DRIVER_ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
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
    if isinstance(error, (*_OUTAGES, asyncpg.InterfaceError, OSError, TimeoutError)):
        return unavailable()
    return error
