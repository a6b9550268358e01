"""Texts over HTTP: the account, who may be texted, what a text will say; and what Twilio tells."""

from typing import Annotated, Any, Final

import msgspec
import structlog
from litestar import Request, Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromHeader, FromPath, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK
from markupsafe import escape

from stagebill.identity.rate_limit import NAME_TRIES, TryLimit
from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id, is_id
from stagebill.notifications import queries, sealed
from stagebill.notifications.gateway import TryAgain
from stagebill.notifications.mutations import NOTE_ARRIVAL
from stagebill.notifications.texts.account import (
    AccountNotTried,
    AccountSaysNo,
    AccountSid,
    AuthToken,
    Sender,
    SenderNotYours,
    ServiceIsEmpty,
    TextSender,
    TokenMissing,
    TriedTooOften,
)
from stagebill.notifications.texts.callback import (
    Fields,
    arrival_in,
    fields_of,
    is_signed,
    is_stopped,
    word_in,
)
from stagebill.notifications.texts.followers import as_server, hear, opened
from stagebill.notifications.texts.mutations import SET_TEXT_ACCOUNT
from stagebill.notifications.texts.queries import (
    TextAccountView,
    TextsView,
    account_view,
    answer_texts,
    inbound_url,
    status_url,
    text_account,
)
from stagebill.notifications.texts.sample import Example, Sample, examples, samples
from stagebill.notifications.texts.words import say
from stagebill.sync.apply import apply
from stagebill.sync.command import OWNER
from stagebill.sync.mutation import Mutation, NotAllowed
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import answer, context_of, mutation_id_of, office_of, services_of
from stagebill.sync.services import Services

_log = structlog.get_logger(__name__)
BODY_BYTES_MAX: Final = 16 * 1024
CALLBACK_BYTES_MAX: Final = 64 * 1024
OPEN: Final = {"exclude_from_auth": True}
_NOTHING: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

Anyone = Request[Any, Any, Any]
Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]


class NewTextAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company's account at Twilio. A token that is left out stays as it is."""

    is_on: bool
    account_sid: AccountSid
    token: AuthToken | None = None
    sender: Sender


class Samples(msgspec.Struct, frozen=True, kw_only=True):
    """What texts of this company say in our words, in each language, and what fills the places of its own."""

    items: list[Sample]
    examples: list[Example]


@get("/api/text-account", operation_id="notifications.read_text_account", summary="How texts leave",
     tags=["notifications"])  # fmt: skip
async def read_text_account(request: Anyone) -> TextAccountView:
    """For the office. The token is never shown."""
    context = office_of(request, "notifications.read_text_account")
    return answer_read(request, await _view(request, context))


@post("/api/text-account", operation_id="notifications.set_text_account", summary="Say how texts leave",
      tags=["notifications"], status_code=HTTP_200_OK, request_max_body_size=BODY_BYTES_MAX)  # fmt: skip
async def set_text_account(
    request: Anyone, data: JSONBody[NewTextAccount], idempotency_key: Key = None
) -> TextAccountView:
    """For the owner. The account and its number are tried by real calls that change nothing; then the token
    is sealed, and never shown. Switched off, nothing is tried.
    """
    context, services = context_of(request), services_of(request)
    if context.role not in OWNER:
        raise NotAllowed(role=context.role, type=SET_TEXT_ACCOUNT.name)
    token = await _token(services, context, data)
    if data.is_on:
        _count_try(request, context)
        sender = TextSender(account_sid=data.account_sid, token=token, sender=data.sender)
        await _try(services, sender)
    key = services.config.secret_key
    body = {
        "is_on": data.is_on,
        "account_sid": data.account_sid,
        "sender": data.sender,
        "token_sealed": sealed.sealed(key, "text_account", context.organization_id, token),
    }
    mutation = Mutation(id=mutation_id_of(idempotency_key), type=SET_TEXT_ACCOUNT.name, body=body)
    acting = msgspec.structs.replace(context, role="system")
    answer(services, SET_TEXT_ACCOUNT, context, await apply(services, mutation, acting))
    return answer_read(request, await _view(request, context))


@get("/api/customers/{customer_id:str}/texts", operation_id="notifications.read_texts",
     summary="Whether a customer may be texted", tags=["notifications"])  # fmt: skip
async def read_texts(request: Anyone, customer_id: PathId) -> TextsView:
    """With all that was said about it: by whom, when and how."""
    context = office_of(request, "notifications.read_texts")
    found = await answer_texts(services_of(request).database.reader, context, customer_id)
    return answer_read(request, found)


@get("/api/text-samples", operation_id="notifications.list_text_samples", summary="What texts say",
     tags=["notifications"])  # fmt: skip
async def list_text_samples(request: Anyone) -> Samples:
    """With the number of segments that each is billed as."""
    context, services = office_of(request, "notifications.list_text_samples"), services_of(request)
    name = await queries.trade_name(services.database.reader, context.organization_id)
    shown = (name, context.currency, services.config.base_url, context.today)
    found = Samples(items=samples(*shown), examples=examples(*shown))
    return answer_read(request, found)


