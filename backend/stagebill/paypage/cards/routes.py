"""Cards on file as the office reads them: of a customer, and for an invoice with its last charge."""

from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.customers.customer import Customer
from stagebill.invoices.invoice import Invoice
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.paypage.cards import queries
from stagebill.paypage.cards.card import ReceiptBy
from stagebill.paypage.cards.queries import CardView, ChargeView
from stagebill.paypage.gateways.applications import Application, application_for
from stagebill.paypage.gateways.configured import taking
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services


class CustomerCards(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's cards on file, the newest first."""

    items: tuple[CardView, ...]


class InvoiceCards(msgspec.Struct, frozen=True, kw_only=True):
    """The cards that may be charged for an invoice now, the newest first, and the last charge of any.
    `receipt_by`: how the customer hears of a charge. `application`: for financing that may still come.
    """

    items: tuple[CardView, ...]
    last_charge: ChargeView | None
    receipt_by: ReceiptBy
    application: Application | None


@get("/api/customers/{customer_id:str}/cards", operation_id="paypage.list_cards",
     summary="A customer's cards on file", tags=["paypage"])  # fmt: skip
async def list_cards(request: Request[Any, Any, Any], customer_id: PathId) -> CustomerCards:
    """For the office. No number of a card is known here: its brand, last digits and expiry, and what the
    customer agreed to.
    """
    services: Services = request.app.state.services
    context = office_of(request)
    if not await queries.is_customer(services.database.reader, context.organization_id, customer_id):
        raise Missing.of(Customer)
    cards = await queries.standing_cards(services.database.reader, context.organization_id, customer_id)
    return answer_read(request, CustomerCards(items=cards))


@get("/api/invoices/{invoice_id:str}/cards", operation_id="paypage.list_invoice_cards",
     summary="The cards on file that an invoice may be paid by", tags=["paypage"])  # fmt: skip
async def list_invoice_cards(request: Request[Any, Any, Any], invoice_id: PathId) -> InvoiceCards:
    """For the office: none where the company keeps no cards, or new payments start at another processor."""
    services: Services = request.app.state.services
    reader, organization_id = services.database.reader, office_of(request).organization_id
    payer = await queries.payer_of(reader, organization_id, invoice_id)
    if payer is None:
        raise Missing.of(Invoice)
    cards: tuple[CardView, ...] = ()
    if payer.keeps_cards:
        cards = await chargeable(services, organization_id, payer.customer_id)
    found = InvoiceCards(
        items=cards,
        last_charge=await queries.last_charge(reader, organization_id, invoice_id),
        receipt_by=await queries.reached_by(reader, organization_id, payer.customer_id),
        application=await application_for(services, organization_id, (invoice_id,), payer.zone),
    )
    return answer_read(request, found)


async def chargeable(services: Services, organization_id: Id, customer_id: Id) -> tuple[CardView, ...]:
    """The cards that are kept where new payments start."""
    cards = await queries.standing_cards(services.database.reader, organization_id, customer_id)
    taker = (await taking(services, organization_id)).of("card") if cards else None
    return tuple(each for each in cards if taker and taker.cards and each.gateway == taker.slug)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (list_cards, list_invoice_cards)
