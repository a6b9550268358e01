"""Cards on file as they are read: of a customer, for an invoice, for the page of a link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from stagebill.customers.queries import customer_view
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.cards.card import CardRemoval, KeptCard, ReceiptBy, receipt_by
from stagebill.paypage.checkout import Checkout, State
from stagebill.sync.command import Scope

_CARD = ", ".join(f"k.{name}" for name in KeptCard.__struct_fields__)
_REMOVAL = ", ".join(f"r.{name}" for name in CardRemoval.__struct_fields__)
_KNOWN = f"""
SELECT {_CARD}, {_REMOVAL} FROM kept_card k
LEFT JOIN card_removal r ON r.organization_id = k.organization_id AND r.id = k.id
WHERE k.organization_id = $1 AND k.id = $2
"""
_ABOUT = """
SELECT coalesce(s.trade_name, o.name), coalesce(i.number, ''), i.title FROM invoice i
JOIN organization o ON o.id = i.organization_id
LEFT JOIN settings s ON s.organization_id = i.organization_id
WHERE i.organization_id = $1 AND i.id = $2
"""
_VIEW = """
SELECT k.id, k.gateway, k.brand, k.last_four, k.expires, k.kept_at, a.words FROM kept_card k
JOIN card_agreement a ON a.organization_id = k.organization_id AND a.id = k.id
LEFT JOIN card_removal r ON r.organization_id = k.organization_id AND r.id = k.id
WHERE k.organization_id = $1 AND k.customer_id = $2 AND r.id IS NULL ORDER BY k.kept_at DESC, k.id
"""
_CUSTOMER = "SELECT 1 FROM customer WHERE organization_id = $1 AND id = $2"
_PAYER = """
SELECT j.customer_id, s.keeps_cards, o.zone FROM invoice i
JOIN organization o ON o.id = i.organization_id
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
JOIN settings s ON s.organization_id = i.organization_id
WHERE i.organization_id = $1 AND i.id = $2
"""
_CHARGES = """
SELECT c.id, c.invoice_id, c.state, c.amount_minor, c.currency, c.problem, c.created_at, k.brand, k.last_four
FROM checkout c JOIN kept_card k ON k.organization_id = c.organization_id AND k.id = c.card_id
WHERE c.organization_id = $1 AND {by} ORDER BY c.attempt DESC LIMIT 1
"""


class Known(NamedTuple):
    """A card, its end where it has one, and what a charge of it is called at the processor."""

    card: KeptCard
    removal: CardRemoval | None
    about: str = ""


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """A card on file as people know it, and the words that the customer agreed to when it was kept."""

    id: Id
    gateway: str
    brand: str
    last_four: str
    expires: str
    kept_at: datetime
    words: str


class ChargeView(msgspec.Struct, frozen=True, kw_only=True):
    """A charge of a card on file: `open` while nobody knows yet, `settled` once its money is there. `problem`
    says why it came to nothing.
    """

    id: Id
    invoice_id: Id
    state: State
    amount_minor: Minor
    currency: str
    problem: str | None
    created_at: datetime
    brand: str
    last_four: str


class Payer(NamedTuple):
    """Whose cards may pay an invoice, and whether the company keeps any. `zone`: the company's."""

    customer_id: Id
    keeps_cards: bool
    zone: str


async def card(reader: Reader, organization_id: Id, card_id: Id) -> Known | None:
    """One card, removed or not."""
    rows = await reader.rows(_KNOWN, organization_id, card_id)
    if not rows:
        return None
    size = len(KeptCard.__struct_fields__)
    kept, end = rows[0][:size], rows[0][size:]
    return Known(_record(KeptCard, kept), _record(CardRemoval, end) if end[0] is not None else None)


async def card_of(reader: Reader, checkout: Checkout) -> Known:
    """The card that an attempt charges."""
    assert checkout.card_id is not None
    known = await card(reader, checkout.organization_id, checkout.card_id)
    assert known is not None
    ((company, number, title),) = await reader.rows(_ABOUT, checkout.organization_id, checkout.invoice_id)
    return known._replace(about=f"{company} · {' · '.join(filter(None, (number, title)))}")


async def standing_cards(reader: Reader, organization_id: Id, customer_id: Id) -> tuple[CardView, ...]:
    """The cards of a customer that are not removed, the newest first."""
    rows = await reader.rows(_VIEW, organization_id, customer_id)
    return tuple(_record(CardView, row) for row in rows)


async def payer_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Payer | None:
    """Whose invoice it is."""
    rows = await reader.rows(_PAYER, organization_id, invoice_id)
    return Payer(rows[0][0], bool(rows[0][1]), rows[0][2]) if rows else None


async def reached_by(reader: Reader, organization_id: Id, customer_id: Id) -> ReceiptBy:
    """How a receipt reaches this customer, by what is known today."""
    known = await customer_view(reader, Scope(organization_id, customer_id, False), customer_id)
    return receipt_by(known.email, known.contacts, is_texted=known.texts == "may")


async def last_charge(reader: Reader, organization_id: Id, invoice_id: Id) -> ChargeView | None:
    """The last charge of a card on file for this invoice, whatever became of it."""
    rows = await reader.rows(_CHARGES.format(by="c.invoice_id = $2"), organization_id, invoice_id)
    return _record(ChargeView, rows[0]) if rows else None


async def answer_charge(reader: Reader, context: Context, record_id: Id) -> ChargeView:
    """The charge that was begun."""
    rows = await reader.rows(_CHARGES.format(by="c.id = $2"), context.organization_id, record_id)
    if not rows:
        raise Missing.of(Checkout)
    view: ChargeView = _record(ChargeView, rows[0])
    return view


async def is_customer(reader: Reader, organization_id: Id, customer_id: Id) -> bool:
    """Whether this company has that customer."""
    return bool(await reader.rows(_CUSTOMER, organization_id, customer_id))


def _record(kind: type[Any], row: tuple[Any, ...]) -> Any:
    fields: Mapping[str, Any] = dict(zip(kind.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, kind, strict=False)
