"""What people do with change orders. An approval changes the job in the same transaction, under its lock."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.change_orders import change_order as rules
from stagebill.change_orders.approval import Approval, Signature, Via, check_proof
from stagebill.change_orders.change_order import ChangeLine, ChangeOrder, ChangeOrderId
from stagebill.change_orders.link import link_token
from stagebill.change_orders.queries import (
    ChangeOrderView,
    answer_change_order,
    last_position,
    next_number,
    present_change_order,
)
from stagebill.customers.customer import Customer, invoice_addresses
from stagebill.jobs.job import Job, check_running
from stagebill.jobs.line_item import LineItem, amount, in_order, quantity_milli
from stagebill.jobs.steps import check_on_the_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import AMOUNT_MAX, Minor, RateBps, rate_ppm
from stagebill.kernel.secrets import digest
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.scope.change import Change, below_invoiced, consequences
from stagebill.scope.queries import standing_of
from stagebill.scope.settlement import Settle
from stagebill.scope.steps import changed_records
from stagebill.settings.settings import Days, Settings
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing
from stagebill.sync.mutation import NotAllowed

EXPIRE: Final = "change_orders.expire"
LINES_MAX: Final = 100

Price = Annotated[int, Meta(ge=-AMOUNT_MAX, le=AMOUNT_MAX)]


class NewChangeLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a change. A deduction has a price below 0. Without a tax rate it gets the job's usual one."""

    description: Name
    quantity: int | Decimal = 1  # a JSON number, or its decimal text
    unit_price_minor: Price
    tax_rate_bps: RateBps | UnsetType = UNSET


Lines = Annotated[list[NewChangeLine], Meta(min_length=1, max_length=LINES_MAX)]


class CreateChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write down what is added to a job or taken off it. It counts once the customer has approved it."""

    change_order_id: Id | UnsetType = UNSET
    job_id: Id
    title: Name
    words: Note = ""
    lines: Lines
    valid_days: Days | UnsetType = UNSET


class EditChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change a draft; what is left out stays. Once sent, withdraw it and make another one."""

    change_order_id: Id
    title: Name | UnsetType = UNSET
    words: Note | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    valid_days: Days | UnsetType = UNSET


class SendChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open the customer's link, and mail it unless `mail` is false; sending it again restarts the time to
    answer.
    """

    change_order_id: Id
    mail: bool = True


class ApproveChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the customer's yes: the change's lines and their price become part of the job at once.

    `seen_total_minor` and `seen_after_minor` are the job's totals, before and with the change, that the
    customer was shown. On a phone the proof is a `signature` or, with `agreed`, a typed name; the office says
    in `note` how the yes was given. A signature on a total that has changed meanwhile is kept and does not
    count (outcome `conflict`). A deduction below what is invoiced needs `settle`, as changed lines do.
    """

    change_order_id: Id
    via: Literal["phone", "office"] = "phone"
    name: Line = ""
    note: Note = ""
    signature: Signature | None = None
    agreed: bool = False
    seen_total_minor: Minor
    seen_after_minor: Minor
    given_at: datetime | UnsetType = UNSET
    settle: Settle | None = None


class DeclineChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the customer's no."""

    change_order_id: Id
    reason: Note = ""


class WithdrawChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a change order back before it is approved; its link stops working."""

    change_order_id: Id
    reason: Note = ""


class ExpireChangeOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the time to answer has run out."""

    change_order_id: Id


class _Known(NamedTuple):
    """An order and its job, both locked, the job first."""

    order: ChangeOrder
    job: Job


async def create_change_order(data: CreateChangeOrder, context: Context, tx: Tx) -> Effect:
    """Its number is given here, under the job's lock: a phone without signal does not know it yet."""
    job = await _job(tx, context, data.job_id)
    check_running(job)
    settings = await tx.load(Settings, context.organization_id)
    order_id = ChangeOrderId(context.mutation_id if data.change_order_id is UNSET else data.change_order_id)
    token = link_token(context.link_key, context.organization_id, order_id)
    order = ChangeOrder(
        organization_id=context.organization_id,
        id=order_id,
        job_id=job.id,
        number=await next_number(tx, context.organization_id, job.id),
        title=without_card_numbers(data.title),
        words=without_card_numbers(data.words),
        lines=_lines(data.lines, job),
        valid_days=settings.change_order_days if data.valid_days is UNSET else data.valid_days,
        link_digest=digest(token),
        created_by=context.member_id,
        created_at=context.now,
    )
    return Effect(id=order_id, records=(await _reckoned(tx, order, job),))


