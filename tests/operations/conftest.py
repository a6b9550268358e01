"""The office, as tests/sync has it; and a company on the whole app."""

from tests.spreadsheets.conftest import company
from tests.sync.office import office

__all__ = ["company", "office"]
