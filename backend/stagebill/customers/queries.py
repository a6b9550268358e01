"""Customers as screens and devices see them: all for the office, those of their jobs for a technician."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.customers.customer import Site, Sites
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among


class CustomerView(msgspec.Struct, frozen=True):
    """Who is billed."""

    id: Id
    name: str
    email: str | None
    mobile: str | None
    language: Language | None
    sites: tuple[Site, ...]
    created_at: datetime


_CUSTOMERS = """
SELECT c.id, c.name, c.email, c.mobile, c.language, c.sites, c.created_at FROM customer c
WHERE {where} ORDER BY c.created_at DESC, c.id DESC{limit}
"""
_OF_MY_JOBS = """c.id IN (SELECT j.customer_id FROM assignment a
  JOIN job j ON j.organization_id = a.organization_id AND j.id = a.job_id
  WHERE a.organization_id = $1 AND a.member_id = {0} AND a.active)"""
_SEARCHED = (
    "(lower(c.name) LIKE {0} ESCAPE '!' OR lower(coalesce(c.email, '')) LIKE {0} ESCAPE '!'"
    " OR coalesce(c.mobile, '') LIKE {0} ESCAPE '!')"
)
_sites = msgspec.json.Decoder(Sites)


def _seen(scope: Scope) -> Where:
    where = Where("c.organization_id = $1", (scope.organization_id,))
    return where.also(_OF_MY_JOBS, scope.member_id) if scope.technician else where


async def customer_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[CustomerView]:
    """The customers of these ids that the scope may see, newest first; all of them for None."""
    where = _seen(scope)
    return await _views(reader, where if ids is None else among(reader, where, "c.id", ids))


async def customer_page(
    reader: Reader, scope: Scope, *, limit: int, after: Sequence[Any] | None, search: str | None
) -> list[CustomerView]:
    """One page of customers and one row more, newest first; `search` looks in name, e-mail and mobile."""
    where = _seen(scope)
    if after is not None:
        created_at, customer_id = after
        where = where.also("(c.created_at, c.id) < ({0}, {1})", _instant(created_at), str(customer_id))
    if search:
        where = where.also(_SEARCHED, containing(search))
    return await _views(reader, where, f" LIMIT {limit + 1:d}")


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def containing(search: str) -> str:
    """A LIKE pattern, with `!` as its escape, for texts that contain this one in any case."""
    text = search.lower()
    for character in "!%_":
        text = text.replace(character, f"!{character}")
    return f"%{text}%"


async def _views(reader: Reader, where: Where, limit: str = "") -> list[CustomerView]:
    rows = await reader.rows(_CUSTOMERS.format(where=where.sql, limit=limit), *where.args)
    return [_view(*row) for row in rows]


def _view(
    customer_id: Id,
    name: str,
    email: str | None,
    mobile: str | None,
    language: Language | None,
    sites: str,
    created_at: Any,
) -> CustomerView:
    return CustomerView(customer_id, name, email, mobile, language, _sites.decode(sites), created_at)


async def customer_view(reader: Reader, scope: Scope, customer_id: Id) -> CustomerView:
    """One customer. Raises customers.missing for one that does not exist or that the scope may not see."""
    found = await customer_views(reader, scope, [customer_id])
    if not found:
        raise Missing.of(CustomerView)
    return found[0]


async def answer_customer(reader: Reader, context: Context, customer_id: Id) -> CustomerView:
    """The customer after a mutation."""
    scope = Scope(context.organization_id, context.member_id or customer_id, False)
    return await customer_view(reader, scope, customer_id)


ENTITIES = (Entity(name="customer", table="customers", view=CustomerView, load=customer_views),)
