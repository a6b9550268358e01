"""What reminders look at: a customer's open invoices with their steps and holds, and what comes next."""

from collections import defaultdict
from collections.abc import Container, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from stagebill.customers.customer import Contacts, invoice_addresses
from stagebill.invoices.concerns.queries import DISPUTED_INVOICES, DOUBTED_INVOICES
from stagebill.invoices.queries import OWED, PAID, PENDING
from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.notifications.queries import ReturnedView, dead_addresses
from stagebill.notifications.reminders.cadence import Asked, Bill
from stagebill.notifications.reminders.hold import Why
from stagebill.notifications.stop_page import StopPage
from stagebill.notifications.texts.queries import texted_customers
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import Company
from stagebill.settings.reminder_plan import ReminderPlan

BILLS_MAX: Final = 50
"""So many invoices of one customer are in one reminder; the oldest first."""

_PLANNING: Final = """
SELECT s.organization_id, o.zone, o.currency, s.reminders,
  (SELECT l.day FROM reminder_look l WHERE l.organization_id = s.organization_id)
FROM settings s JOIN organization o ON o.id = s.organization_id
"""
# The last day of a hold `h`; and holds of a customer, or of one who became this customer.
_LAST: Final = "coalesce(h.until, '9999-12-31')"
_OF_CUSTOMER: Final = """(h.customer_id = {0} OR h.customer_id IN (
    SELECT m.id FROM customer m WHERE m.organization_id = h.organization_id AND m.merged_into = {0}))"""
_BILLS: Final = f"""
SELECT j.customer_id, i.id, i.number, i.due_on, i.sent_at, {OWED} - {PAID}, {PENDING}, i.reminder_count,
  i.reminded_at,
  (SELECT {_LAST} FROM reminder_hold h
    WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.is_on),
  (SELECT max({_LAST}) FROM reminder_hold h
    WHERE h.organization_id = i.organization_id AND h.is_on AND {_OF_CUSTOMER.format("j.customer_id")}),
  EXISTS (SELECT 1 FROM question q
    WHERE q.organization_id = i.organization_id AND q.invoice_id = i.id AND q.ended_at IS NULL),
  ({DISPUTED_INVOICES} OR {DOUBTED_INVOICES})
FROM invoice i JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
WHERE i.organization_id = $1 AND i.status = 'open' AND i.sent_at IS NOT NULL AND i.due_on IS NOT NULL
  {{which}}
ORDER BY i.due_on, i.id
"""
_STEPS: Final = """
SELECT r.invoice_id, r.step FROM reminder r
JOIN invoice i ON i.organization_id = r.organization_id AND i.id = r.invoice_id
WHERE r.organization_id = $1 AND i.status = 'open' {which}
"""
_CUSTOMERS: Final = "SELECT id, name, email, contacts, mobile FROM customer WHERE organization_id = $1"
_ADDRESSES: Final = "SELECT email, contacts FROM customer WHERE organization_id = $1 AND id = $2"
_HOLD: Final = """
SELECT why, until, note, is_on, updated_at, by_customer FROM reminder_hold
WHERE organization_id = $1 AND id = $2
"""
_CUSTOMER_HOLD: Final = f"""
SELECT h.why, h.until, h.note, h.is_on, h.updated_at, h.by_customer FROM reminder_hold h
WHERE h.organization_id = $1 AND h.is_on AND {_OF_CUSTOMER.format("$2")} ORDER BY {_LAST} DESC LIMIT 1
"""

_STOPPING: Final = """
SELECT coalesce(s.trade_name, o.name), o.currency, o.zone, o.language, s.phone, s.email, s.accent, c.language,
  (SELECT h.is_on AND h.by_customer FROM reminder_hold h
    WHERE h.organization_id = $1 AND h.customer_id = coalesce(c.merged_into, c.id))
FROM customer c JOIN organization o ON o.id = c.organization_id
LEFT JOIN settings s ON s.organization_id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""

_plan = msgspec.json.Decoder(ReminderPlan)
_contacts = msgspec.json.Decoder(Contacts)


class Planning(msgspec.Struct, frozen=True):
    """A company that reminds by plan, and the day that was carried out last."""

    organization_id: Id
    zone: str
    currency: str
    plan: ReminderPlan
    looked_on: date | None


class HoldView(msgspec.Struct, frozen=True):
    """What keeps reminders back. `by_customer`: they unsubscribed."""

    why: Why
    until: date | None
    note: str
    is_on: bool
    updated_at: datetime
    by_customer: bool


class AskedView(msgspec.Struct, frozen=True):
    """One invoice in a reminder. `step` is the days from its due day that it is reminded at; null where it is
    merely listed.
    """

    invoice_id: Id
    number: str | None
    due_on: date
    due_minor: Minor
    step: int | None


class NextReminder(msgspec.Struct, frozen=True):
    """What a customer will be reminded of next, and when, if nothing changes until then."""

    customer_id: Id
    customer_name: str
    on: date
    invoices: list[AskedView]
    has_address: bool


async def planning(reader: Reader) -> list[Planning]:
    """The companies whose plan is on."""
    rows = await reader.rows(_PLANNING)
    found = [Planning(row[0], row[1], row[2], _plan.decode(row[3]), _day(row[4])) for row in rows]
    return [each for each in found if each.plan.is_on]


async def bills_by_customer(
    reader: Reader, organization_id: Id, zone: str, customer_id: Id | None = None
) -> dict[Id, list[Bill]]:
    """Each customer's open invoices that were sent, the oldest first; of one customer where it is named."""
    which = "" if customer_id is None else "AND j.customer_id = $2"
    of_reminder = "" if customer_id is None else "AND r.customer_id = $2"
    args = (organization_id,) if customer_id is None else (organization_id, customer_id)
    settled: defaultdict[Id, set[int]] = defaultdict(set)
    for invoice_id, step in await reader.rows(_STEPS.format(which=of_reminder), *args):
        settled[invoice_id].add(step)
    bills: defaultdict[Id, list[Bill]] = defaultdict(list)
    for customer, *row in await reader.rows(_BILLS.format(which=which), *args):
        bills[customer].append(_bill(row, ZoneInfo(zone), settled))
    return dict(bills)


