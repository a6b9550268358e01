"""The office is there for every test of this folder that asks for it."""

from tests.sync.office import office

__all__ = ["office"]
