"""How a read answers over HTTP: one encoder, an ETag, 304 when nothing changed, pages by cursor."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar, cast, get_args

import brotli  # type: ignore[import-untyped]
import msgspec
from litestar import Request, Response
from litestar.params import PathParameter, QueryParameter

from stagebill.kernel import wire
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id

PAGE = 50
PAGE_MAX = 200
COMPRESSED_FROM = 1400
"""One network packet: below it, compressing saves nobody anything."""
BROTLI_QUALITY = 4

PageSize = Annotated[int, QueryParameter(name="limit", ge=1, le=PAGE_MAX)]
PageCursor = Annotated[str | None, QueryParameter(name="cursor", max_length=400)]

_PLACES: Mapping[int | str, msgspec.json.Decoder[Any]] = {
    1: msgspec.json.Decoder(tuple[Id]),
    2: msgspec.json.Decoder(tuple[datetime, Id]),
    "instant": msgspec.json.Decoder(tuple[datetime, Id]),
    "day": msgspec.json.Decoder(tuple[date, Id]),
    "sum": msgspec.json.Decoder(tuple[int, Id]),
}

_NUMBER = msgspec.json.Decoder(tuple[Annotated[int, msgspec.Meta(ge=0, lt=2**53)]])

# Litestar ignores a parameter's msgspec Meta and checks only its own marker.
ID_PATTERN: str = get_args(Id)[1].pattern
PathId = Annotated[str, PathParameter(pattern=ID_PATTERN)]

V = TypeVar("V")


class BadCursor(Refusal):
    """A page's cursor must come from the page before it."""

    kind = Kind.INVALID


class Page(msgspec.Struct, Generic[V], frozen=True):
    """One page of a list; `next` is the cursor of the page after it, null on the last."""

    items: list[V]
    next: str | None = None


def page(found: Sequence[V], limit: int, key: Sequence[str]) -> Page[V]:
    """A page from rows read with one more than the limit; `key` names the fields that they are sorted by."""
    items = list(found[:limit])
    if len(found) <= limit:
        return Page(items)
    return Page(items, cursor_of([getattr(items[-1], name) for name in key]))


def cursor_of(values: Sequence[Any]) -> str:
    """The opaque text for a place in a list."""
    return urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def place_of(cursor: str | None, size: int | str) -> list[Any] | None:
    """The place in the list that a cursor stands for: an id alone (1), or the sort value (an instant (2), a
    day, a sum) and an id. Raises BadCursor.
    """
    if cursor is None:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        # Checked here, because PostgreSQL fails on a NUL and on a malformed id.
        _PLACES[size].decode(text)
        return list(msgspec.json.decode(text))
    except (ValueError, msgspec.DecodeError):
        raise BadCursor(cursor=cursor) from None


def number_of(cursor: str | None) -> int | None:
    """The number that a page ended with, in a list sorted by one. Raises BadCursor."""
    if cursor is None:
        return None
    try:
        return _NUMBER.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    except (ValueError, msgspec.DecodeError):
        raise BadCursor(cursor=cursor) from None


def answer_read(request: Request[Any, Any, Any], value: V) -> V:
    """The value as JSON with its ETag; 304 without a body when the caller already has it.

    Typed as the value, which is what a route declares and OpenAPI documents; what it returns is the response.
    """
    body = wire.encode(value)
    return cast(V, unless_known(request, body, wire.etag(body)))


def unless_known(request: Request[Any, Any, Any], body: bytes, tag: str) -> Response[bytes]:
    """The body, or 304 for a caller who sends its ETag."""
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers={"ETag": tag})
    return answer_json(request, body, {"ETag": tag})


def answer_json(
    request: Request[Any, Any, Any], body: bytes, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """JSON bytes, brotli-compressed for callers that accept it: a phone pays for each byte in seconds."""
    headers = {**(headers or {}), "Vary": "Accept-Encoding"}
    if len(body) >= COMPRESSED_FROM and "br" in request.headers.get("accept-encoding", ""):
        body = brotli.compress(body, quality=BROTLI_QUALITY)
        headers["Content-Encoding"] = "br"
    return Response(body, media_type="application/json", headers=headers)
