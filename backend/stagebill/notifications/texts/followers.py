"""Texts are written for what was asked, and handed over: once, to whoever still wants them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from stagebill.customers.customer import invoice_addresses
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.notifications import queries, sealed
from stagebill.notifications.gateway import RefusedForGood, TryAgain
from stagebill.notifications.gateways import text_folder
from stagebill.notifications.links.queries import links_of
from stagebill.notifications.mail import Whole
from stagebill.notifications.message import Message, MessageKind, with_links
from stagebill.notifications.texts.account import TextAccount, TextSender
from stagebill.notifications.texts.mutations import HEAR
from stagebill.notifications.texts.queries import (
    may_text_number,
    status_url,
    text_account,
    texted_number,
)
from stagebill.notifications.texts.text import (
    invoice_text,
    owed_text,
    receipt_text,
    reminder_text,
    setback_text,
    statement_text,
)
from stagebill.payments.followers import draw_credit
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.queries import invoices_paid_by, pay_page
from stagebill.settings.reminder_plan import Ways, ways_to
from stagebill.statements.owed.queries import owed_by, payment_of, standing_of
from stagebill.statements.queries import link_of_job, statement
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand
from stagebill.sync.mutation import Mutation, Outcome
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

WRITE = "notifications.write_message"


class Carried(NamedTuple):
    """What the carrier said, and its own name for the message where it has one."""

    words: str
    carrier_id: str | None = None


async def text_of_invoice(errand: Errand, services: Services) -> None:
    """An invoice was sent by text. Consent was judged when it was asked for, and is again when it leaves."""
    invoice_id = errand.payload["invoice_id"]
    if errand.payload.get("draws_credit"):  # else the text could be faster, and ask for what is paid
        await draw_credit(errand, services)
    page = await pay_page(services.database.reader, errand.organization_id, invoice_id)
    to = await _to_customer_of(services, errand.organization_id, page)
    await _write(errand, services, "text.invoice", to, invoice_text(page), {"invoice_id": invoice_id})


async def text_receipt(errand: Errand, services: Services) -> None:
    """The receipt of a payment, for whoever got the invoice as a text, and of a charge of a card on file for
    whoever no mail reaches: they were promised one.
    """
    reader, payment_id = services.database.reader, errand.payload["payment_id"]
    was_absent = await queries.was_absent(reader, errand.organization_id, payment_id)
    for invoice_id in await invoices_paid_by(reader, errand.organization_id, payment_id):
        was_texted = await queries.was_texted(reader, errand.organization_id, invoice_id)
        if not was_texted and not (was_absent and await _has_no_mail(reader, errand, invoice_id)):
            continue
        page = await pay_page(reader, errand.organization_id, invoice_id)
        paid = next((each for each in page.receipts if each.payment_id == payment_id), None)
        if paid is not None:
            about = {"invoice_id": invoice_id, "payment_id": payment_id}
            to = await _to_customer_of(services, errand.organization_id, page)
            whole = await whole_of(reader, errand.organization_id, to.customer_id, payment_id)
            if whole is not None and whole.has_page:
                about["customer_id"] = to.customer_id
            text = receipt_text(page, paid, whole.paid.amount_minor if whole else None)
            await _write(errand, services, "text.receipt", to, text, about)
            return


async def text_setback(errand: Errand, services: Services, due: Sequence[PayPage], *, has_page: bool) -> None:
    """A bank payment failed or came back: for whoever got the invoice as a text, or gets no mail."""
    reader, first = services.database.reader, due[0]
    assert first.setback is not None
    was_texted = await queries.was_texted(reader, errand.organization_id, first.bill.id)
    if was_texted or await _has_no_mail(reader, errand, first.bill.id):
        to = await _to_customer_of(services, errand.organization_id, first)
        about = about_due(due, to.customer_id, has_page=has_page)
        await _write(errand, services, "text.setback", to, setback_text(due, first.setback.kind), about)


async def text_reminder(errand: Errand, services: Services) -> None:
    """One text of all that is still due now, of what it was asked for."""
    reader, organization_id = services.database.reader, errand.organization_id
    pages = [await pay_page(reader, organization_id, each) for each in errand.payload["invoice_ids"]]
    due = [page for page in pages if page.bill.status == "open" and page.bill.wanted_minor > 0]
    if due:
        customer_id = errand.payload["customer_id"]
        has_page = await has_one_page(reader, organization_id, customer_id, due)
        about = about_due(due, customer_id, has_page=has_page)
        to = Addressee(customer_id, due[0].company.currency)
        await _write(errand, services, "text.reminder", to, reminder_text(due, has_page=has_page), about)


async def reminder_ways(errand: Errand, services: Services) -> Ways:
    """How the customer of a reminder is reached now."""
    reader, organization_id = services.database.reader, errand.organization_id
    customer_id = errand.payload["customer_id"]
    currency, plan, email, contacts = await queries.reminded(reader, organization_id, customer_id)
    number = await texted_number(reader, organization_id, currency, customer_id)
    addresses = invoice_addresses(email, contacts)
    has_mail = bool(await queries.living_addresses(reader, organization_id, addresses))
    return ways_to(plan.by, has_mail=has_mail, has_text=number is not None)


async def carry_text(message: Message, services: Services) -> Carried:
    """Raises TryAgain, RefusedForGood, OutcomeUnknown."""
    organization_id = message.organization_id
    if not await may_text_number(services.database.reader, organization_id, message.to_address):
        raise RefusedForGood("the customer wants no texts")
    await check_link(services, message)
    links = await links_of(services.database.reader, message, services.config)
    assert links is not None
    body = with_links(message.body_text, links)
    account = await text_account(services.database.reader, organization_id)
    if account is None or not account.is_on:
        return Carried(await text_folder.lay_down(services.config, message.id, message.to_address, body))
    # Only who has an account pays for its client.
    from stagebill.notifications.gateways import twilio

    way = twilio.Twilio(services.config.twilio_api, opened(services, account))
    told = status_url(services.config, organization_id, message.id)
    try:
        taken = await way.send(message.to_address, body, told, partial(hand_over, services, message))
    except twilio.StoppedThere:
        await hear(services, organization_id, message.to_address, "stopped")
        raise
    return Carried(taken.words, taken.carrier_id or None)


async def text_of_statement(errand: Errand, services: Services) -> None:
    """All of a job was sent by text."""
    reader, organization_id = services.database.reader, errand.organization_id
    job_id, now = errand.payload["job_id"], services.clock.now()
    shown = await statement(reader, services.config, organization_id, job_id, now)
    customer_id = await queries.customer_of_job(reader, organization_id, job_id)
    to = Addressee(customer_id, shown.company.currency)
    await _write(errand, services, "text.statement", to, statement_text(shown), {"job_id": job_id})


async def text_of_owed(errand: Errand, services: Services) -> None:
    """All that a customer owes was sent by text."""
    customer_id = errand.payload["customer_id"]
    shown = await owed_by(
        services.database.reader, services.config, errand.organization_id, customer_id, services.clock.now()
    )
    to = Addressee(customer_id, shown.company.currency)
    await _write(errand, services, "text.owed", to, owed_text(shown), {"customer_id": customer_id})


async def whole_of(reader: Reader, organization_id: Id, customer_id: Id, payment_id: Id) -> Whole | None:
    """A payment that settled invoices of several jobs, and whether its customer has a page of all."""
    paid = await payment_of(reader, organization_id, customer_id, payment_id)
    if paid is None or len(paid.jobs) < 2:
        return None
    return Whole(paid, await has_owed_page(reader, organization_id, customer_id))


async def has_one_page(reader: Reader, organization_id: Id, customer_id: Id, due: Sequence[PayPage]) -> bool:
    """Whether one page has all of these invoices: there are several, and their customer has a link to it."""
    return len(due) > 1 and await has_owed_page(reader, organization_id, customer_id)


def about_due(due: Sequence[PayPage], customer_id: Id, *, has_page: bool) -> dict[str, Id]:
    """What a message about these invoices is about: their customer, too, where one page has them all."""
    return {"invoice_id": due[0].bill.id, **({"customer_id": customer_id} if has_page else {})}


async def has_owed_page(reader: Reader, organization_id: Id, customer_id: Id) -> bool:
    """Whether the link to all that a customer owes opens anything."""
    standing = await standing_of(reader, organization_id, customer_id)
    return standing is not None and standing.is_open


async def check_link(services: Services, message: Message) -> None:
    """A message whose link opens nothing any more does not leave. Raises RefusedForGood."""
    reader, organization_id = services.database.reader, message.organization_id
    if message.customer_id is not None and not await has_owed_page(
        reader, organization_id, message.customer_id
    ):
        raise RefusedForGood("the link to all that is owed was revoked")
    if message.job_id is None:
        return
    link = await link_of_job(reader, organization_id, message.job_id)
    if link is None or link.revoked_at is not None:
        raise RefusedForGood("the link to the statement was revoked")


async def hand_over(services: Services, message: Message) -> None:
    """Note that the message may leave from now on. Raises TryAgain where another worker has it."""
    handed = await as_server(
        services,
        message.organization_id,
        new_id(),
        "notifications.hand_over",
        {"message_id": message.id},
    )
    if handed.state != "applied":
        raise TryAgain("another worker has it")


async def hear(services: Services, organization_id: Id, number: str, said: str, cause: str = "") -> None:
    """A customer said STOP or START. `cause` is the carrier's name for the text in which they did."""
    mutation_id = derived_id("hear", organization_id, cause) if cause else new_id()
    await as_server(services, organization_id, mutation_id, HEAR, {"number": number, "said": said})


