"""When an invoice falls due, and which ways to pay it offers: company defaults, and each invoice's own."""

from datetime import date
from typing import Annotated, Final

from msgspec import Meta, Struct

NET_DAYS_MAX: Final = 365


class Receipt(Struct, frozen=True, tag_field="kind", tag="receipt", forbid_unknown_fields=True):
    """Due on the day the invoice is first sent."""


class Start(Struct, frozen=True, tag_field="kind", tag="start", forbid_unknown_fields=True):
    """Due on the day the work starts."""


class Completion(Struct, frozen=True, tag_field="kind", tag="completion", forbid_unknown_fields=True):
    """Due on the day the work is complete."""


class Net(Struct, frozen=True, tag_field="kind", tag="net", forbid_unknown_fields=True):
    """Due this many days after the day of issue."""

    days: Annotated[int, Meta(ge=1, le=NET_DAYS_MAX)]


class OnDate(Struct, frozen=True, tag_field="kind", tag="date", forbid_unknown_fields=True):
    """Due on one day of the calendar."""

    on: date


DueTerms = Receipt | Start | Completion | Net | OnDate


class PaymentOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which online ways to pay a new attempt may use. `part`: the customer may choose a smaller sum; `tip`:
    those who pay by card are asked for one.
    """

    card: bool = True
    ach: bool = True
    financing: bool = False
    part: bool = False
    tip: bool = False
