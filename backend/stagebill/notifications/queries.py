"""Messages to be delivered, and those that were, for the viewer."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from stagebill.attachments.gateways.disk import blob_store
from stagebill.attachments.queries import blob
from stagebill.customers.customer import Contacts, invoice_addresses
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.notifications.mail_account import MailAccount, Security
from stagebill.notifications.message import Arrival, Message, MessageKind, MessageState, logo_in
from stagebill.notifications.sealed import opened
from stagebill.paypage.page.figures import known_language
from stagebill.settings.reminder_plan import ReminderPlan
from stagebill.sync.services import Services

LIST_MAX = 100

_contacts = msgspec.json.Decoder(Contacts)
_plan = msgspec.json.Decoder(ReminderPlan)

_COLUMNS = ", ".join(Message.__struct_fields__)
_MESSAGE = f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 AND id = $2"
_BY_DEDUPE = f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 AND dedupe_key = $2"
_NEWEST = (
    f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 ORDER BY created_at DESC, id LIMIT {LIST_MAX}"
)
_ACCOUNT = f"SELECT {', '.join(MailAccount.__struct_fields__)} FROM mail_account WHERE organization_id = $1"
_SHOWN = (
    "id, kind, to_address, subject, state, state_at, words, created_at, invoice_id, again_of, arrival, "
    "arrival_at, arrival_words"
)
_OF_INVOICE = f"""
SELECT {_SHOWN} FROM message WHERE organization_id = $1 AND invoice_id = $2
ORDER BY created_at DESC, id DESC LIMIT {LIST_MAX}
"""
_OF_JOB = f"""
SELECT {", ".join(f"m.{name}" for name in _SHOWN.split(", "))} FROM message m
LEFT JOIN invoice i ON i.organization_id = m.organization_id AND i.id = m.invoice_id
LEFT JOIN change_order c ON c.organization_id = m.organization_id AND c.id = m.change_order_id
WHERE m.organization_id = $1 AND (i.job_id = $2 OR c.job_id = $2 OR m.job_id = $2)
ORDER BY m.created_at DESC, m.id DESC LIMIT {LIST_MAX}
"""
_OF_CUSTOMER = f"""
SELECT {_SHOWN} FROM message WHERE organization_id = $1 AND customer_id IN (
  SELECT id FROM customer WHERE organization_id = $1 AND (id = $2 OR merged_into = $2))
ORDER BY created_at DESC, id DESC LIMIT {LIST_MAX}
"""
_SHOWN_ONE = f"SELECT {_SHOWN} FROM message WHERE organization_id = $1 AND id = $2"
_TROUBLED = f"""
SELECT {_SHOWN} FROM message m
WHERE organization_id = $1 AND (arrival = 'returned' OR (arrival IS NULL AND state IN ('refused', 'unknown')))
  AND NOT EXISTS (SELECT 1 FROM message a WHERE a.organization_id = $1 AND a.again_of = m.id)
ORDER BY state_at DESC, id DESC LIMIT {LIST_MAX}
"""
_REMINDED = """
SELECT i.id FROM invoice i JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
WHERE i.organization_id = $1 AND j.customer_id = $2 AND i.reminded_at = $3 ORDER BY i.due_on, i.id
"""
_CUSTOMER_ADDRESSES = """
SELECT c.email, c.contacts FROM invoice i
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE i.organization_id = $1 AND i.id = $2
"""
_JOB_ADDRESSES = """
SELECT c.email, c.contacts FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE j.organization_id = $1 AND j.id = $2
"""
_OWN_ADDRESSES = "SELECT email, contacts FROM customer WHERE organization_id = $1 AND id = $2"
_CHANGE_ADDRESSES = """
SELECT c.email, c.contacts FROM change_order x
JOIN job j ON j.organization_id = x.organization_id AND j.id = x.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE x.organization_id = $1 AND x.id = $2
"""
_CUSTOMER_OF = """
SELECT j.customer_id FROM invoice i
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
WHERE i.organization_id = $1 AND i.id = $2
"""
_CUSTOMER_OF_JOB = "SELECT customer_id FROM job WHERE organization_id = $1 AND id = $2"
_WAS_TEXTED = """
SELECT 1 FROM message WHERE organization_id = $1 AND invoice_id = $2 AND kind = 'text.invoice' LIMIT 1
"""
_WAS_ABSENT = """
SELECT 1 FROM payment p JOIN checkout k ON k.organization_id = p.organization_id AND k.gateway = p.gateway
  AND k.gateway_ref = p.gateway_ref AND k.card_id IS NOT NULL
