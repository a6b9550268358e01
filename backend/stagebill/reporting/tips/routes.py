"""Tips over HTTP, for the office alone."""

from datetime import date
from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery
from litestar.response import Stream

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.period import period
from stagebill.reporting.reports.routes import as_file
from stagebill.reporting.tips.queries import tips_by_day
from stagebill.reporting.tips.tip_report import Tips
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

Asked = Request[Any, Any, Any]


def _asked(request: Asked) -> tuple[Reader, Context]:
    context = office_of(request)
    services: Services = request.app.state.services
    return services.database.reader, context


@get("/api/reports/tips", operation_id="reports.tips", tags=["reports"],
     summary="Tips, by technician and day")  # fmt: skip
async def read_tips(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> Tips:
    """Shared equally by the technicians who were on the job when the tip came, to the cent."""
    found = await tips_by_day(*_asked(request), period(from_on, to_on))
    return answer_read(request, found)


@get("/api/reports/tips.csv", operation_id="reports.tips_csv", tags=["reports"], media_type="text/csv",
     summary="Tips, as a spreadsheet")  # fmt: skip
async def tips_csv(request: Asked, from_on: FromQuery[date], to_on: FromQuery[date]) -> Stream:
    """Each technician's sum of each day, and the total."""
    reader, context = _asked(request)
    return as_file(request, "tips", context, await tips_by_day(reader, context, period(from_on, to_on)))


ROUTES: tuple[BaseRouteHandler, ...] = (read_tips, tips_csv)
