"""What Stagebill asks of a gateway that keeps cards: charge one, say whether it did, forget it."""

from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

Ref = Annotated[str, Meta(min_length=1, max_length=255)]


class CardSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card that the gateway keeps, by its names and by what people know it by. `expires`: "2029-08"."""

    customer_ref: Ref
    method_ref: Ref
    brand: Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]
    last_four: Annotated[str, Meta(pattern="^[0-9]{4}$")]
    expires: Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$")]


class CardCharge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge with nobody at a page. `key` is ours: the same key again is the same charge, no second."""

    key: str
    customer_ref: str
    method_ref: str
    amount_minor: int
    currency: str
    description: str


class KeepsCards(Protocol):
    """The side of a gateway that keeps cards."""

    async def charge(self, charge: CardCharge) -> str:
        """Charge; the gateway's name for what was made of it, also where the bank said no: its status tells.

        Raises Unreachable (then nobody knows), StartRefused (then nothing was made).
        """
        ...

    async def made(self, customer_ref: str, key: str) -> str | None:
        """Its name for the charge of this key, None where there is none. Raises NotThere where the account
        has no such customer.
        """
        ...

    async def forget(self, customer_ref: str, method_ref: str) -> None:
        """Keep the card no longer; done again, it does nothing."""
        ...
