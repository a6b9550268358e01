"""One's own weekly mail over HTTP: whether it comes, where to and when."""

from datetime import date
from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.kernel.errors import Missing
from stagebill.notifications.weekly.choice import WeeklyChoice
from stagebill.notifications.weekly.queries import addressed
from stagebill.notifications.weekly.week import next_monday
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services


class WeeklyState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the weekly mail comes, to which address, and on which day the next one leaves. `is_new`: its
    reader has never said whether they want it.
    """

    is_on: bool
    is_new: bool
    email: str
    next_on: date


@get("/api/me/weekly", operation_id="notifications.read_weekly", summary="One's own weekly mail",
     tags=["notifications"])  # fmt: skip
async def read_weekly(request: Request[Any, Any, Any]) -> WeeklyState:
    """It comes to those of the office who ask for it."""
    context = office_of(request, "notifications.read_weekly")
    services: Services = request.app.state.services
    member_id = context.member_id
    found = (
        await addressed(services.database.reader, context.organization_id, member_id) if member_id else None
    )
    if found is None:
        raise Missing.of(WeeklyChoice)
    state = WeeklyState(
        is_on=found.is_wanted,
        is_new=not found.has_chosen,
        email=found.email,
        next_on=next_monday(context.now, context.zone),
    )
    return answer_read(request, state)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (read_weekly,)
