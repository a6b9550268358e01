"""The box that keeps a card with a payment of several invoices: on the page of all that a customer owes."""

from stagebill.kernel.ids import Id
from stagebill.paypage.cards.queries import payer_of
from stagebill.paypage.cards.shown import KeepBox
from stagebill.paypage.cards.steps import Agreed
from stagebill.paypage.gateways.cards_shown import Shown, agreed_to, box_of, can_be_kept
from stagebill.paypage.gateways.configured import taking
from stagebill.statements.joint import PAID_TOGETHER_MIN, Choice
from stagebill.sync.services import Services


async def keep_box_for(
    services: Services, organization_id: Id, choice: Choice, shown: Shown
) -> KeepBox | None:
    """For what is ticked; one alone is paid on its own page, which asks. None where no card is kept."""
    if len(choice.chosen) < PAID_TOGETHER_MIN:
        return None
    payer = await payer_of(services.database.reader, organization_id, choice.chosen[0].id)
    if payer is None or not payer.keeps_cards or not can_be_kept(await taking(services, organization_id)):
        return None
    return await box_of(services, organization_id, shown, payer.customer_id)


async def agreed_by(
    services: Services, organization_id: Id, choice: Choice, shown: Shown, said: object
) -> Agreed | None:
    """What its tick says; None where its words are others by now, and were not read."""
    box = await keep_box_for(services, organization_id, choice, shown)
    return agreed_to(shown, box, "owed") if box is not None and said == box.mark else None
