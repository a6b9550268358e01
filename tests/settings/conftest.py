"""The running company that these tests ask for."""

from tests.company import app, company

__all__ = ["app", "company"]
