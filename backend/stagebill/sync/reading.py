"""How a read answers over HTTP: one encoder, an ETag, 304 when nothing changed, pages by cursor."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter

from stagebill.kernel import wire
from stagebill.kernel.errors import Kind, Refusal

PAGE = 50
PAGE_MAX = 200

PageSize = Annotated[int, QueryParameter(name="limit", ge=1, le=PAGE_MAX)]
PageCursor = Annotated[str | None, QueryParameter(name="cursor", max_length=400)]

V = TypeVar("V")


class BadCursor(Refusal):
    """A page's cursor must be one that a page before it gave."""

    kind = Kind.INVALID


class Page(msgspec.Struct, Generic[V], frozen=True):
    """One page of a list; `next` is the cursor of the page after it, null on the last."""

    items: list[V]
    next: str | None = None


def page(found: Sequence[V], limit: int, key: Sequence[str]) -> Page[V]:
    """A page of what was found with one row more than the limit asked for; `key` names the fields it is
    sorted by.
    """
    items = list(found[:limit])
    if len(found) <= limit:
        return Page(items)
    return Page(items, cursor_of([getattr(items[-1], name) for name in key]))


def cursor_of(values: Sequence[Any]) -> str:
    """The opaque text of a place in a list."""
    return urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def place_of(cursor: str | None, size: int) -> list[Any] | None:
    """The place in the list that a cursor stands for. Raises BadCursor."""
    if cursor is None:
        return None
    try:
        values: list[Any] = msgspec.json.decode(
            urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list
        )
    except (ValueError, msgspec.DecodeError):
        raise BadCursor(cursor=cursor) from None
    if len(values) != size or not all(isinstance(value, str | int) for value in values):
        raise BadCursor(cursor=cursor)
    return values


def answer_read(request: Request[Any, Any, Any], value: Any) -> Response[bytes]:
    """The value as JSON with its ETag; 304 without a body when the caller has it already."""
    body = wire.encode(value)
    tag = wire.etag(body)
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})
