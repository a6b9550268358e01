"""The shop of the pay page, whose invoices go on paper here."""

from tests.paypage.conftest import shop

__all__ = ["shop"]
