"""An empty start: the first visit makes the company and its owner; nobody can do it again."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from tests.journeys.devices import TABLET, devices, shoot
from tests.journeys.product import Product, running

pytestmark = pytest.mark.journey


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with running(tmp_path / "data", "serve") as product:
        yield product
        assert product.check() == ""


def test_the_first_visit_makes_the_company_and_its_owner(product: Product, tmp_path: Path) -> None:
    with devices(tmp_path) as drawer:
        tablet = drawer.take("owner", TABLET, has_touch=True)
        page = tablet.open(product.origin)
        expect(page.get_by_role("heading", name="Welcome to Stagebill")).to_be_visible()
        shoot(page, "welcome", "tablet", "phone")
        page.get_by_label("Company").fill("Birch Roofing")
        page.get_by_label("Your name").fill("Noor Haddad")
        page.get_by_label("E-mail").fill("noor@birch.example")
        page.get_by_label("Password").fill("seven quiet slates")
        page.get_by_role("button", name="Create the company").click()
        page.wait_for_url(f"{product.origin}/board")
        expect(page.get_by_text("No jobs yet")).to_be_visible()
        shoot(page, "board_empty", "tablet")
        assert tablet.complaints == []
    state = httpx.get(f"{product.direct}/auth/state").json()
    assert state == {"signed_in": False, "needs_founding": False}
