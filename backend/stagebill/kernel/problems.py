"""Problem details (RFC 9457): how every error is sent as JSON. The only kernel file that knows Litestar."""

import re
import traceback
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute
from litestar.types import ExceptionHandlersMap

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import new_id

MEDIA_TYPE = "application/problem+json"
_JSON = "application/json"
RETRY_AFTER_SECONDS = 2
CAUSE_CHARACTERS_MAX = 200
_VALUE = re.compile(r"^(Invalid (?:enum )?value) .*", re.DOTALL)  # msgspec repeats what was sent
ADDRESS_IN_PARTS = "An address is written in parts: street, city, region, postal_code and country."

ID_EXPECTED = "Expected an id: a UUID in lower case."
_ID = "matching regex '^[0-9a-f]{8}-"
_OF_A_LIST = "limit"  # elsewhere a word behind the address may say which version somebody has
_OF_DEVICES = ("/api/sync/", "/api/events")
_ERRORS_MAX = 20
BODY_MISSING = "This address asks for a body: a JSON object with its fields."
_WHOLE = "data"  # what Litestar calls the body as a whole: its own parameter
_NO_BODY = f"'{_WHOLE}'"

_CODES = {
    400: ("request.malformed", "The request cannot be read."),
    401: ("identity.not_signed_in", "Sign in first."),
    403: ("request.forbidden", "This is not allowed."),
    404: ("request.not_found", "There is nothing at this address."),
    405: ("request.method_not_allowed", "This address does not know that method."),
    413: ("request.too_large", "The request is larger than this address takes."),
    415: ("request.unsupported_media_type", "This address does not take that kind of content."),
    422: ("request.invalid", "The request does not have the shape that this address asks for."),
    429: ("request.too_many", "Too many requests; wait, then try again."),
    500: ("server.failed", "Something went wrong on our side; nothing of this was stored."),
    503: ("server.busy", "Too much is going on; try again in a moment."),
}
_CONFLICT = "What was asked for does not fit the state of things; `code` names the rule."
_MISSING = "There is no such record here."
_MADE = "Made: the answer is what was made."
# Litestar's error for an incomplete body. It is no failure of ours: phones lose signal midway.
_HUNG_UP = "client disconnected prematurely"
_logger = structlog.get_logger(__name__)

AnyRequest = Request[Any, Any, Any]


def general() -> list[tuple[str, int, str]]:
    """Code, status and sentence of what is refused before any rule of the product is asked."""
    return [(code, status, title) for status, (code, title) in _CODES.items()]


def problem(
    status: int, code: str, title: str, facts: dict[str, Any], headers: dict[str, str] | None = None
) -> Response[bytes]:
    """One problem as an answer. Facts stand beside the standard members, as the RFC allows."""
    members = {
        "type": f"urn:stagebill:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
    }
    body = msgspec.json.encode({**facts, **members})
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


async def refuse_what_is_not_asked_for(request: AnyRequest) -> Response[bytes] | None:
    """Before any route: content of another kind, and filters that an address does not know."""
    await _refuse_other_content(request)
    return _refuse_unknown_filters(request)


def _refuse_unknown_filters(request: AnyRequest) -> Response[bytes] | None:
    """A misspelt filter would answer with every record, and nobody would notice. Installed apps of any age
    are answered all the same.
    """
    path = request.scope["path"]
    if (
        not request.scope["query_string"]
        or request.method not in ("GET", "HEAD")
        or not path.startswith("/api/")
        or path.startswith(_OF_DEVICES)
    ):
        return None
    known = _filters_of(request.app).get(request.scope["route_handler"], frozenset())
    unknown = sorted(set(request.query_params) - known)
    if not unknown or _OF_A_LIST not in known:
        return None
    message = f"There is no such filter here. Known: {', '.join(sorted(known))}."
    return _invalid([{"path": each[:CAUSE_CHARACTERS_MAX], "message": message, "source": "query"}
                     for each in unknown[:_ERRORS_MAX]])  # fmt: skip


def _filters_of(app: Litestar) -> dict[Any, frozenset[str]]:
    """The query parameters of each route, gathered at the first request that has any."""
    known: dict[Any, frozenset[str]] | None = app.state.get("filters")
    if known is None:
        known = {
            handler: frozenset(each.field_alias for each in model.expected_query_params)
            for route in app.routes
            if isinstance(route, HTTPRoute)
            for handler, model in route.route_handler_map.values()
        }
        app.state["filters"] = known
    return known


