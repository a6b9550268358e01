"""The way to a gateway's page, whichever address that has.

Chromium holds the redirect that answers a form against the `form-action` of the page that the form was on,
and blocks it where its origin is not named there; other browsers do not. Which origin a gateway's page has
is only known once it was asked: a company may have its hosted page under an address of its own. So an origin
that was named is redirected to, and to any other a page of ours leads on by itself: that is no answer to a
form any more, and what forms of ours may lead to stays as narrow as it was.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.response import Redirect

from stagebill.kernel.page import PRIVATE, answer_page
from stagebill.paypage.gateways.line import origin_of
from stagebill.paypage.page import html
from stagebill.paypage.page.pay_page import Company


def lead(
    request: Request[Any, Any, Any], url: str, named: tuple[str, ...], language: str,
    company: Company | None = None,
) -> Response[Any] | None:  # fmt: skip
    """`named`: the origins that the page with the form names. None for an address that nobody is led to: one
    without TLS, or with a name and password in it.
    """
    if url.startswith("/") or origin_of(url) in named:
        return Redirect(url, status_code=303, headers=PRIVATE)
    if not _is_plain_https(url):
        return None
    page = html.leaving(language, url, company)
    return answer_page(request, page.text, page.policy, 200)


def _is_plain_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
