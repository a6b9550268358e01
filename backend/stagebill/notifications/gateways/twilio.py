"""Twilio's REST API as it is spoken over the wire: a form out, JSON in. Blocking calls of the standard
library in a thread: three calls do not need Twilio's 50 MB library (decision 0069).

Twilio knows no idempotency key: a text whose answer is lost may have left, and is not sent again unasked.
"""

import asyncio
import http.client
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood, TryAgain
from stagebill.notifications.texts.account import TextSender

VERSION: Final = "2010-04-01"
TIMEOUT_SECONDS: Final = 10
ANSWER_BYTES_MAX: Final = 256 * 1024
UNSUBSCRIBED: Final = 21610
_CREATED, _OK, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _BROKEN = 201, 200, 401, 403, 429, 500

Verdict = Literal["fine", "account_refused", "sender_not_yours"]


class StoppedThere(RefusedForGood):
    """The customer has told Twilio STOP: it would refuse any other text as well."""


class Taken(NamedTuple):
    """What Twilio said to a text that it took, and its own name for it."""

    words: str
    carrier_id: str


class _Said(msgspec.Struct):
    sid: str = ""
    status: str | int = ""  # of an error, the number of HTTP
    code: int | None = None
    message: str = ""


class _Number(msgspec.Struct):
    capabilities: dict[str, bool] = {}


class _Numbers(msgspec.Struct):
    incoming_phone_numbers: list[_Number] = []


class Twilio:
    """One account's way to Twilio."""

    def __init__(self, base: str, sender: TextSender) -> None:
        self._base = urlsplit(base)
        self._sender = sender

    async def send(
        self, to: str, body: str, status_url: str, leaving: Callable[[], Awaitable[None]]
    ) -> Taken:
        """Hand a text over. `leaving` is awaited before the first moment in which it may leave. Raises
        TryAgain, RefusedForGood, OutcomeUnknown.
        """
        connection = self._connection()
        form = {"To": to, "From": self._sender.sender, "Body": body, "StatusCallback": status_url}
        try:
            try:
                await asyncio.to_thread(connection.connect)
            except OSError as error:
                raise TryAgain(f"Twilio did not answer: {error}") from error
            await leaving()
            try:
                status, content = await asyncio.to_thread(self._ask, connection, "POST", "Messages", form)
            except (OSError, http.client.HTTPException) as error:
                raise OutcomeUnknown("Twilio had the text and did not answer") from error
        finally:
            connection.close()
        return _taken(status, _said_in(content))

    async def verdict(self) -> Verdict:
        """What Twilio says to the account and its number, by calls that change nothing. Raises TryAgain."""
        status, _ = await self._read("")
        if status in {_UNAUTHORIZED, _FORBIDDEN} or status == http.client.NOT_FOUND:
            return "account_refused"
        if status != _OK:
            raise TryAgain(f"Twilio answered {status}")
        query = urlencode({"PhoneNumber": self._sender.sender})
        status, content = await self._read("IncomingPhoneNumbers", query)
        if status != _OK:
            raise TryAgain(f"Twilio answered {status}")
        found = msgspec.json.decode(content, type=_Numbers).incoming_phone_numbers
        return "fine" if any(one.capabilities.get("sms") for one in found) else "sender_not_yours"

    async def _read(self, resource: str, query: str = "") -> tuple[int, bytes]:
        connection = self._connection()
        try:
            return await asyncio.to_thread(self._ask, connection, "GET", resource, None, query)
        except (OSError, http.client.HTTPException) as error:
            raise TryAgain(f"Twilio did not answer: {error}") from error
        finally:
            connection.close()

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        resource: str,
        form: dict[str, str] | None,
        query: str = "",
    ) -> tuple[int, bytes]:
        known = f"{self._sender.account_sid}:{self._sender.token}"
        headers = {"Authorization": f"Basic {b64encode(known.encode()).decode()}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        account = f"{self._base.path}/{VERSION}/Accounts/{quote(self._sender.account_sid)}"
        path = f"{account}/{resource}.json" if resource else f"{account}.json"
        body = urlencode(form) if form is not None else None
        connection.request(method, f"{path}?{query}" if query else path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(ANSWER_BYTES_MAX)

    def _connection(self) -> http.client.HTTPConnection:
        host = self._base.hostname or ""
        if self._base.scheme == "https":
            return http.client.HTTPSConnection(
                host, self._base.port, timeout=TIMEOUT_SECONDS, context=_trust()
            )
        return http.client.HTTPConnection(host, self._base.port, timeout=TIMEOUT_SECONDS)


def _taken(status: int, said: _Said) -> Taken:
    words = f"{status} {said.code or ''} {said.message}".replace("  ", " ").strip()
    if status in {_CREATED, _OK}:
        return Taken(f"{status} {said.status}".strip(), said.sid)
    if status in {
        _UNAUTHORIZED,
        _FORBIDDEN,
        _TOO_MANY,
    }:  # the account's to mend, or too fast: it did not leave
        raise TryAgain(words)
    if status >= _BROKEN:
        raise OutcomeUnknown(words)
    raise (StoppedThere if said.code == UNSUBSCRIBED else RefusedForGood)(words)


def _said_in(content: bytes) -> _Said:
    try:
        return msgspec.json.decode(content, type=_Said)
    except msgspec.MsgspecError:
        return _Said()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
