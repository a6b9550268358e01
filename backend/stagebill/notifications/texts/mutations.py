"""Consent is given, ended, stopped and begun again; an account is put in; an invoice is sent by text."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stagebill.customers.customer import Customer, check_living, invoice_addresses
from stagebill.customers.queries import check_in_sight, reached_at
from stagebill.invoices import invoice as rules
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import (
    InvoiceView,
    answer_invoice,
    customer_of,
    has_received_money,
    present_invoice,
)
from stagebill.invoices.steps import check_maker
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Line, Phone
from stagebill.notifications.texts.account import (
    AccountSid,
    Number,
    Sender,
    TextAccount,
    TokenMissing,
)
from stagebill.notifications.texts.consent import (
    NoWayToPay,
    TextConsent,
    Told,
    check_may_text,
    last_word,
    next_word,
)
from stagebill.notifications.texts.queries import TextsView, answer_texts, word_of
from stagebill.payments.payment import taken
from stagebill.settings.settings import Settings
from stagebill.statements.owed import queries as owed
from stagebill.statements.queries import StatementLinkView, answer_link, present_link
from stagebill.statements.statement_link import LinkRevoked, OwedLink, StatementLink
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

TEXT_INVOICE = "text.invoice"
HEAR = "notifications.hear_about_texts"


class AllowTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the customer agreed to texts, and how. A phone may send this later: `mobile` is the number
    that was shown there, `agreed_at` when they agreed. Left out, they are the current number and now.
    """

    customer_id: Id
    how: Literal["in_person", "by_phone", "in_writing"]
    note: Line = ""
    mobile: Phone | None = None
    agreed_at: Annotated[datetime, Meta(tz=True)] | None = None


class EndTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the customer told the office they want no more texts."""

    customer_id: Id
    note: Line = ""


class HearAboutTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record what a customer texted: STOP, or START after it."""

    number: Number
    said: Literal["stopped", "started"]


class TextInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Text the customer a link to the invoice; repeatable."""

    invoice_id: Id


class SendStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the customer the link to a job's statement, by mail or by text; repeatable."""

    job_id: Id
    by: Literal["mail", "text"] = "mail"


class SendOwed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the customer the link to everything they owe, by mail or by text; repeatable."""

    customer_id: Id
    by: Literal["mail", "text"] = "mail"


class SetTextAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set the account that texts are sent from. The token comes here sealed; null keeps the stored one."""

    is_on: bool
    account_sid: AccountSid
    token_sealed: Annotated[str, Meta(max_length=2_000)] | None = None
    sender: Sender


async def allow_texts(data: AllowTexts, context: Context, tx: Tx) -> Effect:
    """It is this very number that may be texted; another one needs consent anew. A technician writes it down
    for the customers of their jobs. Raises EndedSince too, where the customer had enough after that moment.
    """
    if context.role == "technician":
        await check_in_sight(tx, context, data.customer_id)
    said_at = taken(data.agreed_at or context.now, context.now, context.device_now).taken_at_adjusted
    agreed_at = min(said_at, context.now) if data.agreed_at else context.now
    told = Told("given", data.how, agreed_at, data.note)
    return await _said(told, data.customer_id, data.mobile, context, tx)


async def end_texts(data: EndTexts, context: Context, tx: Tx) -> Effect:
    """Other than STOP, this can be taken back by the office when the customer agrees again."""
    told = Told("ended", "by_phone", context.now, data.note)
    return await _said(told, data.customer_id, None, context, tx)


async def hear_about_texts(data: HearAboutTexts, context: Context, tx: Tx) -> Effect:
    """Whoever the number belongs to."""
    await tx.lock(Settings, context.organization_id)
    last = last_word(await tx.select(TextConsent, number=data.number))
    told = Told(data.said, "by_text", context.now)
    word = next_word(last, told, number=data.number, context=context)
    return await _written(context.mutation_id, word, context, tx)


async def _said(told: Told, customer_id: Id, mobile: str | None, context: Context, tx: Tx) -> Effect:
    await tx.lock(Settings, context.organization_id)  # two words about one number come one after the other
    customer = check_living(await tx.load(Customer, customer_id))
    number, last = await word_of(tx, context, customer, mobile)
    word = next_word(last, told, number=number, context=context, customer_id=customer.id)
    return await _written(customer.id, word, context, tx)


async def _written(about_id: Id, word: TextConsent | None, context: Context, tx: Tx) -> Effect:
    """The views of all customers with that number say so."""
    if word is None:
        return Effect(id=about_id, records=())
    touched = await reached_at(tx, word.number, context.currency)
    return Effect(id=about_id, records=(word,), touched=touched)


