"""Cards on file as a customer's page shows them, and the box that keeps one: its words and their mark."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import digest
from stagebill.paypage.cards.words import card_name, month_of
from stagebill.paypage.checkout import Checkout, Method
from stagebill.paypage.page.pay_page import Situation

_MARK_CHARACTERS: Final = 12
_ENDED: Final = frozenset({"void", "canceled", "draft"})


class Kept(Protocol):
    """What is known of a card."""

    @property
    def id(self) -> Id: ...
    @property
    def brand(self) -> str: ...
    @property
    def last_four(self) -> str: ...
    @property
    def expires(self) -> str: ...


class ShownCard(Struct, frozen=True):
    """A card in a list of the customer's."""

    id: Id
    name: str
    month: str


class KeepBox(Struct, frozen=True):
    """What is agreed to by a tick. `mark` goes with the form: words that changed meanwhile were not read."""

    words: str
    mark: str


def shown_cards(cards: Sequence[Kept]) -> tuple[ShownCard, ...]:
    """By name and expiry."""
    return tuple(
        ShownCard(card.id, card_name(card.brand, card.last_four), month_of(card.expires)) for card in cards
    )


def keep_box(words: str) -> KeepBox:
    """The box for these words."""
    return KeepBox(words, digest(words)[:_MARK_CHARACTERS])


def on_page(
    keep: KeepBox | None,
    cards: tuple[ShownCard, ...],
    state: Situation,
    methods: Sequence[Method],
    begun: Checkout | None,
) -> dict[str, Any]:
    """A card is kept with a payment by card; one that is kept can be removed on any page of the customer."""
    is_asked = state == "payable" and "card" in methods
    is_begun = state == "paying" and begun is not None and begun.keeps_card
    return {
        "keep": keep if is_asked or is_begun else None,
        "cards": cards if state not in _ENDED else (),
        "cards_path": "/pay/cards/remove",
    }
