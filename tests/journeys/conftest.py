"""What journeys begin with: the demo company, whose books are right in the end, its office, and devices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.demo_folder import DemoFolder
from tests.journeys.devices import TABLET, Drawer, devices
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product, running
from tests.journeys.tablet import Tablet
from tests.journeys.takings import JOB, a_phone


@pytest.fixture
def product(request: pytest.FixtureRequest, tmp_path: Path, demo_folder: DemoFolder) -> Iterator[Product]:
    """Each story's own; in a file that says `PRODUCT_LASTS`, the one of all its stories."""
    if getattr(request.module, "PRODUCT_LASTS", False):
        yield request.getfixturevalue("lasting_product")
        return
    with running(tmp_path / "data", told=demo_folder.told()) as product:
        yield product
        assert product.check() == ""


@pytest.fixture(scope="module")
def lasting_product(tmp_path_factory: pytest.TempPathFactory, demo_folder: DemoFolder) -> Iterator[Product]:
    """One for all stories of a file, where none of them minds what the others did."""
    with running(tmp_path_factory.mktemp("product") / "data", told=demo_folder.told()) as product:
        yield product
        assert product.check() == ""


@pytest.fixture
def office(product: Product) -> Iterator[Office]:
    """On the job of which cash is taken."""
    office = Office(product)
    office.finds_job(JOB)
    yield office
    office.close()


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Iterator[Phone]:
    """A technician's, on the page of the job of which cash is taken. Its console had nothing to say."""
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    yield phone
    assert phone.device.complaints == []


@pytest.fixture
def tablet(product: Product, drawer: Drawer) -> Iterator[Tablet]:
    """A dispatcher's, signed in. Its console had nothing to say."""
    tablet = Tablet(drawer.take("dispatcher", TABLET, has_touch=True), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    yield tablet
    assert tablet.device.complaints == []


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[Drawer]:
    with devices(tmp_path) as drawer:
        yield drawer
