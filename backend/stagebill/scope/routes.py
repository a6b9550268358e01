"""Asking what a change would do, and reading credit notes, over HTTP."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from stagebill.jobs.contract import Discount, TaxMode
from stagebill.jobs.line_item import LINES_MAX, NewLine
from stagebill.kernel.ids import Id
from stagebill.scope.queries import CreditNoteView, credit_note_page, simulation_of
from stagebill.scope.settlement import Settle
from stagebill.scope.simulation import Simulation
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, page, place_of
from stagebill.sync.rest import context_of, office_of


class Simulate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lines, discount and way of rounding tax that a job might get, and a settlement to try."""

    line_items: Annotated[list[NewLine], Meta(min_length=1, max_length=LINES_MAX)]
    discount: Discount | None = None
    tax_mode: TaxMode | UnsetType = UNSET
    settle: Settle | None = None


@post(
    "/api/jobs/{job_id:str}/simulate",
    operation_id="scope.simulate",
    summary="What other lines would do",
    tags=["scope"],
    status_code=200,
)
async def simulate(request: Request[Any, Any, Any], job_id: PathId, data: JSONBody[Simulate]) -> Simulation:
    """The new total, what is left, what happens to each invoice, and what has to be settled. Nothing is
    saved.
    """
    context = office_of(request, "scope.simulate")
    reader = request.app.state.services.database.reader
    return await simulation_of(
        reader,
        context,
        job_id,
        lines=data.line_items,
        discount=data.discount,
        mode=None if data.tax_mode is UNSET else data.tax_mode,
        settle=data.settle,
    )


@get(
    "/api/credit-notes",
    operation_id="scope.list_credit_notes",
    summary="Credit notes, newest first",
    tags=["scope"],
)
async def list_credit_notes(
    request: Request[Any, Any, Any],
    job_id: FromQuery[Id | None] = None,
    invoice_id: FromQuery[Id | None] = None,
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
) -> Page[CreditNoteView]:
    """Of the company, of one job or of one invoice."""
    found = await credit_note_page(
        request.app.state.services.database.reader,
        Scope.of(context_of(request)),
        job_id=job_id,
        invoice_id=invoice_id,
        limit=limit,
        after=place_of(cursor, 2),
    )
    return answer_read(request, page(found, limit, ("created_at", "id")))


ROUTES: tuple[BaseRouteHandler, ...] = (simulate, list_credit_notes)