def opened(services: Services, account: TextAccount) -> TextSender:
    """Raises TryAgain where the installation's secret is another one than the token was sealed under."""
    key, organization_id = services.config.secret_key, account.organization_id
    token = sealed.opened(key, "text_account", organization_id, account.token_sealed)
    if token is None:
        raise TryAgain("the auth token has to be typed again")
    return TextSender(account_sid=account.account_sid, token=token, sender=account.sender)


async def as_server(
    services: Services, organization_id: Id, mutation_id: Id, name: str, body: Mapping[str, Any]
) -> Outcome:
    """A refusal here can only mean that another worker was faster with the same step."""
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    answered = await apply(services, Mutation(id=mutation_id, type=name, body=dict(body)), context)
    return answered.outcome


class Addressee(NamedTuple):
    """Whose number a text goes to, and the currency by whose country it is dialed."""

    customer_id: Id
    currency: str


async def _has_no_mail(reader: Reader, errand: Errand, invoice_id: Id) -> bool:
    customer_id = await queries.customer_of_invoice(reader, errand.organization_id, invoice_id)
    _, _, email, contacts = await queries.reminded(reader, errand.organization_id, customer_id)
    return not invoice_addresses(email, contacts)


async def _to_customer_of(services: Services, organization_id: Id, page: PayPage) -> Addressee:
    reader = services.database.reader
    customer_id = await queries.customer_of_invoice(reader, organization_id, page.bill.id)
    return Addressee(customer_id, page.company.currency)


async def _write(
    errand: Errand, services: Services, kind: MessageKind, to: Addressee, text: str, about: Mapping[str, Id]
) -> None:
    """Once for each errand: its key begins the text's."""
    reader, organization_id = services.database.reader, errand.organization_id
    key = f"{errand.kind}:{errand.dedupe_key}"
    key = key if errand.kind == kind else f"{key}:text"
    if await queries.message_for(reader, organization_id, key) is not None:
        return
    number = await texted_number(reader, organization_id, to.currency, to.customer_id)
    if number is None:
        return
    body = {
        "kind": kind,
        "to_address": number,
        "subject": "",
        "body_text": text,
        "body_html": "",
        "dedupe_key": key,
        **about,
    }
    mutation_id = derived_id("message", organization_id, key)
    await as_server(services, organization_id, mutation_id, WRITE, body)
