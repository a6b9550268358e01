"""Errands become messages, and messages leave. Any step repeated after a crash has one effect."""

from collections.abc import Callable, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog

from stagebill.change_orders.page import ApprovePage, situation
from stagebill.change_orders.queries import approve_page
from stagebill.kernel.ids import Id, derived_id
from stagebill.notifications import queries
from stagebill.notifications.change_order_mail import change_order_mail
from stagebill.notifications.gateways.configured import mail_gateway
from stagebill.notifications.mail import Mail, invoice_mail, receipt_mail, reminder_mail
from stagebill.notifications.message import (
    Message,
    MessageKind,
    logo_in,
    logo_place,
    one_line,
    with_links,
)
from stagebill.notifications.mutations import DELIVER
from stagebill.notifications.queries import links_of
from stagebill.payments.followers import draw_credit
from stagebill.paypage.page import Company, PayPage
from stagebill.paypage.queries import invoices_paid_by, pay_page
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler, Hopeless
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

NAME_CHARACTERS_MAX: Final = 100
_log = structlog.get_logger(__name__)


async def mail_invoice(errand: Errand, services: Services) -> None:
    """An invoice was sent: write the mail that says so."""
    if await _is_written(errand, services):
        return
    invoice_id = errand.payload["invoice_id"]
    if errand.payload.get("draws_credit"):  # else the mail could be faster, and ask for what is paid
        await draw_credit(errand, services)
    page = await pay_page(services.database.reader, errand.organization_id, invoice_id)
    await _write(errand, services, "mail.invoice", invoice_mail(page), {"invoice_id": invoice_id})


async def mail_receipt(errand: Errand, services: Services) -> None:
    """Money arrived: write the receipt for the invoice on which it stands. Unapplied money has none."""
    if await _is_written(errand, services):
        return
    reader, payment_id = services.database.reader, errand.payload["payment_id"]
    for invoice_id in await invoices_paid_by(reader, errand.organization_id, payment_id):
        page = await pay_page(reader, errand.organization_id, invoice_id)
        paid = next((each for each in page.receipts if each.payment_id == payment_id), None)
        if paid is not None:
            about = {"invoice_id": invoice_id, "payment_id": payment_id}
            await _write(errand, services, "mail.receipt", receipt_mail(page, paid), about)
            return


async def mail_reminder(errand: Errand, services: Services) -> None:
    """Somebody is reminded: one mail of all that is still due now, of what it was asked for."""
    if await _is_written(errand, services):
        return
    reader, organization_id = services.database.reader, errand.organization_id
    pages = [await pay_page(reader, organization_id, each) for each in errand.payload["invoice_ids"]]
    due = [page for page in pages if page.bill.status == "open" and page.bill.due_minor > 0]
    if due:
        today = services.clock.now().astimezone(ZoneInfo(due[0].company.zone)).date()
        await _write(
            errand, services, "mail.reminder", reminder_mail(due, today), {"invoice_id": due[0].bill.id}
        )


async def mail_change_order(errand: Errand, services: Services) -> None:
    """A change order was sent: write the mail that asks for an answer. One answered meanwhile needs none."""
    if await _is_written(errand, services):
        return
    order_id = errand.payload["change_order_id"]
    page = await approve_page(
        services.database.reader, errand.organization_id, order_id, services.clock.now()
    )
    if situation(page) == "asked":
        about = {"change_order_id": order_id}
        await _write(errand, services, "mail.change_order", change_order_mail(page), about)


async def deliver(errand: Errand, services: Services) -> None:
    """Hand a message to whoever carries mail, then note that it has left."""
    reader = services.database.reader
    message = await queries.message(reader, errand.organization_id, errand.payload["message_id"])
    if message is None:
        raise Hopeless("there is no such message")
    if message.delivered_at is not None:
        return
    page: PayPage | ApprovePage
    if message.change_order_id is not None:
        page = await approve_page(
            reader, errand.organization_id, message.change_order_id, services.clock.now()
        )
    else:
        assert message.invoice_id is not None
        page = await pay_page(reader, errand.organization_id, message.invoice_id)
    url_of = links_of(message, services.config)
    assert url_of is not None
    logo = await queries.logo_bytes(services, message)
    letter = email_of(message, page.company, page.customer_name, services.config.base_url, url_of, logo)
    await mail_gateway(services).send(message.id, letter)
    await _apply(
        services, errand.organization_id, derived_id("mark_delivered", message.id),
        "notifications.mark_delivered", {"message_id": message.id},
    )  # fmt: skip


