"""Who may be texted, from which account, and how all that may be shown."""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from stagebill.customers.customer import Customer, invoice_addresses
from stagebill.customers.mobile import number_of, region_of
from stagebill.invoices.invoice import NoAddress
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.notifications.queries import living_addresses
from stagebill.notifications.reminder import MailComesBack
from stagebill.notifications.sealed import opened
from stagebill.notifications.texts.account import TextAccount
from stagebill.notifications.texts.consent import (
    How,
    Said,
    TextConsent,
    last_word,
    may_be_texted,
)
from stagebill.notifications.texts.number import e164

_ACCOUNT: Final = (
    f"SELECT {', '.join(TextAccount.__struct_fields__)} FROM text_account WHERE organization_id = $1"
)
_COLUMNS: Final = ", ".join(f"t.{name}" for name in TextConsent.__struct_fields__)
_SAID: Final = f"""
SELECT {_COLUMNS}, m.name FROM text_consent t
LEFT JOIN member m ON m.organization_id = t.organization_id AND m.id = t.said_by
WHERE t.organization_id = $1 AND t.number = $2 ORDER BY t.place DESC LIMIT 50
"""
_MOBILE: Final = "SELECT mobile FROM customer WHERE organization_id = $1 AND id = $2"
_MOBILES: Final = "SELECT id, mobile FROM customer WHERE organization_id = $1 AND mobile IS NOT NULL"
_LAST_WORDS: Final = """
SELECT t.number FROM text_consent t WHERE t.organization_id = $1 AND t.said IN ('given', 'started')
  AND NOT EXISTS (SELECT 1 FROM text_consent n
    WHERE n.organization_id = $1 AND n.number = t.number AND n.place > t.place)
"""


class TextAccountView(msgspec.Struct, frozen=True):
    """How texts leave. The token is never shown. `inbound_url` is where Twilio is to send what customers
    answer. `needs_token`: the kept token opens no more, as the installation's secret is another by now.
    """

    way: Literal["own", "folder"]
    account_sid: str | None
    sender: str | None
    inbound_url: str
    needs_token: bool = False


class WordView(msgspec.Struct, frozen=True):
    """One word of a customer about texts. `by` is the member who wrote it down; null: the customer's own."""

    said: Said
    how: How
    note: str
    said_at: datetime
    by: str | None


class TextsView(msgspec.Struct, frozen=True):
    """Whether a customer may be texted, and why. `number` is null where the mobile cannot be dialed."""

    customer_id: Id
    number: str | None
    may_be_texted: bool
    words: list[WordView]
    """The newest first."""


async def text_account(reader: Reader, organization_id: Id) -> TextAccount | None:
    """The company's account, on or off."""
    rows = await reader.rows(_ACCOUNT, organization_id)
    if not rows:
        return None
    found = dict(zip(TextAccount.__struct_fields__, rows[0], strict=True))
    return msgspec.convert(found | {"is_on": bool(found["is_on"])}, TextAccount)


def account_view(account: TextAccount | None, config: Config, organization_id: Id) -> TextAccountView:
    """The account as it may be shown."""
    inbound = inbound_url(config, organization_id)
    if account is None:
        return TextAccountView("folder", None, None, inbound)
    token = opened(config.secret_key, "text_account", organization_id, account.token_sealed)
    way: Literal["own", "folder"] = "own" if account.is_on else "folder"
    return TextAccountView(way, account.account_sid, account.sender, inbound, needs_token=token is None)


def inbound_url(config: Config, organization_id: Id) -> str:
    """Where Twilio tells what customers answered."""
    return f"{config.base_url}/hooks/texts/{organization_id}/inbound"


def status_url(config: Config, organization_id: Id, message_id: Id) -> str:
    """Where Twilio tells what became of a text."""
    return f"{config.base_url}/hooks/texts/{organization_id}/status/{message_id}"


async def said_about(
    reader: Reader, organization_id: Id, number: str
) -> list[tuple[TextConsent, str | None]]:
    """What was said about texts to a number, the newest first, and who wrote it down."""
    rows = await reader.rows(_SAID, organization_id, number)
    names = TextConsent.__struct_fields__
    return [(_consent(dict(zip(names, row[:-1], strict=True))), row[-1]) for row in rows]


def _consent(row: dict[str, Any]) -> TextConsent:
    return msgspec.convert(row, TextConsent)


async def may_text_number(reader: Reader, organization_id: Id, number: str) -> bool:
    """Asked at the last moment: who has stopped meanwhile is not texted."""
    said = await said_about(reader, organization_id, number)
    return may_be_texted(said[0][0] if said else None)


async def texted_number(reader: Reader, organization_id: Id, currency: str, customer_id: Id) -> str | None:
    """The number to which a customer may be texted; None where there is none, or no consent."""
    rows = await reader.rows(_MOBILE, organization_id, customer_id)
    number = number_of(rows[0][0], region_of(currency)) if rows else None
    if number is None or not await may_text_number(reader, organization_id, number):
        return None
    return number


async def texted_customers(reader: Reader, organization_id: Id, currency: str) -> frozenset[Id]:
    """All who may be texted."""
    agreed = {row[0] for row in await reader.rows(_LAST_WORDS, organization_id)}
    if not agreed:
        return frozenset()
    region = region_of(currency)
    mobiles = await reader.rows(_MOBILES, organization_id)
    return frozenset(customer_id for customer_id, mobile in mobiles if number_of(mobile, region) in agreed)


async def word_of(
    tx: Tx, context: Context, customer: Customer, mobile: str | None = None
) -> tuple[str, TextConsent | None]:
    """The customer's number, or the one that was seen of them, and the last word about it, for a unit. Raises
    NoMobile, NotANumber.
    """
    number = e164(mobile or customer.mobile, region_of(context.currency))
    return number, last_word(await tx.select(TextConsent, number=number))


async def check_reached(tx: Tx, context: Context, customer: Customer) -> None:
    """A reminder has to reach the customer by mail, or by a text that they agreed to. Raises NoAddress,
    MailComesBack.
    """
    addresses = invoice_addresses(customer.email, customer.contacts)
    if await living_addresses(tx, context.organization_id, addresses):
        return
    if not await _is_texted(tx, context, customer):
        raise MailComesBack(addresses=addresses) if addresses else NoAddress(customer_id=customer.id)


async def _is_texted(tx: Tx, context: Context, customer: Customer) -> bool:
    number = number_of(customer.mobile, region_of(context.currency))
    return number is not None and may_be_texted(last_word(await tx.select(TextConsent, number=number)))


async def answer_texts(reader: Reader, context: Context, customer_id: Id) -> TextsView:
    """A customer's standing with texts; who said what is the office's to read. Raises customers.missing."""
    rows = await reader.rows(_MOBILE, context.organization_id, customer_id)
    if not rows:
        raise Missing.of(Customer, id=customer_id)
    number = number_of(rows[0][0], region_of(context.currency))
    said = await said_about(reader, context.organization_id, number) if number else []
    words = [WordView(one.said, one.how, one.note, one.said_at, by) for one, by in said]
    words = [] if context.role == "technician" else words
    return TextsView(customer_id, number, may_be_texted(said[0][0] if said else None), words)
