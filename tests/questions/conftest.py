"""The shop of the pay page's tests: the whole app on either engine."""

from tests.notifications.conftest import shop

__all__ = ["shop"]
