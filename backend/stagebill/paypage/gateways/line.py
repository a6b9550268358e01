"""One exchange with a processor over HTTP: a blocking call of the standard library (decision 0047)."""

import http.client
import ssl
from collections.abc import Mapping
from email.message import Message
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

ANSWER_BYTES_MAX: Final = 1024 * 1024


class Heard(NamedTuple):
    """What came back: all of it is theirs, and none of it is believed yet."""

    status: int
    headers: Message
    body: bytes


def exchange(
    base: str, method: str, path: str, body: str | None, headers: Mapping[str, str], timeout_seconds: int
) -> Heard:
    """Say it once and hear the answer. Raises OSError and HTTPException, as the line breaks."""
    connection = _connection(base, timeout_seconds)
    try:
        # A body of text would be sent as latin-1.
        sent = body.encode() if body is not None else None
        connection.request(method, urlsplit(base).path + path, sent, dict(headers))
        answer = connection.getresponse()
        return Heard(answer.status, answer.headers, answer.read(ANSWER_BYTES_MAX))
    finally:
        connection.close()


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _connection(base: str, timeout_seconds: int) -> http.client.HTTPConnection:
    parts = urlsplit(base)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout_seconds, context=_trust())
    return http.client.HTTPConnection(host, parts.port, timeout=timeout_seconds)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
