"""The pay page over HTTP: a link becomes a cookie, a button an attempt, a webhook a delivery."""

from datetime import date
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, head, post
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from stagebill.invoices.pay_link import PayLink
from stagebill.kernel.page import PRIVATE, answer_page
from stagebill.kernel.secrets import digest
from stagebill.paypage import queries
from stagebill.paypage.attempts import queries as tries
from stagebill.paypage.attempts.followers import start_payment
from stagebill.paypage.browser_pass import pass_for
from stagebill.paypage.cards.queries import payer_of
from stagebill.paypage.checkout import METHODS, is_let_go, offered
from stagebill.paypage.followers import give_up, look
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways import inbox
from stagebill.paypage.gateways.calm import CALM, calm, ended
from stagebill.paypage.gateways.cards_shown import agreed_to, box_ticked, kept_for, removed_by_customer
from stagebill.paypage.gateways.configured import Takers, gateway_of, surcharge_at, taking
from stagebill.paypage.gateways.leaving import lead
from stagebill.paypage.gateways.link_tries import link_tries
from stagebill.paypage.gateways.sandbox.host import ROUTES as SANDBOX_ROUTES
from stagebill.paypage.gateways.shown import answer_logo, answer_shown
from stagebill.paypage.gateways.visitor import (
    cookie_name,
    form_token,
    is_own_form,
    is_too_often,
    link_of,
    pass_cookie,
    sum_in,
    tip_in,
)
from stagebill.paypage.page import html
from stagebill.paypage.page.layout import Html
from stagebill.paypage.page.offer import Offer
from stagebill.paypage.page.pay_page import PayPage, situation, undisputed_minor
from stagebill.paypage.part_payment import Choice, choose
from stagebill.paypage.surcharges.rule import surcharge_of
from stagebill.paypage.tips.choice import TipChoice, choose_tip
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 4096
TOKEN_CHARACTERS: Final = 43
NOTICES: Final = frozenset(
    {"failed", "expired", "canceled", "not_offered", "not_possible", "sum_gone", "unreachable", "other_page",
     "too_often", "asked", "not_asked", "promised", "not_promised", "tip_gone", "nothing_to_promise",
     "accepted", "not_accepted", "still_questioned", "nothing_to_accept", "keep_gone", "card_removed",
     "card_not_removed", "surcharge_gone"}
)  # fmt: skip
TYPED_MAX: Final = 40

AnyRequest = Request[Any, Any, Any]


