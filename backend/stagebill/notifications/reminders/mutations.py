"""Reminding by plan, skipping what would be sent, holding reminders back and lifting that."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from stagebill.customers.customer import Customer
from stagebill.invoices.invoice import Invoice
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line
from stagebill.notifications.queries import ReminderView, answer_reminder
from stagebill.notifications.reminder import NothingToRemind, asking, reminded
from stagebill.notifications.reminders.cadence import AHEAD_DAYS_MAX, Asked, asked_on, steps_settled
from stagebill.notifications.reminders.hold import (
    NothingHeld,
    ReminderHold,
    Why,
    check_hold,
    check_promise,
    hold_id,
)
from stagebill.notifications.reminders.queries import (
    BILLS_MAX,
    HoldView,
    answer_hold,
    bills_by_customer,
)
from stagebill.notifications.texts.queries import check_reached
from stagebill.settings.settings import Settings
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Audience, Effect, Touched

REMIND_BY_PLAN = "notifications.remind_by_plan"
UNSUBSCRIBE = "notifications.unsubscribe_customer"


class RemindByPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a customer the reminder that the plan has for a day. Naming the day makes each day run once."""

    customer_id: Id
    day: date


class SkipReminder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Skip the reminder that a customer would get on a day. Later ones still come."""

    customer_id: Id
    on: date


class HoldInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send no automatic reminders about an invoice: for good, or up to a promised day."""

    invoice_id: Id
    why: Why
    until: date | None = None
    note: Line = ""


class HoldCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a customer no automatic reminders: for good, or up to a promised day."""

    customer_id: Id
    why: Why
    until: date | None = None
    note: Line = ""


class UnsubscribeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the customer stopped reminders with the link in one."""

    customer_id: Id


class PromisePayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Name the day by which an invoice will be paid, as its customer. Until then no reminders are sent."""

    invoice_id: Id
    on: date


class ResumeInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lift the hold on an invoice's reminders."""

    invoice_id: Id


class ResumeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lift the hold on a customer's reminders."""

    customer_id: Id


async def remind_by_plan(data: RemindByPlan, context: Context, tx: Tx) -> Effect:
    """One message for all of a customer's invoices (D-49). What has been paid meanwhile is not in it."""
    customer = await tx.load(Customer, data.customer_id)
    await check_reached(tx, context, customer)
    if data.day != context.today:
        raise NothingToRemind(hindrances={})
    asked = await _asked(context, tx, customer.id, data.day)
    invoices = [reminded(await tx.load(Invoice, one.bill.invoice_id), context.now) for one in asked]
    settled = steps_settled(
        asked, state="sent", day=data.day, now=context.now, organization_id=context.organization_id,
        customer_id=customer.id, mutation_id=context.mutation_id,
    )  # fmt: skip
    mail = asking(customer.id, invoices, context)
    return Effect(id=customer.id, records=(*invoices, *settled), outgoing=(mail,))


async def skip_reminder(data: SkipReminder, context: Context, tx: Tx) -> Effect:
    """What would be sent is worked out anew, so that nothing is skipped that nobody saw coming."""
    customer = await tx.load(Customer, data.customer_id)
    if not 0 <= (data.on - context.today).days <= AHEAD_DAYS_MAX:
        raise NothingToRemind(hindrances={})
    asked = await _asked(context, tx, customer.id, data.on)
    settled = steps_settled(
        asked, state="skipped", day=data.on, now=context.now, organization_id=context.organization_id,
        customer_id=customer.id, mutation_id=context.mutation_id,
    )  # fmt: skip
    return Effect(id=customer.id, records=settled)


async def _asked(context: Context, tx: Tx, customer_id: Id, day: date) -> tuple[Asked, ...]:
    """Read under the invoices' locks. Raises NothingToRemind."""
    plan = (await tx.load(Settings, context.organization_id)).reminders
    known = await bills_by_customer(tx, context.organization_id, context.zone, customer_id)
    for invoice_id in sorted(bill.invoice_id for bill in known.get(customer_id, ())):
        await tx.lock(Invoice, invoice_id)
    bills = await bills_by_customer(tx, context.organization_id, context.zone, customer_id)
    asked = asked_on(plan, bills.get(customer_id, ()), day)[:BILLS_MAX]
    if not plan.is_on or not any(one.steps for one in asked):
        raise NothingToRemind(hindrances={})
    return asked


async def hold_invoice(data: HoldInvoice, context: Context, tx: Tx) -> Effect:
    """The reminder that somebody sends by hand is theirs to send."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    check_hold(data.why, data.until, context.today)
    await tx.find(ReminderHold, hold_id(invoice.id))
    fresh = _hold(context, data.why, data.until, data.note, invoice_id=invoice.id)
    return Effect(id=fresh.id, records=(fresh,), touched=_concerned(invoice))


async def hold_customer(data: HoldCustomer, context: Context, tx: Tx) -> Effect:
    """All their invoices, those to come as well."""
    customer = await tx.load(Customer, data.customer_id)
    living_id = customer.living_id
    check_hold(data.why, data.until, context.today)
    await tx.find(ReminderHold, hold_id(living_id))
    fresh = _hold(context, data.why, data.until, data.note, customer_id=living_id)
    return Effect(id=fresh.id, records=(fresh,))


async def promise_payment(data: PromisePayment, context: Context, tx: Tx) -> Effect:
    """The customer's link acts in the role of a customer. A later promise takes the place of this one."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    check_promise(invoice, await tx.find(ReminderHold, hold_id(invoice.id)), data.on, context.today)
    fresh = _hold(context, "promised", data.on, "", invoice_id=invoice.id)
    return Effect(id=fresh.id, records=(fresh,), touched=_concerned(invoice))


