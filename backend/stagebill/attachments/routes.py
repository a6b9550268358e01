"""Bytes over HTTP: an upload under its digest, a job's files, and each file for whoever may see its job."""

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, head, put
from litestar.handlers import BaseRouteHandler
from litestar.params import PathParameter

from stagebill.attachments import media
from stagebill.attachments.gateway import BlobStore
from stagebill.attachments.gateways.disk import blob_store
from stagebill.attachments.gateways.images import ImageShop, Shrunk
from stagebill.attachments.gateways.serving import answer_bytes
from stagebill.attachments.media import DAY_BYTES_MAX, HEAD_BYTES, IMAGES, TAIL_BYTES, UPLOAD_BYTES_MAX
from stagebill.attachments.queries import (
    AttachmentView,
    Blob,
    attachment_view,
    attachment_views,
    blob,
    file_of,
    uploaded_since,
)
from stagebill.attachments.tables import KEEP_BLOB
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing, Unavailable
from stagebill.kernel.ids import Id
from stagebill.settings.queries import settings_views
from stagebill.sync.command import Scope
from stagebill.sync.reading import Page, PathId, answer_read
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

DAY: Final = timedelta(days=1)
# A disk that is full, over its quota, or not to be written to now: nothing is wrong with the upload.
_OUTAGES: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE})

AnyRequest = Request[Any, Any, Any]
Digest = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An upload that is here to be attached: what it turned out to be, and its size as it is kept."""

    sha256: media.Sha256
    media_type: media.MediaType
    file_bytes: int
    width: int | None
    height: int | None


@put(
    "/api/blobs/{sha256:str}",
    operation_id="attachments.upload",
    summary="Upload a file's bytes, as often as needed",
    tags=["attachments"],
    status_code=200,
    request_max_body_size=None,
)
async def upload(request: AnyRequest, sha256: Digest) -> Kept:
    """The body is the file itself, at most 25 MiB: a JPEG, PNG or WebP image, or a PDF. Its SHA-256 is its
    address, so a repeat changes nothing. Images are decoded and kept anew, at most 2048 pixels wide and high,
    without what a camera writes beside them."""
    services: Services = request.app.state.services
    context, store = context_of(request), blob_store(services.config)
    known = await blob(services.database.reader, context.organization_id, sha256)
    if known is not None and await store.has(context.organization_id, known.file_sha256):
        return _kept(known)
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > UPLOAD_BYTES_MAX:
        raise media.TooLarge(bytes_max=UPLOAD_BYTES_MAX)
    await _check_day(services, context)
    async with _files(store) as (source, file, thumbnail):
        size = await _received(request, source, sha256)
        made = await _made(_shop(request), sha256, source, file, thumbnail)
        for digest, place in ((made.file_sha256, file), (made.thumbnail_sha256, thumbnail)):
            if digest is not None:
                await store.keep(context.organization_id, digest, place)
    await _note(services, context, made, size)
    return _kept(made)


@head("/api/blobs/{sha256:str}", operation_id="attachments.is_uploaded", tags=["attachments"],
      summary="Whether these bytes are here already")  # fmt: skip
async def is_uploaded(request: AnyRequest, sha256: Digest) -> None:
    """200 when they are; a phone whose answer was lost need not send them again."""
    services: Services = request.app.state.services
    organization_id = context_of(request).organization_id
    known = await blob(services.database.reader, organization_id, sha256)
    if known is None or not await blob_store(services.config).has(organization_id, known.file_sha256):
        raise Missing.of(Blob)


@get("/api/jobs/{job_id:str}/attachments", operation_id="attachments.list_of_job", tags=["attachments"],
     summary="The photos and documents of a job")  # fmt: skip
async def list_of_job(request: AnyRequest, job_id: PathId) -> Page[AttachmentView]:
    """Newest first; what was taken off the job has its `removed_at`."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    found = await attachment_views(services.database.reader, scope, None, job_id)
    return answer_read(request, Page(found))


@get("/api/attachments/{attachment_id:str}", operation_id="attachments.read", tags=["attachments"],
     summary="One attachment")  # fmt: skip
async def read_attachment(request: AnyRequest, attachment_id: PathId) -> AttachmentView:
    """What is known of a file; its bytes are at `/file`, a photo's small copy at `/thumbnail`."""
    services: Services = request.app.state.services
    found = await attachment_view(services.database.reader, Scope.of(context_of(request)), attachment_id)
    return answer_read(request, found)


@get("/api/attachments/{attachment_id:str}/file", operation_id="attachments.file", tags=["attachments"],
     summary="An attachment's bytes")  # fmt: skip
async def read_file(request: AnyRequest, attachment_id: PathId) -> Response[Any]:
    """An image is shown in place; a document is given to be saved."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    name, kept = await file_of(services.database.reader, scope, attachment_id)
    return await answer_bytes(request, scope.organization_id, name, kept, is_small=False)


@get("/api/attachments/{attachment_id:str}/thumbnail", operation_id="attachments.thumbnail",
     tags=["attachments"], summary="A photo's small copy")  # fmt: skip
async def read_thumbnail(request: AnyRequest, attachment_id: PathId) -> Response[Any]:
    """At most 480 pixels wide and high; a document has none."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    name, kept = await file_of(services.database.reader, scope, attachment_id)
    return await answer_bytes(request, scope.organization_id, name, kept, is_small=True)


