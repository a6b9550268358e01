"""The shop of the pay page, whose jobs have a statement here."""

from tests.paypage.conftest import peer, shop, striped

__all__ = ["peer", "shop", "striped"]
