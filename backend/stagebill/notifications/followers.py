"""Errands become messages, and messages leave. Any step repeated after a crash has one effect."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from stagebill.change_orders.page import ApprovePage, situation
from stagebill.change_orders.queries import approve_page
from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.notifications import queries
from stagebill.notifications.change_order_mail import change_order_mail
from stagebill.notifications.gateway import OutcomeUnknown, RefusedForGood, TryAgain
from stagebill.notifications.gateways.configured import gateway_of, mail_server
from stagebill.notifications.letter import Unaddressable, email_of
from stagebill.notifications.links.queries import links_of
from stagebill.notifications.mail import (
    Mail,
    answer_mail,
    credit_mail,
    ended_mail,
    invoice_mail,
    receipt_mail,
    reminder_mail,
    setback_mail,
)
from stagebill.notifications.message import (
    ENDS,
    WORDS_CHARACTERS_MAX,
    Message,
    MessageKind,
    MessageState,
    one_line,
)
from stagebill.notifications.mutations import DELIVER
from stagebill.notifications.owed_mail import owed_mail
from stagebill.notifications.statement_mail import statement_mail
from stagebill.notifications.texts.followers import (
    Carried,
    about_due,
    as_server,
    carry_text,
    check_link,
    hand_over,
    has_one_page,
    reminder_ways,
    text_of_invoice,
    text_of_owed,
    text_of_statement,
    text_receipt,
    text_reminder,
    text_setback,
    whole_of,
)
from stagebill.notifications.texts.mutations import TEXT_INVOICE
from stagebill.notifications.weekly.queries import Addressed, addressed
from stagebill.payments.followers import draw_credit
from stagebill.payments.steps import SETBACK
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.queries import invoices_paid_by, pay_page
from stagebill.statements.owed.owed import Owed
from stagebill.statements.owed.queries import owed_by
from stagebill.statements.queries import statement
from stagebill.statements.statement import Statement
from stagebill.sync.dispatcher import ATTEMPTS_MAX, Errand, Handler, Hopeless
from stagebill.sync.services import Services

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
    """Money arrived: write the receipt for the invoice it is on. Unapplied money has none. A customer who got
    the invoice as a text gets the receipt as one, too.
    """
    await text_receipt(errand, services)
    if await _is_written(errand, services):
        return
    reader, payment_id = services.database.reader, errand.payload["payment_id"]
    for invoice_id in await invoices_paid_by(reader, errand.organization_id, payment_id):
        page = await pay_page(reader, errand.organization_id, invoice_id)
        paid = next((each for each in page.receipts if each.payment_id == payment_id), None)
        if paid is not None:
            customer_id = await queries.customer_of_invoice(reader, errand.organization_id, invoice_id)
            whole = await whole_of(reader, errand.organization_id, customer_id, payment_id)
            about = {"invoice_id": invoice_id, "payment_id": payment_id}
            about |= {"customer_id": customer_id} if whole and whole.has_page else {}
            await _write(errand, services, "mail.receipt", receipt_mail(page, paid, whole), about)
            return


async def mail_reminder(errand: Errand, services: Services) -> None:
    """Somebody is reminded: one mail or text about everything still due of what it was asked for."""
    reader, organization_id = services.database.reader, errand.organization_id
    ways = await reminder_ways(errand, services)
    if ways.text:
        await text_reminder(errand, services)
    if not ways.mail or await _is_written(errand, services):
        return
    pages = [await pay_page(reader, organization_id, each) for each in errand.payload["invoice_ids"]]
    due = [page for page in pages if page.bill.status == "open" and page.bill.wanted_minor > 0]
    if due:
        today = services.clock.now().astimezone(ZoneInfo(due[0].company.zone)).date()
        customer_id = errand.payload["customer_id"]
        has_page = await has_one_page(reader, organization_id, customer_id, due)
        about = about_due(due, customer_id, has_page=has_page)
        mail = reminder_mail(due, today, customer_id, has_page=has_page)
        await _write(errand, services, "mail.reminder", mail, about)


async def mail_credit_note(errand: Errand, services: Services) -> None:
    """Something was taken off an invoice that the customer has: write what, and why."""
    if await _is_written(errand, services):
        return
    invoice_id = errand.payload["invoice_id"]
    page = await pay_page(services.database.reader, errand.organization_id, invoice_id)
    note_id = errand.payload["credit_note_id"]
    note = next((note for note in page.bill.credits if note.id == note_id), None)
    if note is not None:
        await _write(
            errand, services, "mail.credit_note", credit_mail(page, note), {"invoice_id": invoice_id}
        )


async def mail_answer(errand: Errand, services: Services) -> None:
    """A question was answered: write the answer to whoever asked."""
    if await _is_written(errand, services):
        return
    invoice_id, question_id = errand.payload["invoice_id"], errand.payload["question_id"]
    page = await pay_page(services.database.reader, errand.organization_id, invoice_id)
    asked = next((one for one in page.asked if one.id == question_id), None)
    if asked is not None:
        await _write(errand, services, "mail.answer", answer_mail(page, asked), {"invoice_id": invoice_id})


async def mail_setback(errand: Errand, services: Services) -> None:
    """A bank payment failed, or came back: its customer thinks that it is paid. What was paid in another way
    since, or asks for nothing any more, is no news. Whoever got the invoice as a text hears it by one, too.
    """
    reader, organization_id = services.database.reader, errand.organization_id
    pages = [await pay_page(reader, organization_id, each) for each in errand.payload["invoice_ids"]]
    news = [page for page in pages if page.setback and page.setback.kind != "disputed"]
    due = [page for page in news if page.bill.status == "open" and page.bill.wanted_minor]
    if not due:
        return
    first = due[0]
    customer_id = await queries.customer_of_invoice(reader, organization_id, first.bill.id)
    has_page = await has_one_page(reader, organization_id, customer_id, due)
    await text_setback(errand, services, due, has_page=has_page)
    if not await _is_written(errand, services):
        today = services.clock.now().astimezone(ZoneInfo(first.company.zone)).date()
        about = about_due(due, customer_id, has_page=has_page)
        await _write(errand, services, "mail.setback", setback_mail(due, today, has_page=has_page), about)


async def mail_ended(errand: Errand, services: Services) -> None:
    """An invoice that the customer has asks for nothing any more."""
    if await _is_written(errand, services):
        return
    invoice_id = errand.payload["invoice_id"]
    page = await pay_page(services.database.reader, errand.organization_id, invoice_id)
    await _write(errand, services, "mail.ended", ended_mail(page), {"invoice_id": invoice_id})


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


async def mail_statement(errand: Errand, services: Services) -> None:
    """A job's statement was sent: write the mail with its link."""
    if await _is_written(errand, services):
        return
    job_id = errand.payload["job_id"]
    shown = await statement(
        services.database.reader,
        services.config,
        errand.organization_id,
        job_id,
        services.clock.now(),
    )
    await _write(errand, services, "mail.statement", statement_mail(shown), {"job_id": job_id})


