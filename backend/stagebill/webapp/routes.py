"""Serves the app: its files, its one page, its worker and its manifest. Nothing here asks who is there."""

from typing import Any, Final

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from stagebill.identity.authentication import OPEN, carries_session
from stagebill.identity.session import SCRIPT
from stagebill.kernel.errors import declared, status_of
from stagebill.kernel.problems import general
from stagebill.kernel.templates import renderer, styles
from stagebill.sync.reading import PAGE_MAX
from stagebill.sync.rest import services_of
from stagebill.webapp.assets import Assets
from stagebill.webapp.encoding import best
from stagebill.webapp.manifest import language_of
from stagebill.webapp.publish import FAVICON, MANIFEST, ROBOTS, SHELL, WORKER, File, Published
from stagebill.webapp.reference import Error, reference
from stagebill.webapp.scope import is_app_path
from stagebill.webapp.shell import source_hash

_READING: Final = [HttpMethod.GET, HttpMethod.HEAD]

_render: Final = renderer("webapp")
_STYLE: Final = Markup(styles("webapp", "reference.css"))
_DOCS_POLICY: Final = f"default-src 'none'; style-src {source_hash(_STYLE)}; base-uri 'none'"

AppRequest = Request[Any, Any, Any]


@route(
    ["/assets/{path:path}", WORKER, FAVICON, ROBOTS],
    http_method=_READING,
    include_in_schema=False,
    opt={OPEN: True},
)
async def asset(request: AppRequest) -> Response[bytes]:
    file = _published(request).files.get(request.url.path)
    if file is None:
        raise NotFoundException()
    return _answer(file, request)


@route(MANIFEST, http_method=_READING, include_in_schema=False, opt={OPEN: True})
async def manifest(request: AppRequest) -> Response[bytes]:
    return _answer(_spoken(request, MANIFEST), request)


@route(["/", "/{screen:path}"], http_method=_READING, include_in_schema=False, opt={OPEN: True})
async def shell(request: AppRequest) -> Response[bytes]:
    """Every screen's address gets the same page; the app reads the address.

    Whether a session comes with the request is said beside it, unproved: a device that is new but signed in
    then asks for its rows a round trip earlier (`pwa/early.js`).
    """
    if not is_app_path(request.url.path):
        raise NotFoundException()
    answer = _answer(_spoken(request, SHELL), request)
    if carries_session(request.cookies):
        answer.headers["Server-Timing"] = "session"
    return answer


def _spoken(request: AppRequest, path: str) -> File:
    return _published(request).spoken[path][language_of(request.headers.get("Accept-Language", ""))]


def _published(request: AppRequest) -> Published:
    assets: Assets = request.app.state.assets
    return assets.current()


def _answer(file: File, request: AppRequest) -> Response[bytes]:
    headers = file.headers | {"ETag": file.etag}
    if file.etag in request.headers.get("If-None-Match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    encoding, body = best(file.bodies, request.headers.get("Accept-Encoding", ""))
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=file.media_type)


@route("/docs", http_method=_READING, include_in_schema=False, opt={OPEN: True})
async def api_reference(request: AppRequest) -> Response[str]:
    """The API reference, made from this very server's OpenAPI document; no script, nothing from elsewhere."""
    errors = [Error(each.code, status_of(each), each.title) for each in declared()]
    errors += [Error(*each) for each in general()]
    api = reference(request.app.openapi_schema.to_schema(), errors)
    base_url = services_of(request).config.base_url
    page = _render(
        "reference.html", api=api, base_url=base_url, token=SCRIPT, page_max=PAGE_MAX, style=_STYLE
    )
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": _DOCS_POLICY})


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (asset, manifest, shell, api_reference)
