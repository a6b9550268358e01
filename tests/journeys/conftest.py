"""What most journeys begin with: the demo company, whose books are right in the end, and devices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journeys.devices import Drawer, devices
from tests.journeys.product import Product, running


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with running(tmp_path / "data") as product:
        yield product
        assert product.check() == ""


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[Drawer]:
    with devices(tmp_path) as drawer:
        yield drawer
