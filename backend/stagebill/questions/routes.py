"""Questions over HTTP: the office's list, and what the customer sends from their page."""

import re
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.response import Redirect

from stagebill.invoices.pay_link import PayLink
from stagebill.kernel.ids import new_id
from stagebill.kernel.page import PRIVATE
from stagebill.kernel.records import replace
from stagebill.paypage.gateways.calm import CALM, calm
from stagebill.paypage.gateways.visitor import form_token, is_own_form, link_of
from stagebill.paypage.rate_limit import STARTS_MAX, limit_in
from stagebill.questions.queries import QuestionView, question_page
from stagebill.sync.apply import apply
from stagebill.sync.command import Scope
from stagebill.sync.mutation import Mutation, Outcome
from stagebill.sync.queries import system_context
from stagebill.sync.reading import ID_PATTERN, PAGE, Page, PageCursor, PageSize, answer_read, page, place_of
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

# Why a word was not taken, where its own page has a sentence for that. Whoever accepts twice has accepted.
WHY_NOT: Final = {
    "notifications.nothing_to_promise": "nothing_to_promise",
    "questions.already_accepted": "accepted",
    "questions.still_questioned": "still_questioned",
    "questions.approval_not_asked": "nothing_to_accept",
}
OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 16_384
TEXT_CHARACTERS_MAX: Final = 1000
_IS_PLACE: Final = re.compile("[0-9]{1,4}").fullmatch

AnyRequest = Request[Any, Any, Any]
OfInvoice = Annotated[str | None, QueryParameter(name="invoice_id", pattern=ID_PATTERN)]
IsOpen = Annotated[bool | None, QueryParameter(name="open")]


@get("/api/questions", operation_id="questions.list", summary="Questions of customers, newest first",
     tags=["questions"])  # fmt: skip
async def list_questions(
    request: AnyRequest, limit: PageSize = PAGE, cursor: PageCursor = None, invoice_id: OfInvoice = None,
    is_open: IsOpen = None,
) -> Page[QuestionView]:  # fmt: skip
    """With their answers; `open` asks for open ones, or for the others."""
    context, services = office_of(request, "questions.list"), request.app.state.services
    found = await question_page(
        services.database.reader, Scope.of(context), invoice_id=invoice_id, is_open=is_open, limit=limit,
        after=place_of(cursor, 2),
    )  # fmt: skip
    shown = page(found, limit, ("asked_at", "id"))
    return answer_read(request, shown)


@post("/pay/question", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def ask(request: AnyRequest) -> Response[Any]:
    """The customer asks about the invoice of their link."""
    return await _said(request, "questions.ask_question", "text", "asked")


@post("/pay/accept", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def accept(request: AnyRequest) -> Response[Any]:
    """The customer accepts the stage of the invoice of their link."""
    return await _said(request, "questions.accept_stage", "name", "accepted")


@post("/pay/promise", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def promise(request: AnyRequest) -> Response[Any]:
    """The customer names the day by which they will pay."""
    return await _said(request, "notifications.promise_payment", "on", "promised")


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (list_questions, ask, accept, promise)


async def _said(request: AnyRequest, name: str, field: str, notice: str) -> Response[Any]:
    link = await link_of(request)
    if link is None:
        return calm(request, "closed", 404)
    form = await request.form()
    if not is_own_form(request, form_token(request, link), form.get("page")):
        return _to_page("other_page")
    services: Services = request.app.state.services
    second = int(services.clock.now().timestamp())
    limit = limit_in(request.app.state, "question_limit", STARTS_MAX)
    if limit.is_used_up(link.invoice_id, second):
        return _to_page("too_often")
    limit.count(link.invoice_id, second)
    body: dict[str, Any] = {field: _text(form.get(field))}
    places = [int(said) for said in form.getall("line", []) if isinstance(said, str) and _IS_PLACE(said)]
    outcome = await _apply(services, link, name, {**body, "lines": places} if places else body)
    if outcome.state == "applied":
        return _to_page(notice)
    return _to_page(WHY_NOT.get(outcome.code or "", f"not_{notice}"))


async def _apply(services: Services, link: PayLink, name: str, body: dict[str, Any]) -> Outcome:
    """In the role of a customer."""
    context = await system_context(services.database.reader, link.organization_id, services.clock.now())
    assert context is not None
    mutation = Mutation(id=new_id(), type=name, body={"invoice_id": link.invoice_id, **body})
    return (await apply(services, mutation, replace(context, role="customer"))).outcome


def _text(given: Any) -> str:
    """The text of a form field with its line breaks, without invisible characters; anything else is
    no text.
    """
    if not isinstance(given, str):
        return ""
    lines = given.replace("\r\n", "\n")
    visible = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in lines)
    return visible[:TEXT_CHARACTERS_MAX]


def _to_page(notice: str) -> Redirect:
    return Redirect(f"/pay?notice={notice}", status_code=303, headers=PRIVATE)
