"""Who looks at all that a customer owes: a browser that opened its secret link and carries a signed pass."""

from typing import NamedTuple

from stagebill.statements.gateways.visitor import AnyRequest, passed_by
from stagebill.statements.owed import queries
from stagebill.statements.owed.owed import Owed
from stagebill.statements.owed.queries import Standing
from stagebill.statements.statement_link import OwedLink
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
    known = passed_by(request, OwedLink)
    if known is None:
        return None
    services: Services = request.app.state.services
    organization_id, customer_id, generation = known
    found = await queries.standing_of(services.database.reader, organization_id, customer_id)
    return found if found and found.is_open and found.link.generation == generation else None
