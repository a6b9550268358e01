"""Wisetack's API as it is spoken over the wire: JSON both ways, a token and a secret with each call."""

import asyncio
import http.client
from base64 import b64encode
from collections.abc import Mapping
from time import sleep
from typing import Final, NamedTuple

import msgspec

from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.line import exchange

TIMEOUT_SECONDS: Final = 4
TRIES: Final = 2
PAUSE_SECONDS: Final = 1
BUSY: Final = frozenset({429, 503})


class Answer(NamedTuple):
    """What Wisetack answered."""

    status: int
    body: bytes


class WisetackApi:
    """One company's way to Wisetack."""

    def __init__(self, base: str, token: str, secret: str) -> None:
        self._base = base
        self._pass = b64encode(f"{token}:{secret}".encode()).decode()

    async def get(self, path: str) -> Answer:
        """Read. Raises Unreachable."""
        return await asyncio.to_thread(self._call, "GET", path, None)

    async def post(self, path: str, body: Mapping[str, str]) -> Answer:
        """Do. Raises Unreachable: what became of it is unknown. No key of ours makes it happen once, so what
        is asked for here must be harmless when it happens twice.
        """
        return await asyncio.to_thread(self._call, "POST", path, msgspec.json.encode(body).decode())

    def _call(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Authorization": f"Basic {self._pass}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        for attempt in range(1, TRIES + 1):
            try:
                heard = exchange(self._base, method, path, body, headers, TIMEOUT_SECONDS)
            except (OSError, http.client.HTTPException) as error:
                if attempt == TRIES:
                    raise Unreachable(f"{method} {path}: {type(error).__name__}") from error
            else:
                if heard.status not in BUSY or attempt == TRIES:
                    return Answer(heard.status, heard.body)
            sleep(PAUSE_SECONDS)
        raise AssertionError
