"""What a customer sees of an invoice beside its amount: company default, and each invoice's own choice."""

from msgspec import Struct


class VisibleFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    line_items: bool = True
    quantities: bool = True
    unit_prices: bool = True
    tax: bool = True
    progress: bool = True
    approval: bool = False  # the customer is asked to accept the stage
    technician: bool = False
    service_dates: bool = False
