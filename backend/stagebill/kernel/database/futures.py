"""How an answer gets from a transaction to the task that waits for it, if that task still waits."""

import asyncio
from typing import Any

from stagebill.kernel.database.tx import Tx


def look_at(future: "asyncio.Future[Any]") -> None:
    """Retrieve the exception of a future that nobody awaits any more, or asyncio would log it as never
    retrieved.
    """
    if not future.cancelled():
        future.exception()


def fail(future: "asyncio.Future[Any]", error: BaseException) -> None:
    if future.done():
        return
    # A future refuses StopIteration, and a worker thread's KeyboardInterrupt must not stop the event loop.
    future.set_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))


def run_callbacks(tx: Tx | None) -> None:
    """Run what was to happen after commit. Failures are logged; the commit stands all the same."""
    for callback in tx.committed if tx is not None else ():
        try:
            callback()
        except Exception as error:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a callback after commit failed", "exception": error}
            )
