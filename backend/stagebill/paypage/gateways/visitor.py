"""Who looks at the pay page: a browser that opened a secret link and carries a signed pass for it since."""

from datetime import datetime
from typing import Any, Final

from litestar import Request

from stagebill.identity.authentication import is_https
from stagebill.invoices.pay_link import PayLink
from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token, same
from stagebill.paypage import queries
from stagebill.sync.services import Services

FOREIGN_SITES: Final = frozenset({"cross-site", "same-site"})


async def link_of(request: Request[Any, Any, Any]) -> PayLink | None:
    """The link that was opened last, while it leads anywhere."""
    services: Services = request.app.state.services
    said = request.cookies.get(cookie_name(services), "")
    known = _read_pass(services.config.secret_key, said, services.clock.now())
    if known is None:
        return None
    reader = services.database.reader
    link = await queries.link(reader, *known)
    if link is None or await queries.is_over(reader, link, services.clock.now()):
        return None
    return await queries.leads_to(reader, link)


def cookie_name(services: Services) -> str:
    """Where a browser keeps it."""
    return "__Host-stagebill-pay" if is_https(services.config) else "stagebill-pay"


def form_token(request: Request[Any, Any, Any], link: PayLink) -> str:
    """What a form of this browser's page of this link says of itself."""
    services: Services = request.app.state.services
    said = request.cookies.get(cookie_name(services), "")
    return derived_token(services.config.secret_key, "pay_form", said + link.id)


def is_own_form(request: Request[Any, Any, Any], token: str, said: Any) -> bool:
    """The form was made for this very cookie: not by another site, and not by a page of another invoice.

    The token says it. Origin cannot: our own page sends `null`, since it tells its address to nobody.
    """
    foreign = request.headers.get("sec-fetch-site") in FOREIGN_SITES
    return not foreign and isinstance(said, str) and same(said, token)


def _read_pass(key: bytes, said: str, now: datetime) -> tuple[Id, Id] | None:
    """Whose link, and which one, if we wrote it and it is not too old."""
    content, _, mark = said.rpartition(".")
    if not same(mark, derived_token(key, "pay_pass", content)):
        return None
    organization_id, link_id, until = content.split(".")
    return (organization_id, link_id) if now.timestamp() < int(until) else None