WHERE p.organization_id = $1 AND p.id = $2 LIMIT 1
"""
_REMINDED_BY = """
SELECT o.currency, s.reminders, c.email, c.contacts FROM customer c
JOIN organization o ON o.id = c.organization_id
LEFT JOIN settings s ON s.organization_id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""
_COMPANY = """
SELECT coalesce(s.trade_name, o.name), s.phone, o.language FROM organization o
LEFT JOIN settings s ON s.organization_id = o.id WHERE o.id = $1
"""
_WHOSE = """
SELECT organization_id FROM message WHERE id = $1 -- every organization: its Message-ID is the scope
"""
# A status that begins with 5 is for good (RFC 3463); a server that we speak to ourselves says 55x at once.
_DEAD = """
SELECT m.to_address, m.arrival_words, m.arrival_at AS at FROM message m
WHERE m.organization_id = $1 AND m.arrival = 'returned' AND m.arrival_words LIKE '5.%' AND {still}
UNION ALL
SELECT m.to_address, m.words, m.state_at AS at FROM message m
WHERE m.organization_id = $1 AND m.state = 'refused' AND m.words LIKE '55%' AND m.kind LIKE 'mail.%'
  AND {still}
ORDER BY at
""".replace(
    "{still}",
    """NOT EXISTS (SELECT 1 FROM message a
  WHERE a.organization_id = $1 AND a.again_of = m.id AND a.to_address = m.to_address)""",
)


class ReturnedView(msgspec.Struct, frozen=True):
    """An address that mail comes back from, why, and when it did last."""

    address: str
    words: str
    at: datetime


class ReminderView(msgspec.Struct, frozen=True):
    """Whom a reminder went to, and of which invoices."""

    customer_id: Id
    invoice_ids: list[Id]


class MessageView(msgspec.Struct, frozen=True):
    """What was said to a customer, and what became of it. `words` are the carrier's answer or its reason.

    `arrival` is what was heard since it left, as from a bounce: null while nothing was.
    """

    id: Id
    kind: MessageKind
    to_address: str
    subject: str
    state: MessageState
    state_at: datetime
    words: str
    created_at: datetime
    invoice_id: Id | None
    again_of: Id | None
    arrival: Arrival | None
    arrival_at: datetime | None
    arrival_words: str


class MailAccountView(msgspec.Struct, frozen=True):
    """How the company's mail leaves. The password is never shown. `needs_password`: the kept one opens no
    more, as the installation's secret is another by now.
    """

    way: Literal["own", "installation", "folder"]
    """What is in use: the server below, that of the installation, or the mail folder."""
    host: str | None = None
    port: int | None = None
    security: Security | None = None
    username: str | None = None
    has_password: bool = False
    from_address: str | None = None
    needs_password: bool = False


async def mail_account(reader: Reader, organization_id: Id) -> MailAccount | None:
    """The company's own mail server, on or off."""
    rows = await reader.rows(_ACCOUNT, organization_id)
    if not rows:
        return None
    found = dict(zip(MailAccount.__struct_fields__, rows[0], strict=True))
    return msgspec.convert(found | {"is_on": bool(found["is_on"])}, MailAccount)


def account_view(account: MailAccount | None, config: Config) -> MailAccountView:
    """The account as it may be shown."""
    way: Literal["installation", "folder"] = "installation" if config.smtp else "folder"
    if account is None:
        return MailAccountView(way, from_address=config.mail_from or None)
    kept = account.password_sealed
    return MailAccountView(
        "own" if account.is_on else way,
        account.host,
        account.port,
        account.security,
        account.username,
        kept is not None,
        account.from_address,
        kept is not None and opened(config.secret_key, "mail_account", account.organization_id, kept) is None,
    )


async def answer_message(reader: Reader, context: Context, message_id: Id) -> MessageView:
    """The message after a mutation."""
    rows = await reader.rows(_SHOWN_ONE, context.organization_id, message_id)
    return _shown(rows[0])


async def messages_of(reader: Reader, organization_id: Id, invoice_id: Id) -> list[MessageView]:
    """What was said of an invoice, the newest first."""
    return [_shown(row) for row in await reader.rows(_OF_INVOICE, organization_id, invoice_id)]


async def messages_on_job(reader: Reader, organization_id: Id, job_id: Id) -> list[MessageView]:
    """What was said of a job's invoices and change orders, the newest first."""
    return [_shown(row) for row in await reader.rows(_OF_JOB, organization_id, job_id)]


async def messages_to_customer(reader: Reader, organization_id: Id, customer_id: Id) -> list[MessageView]:
    """What was said to a customer about all that they owe, the newest first."""
    return [_shown(row) for row in await reader.rows(_OF_CUSTOMER, organization_id, customer_id)]


async def troubled_messages(reader: Reader, organization_id: Id) -> list[MessageView]:
    """What did not arrive, or may not have, and was not sent again: the newest first."""
    return [_shown(row) for row in await reader.rows(_TROUBLED, organization_id)]


async def answer_reminder(reader: Reader, context: Context, customer_id: Id) -> ReminderView:
    """What a reminder of this very moment is about."""
    rows = await reader.rows(_REMINDED, context.organization_id, customer_id, context.now)
    return ReminderView(customer_id, [invoice_id for (invoice_id,) in rows])


async def message(reader: Reader, organization_id: Id, message_id: Id) -> Message | None:
    """One message."""
    return _first(await reader.rows(_MESSAGE, organization_id, message_id))


async def message_for(reader: Reader, organization_id: Id, dedupe_key: str) -> Message | None:
    """The message that an errand has already made."""
    return _first(await reader.rows(_BY_DEDUPE, organization_id, dedupe_key))