def email_of(
    message: Message,
    company: Company,
    customer: str,
    base_url: str,
    url_of: Callable[[Id | None], str],
    logo: bytes | None = None,
) -> EmailMessage:
    """The mail as it goes out. The same message always gives the same bytes, its Message-ID included."""
    host = urlsplit(base_url).hostname or "localhost"
    name = one_line(company.name, NAME_CHARACTERS_MAX)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(name, "no-reply", _mail_domain(host))
    if company.email:
        mail["Reply-To"] = _address(name, company.email)
    mail["To"] = _address(one_line(customer, NAME_CHARACTERS_MAX), message.to_address)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{_mail_domain(host)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(with_links(message.body_text, url_of))
    mail.add_alternative(with_links(message.body_html, url_of), subtype="html")
    body = mail.get_payload()
    assert isinstance(body, list)
    digest = logo_in(message.body_html)
    if digest and logo:
        html = body[-1]
        assert isinstance(html, EmailMessage)
        name = logo_place(digest).removeprefix("cid:")
        html.add_related(logo, "image", "jpeg", cid=f"<{name}>", disposition="inline", filename="logo.jpg")
        html.set_boundary(f"card-{message.id}")
    mail.set_boundary(f"part-{message.id}")
    return mail


def _address(name: str, address: str) -> Address:
    """An address as mail headers spell it. Mail cannot reach every address that people can type."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(name, local.encode("ascii").decode(), domain.encode("idna").decode())
    except (UnicodeError, ValueError) as error:
        raise Hopeless(f"no mail can be sent to {address}: {error}") from error


def _mail_domain(host: str) -> str:
    """An address needs a name; a server known by a number has none of its own."""
    return host if host.replace("-", "").replace(".", "").isalpha() else "stagebill.invalid"


async def _is_written(errand: Errand, services: Services) -> bool:
    known = await queries.message_for(services.database.reader, errand.organization_id, _dedupe_key(errand))
    return known is not None


def _dedupe_key(errand: Errand) -> str:
    return f"{errand.kind}:{errand.dedupe_key}"


async def _write(
    errand: Errand, services: Services, kind: MessageKind, mail: Mail, about: Mapping[str, Id]
) -> None:
    """`about` names the records that the message is kept with."""
    organization_id, reader = errand.organization_id, services.database.reader
    if "invoice_id" in about:
        addresses = await queries.customer_addresses(reader, organization_id, about["invoice_id"])
    else:
        addresses = await queries.change_addresses(reader, organization_id, about["change_order_id"])
    if not addresses:
        _log.info("customer_without_address", **about, kind=kind)
    # The first one's message is the errand's own and comes last: once it is written, all are.
    for place, address in reversed(tuple(enumerate(addresses))):
        key = f"{_dedupe_key(errand)}:{derived_id('address', address)}" if place else _dedupe_key(errand)
        body = {
            "kind": kind,
            "to_address": address,
            "subject": mail.subject,
            "body_text": mail.text,
            "body_html": mail.html,
            "dedupe_key": key,
            **about,
        }
        mutation_id = derived_id("message", organization_id, key)
        await _apply(services, organization_id, mutation_id, "notifications.write_message", body)


async def _apply(
    services: Services, organization_id: Id, mutation_id: Id, name: str, body: Mapping[str, Any]
) -> None:
    """A refusal here can only mean that another worker was faster with the same step."""
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    await apply(services, Mutation(id=mutation_id, type=name, body=dict(body)), context)


HANDLERS: Final[Mapping[str, Handler]] = {
    "mail.invoice": mail_invoice,
    "mail.receipt": mail_receipt,
    "mail.reminder": mail_reminder,
    "mail.change_order": mail_change_order,
    DELIVER: deliver,
}