async def mail_owed(errand: Errand, services: Services) -> None:
    """The owed page was sent: write the mail with its link."""
    if await _is_written(errand, services):
        return
    customer_id, now = errand.payload["customer_id"], services.clock.now()
    reader, organization_id = services.database.reader, errand.organization_id
    shown = await owed_by(reader, services.config, organization_id, customer_id, now)
    today = now.astimezone(ZoneInfo(shown.company.zone)).date()
    await _write(errand, services, "mail.owed", owed_mail(shown, today), {"customer_id": customer_id})


async def deliver(errand: Errand, services: Services) -> None:
    """Hand a message to its carrier, then note what became of it. It is handed over once: a worker that finds
    it already handed over knows that the other worker died, and records its fate as unknown.
    """
    message = await queries.message(
        services.database.reader, errand.organization_id, errand.payload["message_id"]
    )
    if message is None:
        raise Hopeless("there is no such message")
    if message.state in ENDS:
        return
    if message.state == "handed":
        await _settle(services, message, "unknown", "the server stopped while the message was handed over")
        return
    try:
        taken = await (carry_text if message.is_text else _carry)(message, services)
    except (RefusedForGood, Unaddressable) as error:
        await _settle(services, message, "refused", str(error))
    except OutcomeUnknown as error:
        await _settle(services, message, "unknown", str(error))
    except TryAgain as error:
        if errand.attempts >= ATTEMPTS_MAX:
            await _settle(services, message, "refused", str(error))
            return
        await _keep_waiting(services, message, str(error))
        raise
    else:
        await _settle(services, message, "sent", taken.words, taken.carrier_id)