async def _refuse_other_content(request: AnyRequest) -> None:
    """A body that declares itself to be something other than JSON is refused, not guessed at."""
    said, _ = request.content_type
    if said not in ("", _JSON) and request.scope["route_handler"].parsed_data_field is not None:
        raise HTTPException(status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def refusal_problem(_: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """A rule said no: its code, its sentence, its facts."""
    headers = {}
    if refusal.kind is Kind.BUSY and refusal.__cause__ is not None:
        # The caller cannot fix this; the operator reads the cause in the log.
        cause = refusal.__cause__
        _logger.warning(
            "busy", code=refusal.code, cause=f"{type(cause).__name__}: {cause}"[:CAUSE_CHARACTERS_MAX]
        )
    if refusal.kind in {Kind.BUSY, Kind.TOO_MANY}:
        headers["Retry-After"] = str(refusal.facts.get("retry_after_seconds", RETRY_AFTER_SECONDS))
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(refusal.status, refusal.code, refusal.title, refusal.facts, headers)


def invalid_problem(_: AnyRequest, error: ValidationException) -> Response[bytes]:
    """Litestar found an invalid field: which, and why. Never the value: it may be a secret."""
    return _invalid([_error(extra) for extra in error.extra or []] or [{"path": "", "message": error.detail}])


def _error(extra: Any) -> dict[str, str]:
    found = extra if isinstance(extra, dict) else {"message": str(extra)}
    said, _, path = str(found.get("message", "")).rpartition(" - at `$")
    text = _VALUE.sub(r"\1", said or path)[:CAUSE_CHARACTERS_MAX]
    source = str(getattr(found.get("source"), "value", found.get("source", "")))
    key = str(found.get("key", ""))
    path = path.removesuffix("`").lstrip(".") if said else "" if key == _WHOLE else key
    if text == _NO_BODY:
        text, path, source = BODY_MISSING, "", "body"
    if _ID in text:
        text = ID_EXPECTED
    if path.endswith("address") and text.startswith("Expected `object"):
        text = ADDRESS_IN_PARTS
    return {"path": path[:CAUSE_CHARACTERS_MAX], "message": text, "source": source}


def shape_problem(_: AnyRequest, error: msgspec.ValidationError) -> Response[bytes]:
    """msgspec found an invalid field in a body that a route read by itself."""
    return _invalid([_error({"message": str(error), "source": "body"})])


def _invalid(errors: list[dict[str, str]]) -> Response[bytes]:
    code, title = _CODES[422]
    return problem(422, code, title, {"errors": errors})


def http_problem(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What Litestar itself refuses: unknown address, wrong method, too large, unreadable."""
    if error.detail == _HUNG_UP:
        return problem(400, *_CODES[400], {})
    if error.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return failure_problem(request, error)
    code, title = _CODES.get(error.status_code, (f"request.status_{error.status_code}", error.detail))
    return problem(error.status_code, code, title, {}, error.headers)


def unreadable_problem(_: AnyRequest, error: Exception) -> Response[bytes]:
    """Not JSON, not UTF-8, or nested without end."""
    return problem(400, *_CODES[400], {"reason": type(error).__name__})


def failure_problem(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A bug or an outage: the log has the details under this id, the answer only the id."""
    failure_id = new_id()
    # The route's pattern, not the address: some addresses hold a secret.
    route = request.scope.get("path_template", "")
    # Formatted here: a logger's own rendering may print local variables, which hold what people sent.
    trace = "".join(traceback.format_exception(error))
    _logger.error("failed", failure_id=failure_id, method=request.method, route=route, trace=trace)
    return problem(500, *_CODES[500], {"failure_id": failure_id})


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    Refusal: refusal_problem,
    ValidationException: invalid_problem,
    HTTPException: http_problem,
    msgspec.ValidationError: shape_problem,
    msgspec.DecodeError: unreadable_problem,
    # Invalid UTF-8 in a JSON string, and brackets nested deeper than the stack: msgspec raises these two past
    # Litestar's own translation.
    UnicodeDecodeError: unreadable_problem,
    RecursionError: unreadable_problem,
    Exception: failure_problem,
}


class Problem(msgspec.Struct, frozen=True):
    """What went wrong (RFC 9457). Further members hold the facts of the code, such as `left_minor`."""

    type: str
    title: str
    status: int
    code: str


class DocumentedProblems(ReceiveRoutePlugin):
    """Adds the problems that a route can answer with to the API description."""

    def receive_route(self, route: BaseRoute) -> None:
        """Called for each route as the app is made."""
        if not isinstance(route, HTTPRoute):
            return
        for handler in route.route_handlers:
            statuses = _statuses(handler, has_parameters=bool(route.path_parameters))
            handler.responses = {**statuses, **(handler.responses or {})}
            if handler.status_code == HTTPStatus.CREATED:
                handler.response_description = _MADE
            if handler.opt.get("exclude_from_auth"):
                handler.security = [{}]  # what the whole API asks for, this one does not


def _statuses(handler: HTTPRouteHandler, *, has_parameters: bool) -> dict[int, ResponseSpec]:
    writes = not handler.http_methods <= {"GET", "HEAD", "OPTIONS"}
    possible = {
        400: True,
        401: not handler.opt.get("exclude_from_auth"),
        403: not handler.opt.get("exclude_from_auth"),
        404: has_parameters,
        409: writes,
        413: writes,
        415: writes,
        422: True,
        503: writes,
    }
    said = {404: _MISSING, 409: _CONFLICT}
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=said.get(status) or _CODES[status][1],
            media_type=MEDIA_TYPE,
        )
        for status, is_possible in possible.items()
        if is_possible
    }
