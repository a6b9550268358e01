"""Reading jobs over HTTP."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter

from stagebill.jobs.queries import (
    JobView,
    NoteView,
    VisitView,
    WantedVisits,
    job_page,
    job_view,
    note_views,
    visit_page,
)
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, page, place_of
from stagebill.sync.rest import context_of

Search = Annotated[str | None, QueryParameter(name="q", max_length=200)]


@get("/api/jobs", operation_id="jobs.list", summary="Jobs, newest first", tags=["jobs"])
async def list_jobs(
    request: Request[Any, Any, Any], limit: PageSize = PAGE, cursor: PageCursor = None, q: Search = None
) -> Page[JobView]:
    """`q` searches title, number and the customer's name. A technician gets the jobs they are assigned to."""
    scope = Scope.of(context_of(request))
    reader = request.app.state.services.database.reader
    found = await job_page(reader, scope, limit=limit, after=place_of(cursor, 2), search=q)
    return answer_read(request, page(found, limit, ("created_at", "id")))


@get("/api/jobs/{job_id:str}", operation_id="jobs.read", summary="One job", tags=["jobs"])
async def read_job(request: Request[Any, Any, Any], job_id: PathId) -> JobView:
    """The job with its lines and what is invoiced, paid and left."""
    reader = request.app.state.services.database.reader
    job = await job_view(reader, Scope.of(context_of(request)), job_id)
    return answer_read(request, job)


@get("/api/visits", operation_id="jobs.list_visits", summary="Visits, the earliest first", tags=["jobs"])
async def list_visits(
    request: Request[Any, Any, Any],
    job_id: FromQuery[Id | None] = None,
    on_or_after: FromQuery[date | None] = None,
    on_or_before: FromQuery[date | None] = None,
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
) -> Page[VisitView]:
    """Of a job, of some days in the organization's zone, or all. A technician gets those of their jobs."""
    reader, scope = request.app.state.services.database.reader, Scope.of(context_of(request))
    wanted = WantedVisits(job_id=job_id, on_or_after=on_or_after, on_or_before=on_or_before)
    found = await visit_page(reader, scope, wanted, limit=limit, after=place_of(cursor, 2))
    return answer_read(request, page(found, limit, ("starts_at", "id")))


@get("/api/jobs/{job_id:str}/notes", operation_id="jobs.list_notes", summary="A job's notes", tags=["jobs"])
async def list_notes(request: Request[Any, Any, Any], job_id: PathId) -> Page[NoteView]:
    """What people wrote down about the job, newest first."""
    reader, scope = request.app.state.services.database.reader, Scope.of(context_of(request))
    await job_view(reader, scope, job_id)
    found = await note_views(reader, scope, None, job_id)
    return answer_read(request, Page(found))


ROUTES: tuple[BaseRouteHandler, ...] = (list_jobs, read_job, list_visits, list_notes)
