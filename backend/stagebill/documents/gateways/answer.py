"""How a document leaves over HTTP: under its name, known again by its digest, kept by nobody between."""

import hashlib
from typing import Any

from litestar import Request, Response

from stagebill.attachments.disposition import file_headers
from stagebill.attachments.media import MediaType


def answer_pdf(request: Request[Any, Any, Any], name: str, body: bytes, digest: str = "") -> Response[bytes]:
    """The file, or 304 for whoever has it. `digest` is its SHA-256, where it is known already."""
    headers = file_headers(MediaType.PDF, name, digest or hashlib.sha256(body).hexdigest(), len(body))
    # Which rendition it is changes with what it is of; its bytes never do.
    headers["Cache-Control"] = "private, no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers={"ETag": headers["ETag"]})
    return Response(body, media_type="application/pdf", headers=headers)


def answer_picture(request: Request[Any, Any, Any], name: str, body: bytes) -> Response[bytes]:
    """A picture of a paper, to keep."""
    headers = file_headers(MediaType.PNG, name, hashlib.sha256(body).hexdigest(), len(body))
    headers["Cache-Control"] = "private, no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers={"ETag": headers["ETag"]})
    return Response(body, media_type="image/png", headers=headers)