@get("/api/settings/logo", operation_id="settings.logo", tags=["settings"],
     summary="The company's logo")  # fmt: skip
async def read_logo(request: AnyRequest) -> Response[Any]:
    """A copy of at most 480 pixels wide and high, on white; 404 while the company has chosen none."""
    services: Services = request.app.state.services
    scope, reader = Scope.of(context_of(request)), services.database.reader
    (chosen,) = await settings_views(reader, scope, None)
    kept = await blob(reader, scope.organization_id, chosen.logo_sha256) if chosen.logo_sha256 else None
    if kept is None:
        raise Missing.of(Blob)
    return await answer_bytes(request, scope.organization_id, "logo", kept, is_small=True)


ROUTES: tuple[BaseRouteHandler, ...] = (
    upload, is_uploaded, list_of_job, read_attachment, read_file, read_thumbnail, read_logo,
)  # fmt: skip


async def _check_day(services: Services, context: Context) -> None:
    assert context.member_id is not None
    since = services.clock.now() - DAY
    reader, organization_id = services.database.reader, context.organization_id
    if await uploaded_since(reader, organization_id, context.member_id, since) >= DAY_BYTES_MAX:
        raise media.TooMuchToday(bytes_max=DAY_BYTES_MAX, retry_after_seconds=3600)


@asynccontextmanager
async def _files(store: BlobStore) -> AsyncIterator[tuple[Path, Path, Path]]:
    """Three places to write to. Whatever happens, nothing is left in them; a full disk is said to be one."""
    try:
        places = (store.incoming(), store.incoming(), store.incoming())
        try:
            yield places
        finally:
            for place in places:
                with suppress(OSError):
                    place.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _OUTAGES:
            raise Unavailable() from error
        raise


async def _received(request: AnyRequest, source: Path, sha256: str) -> int:
    """The body in a file, as it comes, never more of it than may come; its size."""
    hashed, size = hashlib.sha256(), 0
    with source.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > UPLOAD_BYTES_MAX:
                raise media.TooLarge(bytes_max=UPLOAD_BYTES_MAX)
            hashed.update(piece)
            file.write(piece)
    if size == 0:
        raise media.Empty()
    if hashed.hexdigest() != sha256:
        raise media.WrongDigest(sha256=hashed.hexdigest())
    return size


async def _made(shop: ImageShop, sha256: str, source: Path, file: Path, thumbnail: Path) -> Blob:
    """What is kept of the upload lies at `file` and `thumbnail` afterwards."""
    kind = await asyncio.to_thread(_kind_of, source)
    if kind not in IMAGES:
        size = await asyncio.to_thread(_moved, source, file)
        return Blob(sha256=sha256, media_type=kind, file_sha256=sha256, file_bytes=size)
    shrunk = await shop.shrink(source, file, thumbnail)
    return await asyncio.to_thread(_image, sha256, shrunk, file, thumbnail)


def _kind_of(source: Path) -> media.MediaType:
    with source.open("rb") as opened:
        beginning = opened.read(HEAD_BYTES)
        opened.seek(max(0, source.stat().st_size - TAIL_BYTES))
        return media.media_type(beginning, opened.read())


def _moved(source: Path, file: Path) -> int:
    source.rename(file)
    return file.stat().st_size


def _image(sha256: str, shrunk: Shrunk, file: Path, thumbnail: Path) -> Blob:
    return Blob(
        sha256=sha256,
        media_type=shrunk.media_type,
        file_sha256=_digest(file),
        file_bytes=file.stat().st_size,
        thumbnail_sha256=_digest(thumbnail),
        thumbnail_bytes=thumbnail.stat().st_size,
        width=shrunk.width,
        height=shrunk.height,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _note(services: Services, context: Context, made: Blob, size: int) -> None:
    """The row comes last: once it is there, the bytes are."""
    values = (made.sha256, made.media_type, made.file_sha256, made.file_bytes, made.thumbnail_sha256,
              made.thumbnail_bytes, made.width, made.height)  # fmt: skip
    who: tuple[Id, Any] = (context.organization_id, context.member_id)
    now = services.clock.now()

    async def unit(tx: Tx) -> None:
        await tx.run(KEEP_BLOB, who[0], *values, size, who[1], now)

    await services.database.write(unit)


def _shop(request: AnyRequest) -> ImageShop:
    """Lives as long as the app does."""
    state = request.app.state
    if "image_shop" not in state:
        state.image_shop = ImageShop()
    shop: ImageShop = state.image_shop
    return shop


def _kept(known: Blob) -> Kept:
    return Kept(
        sha256=known.sha256,
        media_type=known.media_type,
        file_bytes=known.file_bytes,
        width=known.width,
        height=known.height,
    )
