"""Reading what happened, over HTTP."""

from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.jobs.queries import job_view
from stagebill.reporting.queries import timeline
from stagebill.reporting.timeline import Happening
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, number_of, page
from stagebill.sync.rest import context_of


@get("/api/jobs/{job_id:str}/timeline", operation_id="reporting.timeline", tags=["jobs"],
     summary="What happened on a job, newest first")  # fmt: skip
async def read_timeline(
    request: Request[Any, Any, Any], job_id: PathId, limit: PageSize = PAGE, cursor: PageCursor = None
) -> Page[Happening]:
    """Each mutation that was accepted, with who did it and to what: the job, its invoices, payments, visits,
    notes and files."""
    reader, scope = request.app.state.services.database.reader, Scope.of(context_of(request))
    await job_view(reader, scope, job_id)
    found = await timeline(reader, scope, job_id, limit=limit, before=number_of(cursor))
    return answer_read(request, page(found, limit, ("n",)))  # type: ignore[return-value]


ROUTES: tuple[BaseRouteHandler, ...] = (read_timeline,)
