"""Reading customers over HTTP."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter

from stagebill.customers.queries import CustomerView, customer_page, customer_view
from stagebill.kernel.text import LINE_PATTERN
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, page, place_of
from stagebill.sync.rest import context_of

Search = Annotated[str | None, QueryParameter(name="q", max_length=200, pattern=LINE_PATTERN)]


@get("/api/customers", operation_id="customers.list", summary="Customers, newest first", tags=["customers"])
async def list_customers(
    request: Request[Any, Any, Any],
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
    q: Search = None,
    archived: FromQuery[bool] = False,
) -> Page[CustomerView]:
    """`q` searches name, e-mail, mobile number and contacts; `archived` lists archived customers instead. A
    technician gets the customers of their jobs.
    """
    scope = Scope.of(context_of(request))
    reader = request.app.state.services.database.reader
    after = place_of(cursor, 2)
    found = await customer_page(reader, scope, limit=limit, after=after, search=q, archived=archived)
    return answer_read(request, page(found, limit, ("created_at", "id")))


@get(
    "/api/customers/{customer_id:str}",
    operation_id="customers.read",
    summary="One customer",
    tags=["customers"],
)
async def read_customer(request: Request[Any, Any, Any], customer_id: PathId) -> CustomerView:
    """Who is billed, and the sites where the work is."""
    reader = request.app.state.services.database.reader
    customer = await customer_view(reader, Scope.of(context_of(request)), customer_id)
    return answer_read(request, customer)


ROUTES: tuple[BaseRouteHandler, ...] = (list_customers, read_customer)
