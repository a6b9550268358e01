"""A message is written, handed over once, and has an end; one that did not arrive is sent again."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stagebill.change_orders.change_order import ChangeOrder
from stagebill.customers.customer import Customer, invoice_addresses
from stagebill.identity.member import Member
from stagebill.invoices.concerns.queries import concerns_of
from stagebill.invoices.invoice import Invoice, NoAddress
from stagebill.invoices.queries import customer_of, money_on
from stagebill.jobs.job import Job
from stagebill.jobs.steps import check_on_the_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Email, Line
from stagebill.notifications.mail_account import (
    Host,
    MailAccount,
    Port,
    Security,
    check_account,
)
from stagebill.notifications.message import (
    Arrival,
    Message,
    MessageId,
    MessageKind,
    handed,
    noted_arrival,
    repeated,
    settled,
)
from stagebill.notifications.queries import (
    MessageView,
    ReminderView,
    answer_message,
    answer_reminder,
)
from stagebill.notifications.receipt import settled_by
from stagebill.notifications.reminder import (
    NothingToRemind,
    OtherCustomer,
    Unsubscribed,
    asking,
    hindrance,
    reminded,
)
from stagebill.notifications.reminders.hold import ReminderHold, hold_id
from stagebill.notifications.texts.hours import leaves_at
from stagebill.notifications.texts.queries import check_reached
from stagebill.payments.allocation import Allocation
from stagebill.payments.payment import Payment
from stagebill.payments.queries import PaymentView, answer_payment
from stagebill.payments.received import RECEIPT
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

DELIVER = "mail.deliver"
NOTE_ARRIVAL = "notifications.note_arrival"
BODY_CHARACTERS_MAX = 200_000
INVOICES_MAX = 50

Body = Annotated[str, Meta(max_length=BODY_CHARACTERS_MAX)]


class WriteMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Store a mail to be delivered, once for its dedupe key."""

    kind: MessageKind
    to_address: Annotated[str, Meta(min_length=3, max_length=254)]
    subject: Annotated[str, Meta(max_length=200)]
    body_text: Body
    body_html: Body
    dedupe_key: Annotated[str, Meta(min_length=1, max_length=200)]
    invoice_id: Id | None = None
    payment_id: Id | None = None
    change_order_id: Id | None = None
    job_id: Id | None = None
    customer_id: Id | None = None
    member_id: Id | None = None


class HandOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that a message may leave from now on, so that nobody hands it over a second time."""

    message_id: Id


class SettleMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what became of a message: its end, or that it was turned away for now and waits."""

    message_id: Id
    state: Literal["written", "sent", "refused", "unknown"]
    words: Annotated[str, Meta(max_length=2_000)] = ""
    carrier_id: Annotated[str, Meta(max_length=200)] | None = None


