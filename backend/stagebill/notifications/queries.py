"""Messages to be delivered, and those that were, for the viewer."""

from collections.abc import Callable
from typing import Any

import msgspec

from stagebill.attachments.gateways.disk import blob_store
from stagebill.attachments.queries import blob
from stagebill.change_orders.link import link_token, link_url
from stagebill.customers.customer import Contacts, invoice_addresses
from stagebill.invoices.queries import pay_url
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.notifications.message import Message, logo_in
from stagebill.sync.services import Services

LIST_MAX = 100

_contacts = msgspec.json.Decoder(Contacts)

_COLUMNS = ", ".join(Message.__struct_fields__)
_MESSAGE = f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 AND id = $2"
_BY_DEDUPE = f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 AND dedupe_key = $2"
_NEWEST = (
    f"SELECT {_COLUMNS} FROM message WHERE organization_id = $1 ORDER BY created_at DESC, id LIMIT {LIST_MAX}"
)
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
_CHANGE_ADDRESSES = """
SELECT c.email, c.contacts FROM change_order x
JOIN job j ON j.organization_id = x.organization_id AND j.id = x.job_id
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
WHERE x.organization_id = $1 AND x.id = $2
"""


class ReminderView(msgspec.Struct, frozen=True):
    """Whom a reminder went to, and of which invoices."""

    customer_id: Id
    invoice_ids: list[Id]


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
    rows = await reader.rows(_CUSTOMER_ADDRESSES, organization_id, invoice_id)
    return invoice_addresses(rows[0][0], _contacts.decode(rows[0][1])) if rows else ()


async def change_addresses(reader: Reader, organization_id: Id, order_id: Id) -> tuple[str, ...]:
    """Where the customer of a change order gets mail, if anywhere."""
    rows = await reader.rows(_CHANGE_ADDRESSES, organization_id, order_id)
    return invoice_addresses(rows[0][0], _contacts.decode(rows[0][1])) if rows else ()


def links_of(message: Message, config: Config) -> Callable[[Id | None], str] | None:
    """The secret links that go where the message keeps a place for them: of the invoice that the place names,
    or of what the whole message is about.
    """
    organization_id, order_id, invoice_id = (
        message.organization_id,
        message.change_order_id,
        message.invoice_id,
    )
    if order_id is not None:
        url = link_url(config.base_url, link_token(config.secret_key, organization_id, order_id))
        return lambda named: url
    if invoice_id is not None:
        return lambda named: pay_url(config, organization_id, named or invoice_id)
    return None


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


def _first(rows: list[tuple[Any, ...]]) -> Message | None:
    return _message(rows[0]) if rows else None


def _message(row: tuple[Any, ...]) -> Message:
    return msgspec.convert(dict(zip(Message.__struct_fields__, row, strict=True)), Message)
