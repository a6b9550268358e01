"""What a customer's page shows and does of cards on file: the box that keeps one, the list, the removal."""

from collections.abc import Sequence
from typing import Any, Protocol

from stagebill.kernel.ids import Id, is_id, new_id
from stagebill.paypage.cards.card import AgreedOn
from stagebill.paypage.cards.queries import payer_of, reached_by, standing_cards
from stagebill.paypage.cards.shown import KeepBox, keep_box, shown_cards
from stagebill.paypage.cards.steps import Agreed
from stagebill.paypage.gateways.asking import applied
from stagebill.paypage.gateways.configured import Takers
from stagebill.paypage.page.pay_page import Company, PayPage
from stagebill.paypage.page.words import say
from stagebill.sync.services import Services


class Shown(Protocol):
    """A page of a customer: whose company's, in which language, and the name that it is said to."""

    @property
    def company(self) -> Company: ...
    @property
    def language(self) -> str: ...
    @property
    def customer_name(self) -> str: ...


async def box_of(services: Services, organization_id: Id, page: Shown, customer_id: Id) -> KeepBox:
    """The box on this page, in its language. A receipt is promised by a way that reaches them."""
    way = await reached_by(services.database.reader, organization_id, customer_id)
    facts = {"company": page.company.name, "customer": page.customer_name}
    return keep_box(say(page.language, f"keep_card_{way}", **facts))


async def box_ticked(services: Services, organization_id: Id, page: PayPage, said: object) -> KeepBox | None:
    """The box whose mark came with the form; None where its words are others by now, and were not read."""
    payer = await payer_of(services.database.reader, organization_id, page.bill.id)
    box = await box_of(services, organization_id, page, payer.customer_id) if payer else None
    return box if box is not None and said == box.mark else None


def agreed_to(page: Shown, box: KeepBox | None, on: AgreedOn = "pay") -> Agreed | None:
    """What a tick in it says."""
    return Agreed(words=box.words, language=page.language, page=on) if box else None


async def kept_for(services: Services, organization_id: Id, page: PayPage, takers: Takers) -> dict[str, Any]:
    """The cards of whoever the invoice is for; the box only where cards are kept, and can be."""
    reader = services.database.reader
    payer = await payer_of(reader, organization_id, page.bill.id)
    if payer is None:
        return {}
    cards = await standing_cards(reader, organization_id, payer.customer_id)
    can_keep = payer.keeps_cards and can_be_kept(takers)
    box = await box_of(services, organization_id, page, payer.customer_id) if can_keep else None
    return {"keep": box, "cards": shown_cards(cards)}


def can_be_kept(takers: Takers) -> bool:
    """Whether who takes cards here also keeps them."""
    return takers.of("card").cards is not None


async def removed_by_customer(services: Services, organization_id: Id, customer_id: Id, said: Any) -> bool:
    """End a card of this very customer; False where it is none of theirs, or ended before."""
    cards: Sequence[Any] = await standing_cards(services.database.reader, organization_id, customer_id)
    if not isinstance(said, str) or not is_id(said) or said not in {card.id for card in cards}:
        return False
    refusal = await applied(services, organization_id, "paypage.drop_card", new_id(), {"card_id": said})
    return refusal is None