async def edit_change_order(data: EditChangeOrder, context: Context, tx: Tx) -> Effect:
    """What is left out stays; the effect is computed again."""
    unlocked = await tx.load(ChangeOrder, data.change_order_id)
    job = await _job(tx, context, unlocked.job_id)
    order = await tx.lock(ChangeOrder, data.change_order_id)
    edited = rules.edit(
        order,
        title=order.title if data.title is UNSET else without_card_numbers(data.title),
        words=order.words if data.words is UNSET else without_card_numbers(data.words),
        lines=order.lines if data.lines is UNSET else _lines(data.lines, job),
        valid_days=order.valid_days if data.valid_days is UNSET else data.valid_days,
    )
    return Effect(id=order.id, records=(await _reckoned(tx, edited, job),))


async def send_change_order(data: SendChangeOrder, context: Context, tx: Tx) -> Effect:
    """The mail leaves after commit; a timer waits for the deadline."""
    known = await _known(tx, context, data.change_order_id)
    check_running(known.job)
    sent = rules.send(await _reckoned(tx, *known), context.now)
    customer = await tx.load(Customer, known.job.customer_id)
    if data.mail and not invoice_addresses(customer.email, customer.contacts):
        raise rules.NoAddress(customer_id=customer.id)
    payload = {"organization_id": context.organization_id, "change_order_id": sent.id}
    ends = f"{sent.id}:{context.mutation_id}"
    timer = Outgoing(kind=EXPIRE, dedupe_key=ends, payload=payload, run_at=sent.expires_at)
    mail = Outgoing(kind="mail.change_order", dedupe_key=context.mutation_id, payload=payload)
    return Effect(id=sent.id, records=(sent,), outgoing=(mail, timer) if data.mail else (timer,))


async def approve_change_order(data: ApproveChangeOrder, context: Context, tx: Tx) -> Effect:
    """The customer's link acts in the role of a customer. Whatever was shown is compared under the lock."""
    if data.settle is not None and context.role not in OFFICE_ROLES:
        raise NotAllowed(role=context.role, type="scope.change_lines")
    known = await _known(tx, context, data.change_order_id)
    check_running(known.job)
    approval = _approval(data, context)
    check_proof(approval, agreed=data.agreed)
    rules.check_open(known.order, approval)
    change = await _change(tx, *known, data.settle)
    order = rules.reckoned(known.order, known.job, change.totals)
    refusal = rules.base_changed(order, approval) or below_invoiced(change, data.settle)
    if refusal is not None and approval.via != "phone":
        raise refusal
    if refusal is not None:
        held = rules.hold(order, approval)
        return Effect(id=order.id, records=(held,), conflict=refusal.code, facts=refusal.facts)
    done = await changed_records(
        known.job,
        await _all_lines(tx, *known),
        discount=known.job.discount,
        mode=known.job.tax_mode,
        settle=data.settle,
        context=context,
        tx=tx,
    )
    position = await last_position(tx, context.organization_id, known.job.id) + 1
    approved = rules.approve(order, approval)
    records = (approved, *rules.added_lines(approved, position), *done.records)
    return Effect(id=order.id, records=records, touched=done.touched, outgoing=done.outgoing)


async def decline_change_order(data: DeclineChangeOrder, context: Context, tx: Tx) -> Effect:
    """By the customer on their link, or by whoever was told no."""
    known = await _known(tx, context, data.change_order_id)
    reason = without_card_numbers(data.reason)
    declined = rules.decline(known.order, reason, context.now, context.member_id)
    return Effect(id=declined.id, records=(declined,))


async def withdraw_change_order(data: WithdrawChangeOrder, context: Context, tx: Tx) -> Effect:
    """A later change order may replace it."""
    known = await _known(tx, context, data.change_order_id)
    reason = without_card_numbers(data.reason)
    withdrawn = rules.withdraw(known.order, reason, context.now, context.member_id)
    return Effect(id=withdrawn.id, records=(withdrawn,))


async def expire_change_order(data: ExpireChangeOrder, context: Context, tx: Tx) -> Effect:
    """One that was answered, or sent again, stays what it is."""
    order = await tx.lock(ChangeOrder, data.change_order_id)
    return Effect(id=order.id, records=(rules.expire(order, context.now),))


