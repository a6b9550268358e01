"""Stripe's API as it is spoken over the wire: a form out, JSON in, one key of ours with each call that does
something. Blocking calls of the standard library in a thread: six calls do not need Stripe's 30 MB library
(decision 0047).
"""

import asyncio
import http.client
from collections.abc import Mapping
from time import sleep
from typing import Final, NamedTuple
from urllib.parse import urlencode

from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.line import exchange

VERSION: Final = "2026-10-28.endive"
TIMEOUT_SECONDS: Final = 4
TRIES: Final = 2
PAUSE_SECONDS: Final = 1
# The call was not taken up, or another with our key is at work: the same again is right, a moment later.
BUSY: Final = frozenset({409, 429, 503})
REPLAYED: Final = "idempotent-replayed"


class Answer(NamedTuple):
    """What Stripe answered. `is_replay`: it is the answer to an earlier call with the same key."""

    status: int
    body: bytes
    is_replay: bool


class StripeApi:
    """One account's way to Stripe."""

    def __init__(self, base: str, key: str) -> None:
        self._base = base
        self._key = key

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Read. Raises Unreachable."""
        asked = f"{path}?{urlencode(query)}" if query else path
        return await asyncio.to_thread(self._call, "GET", asked, None, None)

    async def post(self, path: str, form: Mapping[str, str], key: str) -> Answer:
        """Do, once for each key. Raises Unreachable: then what became of it is unknown, never failed."""
        return await asyncio.to_thread(self._call, "POST", path, urlencode(form), key)

    def _call(self, method: str, path: str, body: str | None, key: str | None) -> Answer:
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._once(method, path, body, key)
            except (OSError, http.client.HTTPException) as error:
                if attempt == TRIES:
                    raise Unreachable(f"{method} {path.partition('?')[0]}: {type(error).__name__}") from error
            else:
                if answer.status not in BUSY or attempt == TRIES:
                    return answer
            sleep(PAUSE_SECONDS)
        raise AssertionError

    def _once(self, method: str, path: str, body: str | None, key: str | None) -> Answer:
        headers = {"Authorization": f"Bearer {self._key}", "Stripe-Version": VERSION}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if key is not None:
            headers["Idempotency-Key"] = key
        heard = exchange(self._base, method, path, body, headers, TIMEOUT_SECONDS)
        return Answer(heard.status, heard.body, heard.headers.get(REPLAYED, "") == "true")
