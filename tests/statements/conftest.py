"""The shop of the pay page, whose jobs have a statement here."""

from tests.paypage.conftest import shop

__all__ = ["shop"]