async def reached(reader: Reader, organization_id: Id, currency: str) -> dict[Id, tuple[str, bool]]:
    """Each customer's name, and whether a reminder can reach them, by mail or by text."""
    rows = await reader.rows(_CUSTOMERS, organization_id)
    texted = await texted_customers(reader, organization_id, currency)
    dead = await dead_addresses(reader, organization_id)
    return {
        row[0]: (row[1], row[0] in texted or _has_living(row[2], _contacts.decode(row[3]), dead))
        for row in rows
    }


def _has_living(email: str | None, contacts: Contacts, dead: Container[str]) -> bool:
    return any(address not in dead for address in invoice_addresses(email, contacts))


async def returned_of(reader: Reader, organization_id: Id, customer_id: Id) -> list[ReturnedView]:
    """Those of a customer's addresses that mail comes back from."""
    ((email, contacts),) = await reader.rows(_ADDRESSES, organization_id, customer_id)
    dead = await dead_addresses(reader, organization_id)
    return [dead[each] for each in invoice_addresses(email, _contacts.decode(contacts)) if each in dead]


async def hold_view(reader: Reader, organization_id: Id, id_: Id) -> HoldView | None:
    """A hold that is on."""
    rows = await reader.rows(_HOLD, organization_id, id_)
    return _hold(rows[0]) if rows and rows[0][3] else None


async def customer_hold_view(reader: Reader, organization_id: Id, customer_id: Id) -> HoldView | None:
    """What holds all reminders to a customer back; it may have come with one who became this customer."""
    rows = await reader.rows(_CUSTOMER_HOLD, organization_id, customer_id)
    return _hold(rows[0]) if rows else None


async def answer_hold(reader: Reader, context: Context, id_: Id) -> HoldView:
    """The hold after a mutation, lifted or not."""
    return _hold((await reader.rows(_HOLD, context.organization_id, id_))[0])


def _hold(row: Sequence[Any]) -> HoldView:
    why, until, note, is_on, updated_at, by_customer = row
    stored = {"why": why, "until": until, "note": note, "updated_at": updated_at}
    return msgspec.convert({**stored, "is_on": bool(is_on), "by_customer": bool(by_customer)}, HoldView)


async def stop_page_of(reader: Reader, organization_id: Id, customer_id: Id) -> StopPage | None:
    """What the customer sees who wants no more reminders; None where there is no such customer."""
    rows = await reader.rows(_STOPPING, organization_id, customer_id)
    if not rows:
        return None
    name, currency, zone, language, phone, email, accent, wanted, is_stopped = rows[0]
    company = Company(
        name=name, currency=currency, zone=zone, language=language, phone=phone, email=email, accent=accent
    )
    return StopPage(company, known_language(wanted, language), bool(is_stopped))


def asked_views(asked: Sequence[Asked]) -> list[AskedView]:
    """The invoices of a reminder, as they are shown."""
    return [
        AskedView(
            one.bill.invoice_id,
            one.bill.number,
            one.bill.due_on,
            one.bill.due_minor,
            one.steps[-1] if one.steps else None,
        )
        for one in asked
    ]


def _bill(row: Sequence[Any], zone: ZoneInfo, settled: dict[Id, set[int]]) -> Bill:
    (invoice_id, number, due_on, sent_at, due, pending, count, reminded_at, *held, is_asked_about,
     is_disputed) = row  # fmt: skip
    lasts = [date.max] if is_asked_about or is_disputed else [_day(last) for last in held]
    return Bill(
        invoice_id=invoice_id,
        number=number,
        due_on=date.fromisoformat(due_on),
        sent_on=instant_of(sent_at).astimezone(zone).date(),
        due_minor=due,
        pending_minor=pending,
        reminder_count=count,
        reminded_on=instant_of(reminded_at).astimezone(zone).date() if reminded_at else None,
        held_until=max((last for last in lasts if last is not None), default=None),
        settled=frozenset(settled.get(invoice_id, ())),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
