"""How a list answers over HTTP: the cached page, with only its changed rows rebuilt."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from litestar import Request, Response

from stagebill.kernel import wire
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.kept_pages import Kept, kept
from stagebill.sync.queries import changed_since, newest_rev
from stagebill.sync.reading import cursor_of, unless_known
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

CHANGES_MAX = 500
"""After more of them than this, reading what changed costs more than making the page anew."""


class Listing(NamedTuple):
    """A list of one entity for one scope on one day. A row may depend on nothing else that changes."""

    entity: str
    asked: Hashable
    """What tells this page from others of the entity: filters, size and cursor, none of them long."""
    limit: int
    places: Callable[[Reader], Awaitable[Sequence[tuple[Any, ...]]]]
    """When each row of the page was made and its id, in order, and one place more if there is a next page."""
    views: Callable[[Reader, Sequence[Id]], Awaitable[Sequence[Any]]]
    """What the API shows of these ids, in any order."""


async def answer_page(request: Request[Any, Any, Any], listing: Listing) -> Response[bytes]:
    """One page of a list."""
    services: Services = request.app.state.services
    context = context_of(request)
    eyes = context.member_id if context.role == "technician" else None
    key = (context.organization_id, eyes, context.today, listing.entity, listing.asked)
    before = services.pages.get(key)
    page = await services.database.read(partial(_page, listing, context.organization_id, before))
    if page is not before:
        services.pages.keep(key, page)
    return unless_known(request, page.body, page.tag)


async def _page(listing: Listing, organization_id: Id, before: Kept | None, reader: Reader) -> Kept:
    """The current page, read in one snapshot."""
    rev, right = await _still_right(reader, organization_id, listing.entity, before)
    if before is not None and before.rev == rev:
        return before
    found = await listing.places(reader)
    following = cursor_of(found[listing.limit - 1]) if len(found) > listing.limit else None
    shown = [row_id for _, row_id in found[: listing.limit]]
    if before is not None and before.following == following and list(before.rows) == shown == list(right):
        return before._replace(rev=rev)  # most changes are about rows of other pages
    missing = [row_id for row_id in shown if row_id not in right]
    views = await listing.views(reader, missing) if missing else ()
    made = {**right, **{view.id: wire.encode(view) for view in views}}
    return kept(rev, {row_id: made[row_id] for row_id in shown}, following)


async def _still_right(
    reader: Reader, organization_id: Id, entity: str, before: Kept | None
) -> tuple[int, Mapping[Id, bytes]]:
    """The current rev, and the rows of the cached page that nothing has changed since."""
    if before is None:
        return await newest_rev(reader, organization_id), {}
    rev, changes = await changed_since(reader, organization_id, before.rev, CHANGES_MAX)
    if rev < before.rev or len(changes) == CHANGES_MAX:
        return rev, {}
    changed = {record_id for entity_changed, record_id in changes if entity_changed == entity}
    if changed.isdisjoint(before.rows):
        return rev, before.rows
    return rev, {row_id: row for row_id, row in before.rows.items() if row_id not in changed}
