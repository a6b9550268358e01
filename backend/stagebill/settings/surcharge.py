"""The card surcharge of a company: how much, and in which states it adds none. Off until somebody sets it."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from stagebill.kernel.errors import Kind, Refusal

SURCHARGE_BPS_MAX: Final = 300
"""What Visa allows in the United States; the other networks allow no less."""
SURCHARGED_CURRENCY: Final = "USD"
State = Literal[
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL",
    "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH",
    "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI",
    "VT", "WA", "WI", "WV", "WY",
]  # fmt: skip
SurchargeBps = Annotated[int, Meta(ge=0, le=SURCHARGE_BPS_MAX)]
States = Annotated[tuple[State, ...], Meta(max_length=60)]
# Forbidden in CT, MA, ME and PR; in CA, CO, NY and OK bound to less than 3 % or to words of their own (0089).
NOT_IN: Final[States] = ("CA", "CO", "CT", "MA", "ME", "NY", "OK", "PR")


class Surcharge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`percent_bps`: of what is paid by card, in hundredths of a percent; 0 is none. `not_in`: states of the
    United States in which none is added.
    """

    percent_bps: SurchargeBps = 0
    not_in: States = NOT_IN


class SurchargeNotHere(Refusal):
    """A card surcharge is only for companies that bill in US dollars: other countries have rules of their
    own.
    """

    kind = Kind.STALE


def surcharge(given: Surcharge, currency: str) -> Surcharge:
    """Each state once, in their order. Raises SurchargeNotHere."""
    if given.percent_bps and currency != SURCHARGED_CURRENCY:
        raise SurchargeNotHere(currency=currency)
    return Surcharge(percent_bps=given.percent_bps, not_in=tuple(sorted(set(given.not_in))))