async def _job(tx: Tx, context: Context, job_id: Id) -> Job:
    """The job under its lock. Raises jobs.missing for one that a technician does not work on."""
    job = await tx.lock(Job, job_id)
    await check_on_the_job(tx, context, job.id)
    return job


async def _known(tx: Tx, context: Context, order_id: Id) -> _Known:
    unlocked = await tx.load(ChangeOrder, order_id)
    job = await _job(tx, context, unlocked.job_id)
    return _Known(await tx.lock(ChangeOrder, order_id), job)


async def _all_lines(tx: Tx, order: ChangeOrder, job: Job) -> list[LineItem | ChangeLine]:
    """The job's lines of now, and the change's."""
    return [*in_order(await tx.select(LineItem, job_id=job.id, removed_at=None)), *order.lines]


async def _change(tx: Tx, order: ChangeOrder, job: Job, settle: Settle | None = None) -> Change:
    """What the job comes to with the change, and what has to be settled with it."""
    standing = await standing_of(tx, job.organization_id, job.id)
    return consequences(await _all_lines(tx, order, job), job.discount, job.tax_mode, standing, settle)


async def _reckoned(tx: Tx, order: ChangeOrder, job: Job) -> ChangeOrder:
    return rules.reckoned(order, job, (await _change(tx, order, job)).totals)


def _lines(wanted: list[NewChangeLine], job: Job) -> tuple[ChangeLine, ...]:
    usual = rules.usual_rate_ppm(job.taxes)
    return tuple(_line(line, usual) for line in wanted)


def _line(line: NewChangeLine, usual_rate_ppm: int) -> ChangeLine:
    milli = quantity_milli(line.quantity)
    return ChangeLine(
        description=without_card_numbers(line.description),
        quantity_milli=milli,
        unit_price_minor=line.unit_price_minor,
        tax_rate_ppm=usual_rate_ppm if line.tax_rate_bps is UNSET else rate_ppm(line.tax_rate_bps),
        amount_minor=amount(milli, line.unit_price_minor),
    )


def _approval(data: ApproveChangeOrder, context: Context) -> Approval:
    """A clock that runs fast cannot put a signature into the future."""
    via: Via = "link" if context.role == "customer" else data.via
    said_at = context.now if data.given_at is UNSET or via == "link" else data.given_at
    return Approval(
        via=via,
        name=without_card_numbers(data.name).strip(),
        note=without_card_numbers(data.note),
        signature=data.signature,
        before_minor=data.seen_total_minor,
        after_minor=data.seen_after_minor,
        given_at=min(said_at, context.now),
        received_at=context.now,
        recorded_by=context.member_id,
    )


def _command(name: str, data: type[msgspec.Struct], handler: object, *, route: str | None, status: int = 200,
             by_customer: bool = False) -> Command:  # fmt: skip
    return Command(
        name=f"change_orders.{name}",
        input=data,
        handler=handler,  # type: ignore[arg-type]
        roles=CREW_ROLES | {"customer"} if by_customer else CREW_ROLES,
        route=route,
        answer=answer_change_order,
        present=present_change_order,
        view=ChangeOrderView,
        status=status,
    )


_ONE: Final = "/api/change-orders/{change_order_id}"

COMMANDS = (
    _command("create_change_order", CreateChangeOrder, create_change_order,
             route="POST /api/change-orders", status=201),
    _command("edit_change_order", EditChangeOrder, edit_change_order, route=f"PATCH {_ONE}"),
    _command("send_change_order", SendChangeOrder, send_change_order, route=f"POST {_ONE}/send"),
    _command("approve_change_order", ApproveChangeOrder, approve_change_order,
             route=f"POST {_ONE}/approve", by_customer=True),
    _command("decline_change_order", DeclineChangeOrder, decline_change_order,
             route=f"POST {_ONE}/decline", by_customer=True),
    _command("withdraw_change_order", WithdrawChangeOrder, withdraw_change_order,
             route=f"POST {_ONE}/withdraw"),
    Command(
        name="change_orders.expire_change_order",
        input=ExpireChangeOrder,
        handler=expire_change_order,
        roles=SYSTEM,
        answer=answer_change_order,
        view=ChangeOrderView,
    ),
)  # fmt: skip
