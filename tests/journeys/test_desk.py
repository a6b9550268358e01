"""The office without a mouse, by ear, and with many invoices at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import DESK, PHONE, Drawer
from tests.journeys.product import Product, items
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

JOB = "Kitchen and bath re-pipe"
OFFICE_PLACES = (
    "/board", "/board?as=table", "/jobs", "/jobs/new", "/invoices?show=all", "/decisions", "/customers",
    "/customers/new", "/settings", "/reports", "/reports?report=progress",
    "/reports?report=payments&span=this_year", "/reports?report=takings",
    "/reports?report=accountant&span=this_year", "/reports?report=payouts",
    "/reports?report=tips&span=this_year", "/settings?part=webhooks", "/settings?part=messages", "/devices",
)  # fmt: skip
PHONE_PLACES = ("/", "/unsent", "/device")


@pytest.fixture
def desk(product: Product, drawer: Drawer) -> Iterator[Tablet]:
    tablet = Tablet(drawer.take("desk", DESK), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    yield tablet
    assert tablet.device.complaints == []


def presses(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def reaches(page: Page, name: str, role: str = "button") -> None:
    """By the Tab key alone."""
    target = page.get_by_role(role, name=re.compile(f"^{name}")).first  # type: ignore[arg-type]
    expect(target).to_be_visible()
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never came to {name}")


def test_the_keyboard_alone_makes_sends_and_voids_an_invoice(desk: Tablet) -> None:
    page = desk.page
    presses(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    presses(page, "Escape", "/")
    page.keyboard.type(JOB)
    presses(page, "ArrowDown", "Enter")
    expect(page.get_by_role("heading", name=JOB, level=1)).to_be_visible()
    presses(page, "i")
    reaches(page, "Percent")
    presses(page, "Enter")
    reaches(page, "Percent of the job’s total", "textbox")
    page.keyboard.type("10")
    reaches(page, "Due", "combobox")
    page.keyboard.type("After another")
    reaches(page, "Days after issue", "spinbutton")
    page.keyboard.type("21")
    expect(page.get_by_text("if issued today.")).to_be_visible()
    reaches(page, "Issue and send")
    presses(page, "Enter")
    said = page.get_by_text(re.compile(r"INV-\d+ is issued")).first
    expect(said).to_be_visible()
    found = re.search(r"INV-\d+", said.inner_text())
    assert found is not None
    number = found.group()
    expect(page.get_by_role("heading", name=JOB, level=1)).to_be_visible()
    reaches(page, f"More for {number}")
    presses(page, "Enter")
    void = page.get_by_role("menuitem", name="Void").and_(page.locator(":visible"))
    expect(void).to_be_visible()
    presses(page, "ArrowUp", "Enter")  # from the first to the last
    expect(page.get_by_role("dialog")).to_be_visible()
    reaches(page, "Reason", "textbox")
    page.keyboard.type("wrong stage")
    presses(page, "Enter")
    expect(page.get_by_text(re.compile(rf"{number} is void\."))).to_be_visible()


def test_many_invoices_are_reminded_of_at_once_and_each_has_its_answer(desk: Tablet) -> None:
    page = desk.page
    desk.goes_to("/invoices?show=all")
    first = page.get_by_role("checkbox", name="Pick INV-0011")
    first.check()
    page.get_by_role("checkbox", name="Pick INV-0007").click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="What to do with those picked")
    expect(bar.get_by_text("picked")).to_be_visible()
    bar.get_by_role("button", name="Remind").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("is void.")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("^Remind about")).click()
    expect(dialog.get_by_text(re.compile(r"Reminded about \d invoices\."))).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
        page.get_by_role("menuitem", name="Export list").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("Invoice number,Status,Customer,Job,")
    assert "INV-0011,Open,Ana Reyes," in text


def test_the_index_of_the_settings_marks_what_is_read_and_follows_the_language(desk: Tablet) -> None:
    page = desk.page
    desk.goes_to("/settings#taking_payments")
    index = page.get_by_role("navigation", name="Parts of the settings")
    expect(index.locator("[aria-current]")).to_have_text("Taking payments")
    expect(page.get_by_role("heading", name="Taking payments")).to_be_in_viewport()
    index.get_by_role("link", name="Color").click()
    expect(index.locator("[aria-current]")).to_have_text("Color")
    spoken = page.get_by_role("group", name="Language").last
    spoken.get_by_role("button", name="Español").click()
    theirs = page.get_by_role("navigation", name="Partes de los ajustes")
    expect(theirs.get_by_role("link").first).to_have_text("Facturación por etapas")
    page.get_by_role("group", name="Idioma").last.get_by_role("button", name="English").click()
    expect(index.get_by_role("link").first).to_have_text("Progress invoicing")


def test_axe_finds_nothing_on_any_screen_light_or_dark(
    desk: Tablet, product: Product, drawer: Drawer
) -> None:
    page = desk.page
    link = page.locator(".job-link").filter(has_text=JOB).first
    job = str(link.get_attribute("href"))
    for place in (*OFFICE_PLACES, job, f"{job}/invoice"):
        desk.goes_to(place)
        assert _quiet(page) == [], place
    shown = drawer.take("phone", PHONE).open(product.link("technician"))
    inside = shown.locator("main a[href^='/jobs/']").first
    expect(inside).to_be_visible()
    on_phone = str(inside.get_attribute("href"))
    for place in (*PHONE_PLACES, on_phone, f"{on_phone}/pay"):
        shown.goto(f"{product.origin}{place}")
        assert _quiet(shown) == [], place


def test_axe_finds_nothing_in_a_dialog_or_where_the_customer_looks(
    desk: Tablet, product: Product, drawer: Drawer
) -> None:
    """In light and dark. What is not on any of these screens is built of the same parts."""
    page = desk.page
    office = product.api()
    jobs, customers, orders, invoices = (
        items(office.get(f"/api/{name}", params={"limit": 50}))
        for name in ("jobs", "customers", "change-orders", "invoices")
    )
    cafe = next(job for job in jobs if job["title"] == "Café kitchen")
    customer = next(each for each in customers if each["id"] == cafe["customer_id"])
    about = f"/office/customers/{customer['id']}"
    desk.goes_to(about)
    assert _quiet(page) == []
    page.get_by_text("Archive, merge or delete").click()
    for name in ("Edit", "Add a contact", "Add a site", "Archive", "Merge"):
        assert _in_dialog(page, name) == [], name
    desk.goes_to("/settings")
    assert _in_dialog(page, "Change password") == []
    desk.goes_to(f"/office/jobs/{cafe['id']}")
    for name in ("Record approval", "Declined", "Withdraw"):
        assert _in_dialog(page, name) == [], name
    for place in ("/customers/new", f"/api/invoices/{invoices[0]['id']}/print"):
        page.goto(f"{product.origin}{place}")
        assert _quiet(page) == [], place
    their = drawer.take("customer", PHONE)
    for order in orders:
        if order["approve_url"]:
            assert faults(their.open(order["approve_url"])) == []
    for number in ("INV-0005", "INV-0012", "INV-0013"):  # void, with photos, with held money
        shown = their.open(next(each["pay_url"] for each in invoices if each["number"] == number))
        assert faults(shown) == [], number
    statement = office.get(f"/api/jobs/{cafe['id']}/statement").json()["url"]
    assert faults(their.open(statement)) == []
    phone = drawer.take("phone", PHONE).open(product.link("technician"))
    for place in (f"/jobs/{cafe['id']}", f"/jobs/{cafe['id']}/change"):
        phone.goto(f"{product.origin}{place}")
        assert _quiet(phone) == [], place
    office.close()


def _in_dialog(page: Page, name: str) -> list[str]:
    """What is wrong while the dialog behind a button is open."""
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = faults(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    return found


def _quiet(page: Page) -> list[str]:
    """The screen as it stands when its rows are there."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_timeout(200)  # what comes after the rows: sums of the list, the rest of the code
    return faults(page)