async def text_invoice(data: TextInvoice, context: Context, tx: Tx) -> Effect:
    """As by mail: the first sending dates what is due on receipt; each sending is a message of its own."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    await check_maker(tx, context, await tx.load(Job, invoice.job_id), "notifications.text_invoice", Invoice)
    _, last = await word_of(tx, context, await customer_of(tx, invoice))
    check_may_text(last)
    options = invoice.payment_options
    if not (options.card or options.ach or options.financing):
        raise NoWayToPay(invoice_id=invoice.id)
    sent = rules.send(invoice, sent_at=context.now, sent_on=context.today)
    payload = {
        "organization_id": context.organization_id,
        "invoice_id": invoice.id,
        "draws_credit": await has_received_money(tx, invoice.job_id, invoice.id),
    }
    text = Outgoing(kind=TEXT_INVOICE, dedupe_key=context.mutation_id, payload=payload)
    return Effect(id=invoice.id, records=(sent,), outgoing=(text,))


async def send_statement(data: SendStatement, context: Context, tx: Tx) -> Effect:
    """Each sending is a message of its own. Raises LinkRevoked, NoAddress, and what a text needs."""
    job = await tx.load(Job, data.job_id)
    customer = await tx.load(Customer, job.customer_id)
    link = await tx.find(StatementLink, job.id)
    if link is not None and link.revoked_at is not None:
        raise LinkRevoked(job_id=job.id)
    if data.by == "text":
        check_may_text((await word_of(tx, context, customer))[1])
    elif not invoice_addresses(customer.email, customer.contacts):
        raise rules.NoAddress(customer_id=customer.id)
    payload = {"organization_id": context.organization_id, "job_id": job.id}
    sent = Outgoing(kind=f"{data.by}.statement", dedupe_key=context.mutation_id, payload=payload)
    return Effect(id=job.id, records=(), outgoing=(sent,))


async def send_owed(data: SendOwed, context: Context, tx: Tx) -> Effect:
    """As with a statement. Raises MergedAlready too: who was merged is written to as whom they are."""
    customer = check_living(await tx.load(Customer, data.customer_id))
    link = await tx.find(OwedLink, customer.id)
    if link is not None and link.revoked_at is not None:
        raise LinkRevoked(customer_id=customer.id)
    if data.by == "text":
        check_may_text((await word_of(tx, context, customer))[1])
    elif not invoice_addresses(customer.email, customer.contacts):
        raise rules.NoAddress(customer_id=customer.id)
    payload = {"organization_id": context.organization_id, "customer_id": customer.id}
    sent = Outgoing(kind=f"{data.by}.owed", dedupe_key=context.mutation_id, payload=payload)
    return Effect(id=customer.id, records=(), outgoing=(sent,))


async def set_text_account(data: SetTextAccount, context: Context, tx: Tx) -> Effect:
    """Texts that wait leave by it, too. Raises TokenMissing."""
    before = await tx.find(TextAccount, context.organization_id)
    kept = before.token_sealed if before is not None and before.account_sid == data.account_sid else None
    sealed = data.token_sealed or kept
    if sealed is None:
        raise TokenMissing()
    account = TextAccount(
        organization_id=context.organization_id,
        id=context.organization_id,
        is_on=data.is_on,
        account_sid=data.account_sid,
        token_sealed=sealed,
        sender=data.sender,
        updated_at=context.now,
    )
    return Effect(id=account.id, records=(account,))


SET_TEXT_ACCOUNT = Command(
    name="notifications.set_text_account",
    input=SetTextAccount,
    handler=set_text_account,
    roles=SYSTEM,  # the route tries the account and seals its token first
)
COMMANDS = (
    Command(
        name="notifications.allow_texts",
        input=AllowTexts,
        handler=allow_texts,
        roles=CREW_ROLES,
        route="POST /api/customers/{customer_id}/allow-texts",
        answer=answer_texts,
        view=TextsView,
    ),
    Command(
        name="notifications.end_texts",
        input=EndTexts,
        handler=end_texts,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/end-texts",
        answer=answer_texts,
        view=TextsView,
    ),
    Command(name=HEAR, input=HearAboutTexts, handler=hear_about_texts, roles=SYSTEM),
    Command(
        name="notifications.text_invoice",
        input=TextInvoice,
        handler=text_invoice,
        roles=CREW_ROLES,
        route="POST /api/invoices/{invoice_id}/text",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
    ),
    Command(
        name="notifications.send_statement",
        input=SendStatement,
        handler=send_statement,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/statement/send",
        answer=answer_link,
        present=present_link,
        view=StatementLinkView,
    ),
    Command(
        name="notifications.send_owed",
        input=SendOwed,
        handler=send_owed,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/owed/send",
        answer=owed.answer_link,
        present=owed.present_link,
        view=owed.OwedLinkView,
    ),
    SET_TEXT_ACCOUNT,
)
