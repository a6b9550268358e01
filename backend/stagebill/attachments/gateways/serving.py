"""A kept file as an answer: its bytes in pieces, with headers that let nothing in it run."""

from typing import Any

from litestar import Request, Response
from litestar.response import Stream

from stagebill.attachments.disposition import file_headers
from stagebill.attachments.gateways.disk import blob_store
from stagebill.attachments.media import MediaType
from stagebill.attachments.queries import Blob
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id


async def answer_bytes(
    request: Request[Any, Any, Any], organization_id: Id, name: str, kept: Blob, *, is_small: bool
) -> Response[Any]:
    """The file, or a photo's small copy; the caller has judged who may see it. Raises attachments.missing."""
    digest, size = kept.file_sha256, kept.file_bytes
    kind = MediaType.JPEG if is_small else kept.media_type
    if is_small:
        if kept.thumbnail_sha256 is None or kept.thumbnail_bytes is None:
            raise Missing.of(Blob)
        digest, size = kept.thumbnail_sha256, kept.thumbnail_bytes
    headers = file_headers(kind, name, digest, size)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers={"ETag": headers["ETag"]})
    store = blob_store(request.app.state.services.config)
    if not await store.has(organization_id, digest):
        raise Missing.of(Blob)
    return Stream(store.read(organization_id, digest), headers=headers, media_type=kind)
