"""Cross-site requests: a browser with somebody's cookie is obeyed only if our own page made the request.

Browsers set both headers themselves and no page can forge them. Sec-Fetch-Site is the better one (a page with
`no-referrer` sends `Origin: null` even to itself); Origin serves older browsers and plain HTTP. A request
with neither comes from no browser, so it carries nobody else's cookie.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from stagebill.kernel.errors import Kind, Refusal

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MARK = "x-stagebill"
"""The header our own app adds: another site cannot add any without a preflight, which we never grant."""


class ForeignOrigin(Refusal):
    """A request that changes something must come from this site's own pages."""

    kind = Kind.FORBIDDEN


class UnmarkedRequest(Refusal):
    """A request that changes something and carries a session cookie must also carry the header
    X-Stagebill.
    """

    kind = Kind.FORBIDDEN


def is_own_site(headers: Mapping[str, str]) -> bool:
    """Whether a request may have come from our own page (or from no browser at all)."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    # The scheme is not compared: behind a proxy that ends TLS we hear http where the browser said https.
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""


def check_own_site(headers: Mapping[str, str]) -> None:
    """Refuse a changing request from another site; for forms (sign-in link, pay page). Raises
    ForeignOrigin.
    """
    if not is_own_site(headers):
        raise ForeignOrigin()


def check_cookie_request(method: str, headers: Mapping[str, str]) -> None:
    """Refuse a changing request that uses a cookie without our own app's header. Raises UnmarkedRequest,
    ForeignOrigin.
    """
    if method in SAFE_METHODS:
        return
    check_own_site(headers)
    if MARK not in headers:
        raise UnmarkedRequest()
