"""A page for one person: compressed, never cached, never indexed, and its address is told to no
other site.
"""

import gzip
from collections.abc import Mapping
from typing import Any, Final

import brotli  # type: ignore[import-untyped]  # the library has no types
from litestar import Request, Response

BROTLI_QUALITY: Final = 5
PRIVATE: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def answer_page(
    request: Request[Any, Any, Any],
    text: str,
    policy: str,
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """Compressed, to fit into the first flight of packets; it reflects nothing that a stranger chose."""
    body, encoding = text.encode(), ""
    accepted = request.headers.get("accept-encoding", "")
    if "br" in accepted:
        body, encoding = brotli.compress(body, quality=BROTLI_QUALITY), "br"
    elif "gzip" in accepted:
        body, encoding = gzip.compress(body, mtime=0), "gzip"
    all_headers = {
        **PRIVATE, "Content-Security-Policy": policy, "Vary": "Accept-Encoding", **(headers or {}),
    }  # fmt: skip
    if encoding:
        all_headers["Content-Encoding"] = encoding
    return Response(body, media_type="text/html; charset=utf-8", status_code=status, headers=all_headers)