async def newest_messages(reader: Reader, organization_id: Id) -> list[Message]:
    """The last messages, newest first."""
    return [_message(row) for row in await reader.rows(_NEWEST, organization_id)]


async def customer_addresses(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[str, ...]:
    """Where the invoice's customer gets mail of invoices, if anywhere."""
    return await _addresses(reader, _CUSTOMER_ADDRESSES, organization_id, invoice_id)


async def change_addresses(reader: Reader, organization_id: Id, order_id: Id) -> tuple[str, ...]:
    """Where the customer of a change order gets mail, if anywhere."""
    return await _addresses(reader, _CHANGE_ADDRESSES, organization_id, order_id)


async def own_addresses(reader: Reader, organization_id: Id, customer_id: Id) -> tuple[str, ...]:
    """Where a customer gets mail of invoices, if anywhere."""
    return await _addresses(reader, _OWN_ADDRESSES, organization_id, customer_id)


async def customer_of_invoice(reader: Reader, organization_id: Id, invoice_id: Id) -> Id:
    """Whose an invoice is today."""
    rows = await reader.rows(_CUSTOMER_OF, organization_id, invoice_id)
    customer_id: Id = rows[0][0]
    return customer_id


async def was_texted(reader: Reader, organization_id: Id, invoice_id: Id) -> bool:
    """Whether an invoice went to its customer as a text."""
    return bool(await reader.rows(_WAS_TEXTED, organization_id, invoice_id))


async def was_absent(reader: Reader, organization_id: Id, payment_id: Id) -> bool:
    """Whether a card on file was charged for it: its customer saw no page that said so."""
    return bool(await reader.rows(_WAS_ABSENT, organization_id, payment_id))


async def reminded(
    reader: Reader, organization_id: Id, customer_id: Id
) -> tuple[str, ReminderPlan, str | None, Contacts]:
    """The company's currency and plan, and where mail reaches the customer."""
    ((currency, plan, email, contacts),) = await reader.rows(_REMINDED_BY, organization_id, customer_id)
    return currency, _plan.decode(plan or "{}"), email, _contacts.decode(contacts)


async def trade_name(reader: Reader, organization_id: Id) -> str:
    """The company as customers know it."""
    ((name, _, _),) = await reader.rows(_COMPANY, organization_id)
    return str(name)


async def phone_and_language(reader: Reader, organization_id: Id) -> tuple[str | None, str]:
    """Where the company is called, and its language."""
    ((_, phone, language),) = await reader.rows(_COMPANY, organization_id)
    return phone, known_language(language)


async def job_addresses(reader: Reader, organization_id: Id, job_id: Id) -> tuple[str, ...]:
    """Where the customer of a job gets mail, if anywhere."""
    return await _addresses(reader, _JOB_ADDRESSES, organization_id, job_id)


async def customer_of_job(reader: Reader, organization_id: Id, job_id: Id) -> Id:
    """Whose a job is."""
    rows = await reader.rows(_CUSTOMER_OF_JOB, organization_id, job_id)
    customer_id: Id = rows[0][0]
    return customer_id


async def organization_of_message(reader: Reader, message_id: Id) -> Id | None:
    """Whose message it is."""
    rows = await reader.rows(_WHOSE, message_id)
    return rows[0][0] if rows else None


async def dead_addresses(reader: Reader, organization_id: Id) -> dict[str, ReturnedView]:
    """Where mail came back from for good, or was refused as no mailbox, and was not sent again since."""
    rows = await reader.rows(_DEAD, organization_id)
    return {
        row[0]: msgspec.convert({"address": row[0], "words": row[1], "at": row[2]}, ReturnedView)
        for row in rows
    }


async def living_addresses(
    reader: Reader, organization_id: Id, addresses: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of the addresses that mail does not come back from."""
    dead = await dead_addresses(reader, organization_id)
    return tuple(each for each in addresses if each not in dead)


async def logo_bytes(services: Services, message: Message) -> bytes | None:
    """The small copy of the logo that a mail shows, always a JPEG; None where it shows none."""
    digest = logo_in(message.body_html)
    kept = await blob(services.database.reader, message.organization_id, digest) if digest else None
    if kept is None or kept.thumbnail_sha256 is None:
        return None
    store = blob_store(services.config)
    if not await store.has(message.organization_id, kept.thumbnail_sha256):
        return None
    return b"".join([piece async for piece in store.read(message.organization_id, kept.thumbnail_sha256)])


def _shown(row: tuple[Any, ...]) -> MessageView:
    return msgspec.convert(dict(zip(MessageView.__struct_fields__, row, strict=True)), MessageView)


def _first(rows: list[tuple[Any, ...]]) -> Message | None:
    return _message(rows[0]) if rows else None


def _message(row: tuple[Any, ...]) -> Message:
    return msgspec.convert(dict(zip(Message.__struct_fields__, row, strict=True)), Message)


async def _addresses(reader: Reader, sql: str, organization_id: Id, about_id: Id) -> tuple[str, ...]:
    rows = await reader.rows(sql, organization_id, about_id)
    return invoice_addresses(rows[0][0], _contacts.decode(rows[0][1])) if rows else ()
