"""Chosen lines and retainage from the office: what is said before is what is true afterwards."""

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import shoot
from tests.journeys.office import Office
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey


def test_chosen_lines_are_billed_and_retainage_is_held_and_released(tablet: Tablet) -> None:
    """10% of 1,800.00 of labor and of 850.00 of boards is held: 265.00 of 2,718.00 with tax."""
    page = tablet.page
    lines = [("Framing labor", "10", "180", ""), ("Boards", "60", "42.50", "8")]
    tablet.makes_job("Ana Reyes", "Deck and stairs", lines, crew=[])
    page.get_by_role("button", name="Set retainage").click()
    page.get_by_label("Percent of the work").fill("10")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    tablet.reads("10% of the work is held back, but not of its tax.")
    tablet.begins_invoice()
    page.get_by_role("button", name="Chosen lines").click()
    labor = page.get_by_role("group", name="Framing labor")
    labor.get_by_role("checkbox").first.click()
    boards = page.get_by_role("group", name="Boards")
    boards.get_by_role("checkbox").first.click()
    boards.get_by_label("How much of it").select_option(label="Some of its units")
    boards.get_by_label("Units, of 60").fill("61")
    expect(boards).to_contain_text("Only $2,550.00 of this line is left, before tax.")
    boards.get_by_label("Units, of 60").fill("20")
    tablet.reads(
        "This bills $2,718.00. $1,836.00 of the job is left after it. $68.00 of this invoice is tax."
    )
    tablet.reads("That is $265.00; $2,453.00 is to be paid.")
    shoot(page, "chosen_lines", "tablet", "phone")
    tablet.issues()
    held = page.get_by_role("region", name="Retainage")
    expect(held).to_contain_text("$265.00 is held")
    expect(page.get_by_role("row").filter(has_text="1 in force")).to_contain_text("$2,453.00")
    held.get_by_role("button", name="Release $265.00").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount to release").fill("265.01")
    expect(dialog).to_contain_text("Only $265.00 is held back.")
    dialog.get_by_label("Amount to release").fill("65")
    expect(dialog).to_contain_text("An invoice of $65.00 is issued. $200.00 stays held back.")
    dialog.get_by_role("button", name="Release $65.00").click()
    expect(held).to_contain_text("$200.00 is held")
    expect(page.get_by_role("row").filter(has_text="2 in force")).to_contain_text("$2,718.00")
    tablet.begins_invoice()
    expect(page.get_by_role("button", name="Percent")).to_have_count(0)
    tablet.reads("Billed line by line from its first invoice on.")


def test_a_check_that_is_just_what_one_invoice_asks_for_is_asked_about(tablet: Tablet) -> None:
    """A-JANE's neighbour: 2,500.00 while 1,000.00 and 2,500.00 are due: it is for the second invoice."""
    page = tablet.page
    tablet.makes_job("Ana Reyes", "Deck boards", [("Deck", "1", "5000", "")], crew=[])
    numbers = []
    for amount in ("1000", "2500"):
        tablet.begins_invoice()
        tablet.asks("Fixed amount", amount)
        numbers.append(tablet.issues())
        expect(page.get_by_role("heading", name="Deck boards", level=1)).to_be_visible()
    first, second = numbers
    page.get_by_role("button", name="Record payment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount received").fill("2500")
    expect(dialog).to_contain_text(f"$1,000.00 closes {first}. $1,500.00 goes to {second}")
    expect(dialog).to_contain_text(f"$2,500.00 is exactly what is due on {second}.")
    dialog.get_by_role("button", name=f"Yes, {second}").click()
    expect(dialog).to_contain_text(f"$2,500.00 closes {second}.")
    dialog.get_by_role("button", name="Record $2,500.00").click()
    taken = page.get_by_role("region", name="1 payment")
    expect(taken).to_contain_text(f"$2,500.00 to {second}")
    taken.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Move to another invoice").and_(page.locator(":visible")).click()
    targets = dialog.get_by_label("To", exact=True)
    expect(targets.get_by_role("option").first).to_contain_text(f"{first} · $1,000.00 · Deck boards")
    targets.select_option(label="INV-0011 · $6,900.00 · Fixtures set · Ana Reyes")
    dialog.get_by_label("Reason").fill("Meant for the bathroom")
    dialog.get_by_role("button", name="Move $2,500.00").click()
    expect(taken).to_contain_text("$2,500.00 to INV-0011 of Basement bathroom")


def test_stored_material_is_billed_corrected_line_by_line_and_marked_installed(tablet: Tablet) -> None:
    """20 of 60 boards at 42.50 are billed, 30 were meant: 1,275.00; 10 are installed, 850.00 are not."""
    page = tablet.page
    tablet.makes_job("Ana Reyes", "Deck boards", [("Boards", "60", "42.50", "")], crew=[])
    tablet.begins_invoice()
    page.get_by_role("button", name="Chosen lines").click()
    boards = page.get_by_role("group", name="Boards")
    boards.get_by_role("checkbox").first.click()
    boards.get_by_label("How much of it").select_option(label="Some of its units")
    boards.get_by_label("Units, of 60").fill("20")
    boards.get_by_label("The material is bought").click(force=True)
    boards.get_by_label("What proves it").fill("In our yard")
    number = tablet.issues()
    page.get_by_role("button", name=f"More for {number}").click()
    page.get_by_role("menuitem", name="Correct").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Units, of 60").fill("30")
    dialog.get_by_label("Reason").fill("Miscounted")
    expect(dialog).to_contain_text("The new invoice bills $1,275.00; $1,275.00 of the job is left")
    dialog.get_by_role("button", name="Void and reissue").click()
    stored = page.get_by_role("region", name="Stored material")
    expect(stored).to_contain_text("$1,275.00 is billed and not installed")
    stored.get_by_role("button", name="Mark installed: Boards").click()
    dialog.get_by_role("button", name="Some units").click()
    dialog.get_by_label("Units, of 30").fill("10")
    expect(dialog).to_contain_text("$425.00 counts as work from now on; $850.00 stays stored.")
    dialog.get_by_role("button", name="Installed · $425.00").click()
    expect(stored).to_contain_text("$850.00 is billed and not installed")


def test_who_corrects_an_invoice_sees_at_once_that_another_has_voided_it(
    product: Product, tablet: Tablet
) -> None:
    page = tablet.page
    tablet.makes_job("Ana Reyes", "Fence posts", [("Posts", "10", "100", "")], crew=[])
    tablet.begins_invoice()
    tablet.asks("Percent", "50")
    number = tablet.issues()
    page.get_by_role("button", name=f"More for {number}").click()
    page.get_by_role("menuitem", name="Correct").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The new invoice bills $500.00; $500.00 of the job is left")
    office = Office(product)
    office.finds_job("Fence posts")
    office.voids(number, "Not ordered")
    expect(dialog).to_contain_text(f"{number} was voided meanwhile. There is nothing left to correct.")
    expect(dialog).not_to_contain_text("The new invoice bills")
    shoot(page, "corrects_a_void_one", "tablet")
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()
