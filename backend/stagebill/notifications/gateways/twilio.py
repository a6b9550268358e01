"""Twilio's REST API as it is spoken over the wire: a form out, JSON in. Blocking calls of the standard
library in a thread: three calls do not need Twilio's 50 MB library (decision 0069).

Twilio knows no idempotency key: a text whose answer is lost may have left, and is not sent again unasked.
"""

import asyncio
import http.client
import re
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final, Literal, NamedTuple
from urllib.parse import SplitResult, quote, urlencode, urlsplit

import msgspec

from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood, TryAgain
from stagebill.notifications.texts.account import TextSender
from stagebill.notifications.texts.callback import UNSUBSCRIBED

VERSION: Final = "2010-04-01"
TIMEOUT_SECONDS: Final = 10
ANSWER_BYTES_MAX: Final = 256 * 1024
_CREATED, _OK, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _BROKEN = 201, 200, 401, 403, 429, 500

MESSAGING_VERSION: Final = "v1"

Verdict = Literal["fine", "account_refused", "sender_not_yours", "service_is_empty"]


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


class _Pooled(msgspec.Struct):
    capabilities: list[str] = []


class _Pool(msgspec.Struct):
    """The numbers of a Messaging Service; a short code sends texts by its nature."""

    phone_numbers: list[_Pooled] = []
    short_codes: list[_Pooled] = []


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
        connection = _connection(self._base)
        come_from = "MessagingServiceSid" if self._sender.is_service else "From"
        form = {"To": to, come_from: self._sender.sender, "Body": body, "StatusCallback": status_url}
        try:
            try:
                await asyncio.to_thread(connection.connect)
            except OSError as error:
                raise TryAgain(f"Twilio did not answer: {error}") from error
            await leaving()
            try:
                path = self._of_account("Messages")
                status, content = await asyncio.to_thread(self._ask, connection, "POST", path, form)
            except (OSError, http.client.HTTPException) as error:
                raise OutcomeUnknown("Twilio had the text and did not answer") from error
        finally:
            connection.close()
        return _taken(status, _said_in(content))

    async def verdict(self) -> Verdict:
        """What Twilio says to the account and to where texts come from, by calls that change nothing. Raises
        TryAgain.
        """
        status, _ = await self._read(self._base, self._of_account())
        if status in {_UNAUTHORIZED, _FORBIDDEN} or status == http.client.NOT_FOUND:
            return "account_refused"
        if status != _OK:
            raise TryAgain(f"Twilio answered {status}")
        return (
            await self._verdict_on_service() if self._sender.is_service else await self._verdict_on_number()
        )

    async def _verdict_on_number(self) -> Verdict:
        query = urlencode({"PhoneNumber": self._sender.sender})
        status, content = await self._read(self._base, f"{self._of_account('IncomingPhoneNumbers')}?{query}")
        if status != _OK:
            raise TryAgain(f"Twilio answered {status}")
        found = msgspec.json.decode(content, type=_Numbers).incoming_phone_numbers
        return "fine" if any(one.capabilities.get("sms") for one in found) else "sender_not_yours"

    async def _verdict_on_service(self) -> Verdict:
        service = f"/{MESSAGING_VERSION}/Services/{quote(self._sender.sender)}"
        for kind in ("PhoneNumbers", "ShortCodes"):
            status, content = await self._read(_messaging(self._base), f"{service}/{kind}")
            if status == http.client.NOT_FOUND:
                return "sender_not_yours"
            if status != _OK:
                raise TryAgain(f"Twilio answered {status}")
            pool = msgspec.json.decode(content, type=_Pool)
            if pool.short_codes or any("SMS" in one.capabilities for one in pool.phone_numbers):
                return "fine"
        return "service_is_empty"

    async def _read(self, base: SplitResult, path: str) -> tuple[int, bytes]:
        connection = _connection(base)
        try:
            return await asyncio.to_thread(self._ask, connection, "GET", path)
        except (OSError, http.client.HTTPException) as error:
            raise TryAgain(f"Twilio did not answer: {error}") from error
        finally:
            connection.close()

    def _of_account(self, resource: str = "") -> str:
        account = f"{self._base.path}/{VERSION}/Accounts/{quote(self._sender.account_sid)}"
        return f"{account}/{resource}.json" if resource else f"{account}.json"

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        form: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        known = f"{self._sender.account_sid}:{self._sender.token}"
        headers = {"Authorization": f"Basic {b64encode(known.encode()).decode()}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(ANSWER_BYTES_MAX)


def _messaging(base: SplitResult) -> SplitResult:
    """Messaging Services are asked for at a host of their own: `messaging.` in place of `api.`."""
    return base._replace(netloc=re.sub(r"^api\.", "messaging.", base.netloc))


def _connection(base: SplitResult) -> http.client.HTTPConnection:
    host = base.hostname or ""
    if base.scheme == "https":
        return http.client.HTTPSConnection(host, base.port, timeout=TIMEOUT_SECONDS, context=_trust())
    return http.client.HTTPConnection(host, base.port, timeout=TIMEOUT_SECONDS)


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
    raise (StoppedThere if str(said.code) == UNSUBSCRIBED else RefusedForGood)(words)


def _said_in(content: bytes) -> _Said:
    try:
        return msgspec.json.decode(content, type=_Said)
    except msgspec.MsgspecError:
        return _Said()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
