"""Who looks at all that a customer owes: a browser that opened its secret link and carries a signed pass."""

from typing import NamedTuple

from litestar.response import Redirect

from stagebill.identity.authentication import is_https
from stagebill.kernel.page import PRIVATE
from stagebill.kernel.secrets import derived_token
from stagebill.paypage.browser_pass import parts_of, pass_for
from stagebill.paypage.gateways.visitor import pass_cookie
from stagebill.statements.gateways.visitor import AnyRequest
from stagebill.statements.owed import queries
from stagebill.statements.owed.owed import Owed
from stagebill.statements.owed.queries import Standing
from stagebill.sync.services import Services


class OpenedOwed(NamedTuple):
    """A link that this browser has opened, and what its customer owes now."""

    standing: Standing
    owed: Owed


async def owed_opened_by(request: AnyRequest) -> OpenedOwed | None:
    """What is behind the link that was opened last; of a merged customer, of whom they are today."""
    found = await standing_of_browser(request)
    if found is None:
        return None
    services: Services = request.app.state.services
    owed = await queries.owed_by(
        services.database.reader, services.config, found.link.organization_id, found.living_id,
        services.clock.now(),
    )  # fmt: skip
    return OpenedOwed(found, owed)


async def standing_of_browser(request: AnyRequest) -> Standing | None:
    """The link that was opened last, while it leads anywhere: a revoked one shuts an open page, too."""
    services: Services = request.app.state.services
    said = request.cookies.get(owed_cookie_name(services), "")
    known = parts_of(services.config.secret_key, "owed_pass", said, services.clock.now())
    if known is None:
        return None
    organization_id, customer_id, generation = known
    found = await queries.standing_of(services.database.reader, organization_id, customer_id)
    return found if found and found.is_open and found.link.generation == int(generation) else None


def entered_owed(services: Services, standing: Standing) -> Redirect:
    """The secret leaves the address; a signed pass takes its place."""
    link = standing.link
    parts, now = (link.organization_id, link.id, link.generation), services.clock.now()
    passed = pass_for(services.config.secret_key, "owed_pass", parts, now)
    cookie = pass_cookie(services, owed_cookie_name(services), passed)
    return Redirect("/owed", status_code=303, headers=PRIVATE, cookies=[cookie])


def owed_cookie_name(services: Services) -> str:
    """Where a browser keeps it."""
    return "__Host-stagebill-owed" if is_https(services.config) else "stagebill-owed"


def owed_form_token(request: AnyRequest, standing: Standing) -> str:
    """What a form of this browser's page of this link says of itself."""
    services: Services = request.app.state.services
    said = request.cookies.get(owed_cookie_name(services), "")
    return derived_token(services.config.secret_key, "owed_form", said + standing.link.id)
