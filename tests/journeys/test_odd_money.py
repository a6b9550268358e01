"""Money that fits nowhere, a phone far behind, a server that was put back: each payment is there once."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, amounts, takes_cash

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

# A broken app, or a broken disk: the youngest payment on the phone is of no amount.
MALFORMED = """(async () => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("ledger-"));
  const opened = indexedDB.open(name);
  const handle = await new Promise((done) => opened.onsuccess = () => done(opened.result));
  const work = handle.transaction("outbox", "readwrite", { durability: "strict" });
  work.objectStore("outbox").openCursor(null, "prev").onsuccess = ({ target: { result: cursor } }) => {
    const entry = cursor.value;
    entry.mutation.body.amount_minor = "12,50";
    cursor.update(entry);
  };
  await new Promise((done) => work.oncomplete = done);
  handle.close();
})()"""


def test_money_for_a_void_invoice_and_too_much_of_it_are_kept_and_a_broken_entry_holds_nothing_up(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    decisions = len(office.open_decisions())
    invoice = office.bills(amount_minor=5_000)
    expect(phone.page.get_by_role("link", name=invoice["number"]).first).to_be_visible(
        timeout=SIGNAL_AGAIN_MS
    )
    phone.page.wait_for_timeout(500)  # what is seen is on the device a moment later
    product.proxy.turn("refuse")
    job = phone.page.url
    phone.opens_invoice(invoice["number"])
    phone.types("41", "Cash")  # for an invoice that the office voids meanwhile
    phone.saves("$41.00")
    phone.page.goto(job)
    due = office.job()["total_minor"]
    phone.types(str(due // 100), "Check")  # more than all that is due
    phone.page.get_by_role("button", name="Save on this phone").click()
    expect(phone.page.get_by_text("Waiting to send.")).to_be_visible()
    takes_cash(phone, "43")
    phone.page.evaluate(MALFORMED)
    takes_cash(phone, "44")
    office.voids(invoice["number"], "billed twice")
    product.proxy.turn("cut_after", path="/api/sync/push", times=1)
    expect(phone.page.get_by_text("1 needs attention")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    assert amounts(office) == sorted([*before, 4_100, due // 100 * 100, 4_400])
    assert len(office.open_decisions()) > decisions
    phone.page.goto(f"{product.origin}/unsent")
    expect(phone.page.get_by_role("heading", name="1 needs you")).to_be_visible()
    expect(phone.page.get_by_text("$43.00").or_(phone.page.get_by_text("12,50"))).to_have_count(0)


def test_a_phone_whose_cursor_leads_nowhere_reads_all_anew_and_a_server_put_back_gets_what_it_lost(
    product: Product, phone: Phone, office: Office, tmp_path: Path
) -> None:
    """As after tombstones that are gone: the phone begins with fresh rows, and its ledger stays."""
    before = amounts(office)
    product.keeps_a_copy(tmp_path / "copy")
    takes_cash(phone, "45")
    office.waits_until(lambda: amounts(office) == sorted([*before, 4_500]))
    phone.hears_that_all_is_sent()
    product.proxy.turn("refuse")
    takes_cash(phone, "46")
    product.is_rolled_back(tmp_path / "copy")
    assert amounts(office) == before
    product.proxy.turn("cut_after", path="/api/sync/push", times=1)
    office.waits_until(lambda: amounts(office) == sorted([*before, 4_500, 4_600]))
    phone.hears_that_all_is_sent()
    phone.page.goto(product.origin)
    expect(phone.page.get_by_role("link", name=JOB).first).to_be_visible()
    assert amounts(office) == sorted([*before, 4_500, 4_600])