async def _carry(message: Message, services: Services) -> Carried:
    """Raises TryAgain, RefusedForGood, OutcomeUnknown, Unaddressable."""
    reader, organization_id = services.database.reader, message.organization_id
    page: PayPage | ApprovePage | Statement | Owed | Addressed
    await check_link(services, message)
    if message.member_id is not None:
        found = await addressed(reader, organization_id, message.member_id)
        assert found is not None
        page = found
    elif message.job_id is not None:
        page = await statement(reader, services.config, organization_id, message.job_id, services.clock.now())
    elif message.change_order_id is not None:
        page = await approve_page(reader, organization_id, message.change_order_id, services.clock.now())
    elif message.invoice_id is not None:
        page = await pay_page(reader, organization_id, message.invoice_id)
    else:
        assert message.customer_id is not None
        page = await owed_by(
            reader, services.config, organization_id, message.customer_id, services.clock.now()
        )
    links = await links_of(reader, message, services.config)
    assert links is not None
    logo = await queries.logo_bytes(services, message)
    server = await mail_server(services, organization_id)
    letter = email_of(
        message,
        page.company,
        page.customer_name,
        base_url=services.config.base_url,
        from_address=server.from_address if server else None,
        links=links,
        logo=logo,
    )

    words = await gateway_of(services, server).send(message.id, letter, partial(hand_over, services, message))
    return Carried(words)


async def _keep_waiting(services: Services, message: Message, words: str) -> None:
    """Turned away for now: recorded if that is news, or if the message had already been handed over."""
    known = await queries.message(services.database.reader, message.organization_id, message.id)
    if known is not None and (
        known.state == "handed" or known.words != one_line(words, WORDS_CHARACTERS_MAX)
    ):
        await _settle(services, message, "written", words)


async def _settle(
    services: Services, message: Message, state: MessageState, words: str, carrier_id: str | None = None
) -> None:
    body = {
        "message_id": message.id,
        "state": state,
        "words": one_line(words),
        "carrier_id": carrier_id or None,
    }
    await as_server(services, message.organization_id, new_id(), "notifications.settle_message", body)


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
    elif "job_id" in about:
        addresses = await queries.job_addresses(reader, organization_id, about["job_id"])
    elif "customer_id" in about:
        addresses = await queries.own_addresses(reader, organization_id, about["customer_id"])
    else:
        addresses = await queries.change_addresses(reader, organization_id, about["change_order_id"])
    if kind == "mail.reminder":  # what somebody sends by hand goes where they say
        addresses = await queries.living_addresses(reader, organization_id, addresses)
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
        await as_server(services, organization_id, mutation_id, "notifications.write_message", body)


HANDLERS: Final[Mapping[str, Handler]] = {
    "mail.invoice": mail_invoice,
    "mail.receipt": mail_receipt,
    "mail.reminder": mail_reminder,
    "mail.change_order": mail_change_order,
    "mail.credit_note": mail_credit_note,
    "mail.ended": mail_ended,
    "mail.answer": mail_answer,
    SETBACK: mail_setback,
    "mail.statement": mail_statement,
    "mail.owed": mail_owed,
    TEXT_INVOICE: text_of_invoice,
    "text.statement": text_of_statement,
    "text.owed": text_of_owed,
    DELIVER: deliver,
}
