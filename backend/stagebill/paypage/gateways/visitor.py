"""Who looks at the pay page: a browser that opened a secret link and carries a signed pass for it since."""

import re
from collections.abc import Sequence
from typing import Any, Final

from litestar import Request
from litestar.datastructures import Cookie

from stagebill.identity.authentication import is_https
from stagebill.invoices.pay_link import PayLink
from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token, same
from stagebill.paypage import queries
from stagebill.paypage.attempts.queries import failures_since
from stagebill.paypage.browser_pass import PASS_SECONDS, parts_of
from stagebill.paypage.rate_limit import (
    FAILURES_MAX,
    FAILURES_PAUSE,
    STARTS_MAX,
    limit_in,
)
from stagebill.sync.services import Services

_IS_SUM: Final = re.compile("[0-9]{1,15}").fullmatch
FOREIGN_SITES: Final = frozenset({"cross-site", "same-site"})


async def link_of(request: Request[Any, Any, Any]) -> PayLink | None:
    """The link that was opened last, while it leads anywhere."""
    services: Services = request.app.state.services
    said = request.cookies.get(cookie_name(services), "")
    known = parts_of(services.config.secret_key, "pay_pass", said, services.clock.now())
    if known is None:
        return None
    reader = services.database.reader
    organization_id, link_id = known
    link = await queries.link(reader, organization_id, link_id)
    if link is None or await queries.is_over(reader, link, services.clock.now()):
        return None
    return await queries.leads_to(reader, link)


def cookie_name(services: Services) -> str:
    """Where a browser keeps it."""
    return "__Host-stagebill-pay" if is_https(services.config) else "stagebill-pay"


def pass_cookie(services: Services, name: str, value: str) -> Cookie:
    """A pass as the browser keeps it."""
    return Cookie(
        key=name,
        value=value,
        path="/",
        max_age=PASS_SECONDS,
        secure=is_https(services.config),
        httponly=True,
        samesite="lax",
    )


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


def sum_in(said: Any) -> int | None:
    """The sum that a page of ours put into its form, in minor units; None where it names none."""
    return int(said) if isinstance(said, str) and _IS_SUM(said) else None


def tip_in(said: Any) -> int | None:
    """The tip that a page of ours put into its form; 0 where it names none, None where it is no sum."""
    return 0 if said in (None, "") else sum_in(said)


async def is_too_often(
    request: Request[Any, Any, Any], organization_id: Id, invoice_ids: Sequence[Id]
) -> bool:
    """Whoever tries one stolen card after the other is slowed down; who errs once or twice is not."""
    services: Services = request.app.state.services
    now, limit = services.clock.now(), limit_in(request.app.state, "pay_start_limit", STARTS_MAX)
    second, since = int(now.timestamp()), now - FAILURES_PAUSE
    for invoice_id in invoice_ids:
        failed = await failures_since(services.database.reader, organization_id, invoice_id, since)
        if limit.is_used_up(invoice_id, second) or failed >= FAILURES_MAX:
            return True
    for invoice_id in invoice_ids:
        limit.count(invoice_id, second)
    return False
