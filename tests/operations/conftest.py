"""The office, as tests/sync has it."""

from tests.sync.office import office

__all__ = ["office"]
