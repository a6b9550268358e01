"""What became of what was sent, and by which mail server it leaves."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromHeader, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK

from stagebill.customers.queries import customer_view
from stagebill.identity.rate_limit import NAME_TRIES, TryLimit
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import invoice_records
from stagebill.jobs.queries import job_view
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import new_id
from stagebill.kernel.text import Email, Line
from stagebill.notifications import queries, sealed
from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood, TryAgain
from stagebill.notifications.gateways.configured import gateway_of, mail_server
from stagebill.notifications.letter import trial_letter
from stagebill.notifications.mail_account import (
    Host,
    MailServerSaysNo,
    NoMailServer,
    Port,
    Secret,
    Security,
    TestedTooOften,
)
from stagebill.notifications.mutations import SET_MAIL_ACCOUNT
from stagebill.notifications.queries import MailAccountView, MessageView, account_view
from stagebill.sync.apply import apply
from stagebill.sync.command import OFFICE_ROLES, OWNER, Scope
from stagebill.sync.mutation import Mutation, NotAllowed
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import answer, context_of, mutation_id_of, services_of

BODY_BYTES_MAX: Final = 16 * 1024

Anyone = Request[Any, Any, Any]
Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """Messages, the newest first."""

    items: list[MessageView]


class NewMailAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail server of the company's own. A password that is left out stays as it is."""

    is_on: bool
    host: Host
    port: Port
    security: Security
    username: Line | None = None
    password: Secret | None = None
    from_address: Email


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """Where the test mail went, and what the mail server said to it."""

    to_address: str
    words: str


@get("/api/invoices/{invoice_id:str}/messages", operation_id="notifications.list_of_invoice",
     summary="What was said to the customer about an invoice", tags=["notifications"])  # fmt: skip
async def list_of_invoice(request: Anyone, invoice_id: PathId) -> Messages:
    """Mails with what became of each: sent, refused and why, or unknown."""
    services, context = services_of(request), context_of(request)
    if not await invoice_records(services.database.reader, Scope.of(context), [invoice_id]):
        raise Missing.of(Invoice, id=invoice_id)
    found = await queries.messages_of(services.database.reader, context.organization_id, invoice_id)
    return answer_read(request, Messages(items=found))


@get("/api/jobs/{job_id:str}/messages", operation_id="notifications.list_on_job",
     summary="What was said to the customer about a job", tags=["notifications"])  # fmt: skip
async def list_on_job(request: Anyone, job_id: PathId) -> Messages:
    """Of all its invoices and change orders."""
    services, context = services_of(request), context_of(request)
    await job_view(services.database.reader, Scope.of(context), job_id)
    found = await queries.messages_on_job(services.database.reader, context.organization_id, job_id)
    return answer_read(request, Messages(items=found))


@get("/api/customers/{customer_id:str}/messages", operation_id="notifications.list_to_customer",
     summary="What was said to a customer about all that they owe", tags=["notifications"])  # fmt: skip
async def list_to_customer(request: Anyone, customer_id: PathId) -> Messages:
    """Of one invoice or job it stands there."""
    services, context = services_of(request), context_of(request)
    await customer_view(services.database.reader, Scope.of(context), customer_id)
    found = await queries.messages_to_customer(services.database.reader, context.organization_id, customer_id)
    return answer_read(request, Messages(items=found))


@get("/api/messages/undelivered", operation_id="notifications.list_undelivered",
     summary="Messages that did not arrive", tags=["notifications"])  # fmt: skip
async def list_undelivered(request: Anyone) -> Messages:
    """Refused or of unknown fate, and not sent again since."""
    context = _allowed(request, "notifications.list_undelivered", OFFICE_ROLES)
    services = services_of(request)
    found = await queries.troubled_messages(services.database.reader, context.organization_id)
    return answer_read(request, Messages(items=found))


@get("/api/mail-account", operation_id="notifications.read_mail_account", summary="How mail leaves",
     tags=["notifications"])  # fmt: skip
async def read_mail_account(request: Anyone) -> MailAccountView:
    """For the owner. The password is never shown."""
    context = _allowed(request, "notifications.read_mail_account", OWNER)
    return answer_read(request, await _view(request, context))


@post("/api/mail-account", operation_id="notifications.set_mail_account", summary="Say how mail leaves",
     tags=["notifications"], status_code=HTTP_200_OK, request_max_body_size=BODY_BYTES_MAX)  # fmt: skip
async def set_mail_account(
    request: Anyone, data: JSONBody[NewMailAccount], idempotency_key: Key = None
) -> MailAccountView:
    """For the owner. The password is sealed before it is stored; mail that waits leaves this way, too."""
    context = _allowed(request, SET_MAIL_ACCOUNT.name, OWNER)
    strict = msgspec.json.decode(await request.body(), type=NewMailAccount)
    body = msgspec.to_builtins(strict)
    password = body.pop("password")
    if password is not None:
        key = services_of(request).config.secret_key
        body["password_sealed"] = sealed.sealed(key, "mail_account", context.organization_id, password)
    mutation = Mutation(id=mutation_id_of(idempotency_key), type=SET_MAIL_ACCOUNT.name, body=body)
    acting = msgspec.structs.replace(context, role="system")
    services = services_of(request)
    answer(services, SET_MAIL_ACCOUNT, context, await apply(services, mutation, acting))
    return answer_read(request, await _view(request, context))


@post("/api/mail-account/test", operation_id="notifications.test_mail_account", summary="Send a test mail",
      tags=["notifications"], status_code=HTTP_200_OK)  # fmt: skip
async def test_mail_account(request: Anyone) -> Tested:
    """For the owner: connects and sends a mail to the owner's own address; says what the server said."""
    context, services = _allowed(request, "notifications.test_mail_account", OWNER), services_of(request)
    _count_try(request, context)
    member = request.user.member

    async def leaving() -> None:
        """A test may be repeated: nobody minds a second one."""

    try:
        server = await mail_server(services, context.organization_id)
        if server is None:
            raise NoMailServer()
        letter = trial_letter(new_id(), server.from_address, context.name, member.email, member.language)
        letter["Date"] = services.clock.now()
        words = await gateway_of(services, server).send(str(letter["Message-ID"]), letter, leaving)
    except (TryAgain, RefusedForGood, OutcomeUnknown) as error:
        raise MailServerSaysNo(words=str(error)) from None
    return Tested(to_address=member.email, words=words)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    list_of_invoice,
    list_on_job,
    list_to_customer,
    list_undelivered,
    read_mail_account,
    set_mail_account,
    test_mail_account,
)


def _allowed(request: Anyone, what: str, roles: frozenset[Any]) -> Context:
    context = context_of(request)
    if context.role not in roles:
        raise NotAllowed(role=context.role, type=what)
    return context


def _count_try(request: Anyone, context: Context) -> None:
    limit: TryLimit = request.app.state.setdefault("mail_test_limit", TryLimit(NAME_TRIES))
    now = services_of(request).clock.monotonic()
    if wait := limit.wait_or_count(context.organization_id, now):
        raise TestedTooOften(retry_after_seconds=wait)


async def _view(request: Anyone, context: Context) -> MailAccountView:
    services = services_of(request)
    account = await queries.mail_account(services.database.reader, context.organization_id)
    return account_view(account, services.config)
