"""The sandbox processor's own side: the page where the customer "pays", and the webhooks that it sends."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from stagebill.kernel.money import format_money
from stagebill.paypage.gateways import inbox, signature
from stagebill.paypage.gateways.sandbox import aftermath, payouts
from stagebill.paypage.gateways.sandbox import gateway as sandbox
from stagebill.paypage.gateways.sandbox.gateway import Entry
from stagebill.paypage.gateways.sandbox.words import SANDBOX_WORDS
from stagebill.paypage.page import html
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.layout import Html
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 4096
PAY_OUT, PAYOUT_FAILS = "pay_out", "payout_fails"
CONFIRM: Final = "confirm"  # what banks call 3-D Secure: the customer says once more that it is they


class NotTaken(Exception):
    """The webhook was not answered with success, so it is sent again."""


class SandboxPayments(msgspec.Struct, frozen=True, kw_only=True):
    """The latest payments at the sandbox, to play on with."""

    items: list[Entry]


@get(
    "/api/sandbox/payments",
    operation_id="paypage.list_sandbox_payments",
    summary="The latest payments at the sandbox",
    tags=["paypage"],
)
async def list_sandbox_payments(request: Request[Any, Any, Any]) -> SandboxPayments:
    """For the office: on the page of each, what may befall it can be played: a dispute, a debit that comes
    back, a late success.
    """
    services: Services = request.app.state.services
    context = office_of(request)
    items = await sandbox.newest(services.database.reader, context.organization_id)
    return answer_read(request, SandboxPayments(items=items))


@get("/sandbox/checkout/{checkout_id:str}", opt=OPEN, include_in_schema=False)
async def sandbox_page(request: Request[Any, Any, Any], checkout_id: FromPath[str]) -> Response[str]:
    """The sandbox's page: succeed, decline or abandon. It says in every corner that it is a test."""
    services: Services = request.app.state.services
    entry = await sandbox.find(services.database.reader, checkout_id)
    return await _page(request, entry) if entry else _unknown(request)


@post("/sandbox/checkout/{checkout_id:str}", opt=OPEN, include_in_schema=False, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def press_on_sandbox_page(request: Request[Any, Any, Any], checkout_id: FromPath[str]) -> Response[Any]:
    """A button was pressed: the book turns, a webhook leaves. Who pays goes back to the pay page; who plays
    on stays.
    """
    services: Services = request.app.state.services
    entry = await sandbox.find(services.database.reader, checkout_id)
    if entry is None:
        return _unknown(request)
    pressed = (await request.form()).get("outcome")
    here = f"/sandbox/checkout/{checkout_id}"
    if pressed == CONFIRM and entry.state == "open":
        return Redirect(f"{here}?step={CONFIRM}", status_code=303)
    outcome = next((known for known in sandbox.pressable(entry) if known == pressed), None)
    if outcome is not None:
        await sandbox.choose(services, entry, outcome)
        return Redirect(entry.return_url if entry.state == "open" else here, status_code=303)
    if entry.state == "succeeded" and pressed in (PAY_OUT, PAYOUT_FAILS):
        if pressed == PAY_OUT:
            await sandbox.pay_out(services, entry.our_ref.split(":")[1])
        else:
            await sandbox.payout_fails(services, entry)
        return Redirect(here, status_code=303)
    plays = await aftermath.playable(services.database.reader, entry.id, entry.method)
    play = next((known for known in plays if known == pressed), None)
    if play is None or entry.state != "succeeded":
        return await _page(request, entry)
    await sandbox.befall(services, entry, play)
    return Redirect(here, status_code=303)


async def deliver(errand: Errand, services: Services) -> None:
    """Send a webhook. It is signed anew each time, as its time must be recent.

    It goes to the inbox without a socket: the server may know neither the address nor the port that it is
    reached by, and everything from the raw bytes on is the same.
    """
    body = msgspec.json.encode(errand.payload)
    now = services.clock.now()
    headers = signature.signed(sandbox.signing_key(services), errand.dedupe_key, body, now)
    answer = await inbox.receive(services, sandbox.SLUG, headers, body)
    if answer not in ("stored", "known"):
        raise NotTaken(answer)


async def clear(errand: Errand, services: Services) -> None:
    """A bank debit comes to its end."""
    await sandbox.move(services, errand.payload["checkout"], "pending", errand.payload["state"])


async def pay_out(errand: Errand, services: Services) -> None:
    """Some minutes after something moved."""
    await sandbox.pay_out(services, errand.organization_id)


HANDLERS: Final[Mapping[str, Handler]] = {
    sandbox.DELIVER: deliver,
    sandbox.CLEAR: clear,
    sandbox.PAY_OUT: pay_out,
}
ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    list_sandbox_payments,
    sandbox_page,
    press_on_sandbox_page,
)


async def _page(request: Request[Any, Any, Any], entry: Entry) -> Response[str]:
    services: Services = request.app.state.services
    language = known_language(request.headers.get("accept-language"))
    outcomes: tuple[str, ...] = sandbox.pressable(entry)
    is_asked = entry.state == "open" and request.query_params.get("step") == CONFIRM
    if is_asked:
        outcomes = ("succeed", "decline")
    elif entry.state == "succeeded":
        reader = services.database.reader
        paid_out = await payouts.can_fail(reader, entry.id)
        outcomes = await aftermath.playable(reader, entry.id, entry.method)
        outcomes = (*outcomes, PAYOUT_FAILS if paid_out else PAY_OUT)
    facts = {
        "description": entry.description,
        "method": SANDBOX_WORDS[language][entry.method],
        "state": entry.state,
        "surcharge": format_money(entry.surcharge_minor, entry.currency, language)
        if entry.surcharge_minor
        else "",
        "tip": format_money(entry.tip_minor, entry.currency, language) if entry.tip_minor else "",
        "is_asked": is_asked,
        "outcomes": outcomes,
        "return_url": entry.return_url,
        "say_here": SANDBOX_WORDS[language].__getitem__,
    }
    return _html(html.sandbox(language, facts, entry.amount_minor, entry.currency), 200)


def _unknown(request: Request[Any, Any, Any]) -> Response[str]:
    language = known_language(request.headers.get("accept-language"))
    return _html(html.calm(language, "unknown"), 404)


def _html(page: Html, status: int) -> Response[str]:
    headers = {"Content-Security-Policy": page.policy, "Cache-Control": "no-store"}
    return Response(page.text, media_type="text/html", status_code=status, headers=headers)
