"""A job shrinks below what is invoiced: the office reads what that does, and saves it with one button."""

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import shoot
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey


def test_lines_are_changed_with_what_follows_and_the_job_is_canceled(tablet: Tablet) -> None:
    """The demo's bathroom: 9,000.00, of which 8,900.00 are invoiced and 2,000.00 paid."""
    page = tablet.page
    tablet.goes_to("/board")
    page.get_by_role("link", name="Basement bathroom").first.click()
    page.get_by_role("link", name="Change lines").click()
    rough_in = page.get_by_role("group", name="Line 1")
    rough_in.get_by_label("Unit price").fill("100")
    effects = page.get_by_role("region", name="What this does")
    expect(effects).to_contain_text("$8,900.00 is invoiced, the job would come to $5,100.00.")
    expect(effects).to_contain_text("INV-0011 gets a credit note of $3,800.00.")
    shoot(page, "lines_fall", "tablet", "phone")
    page.get_by_label("Reason").fill("The walls stay")
    page.get_by_role("button", name="Save, and settle $3,800.00").click()
    expect(page.get_by_text("The job comes to $5,100.00 now. $0.00 left to invoice.")).to_be_visible()
    expect(page.get_by_text("credited $3,800.00")).to_be_visible()
    page.get_by_role("button", name="Cancel job").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 open invoice is canceled.")
    expect(dialog).to_contain_text("$2,000.00 was received. Nothing is refunded by itself")
    dialog.get_by_label("Reason").fill("House sold")
    dialog.get_by_role("button", name="Cancel the job").click()
    expect(page.get_by_text("House sold").first).to_be_visible()
    expect(page.get_by_text("1 payment of this job, $2,000.00, needs a decision.")).to_be_visible()
    expect(page.get_by_role("link", name="Change lines")).to_have_count(0)
