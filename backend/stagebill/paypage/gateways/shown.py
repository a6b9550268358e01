"""A company's picture, and a file that an invoice shows, for whoever has opened a link of theirs."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response

from stagebill.attachments.gateways.serving import answer_bytes
from stagebill.attachments.queries import Blob
from stagebill.kernel.ids import Id
from stagebill.paypage.queries import logo

PARTS: Final = frozenset({"file", "small"})
Calm = Callable[[Request[Any, Any, Any], str, int], Response[bytes]]
"""How pages of a slice say that there is nothing: a sentence and a status."""


async def answer_logo(
    request: Request[Any, Any, Any], organization_id: Id | None, calm: Calm
) -> Response[Any]:
    """Of nobody's company where no link was opened."""
    reader = request.app.state.services.database.reader
    kept = await logo(reader, organization_id) if organization_id else None
    if organization_id is None or kept is None:
        return calm(request, "unknown", 404)
    return await answer_bytes(request, organization_id, "logo", kept, is_small=True)


async def answer_shown(
    request: Request[Any, Any, Any],
    organization_id: Id,
    found: tuple[str, Blob] | None,
    part: str,
    calm: Calm,
) -> Response[Any]:
    """The name and the bytes' place of a file that was `found` to be shown; its small copy is a `part`."""
    if found is None or part not in PARTS:
        return calm(request, "unknown", 404)
    return await answer_bytes(request, organization_id, *found, is_small=part == "small")