class NoteArrival(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what was heard of a message after it left: that it arrived, or that it came back, and why."""

    message_id: Id
    arrival: Arrival
    words: Annotated[str, Meta(max_length=2_000)] = ""


class SendAgain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a message once more, to the same address or another. The earlier one stays as it is."""

    message_id: Id
    to_address: Email | None = None


class SendReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mail the customer the receipt of a payment; repeatable."""

    payment_id: Id


class SetMailAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set the mail server for the company's mail. The password comes here sealed; null keeps the
    stored one.
    """

    is_on: bool
    host: Host
    port: Port
    security: Security
    username: Line | None = None
    password_sealed: Annotated[str, Meta(max_length=2_000)] | None = None
    from_address: Email


class RemindCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mail a customer one reminder of these invoices. Those that are paid by now, or on their way, are left
    out; refused when nothing is left to ask for.
    """

    customer_id: Id
    invoice_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=INVOICES_MAX)]


async def remind_customer(data: RemindCustomer, context: Context, tx: Tx) -> Effect:
    """The mail leaves after commit, and leaves out what is paid by then."""
    customer = await tx.load(Customer, data.customer_id)
    await check_reached(tx, context, customer)
    hold = await tx.find(ReminderHold, hold_id(customer.id))
    if hold is not None and hold.is_on and hold.by_customer:
        raise Unsubscribed(customer_id=customer.id)
    due: list[Invoice] = []
    hindrances: dict[Id, str] = {}
    for invoice_id in sorted(set(data.invoice_ids)):
        invoice = await tx.lock(Invoice, invoice_id)
        if (await customer_of(tx, invoice)).id != customer.id:
            raise OtherCustomer(invoice_id=invoice.id)
        paid_minor, pending_minor = await money_on(tx, invoice.id)
        stands = (await concerns_of(tx, context.organization_id, [invoice.id])).get(invoice.id, ())
        why = hindrance(invoice, paid_minor=paid_minor, pending_minor=pending_minor, concerns=stands)
        if why is None:
            due.append(reminded(invoice, context.now))
        else:
            hindrances[invoice.id] = why
    if not due:
        raise NothingToRemind(hindrances=hindrances)
    mail = asking(customer.id, due, context)
    return Effect(id=customer.id, records=tuple(due), outgoing=(mail,))


async def write_message(data: WriteMessage, context: Context, tx: Tx) -> Effect:
    """The errand that delivers it is part of the same commit."""
    if data.invoice_id is not None:
        await tx.load(Invoice, data.invoice_id)
    if data.payment_id is not None:
        await tx.load(Payment, data.payment_id)
    if data.change_order_id is not None:
        await tx.load(ChangeOrder, data.change_order_id)
    if data.job_id is not None:
        await tx.load(Job, data.job_id)
    if data.customer_id is not None:
        await tx.load(Customer, data.customer_id)
    if data.member_id is not None:
        await tx.load(Member, data.member_id)
    message = Message(
        organization_id=context.organization_id,
        id=MessageId(context.mutation_id),
        kind=data.kind,
        to_address=data.to_address,
        subject=data.subject,
        body_text=data.body_text,
        body_html=data.body_html,
        invoice_id=data.invoice_id,
        payment_id=data.payment_id,
        change_order_id=data.change_order_id,
        job_id=data.job_id,
        customer_id=data.customer_id,
        member_id=data.member_id,
        dedupe_key=data.dedupe_key,
        created_at=context.now,
        state_at=context.now,
    )
    return _to_deliver(message, context)


async def hand_over(data: HandOver, context: Context, tx: Tx) -> Effect:
    """Of two workers with the same message, one is refused here."""
    known = await tx.lock(Message, data.message_id)
    return Effect(id=known.id, records=(handed(known, context.now),))


async def settle_message(data: SettleMessage, context: Context, tx: Tx) -> Effect:
    """When it left, or why it did not."""
    known = await tx.lock(Message, data.message_id)
    after = settled(known, data.state, data.words, context.now, data.carrier_id)
    return Effect(id=known.id, records=(after,))


async def note_arrival(data: NoteArrival, context: Context, tx: Tx) -> Effect:
    """Carriers report it twice, and in any order."""
    known = await tx.lock(Message, data.message_id)
    return Effect(id=known.id, records=(noted_arrival(known, data.arrival, data.words, context.now),))


async def send_again(data: SendAgain, context: Context, tx: Tx) -> Effect:
    """For a message that was refused, that may be lost, or that somebody asks for again."""
    known = await tx.lock(Message, data.message_id)
    address = data.to_address or known.to_address
    again = repeated(known, id=context.mutation_id, to_address=address, now=context.now)
    return _to_deliver(again, context)


async def set_mail_account(data: SetMailAccount, context: Context, tx: Tx) -> Effect:
    """Waiting mail leaves through it, too."""
    check_account(data.security, data.username)
    before = await tx.find(MailAccount, context.organization_id)
    kept = before.password_sealed if before is not None and data.username else None
    account = MailAccount(
        organization_id=context.organization_id,
        id=context.organization_id,
        is_on=data.is_on,
        host=data.host,
        port=data.port,
        security=data.security,
        username=data.username,
        password_sealed=data.password_sealed or kept,
        from_address=data.from_address,
        updated_at=context.now,
    )
    return Effect(id=account.id, records=(account,))


def _to_deliver(message: Message, context: Context) -> Effect:
    """A text waits for a decent hour; a mail makes no noise."""
    deliver = Outgoing(
        kind=DELIVER,
        dedupe_key=message.id,
        payload={"message_id": message.id},
        run_at=leaves_at(context.now, context.zone) if message.is_text else None,
    )
    return Effect(id=message.id, records=(message,), outgoing=(deliver,))


async def send_receipt(data: SendReceipt, context: Context, tx: Tx) -> Effect:
    """Each sending is a message of its own. Raises NothingOnInvoice, NoAddress."""
    payment = await tx.load(Payment, data.payment_id)
    if context.role == "technician":
        if payment.matched_job_id is None:
            raise Missing.of(Payment)
        await check_on_the_job(tx, context, payment.matched_job_id, Payment)
    settled = settled_by(await tx.select(Allocation, payment_id=payment.id), payment.id)
    customer = await customer_of(tx, await tx.load(Invoice, settled[0]))
    if not invoice_addresses(customer.email, customer.contacts):
        raise NoAddress(customer_id=customer.id)
    receipt = Outgoing(kind=RECEIPT, dedupe_key=context.mutation_id, payload={"payment_id": payment.id})
    return Effect(id=payment.id, records=(), outgoing=(receipt,))


SET_MAIL_ACCOUNT = Command(
    name="notifications.set_mail_account",
    input=SetMailAccount,
    handler=set_mail_account,
    roles=SYSTEM,  # the route seals the password first; pushed by a device, it would be stored as it came
)
COMMANDS = (
    Command(
        name="notifications.remind_customer",
        input=RemindCustomer,
        handler=remind_customer,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/remind",
        answer=answer_reminder,
        view=ReminderView,
    ),
    Command(name="notifications.write_message", input=WriteMessage, handler=write_message, roles=SYSTEM),
    Command(name="notifications.hand_over", input=HandOver, handler=hand_over, roles=SYSTEM),
    Command(
        name="notifications.settle_message",
        input=SettleMessage,
        handler=settle_message,
        roles=SYSTEM,
        answer=answer_message,
        view=MessageView,
    ),
    Command(
        name=NOTE_ARRIVAL,
        input=NoteArrival,
        handler=note_arrival,
        roles=SYSTEM,
        answer=answer_message,
        view=MessageView,
    ),
    Command(
        name="notifications.send_again",
        input=SendAgain,
        handler=send_again,
        roles=OFFICE_ROLES,
        route="POST /api/messages/{message_id}/again",
        answer=answer_message,
        view=MessageView,
        status=201,
    ),
    Command(
        name="notifications.send_receipt",
        input=SendReceipt,
        handler=send_receipt,
        roles=CREW_ROLES,
        route="POST /api/payments/{payment_id}/send-receipt",
        answer=answer_payment,
        view=PaymentView,
    ),
    SET_MAIL_ACCOUNT,
)
