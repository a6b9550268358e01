"""What a customer meets where there is no page to show: words and nothing to press, in their language."""

from typing import Any, Final

from litestar import Request, Response
from litestar.types import ExceptionHandlersMap

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.page import answer_page
from stagebill.paypage.page import html
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import PayPage

AnyRequest = Request[Any, Any, Any]


def calm(
    request: AnyRequest, sentence: str, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """A page that says one sentence of words.py."""
    language = known_language(request.headers.get("accept-language"))
    page = html.calm(language, sentence)
    return answer_page(request, page.text, page.policy, status, headers)


def ended(request: AnyRequest, page: PayPage) -> Response[bytes]:
    """A link that was good once: whom to ask for a new one, and nothing of what was behind it."""
    made = html.calm(page.language, "expired", page.company)
    return answer_page(request, made.text, made.policy, 410)


def _refused(request: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """A customer never meets a problem document: a database that is busy is a page that says so."""
    return calm(request, "busy" if refusal.kind is Kind.BUSY else "unknown", refusal.status)


CALM: Final[ExceptionHandlersMap] = {Refusal: _refused}