@get("/pay/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def open_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The secret link: it gives a cookie, and leads on to an address without a secret. It changes nothing."""
    services: Services = request.app.state.services
    tried = link_tries(request, "pay")
    if tried.are_used_up():
        return calm(request, "limited", 429, {"Retry-After": "3600"})
    link = None
    if len(token) == TOKEN_CHARACTERS:
        link = await queries.link_by_digest(services.database.reader, digest(token))
    if link is None:
        tried.count_one()
        return calm(request, "unknown", 404)
    if await queries.is_over(services.database.reader, link, services.clock.now()):
        reader = services.database.reader
        return ended(request, await queries.pay_page(reader, link.organization_id, link.invoice_id))
    link = await queries.leads_to(services.database.reader, link)
    return Redirect("/pay", status_code=303, headers=PRIVATE, cookies=[_cookie(services, link)])


@head("/pay/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_link(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and tells nothing of what is behind it."""


@get("/pay", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def pay_page(request: AnyRequest) -> Response[Any]:
    """The invoice of the link that was opened last."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    said = request.query_params.get("notice", "")
    bill, typed = opened.page.bill, request.query_params.get("amount", "").strip()[:TYPED_MAX]
    choice = None
    if typed and bill.takes_part:
        choice = choose(typed, bill.due_minor, opened.page.company.currency, opened.page.language)
    return await _pay_page(
        request, opened, notice=said if said in NOTICES else "", returned=said == "checking", choice=choice
    )


@get("/pay/return", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def return_from_gateway(request: AnyRequest) -> Response[Any]:
    """The customer comes back. That proves nothing: the gateway is asked, then the page shows the truth."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    services: Services = request.app.state.services
    link = opened.link
    newest = await tries.newest_checkout(services.database.reader, link.organization_id, link.invoice_id)
    if newest is None:
        return _to_page()
    try:
        seen = await look(services, newest.organization_id, newest.id)
    except Unreachable:
        return _to_page("checking")
    return _to_page(seen.state if seen and seen.state in NOTICES else "")


@post("/pay/checkout", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def start_checkout(request: AnyRequest) -> Response[Any]:
    """A pay button: the attempt is stored, then the gateway told, then the customer sent there."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    form = await request.form()
    if not is_own_form(request, opened.form_token, form.get("page")):
        return _to_page("other_page")
    method = next((known for known in METHODS if known == form.get("method")), None)
    if method is None:
        return _to_page("not_offered")
    services: Services = request.app.state.services
    if await is_too_often(request, opened.link.organization_id, [opened.link.invoice_id]):
        return _to_page("too_often")
    try:
        sum_minor = sum_in(form.get("amount"))
        tip_minor = tip_in(form.get("tip")) if method == "card" else 0
        if tip_minor is None:
            return _to_page("tip_gone")
        surcharge_minor = await _surcharge(services, opened, sum_minor) if method == "card" else 0
        if method == "card" and tip_in(form.get("surcharge")) != surcharge_minor:
            return _to_page("surcharge_gone")
        kept_by = form.get("keep") if method == "card" else None
        of_page = (services, opened.link.organization_id, opened.page)
        box = await box_ticked(*of_page, kept_by) if kept_by else None
        if kept_by and box is None:
            return _to_page("keep_gone")
        way = await start_payment(
            services, opened.link.organization_id, opened.page, method, amount_minor=sum_minor,
            is_agreed=bool(sum_minor) and sum_minor == undisputed_minor(opened.page),
            on_top=tries.OnTop(tip_minor, surcharge_minor),
            agreed=agreed_to(opened.page, box),
        )  # fmt: skip
    except Unreachable:
        return _to_page("unreachable")
    if not way.url:
        return _to_page(way.problem)
    named = await _form_origins(services, opened, await taking(services, opened.link.organization_id))
    page = opened.page
    return lead(request, way.url, named, page.language, page.company) or _to_page("unreachable")


@post("/pay/restart", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def restart(request: AnyRequest) -> Response[Any]:
    """Give up the attempt that is open, so that another way to pay can be chosen."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    if not is_own_form(request, opened.form_token, (await request.form()).get("page")):
        return _to_page("other_page")
    live = opened.page.checkout
    try:
        if live is not None and live.state == "open":
            await give_up(request.app.state.services, live)
    except Unreachable:
        return _to_page("unreachable")
    return _to_page()


@post("/pay/cards/remove", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def remove_card(request: AnyRequest) -> Response[Any]:
    """The customer's word: nothing is charged to this card any more."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    form = await request.form()
    if not is_own_form(request, opened.form_token, form.get("page")):
        return _to_page("other_page")
    services, organization_id = request.app.state.services, opened.link.organization_id
    payer = await payer_of(services.database.reader, organization_id, opened.link.invoice_id)
    gone = payer and await removed_by_customer(services, organization_id, payer.customer_id, form.get("card"))
    return _to_page("card_removed" if gone else "card_not_removed")


@get("/pay/receipts/{payment_id:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def receipt_page(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment on the invoice of the link, to keep or print."""
    opened = await _opened(request)
    if opened is None:
        return calm(request, "closed", 404)
    shown = next((each for each in opened.page.receipts if each.payment_id == payment_id), None)
    if shown is None:
        return calm(request, "unknown", 404)
    return _html(request, html.receipt(opened.page, shown), 200)


@get(["/pay/files/{attachment_id:str}", "/pay/files/{attachment_id:str}/{part:str}"], opt=OPEN,
     include_in_schema=False, exception_handlers=CALM)  # fmt: skip
async def shown_file(
    request: AnyRequest, attachment_id: FromPath[str], part: FromPath[str] = "file"
) -> Response[Any]:
    """A file that the invoice of the link shows, or a photo's small copy. The link itself is the right."""
    services: Services = request.app.state.services
    link = await link_of(request)
    if link is None:
        return calm(request, "closed", 404)
    found = await queries.shown_file(services.database.reader, link, attachment_id)
    return await answer_shown(request, link.organization_id, found, part, calm)


@get("/pay/logo", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def company_logo(request: AnyRequest) -> Response[Any]:
    """The company's picture, for whoever has opened a link of theirs."""
    link = await link_of(request)
    return await answer_logo(request, link.organization_id if link else None, calm)


@post(["/hooks/{gateway:str}", "/hooks/{gateway:str}/{account:str}",
       "/hooks/{gateway:str}/{account:str}/{word:str}"], opt=OPEN, include_in_schema=False,
      status_code=202, request_max_body_size=inbox.BODY_BYTES_MAX)  # fmt: skip
async def receive_webhook(
    request: AnyRequest, gateway: FromPath[str], account: FromPath[str] = "", word: FromPath[str] = ""
) -> Response[None]:
    """A gateway says that something changed. It is stored and answered; what it means is asked later."""
    body, services = await request.body(), request.app.state.services
    answer = await inbox.receive(services, gateway, request.headers, body, account, word)
    status = {"stored": 202, "known": 202, "refused": 400, "unknown_gateway": 404}[answer]
    return Response(None, status_code=status)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    open_link,
    preview_link,
    pay_page,
    return_from_gateway,
    start_checkout,
    restart,
    remove_card,
    receipt_page,
    shown_file,
    company_logo,
    receive_webhook,
    *SANDBOX_ROUTES,
)


class _Opened(NamedTuple):
    """A link that this browser has opened, and the page it leads to."""

    link: PayLink
    page: PayPage
    form_token: str


async def _opened(request: AnyRequest) -> _Opened | None:
    services: Services = request.app.state.services
    link = await link_of(request)
    if link is None:
        return None
    page = await queries.pay_page(services.database.reader, link.organization_id, link.invoice_id)
    return _Opened(link, page, form_token(request, link))


async def _pay_page(
    request: AnyRequest, opened: _Opened, *, notice: str, returned: bool, choice: Choice | None
) -> Response[bytes]:
    services: Services = request.app.state.services
    page = opened.page
    takers = await taking(services, opened.link.organization_id)
    today = services.clock.now().astimezone(ZoneInfo(page.company.zone)).date()
    chosen_minor = choice.amount_minor if choice else None
    paid_minor = page.bill.due_minor if chosen_minor is None else chosen_minor
    offer = Offer(
        methods=offered(page.bill.options, takers.methods_for(paid_minor)),
        choice=choice,
        form_token=opened.form_token,
        form_origins=await _form_origins(services, opened, takers),
        is_test=takers.is_test,
        undisputed=offered(page.bill.options, takers.methods_for(undisputed_minor(page))),
        tip=_tip(request, page, paid_minor),
        lends=takers.lends() if page.bill.options.financing else None,
        let_go_on=await _let_go_on(services, opened),
        **await kept_for(services, opened.link.organization_id, page, takers),
        surcharge_bps=await _surcharge_bps(services, opened, takers) if page.bill.due_minor > 0 else 0,
    )
    shown = html.pay(page, offer, today=today, notice=notice, returned=returned)
    return _html(request, shown, 200)


async def _form_origins(services: Services, opened: _Opened, takers: Takers) -> tuple[str, ...]:
    """What was begun at another gateway is finished there: its page, too, may be led to."""
    begun = opened.page.checkout and opened.page.checkout.gateway
    is_other = begun is not None and begun not in {each.slug for each in takers.all()}
    other = await gateway_of(services, opened.link.organization_id, begun) if begun and is_other else None
    leading = (*takers.all(), other) if other else takers.all()
    return tuple(origin for each in leading for origin in each.capabilities().form_origins)


async def _surcharge(services: Services, opened: _Opened, sum_minor: int | None) -> int:
    """What a credit card adds to a sum; None for all that is due."""
    paid_minor = opened.page.bill.due_minor if sum_minor is None else sum_minor
    takers = await taking(services, opened.link.organization_id)
    return surcharge_of(paid_minor, await _surcharge_bps(services, opened, takers))


async def _surcharge_bps(services: Services, opened: _Opened, takers: Takers) -> int:
    """Of an attempt that is gone on with, by the places of all its invoices."""
    reader, live = services.database.reader, opened.page.checkout
    shares = await tries.shares_of(reader, live) if live is not None else []
    ids = [share.checkout.invoice_id for share in shares] or [opened.link.invoice_id]
    return await surcharge_at(services, opened.link.organization_id, takers, ids)


def _tip(request: AnyRequest, page: PayPage, paid_minor: int) -> TipChoice | None:
    """What was chosen on the page; None where it asks for no tip."""
    if not page.bill.options.tip:
        return None
    said, typed = (request.query_params.get(name, "").strip()[:TYPED_MAX] for name in ("tip", "tip_sum"))
    company = page.company
    return choose_tip(said, typed, paid_minor, company.tip_percents_bps, company.currency, page.language)


async def _let_go_on(services: Services, opened: _Opened) -> date | None:
    """The day of an application that was given up here and that its lender may still pay out."""
    link, now = opened.link, services.clock.now()
    if situation(opened.page) != "payable":
        return None
    for attempt in await tries.given_up(services.database.reader, link.organization_id, link.invoice_id):
        gateway = await gateway_of(services, link.organization_id, attempt.gateway)
        able = gateway.capabilities() if gateway else None
        if able is not None and not able.can_close and is_let_go(attempt, able.open_for, now):
            return attempt.created_at.astimezone(ZoneInfo(opened.page.company.zone)).date()
    return None


def _cookie(services: Services, link: PayLink) -> Cookie:
    parts, now = (link.organization_id, link.id), services.clock.now()
    passed = pass_for(services.config.secret_key, "pay_pass", parts, now)
    return pass_cookie(services, cookie_name(services), passed)


def _html(
    request: AnyRequest, page: Html, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    return answer_page(request, page.text, page.policy, status, headers)


def _to_page(notice: str = "") -> Redirect:
    return Redirect(f"/pay?notice={notice}" if notice else "/pay", status_code=303, headers=PRIVATE)