@post("/hooks/texts/{organization_id:str}/inbound", opt=OPEN, include_in_schema=False,
      status_code=HTTP_200_OK, request_max_body_size=CALLBACK_BYTES_MAX)  # fmt: skip
async def hear_inbound(request: Anyone, organization_id: FromPath[str]) -> Response[str]:
    """A customer answered. STOP and START count; to anything else a text says whom to call."""
    services = services_of(request)
    fields = await _signed(request, organization_id, inbound_url(services.config, organization_id))
    if fields is None:
        return _refused()
    said = dict(fields)
    word = word_in(said)
    if word is not None:
        cause = said.get("MessageSid", "")
        await hear(services, organization_id, said.get("From", ""), word, cause)
        return _xml(_NOTHING)  # Twilio itself confirms both
    phone, language = await queries.phone_and_language(services.database.reader, organization_id)
    return _xml(_spoken(say(language, "unread", phone=phone)) if phone else _NOTHING)


@post("/hooks/texts/{organization_id:str}/status/{message_id:str}", opt=OPEN, include_in_schema=False,
      status_code=HTTP_200_OK, request_max_body_size=CALLBACK_BYTES_MAX)  # fmt: skip
async def hear_status(
    request: Anyone, organization_id: FromPath[str], message_id: FromPath[str]
) -> Response[str]:
    """What became of a text. Told twice, it is one thing; told late, the first end stays."""
    services = services_of(request)
    address = status_url(services.config, organization_id, message_id)
    fields = await _signed(request, organization_id, address)
    if fields is None or not is_id(message_id):
        return _refused()
    said = dict(fields)
    arrival = arrival_in(said)
    if arrival is not None:
        words = " ".join(filter(None, (said.get("MessageStatus"), said.get("ErrorCode"))))
        body = {"message_id": message_id, "arrival": arrival, "words": words}
        cause = derived_id("arrival", organization_id, message_id, arrival)
        await as_server(services, organization_id, cause, NOTE_ARRIVAL, body)
    if is_stopped(said):
        await hear(services, organization_id, said.get("To", ""), "stopped", said.get("MessageSid", ""))
    return _xml(_NOTHING)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    read_text_account,
    set_text_account,
    read_texts,
    list_text_samples,
    hear_inbound,
    hear_status,
)


async def _token(services: Services, context: Context, data: NewTextAccount) -> str:
    """What was typed, or what is kept of the same account. Raises TokenMissing."""
    if data.token is not None:
        return data.token
    account = await text_account(services.database.reader, context.organization_id)
    if account is None or account.account_sid != data.account_sid:
        raise TokenMissing()
    try:
        return opened(services, account).token
    except TryAgain:
        raise TokenMissing() from None


async def _try(services: Services, sender: TextSender) -> None:
    from stagebill.notifications.gateways import twilio

    try:
        verdict = await twilio.Twilio(services.config.twilio_api, sender).verdict()
    except TryAgain as silent:
        raise AccountNotTried() from silent
    if verdict == "account_refused":
        raise AccountSaysNo()
    if verdict == "sender_not_yours":
        raise SenderNotYours(sender=sender.sender)
    if verdict == "service_is_empty":
        raise ServiceIsEmpty(sender=sender.sender)


async def _signed(request: Anyone, organization_id: Id, url: str) -> Fields | None:
    """The form, where the company's own account signed it for this very address; an account that was switched
    off is still heard: STOP counts for ever. Under another secret of the installation nobody can be told from
    the carrier: the screen of the account asks the owner for the token, and the carrier keeps STOP itself.
    """
    services = services_of(request)
    account = None
    if is_id(organization_id):
        account = await text_account(services.database.reader, organization_id)
    if account is None:
        return None
    try:
        token = opened(services, account).token
    except TryAgain:
        _log.warning("text_callback_unreadable", organization_id=organization_id)
        return None
    fields = fields_of(await request.body())
    signature = request.headers.get("x-twilio-signature", "")
    return fields if is_signed(url, fields, signature, token) else None


def _count_try(request: Anyone, context: Context) -> None:
    limit: TryLimit = request.app.state.setdefault("text_account_limit", TryLimit(NAME_TRIES))
    now = services_of(request).clock.monotonic()
    if wait := limit.wait_or_count(context.organization_id, now):
        raise TriedTooOften(retry_after_seconds=wait)


async def _view(request: Anyone, context: Context) -> TextAccountView:
    services = services_of(request)
    account = await text_account(services.database.reader, context.organization_id)
    return account_view(account, services.config, context.organization_id)


def _spoken(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response><Message>{escape(text)}</Message></Response>'


def _xml(text: str) -> Response[str]:
    return Response(text, media_type="text/xml", headers={"Cache-Control": "no-store"})


def _refused() -> Response[str]:
    return Response("", media_type="text/plain", status_code=403)
