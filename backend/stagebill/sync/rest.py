"""The REST face, made from the commands: one route each, a typed body, the same write path behind it."""

import inspect
import re
import uuid
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, patch, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromHeader, HeaderParameter, JSONBody

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.apply import apply
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.mutation import Answered, Mutation, NotAllowed
from stagebill.sync.reading import PathId
from stagebill.sync.services import Services

BODY_BYTES_MAX = 256 * 1024

_VERBS = {"POST": post, "PATCH": patch, "PUT": put, "DELETE": delete}
_PARAMETER = re.compile(r"\{(\w+)\}")
_KEY_HELP = (
    "The mutation id (a UUID): the same key gives the same answer for ever, whatever became of the first."
)


class BadIdempotencyKey(Refusal):
    """An Idempotency-Key must be a UUID."""

    kind = Kind.INVALID


class Refused(Refusal):
    """A stored refusal, raised again for the caller that asked by REST."""

    def __init__(self, answered: Answered) -> None:
        outcome = answered.outcome
        assert outcome.kind is not None
        assert outcome.code is not None
        super().__init__(**outcome.facts)
        self.kind, self.code, self.title = outcome.kind, outcome.code, outcome.title or outcome.code


def mutation_id_of(key: str | None) -> Id:
    """The Idempotency-Key as an id; a new id for callers that send none."""
    if key is None:
        return new_id()
    try:
        return str(uuid.UUID(key))
    except ValueError:
        raise BadIdempotencyKey(key=key[:64]) from None


def services_of(request: Request[Any, Any, Any]) -> Services:
    """What the app was started with."""
    services: Services = request.app.state.services
    return services


def context_of(request: Request[Any, Any, Any]) -> Context:
    """Who asks; set by the authentication middleware."""
    context = request.auth
    assert isinstance(context, Context)
    return context


def office_of(request: Request[Any, Any, Any], asked: str | None = None) -> Context:
    """Who asks, for what the office alone reads; `asked` names it in the refusal. Raises NotAllowed."""
    context = context_of(request)
    if context.role not in OFFICE_ROLES:
        raise NotAllowed(role=context.role, **({"type": asked} if asked else {}))
    return context


def body_type(command: Command, path_parameters: Sequence[str]) -> type[msgspec.Struct]:
    """The command's input without what the path already says."""
    if not path_parameters:
        return command.input
    fields: list[Any] = [
        (field.encode_name, field.type, *_default(field))
        for field in msgspec.structs.fields(command.input)
        if field.encode_name not in path_parameters
    ]
    return msgspec.defstruct(
        f"{command.input.__name__}Body",
        fields,
        kw_only=True,
        forbid_unknown_fields=True,
        namespace={"__doc__": command.input.__doc__},
    )


def _default(field: msgspec.structs.FieldInfo) -> tuple[Any, ...]:
    if field.default is not msgspec.NODEFAULT:
        return (field.default,)
    if field.default_factory is not msgspec.NODEFAULT:
        return (msgspec.field(default_factory=field.default_factory),)
    return ()


def rest_route(command: Command) -> HTTPRouteHandler:
    """The Litestar handler of a command that has a route."""
    assert command.route is not None
    method, _, path = command.route.partition(" ")
    names = _PARAMETER.findall(path)
    handle = _handle(command, names)
    typed_path = _PARAMETER.sub(r"{\1:str}", path)
    return _VERBS[method](
        typed_path,
        operation_id=command.name,
        summary=command.summary,
        tags=[command.name.partition(".")[0]],
        status_code=command.status,
        request_max_body_size=BODY_BYTES_MAX,
    )(handle)


def _handle(command: Command, names: Sequence[str]) -> Any:
    body = body_type(command, names)
    bodyless = not body.__struct_fields__
    decoder = msgspec.json.Decoder(body)

    async def handle(**given: Any) -> Response[bytes]:
        request = given["request"]
        # Litestar has read the body already, but it takes "5" for 5 and 1 for true.
        sent = {} if bodyless else _as_sent(decoder, await request.body())
        sent.update((name, given[name]) for name in names)
        mutation = Mutation(id=mutation_id_of(given["idempotency_key"]), type=command.name, body=sent)
        services: Services = request.app.state.services
        context = context_of(request)
        return answer(services, command, context, await apply(services, mutation, context))

    wanted: dict[str, Any] = {"request": Request}
    if not bodyless:
        wanted["data"] = JSONBody[body]  # type: ignore[valid-type,misc]
    wanted |= {name: PathId for name in names}
    key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key", description=_KEY_HELP)]]
    wanted["idempotency_key"] = key
    defaults = {"idempotency_key": None}
    handle.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=kind,
                default=defaults.get(name, inspect.Parameter.empty),
            )
            for name, kind in wanted.items()
        ]
    )
    handle.__annotations__ = {**wanted, "return": command.view or msgspec.Raw}
    handle.__name__ = command.name.replace(".", "_")
    return handle


def _as_sent(decoder: msgspec.json.Decoder[Any], body: bytes) -> dict[str, Any]:
    """The body word for word, once it has the right shape: with the defaults of today filled in, the same
    key and body would be other content to the next release, and to a phone that pushes it.
    """
    decoder.decode(body)
    sent: dict[str, Any] = msgspec.json.decode(body)
    return sent


def answer(services: Services, command: Command, context: Context, answered: Answered) -> Response[bytes]:
    """The stored effect as it was first sent; a replay is marked by a header."""
    outcome = answered.outcome
    if outcome.state == "rejected":
        raise Refused(answered)
    body = bytes(outcome.effect)
    if command.present is not None:
        body = command.present(services.config, context, body)
    headers = {"Idempotency-Replayed": "true"} if answered.replayed else {}
    return Response(body, status_code=command.status, media_type="application/json", headers=headers)
