"""What every law stands on: ids that count up, so that a failure repeats to the letter."""

import pytest


@pytest.fixture(autouse=True)
def _ids_repeat(fixed_ids: None) -> None:
    """A law of many stories has those of each (`seeded`)."""
