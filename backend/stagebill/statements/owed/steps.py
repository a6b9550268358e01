"""The receipt of a payment for all jobs of a customer, as office and customer ask for it."""

from typing import NamedTuple

from stagebill.documents.papers.steps import Fact
from stagebill.documents.queries import told_of
from stagebill.kernel.ids import Id
from stagebill.statements.owed import queries
from stagebill.statements.owed.owed import Owed
from stagebill.statements.owed.paper import edition_of_whole, whole_receipt_paper
from stagebill.statements.owed.receipt import WholePayment
from stagebill.statements.statement import NothingReceived
from stagebill.sync.command import Scope
from stagebill.sync.services import Services


class WholeReceipt(NamedTuple):
    """A receipt and the address that its picture leads to, '' where the link is revoked."""

    organization_id: Id
    fact: Fact
    url: str


async def whole_receipt(services: Services, organization_id: Id, owed: Owed, paid: WholePayment) -> Fact:
    """As it was when the money came in, of what of it still stands."""
    then = await told_of(services.database.reader, organization_id, "receipt", paid.id)
    return Fact(
        "receipt", paid.id, whole_receipt_paper(owed, paid, then), paid.taken_at, edition_of_whole(paid)
    )


async def whole_receipt_for_office(services: Services, scope: Scope, payment_id: Id) -> WholeReceipt | None:
    """None for a payment that is
    not for all jobs of a customer, and for who is not of the office. Raises statements.nothing_received.
    """
    reader, organization_id = services.database.reader, scope.organization_id
    customer_id = await queries.customer_of_payment(reader, scope, payment_id)
    if customer_id is None:
        return None
    owed = await queries.owed_by(reader, services.config, organization_id, customer_id, services.clock.now())
    paid = await queries.payment_of(reader, organization_id, customer_id, payment_id)
    if paid is None:
        raise NothingReceived(payment_id=payment_id)
    link = await queries.read_link(reader, services.config, scope, customer_id)
    fact = await whole_receipt(services, organization_id, owed, paid)
    return WholeReceipt(organization_id, fact, link.url or "")