async def unsubscribe_customer(data: UnsubscribeCustomer, context: Context, tx: Tx) -> Effect:
    """Again changes nothing. A customer that was merged meanwhile is the one that it became."""
    customer_id = (await tx.load(Customer, data.customer_id)).living_id
    known = await tx.find(ReminderHold, hold_id(customer_id))
    if known is not None and known.is_on and known.by_customer:
        return Effect(id=known.id, records=())
    fresh = _hold(context, "off", None, "", customer_id=customer_id, by_customer=True)
    return Effect(id=fresh.id, records=(fresh,))


async def resume_invoice(data: ResumeInvoice, context: Context, tx: Tx) -> Effect:
    """A hold of their customer stays."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    (lifted,) = _lifted([await tx.find(ReminderHold, hold_id(invoice.id))], context)
    return Effect(id=lifted.id, records=(lifted,), touched=_concerned(invoice))


async def resume_customer(data: ResumeCustomer, context: Context, tx: Tx) -> Effect:
    """A hold of one of their invoices stays. What held back a customer who became this one is lifted too."""
    customer = await tx.load(Customer, data.customer_id)
    living_id = customer.living_id
    theirs = [living_id, *(each.id for each in await tx.select(Customer, merged_into=living_id))]
    lifted = _lifted([await tx.find(ReminderHold, hold_id(each)) for each in theirs], context)
    return Effect(id=lifted[0].id, records=lifted)


def _hold(
    context: Context, why: Why, until: date | None, note: str, *, invoice_id: Id | None = None,
    customer_id: Id | None = None, by_customer: bool = False,
) -> ReminderHold:  # fmt: skip
    subject_id = invoice_id or customer_id
    assert subject_id is not None
    return ReminderHold(
        organization_id=context.organization_id,
        id=hold_id(subject_id),
        invoice_id=invoice_id,
        customer_id=customer_id,
        why=why,
        until=until,
        note=note,
        is_on=True,
        updated_at=context.now,
        updated_by=context.member_id,
        by_customer=by_customer,
    )


def _lifted(holds: Iterable[ReminderHold | None], context: Context) -> tuple[ReminderHold, ...]:
    by: dict[str, Any] = {"updated_at": context.now, "updated_by": context.member_id}
    lifted = tuple(replace(hold, is_on=False, **by) for hold in holds if hold is not None and hold.is_on)
    if not lifted:
        raise NothingHeld()
    return lifted


def _concerned(invoice: Invoice) -> tuple[Touched, ...]:
    """A promised day is one of the invoice's concerns."""
    return (Touched("invoice", invoice.id, Audience("job", invoice.job_id)),)


COMMANDS = (
    Command(
        name=REMIND_BY_PLAN,
        input=RemindByPlan,
        handler=remind_by_plan,
        roles=SYSTEM,
        answer=answer_reminder,
        view=ReminderView,
    ),
    Command(
        name="notifications.skip_reminder",
        input=SkipReminder,
        handler=skip_reminder,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/skip-reminder",
        answer=answer_reminder,
        view=ReminderView,
    ),
    Command(
        name="notifications.hold_invoice",
        input=HoldInvoice,
        handler=hold_invoice,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/hold-reminders",
        answer=answer_hold,
        view=HoldView,
    ),
    Command(
        name="notifications.hold_customer",
        input=HoldCustomer,
        handler=hold_customer,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/hold-reminders",
        answer=answer_hold,
        view=HoldView,
    ),
    Command(
        name=UNSUBSCRIBE,
        input=UnsubscribeCustomer,
        handler=unsubscribe_customer,
        roles=SYSTEM,  # the page behind the link has judged the link
        answer=answer_hold,
        view=HoldView,
    ),
    Command(
        name="notifications.promise_payment",
        input=PromisePayment,
        handler=promise_payment,
        roles=frozenset({"customer"}),
        answer=answer_hold,
        view=HoldView,
    ),
    Command(
        name="notifications.resume_invoice",
        input=ResumeInvoice,
        handler=resume_invoice,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/resume-reminders",
        answer=answer_hold,
        view=HoldView,
    ),
    Command(
        name="notifications.resume_customer",
        input=ResumeCustomer,
        handler=resume_customer,
        roles=OFFICE_ROLES,
        route="POST /api/customers/{customer_id}/resume-reminders",
        answer=answer_hold,
        view=HoldView,
    ),
)
