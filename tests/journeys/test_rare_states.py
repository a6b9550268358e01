"""What seldom happens to a phone and must cost nobody a payment: storage that says no, a Wi-Fi that lies, a
clock that is wrong, a day without signal, an ended session, another person on the same tablet.
"""

import re

import pytest
from playwright.sync_api import expect
from tests.chromium import wait_until
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import KEPT, SAVED, SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, amounts, takes_cash

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

QUEUED = 500
QUEUE_SENT_MS = 90_000
THREE_DAYS_MS = 3 * 86_400_000
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.4 Mobile/15E148 Safari/604.1"
)
# A disk without room, as the ledger meets it: real browsers do not let their quota be set for IndexedDB.
FULL = """(() => {
  const add = IDBObjectStore.prototype.add;
  globalThis.disk_is_full = true;
  IDBObjectStore.prototype.add = function (...given) {
    if (globalThis.disk_is_full) throw new DOMException("no room", "QuotaExceededError");
    return add.apply(this, given);
  };
})()"""
AHEAD = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { super(...(given.length ? given : [Right.now() + %d])); }
  static now() { return new Date().getTime(); }
};
"""
# A private window of a browser that refuses storage there.
PRIVATE = """
IDBFactory.prototype.open = () => { throw new DOMException("private", "SecurityError"); };
"""
# The payment that is there, again and again under other ids, in the ledger's frozen layout.
MANY = """(async (count) => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("ledger-"));
  const opened = indexedDB.open(name);
  const handle = await new Promise((done) => opened.onsuccess = () => done(opened.result));
  const work = handle.transaction(["outbox", "facts"], "readwrite", { durability: "strict" });
  const all = work.objectStore("outbox").getAll();
  all.onsuccess = () => {
    const [first] = all.result;
    for (let nth = 1; nth < count; nth += 1) {
      const id = first.id.slice(0, 24) + (0xaaa000000000 + nth).toString(16);
      const body = { ...first.mutation.body, payment_id: id, amount_minor: 100 + nth };
      const mutation = { ...first.mutation, id, body };
      const added = work.objectStore("outbox").add({ id, mutation, parked: null });
      added.onsuccess = () => work.objectStore("facts").put({
        payment_id: id, id, seq: added.result, state: "pending", rev: null, code: null, effect: null,
        settled_at: null, mutation,
      });
    }
  };
  await new Promise((done, fail) => { work.oncomplete = done; work.onabort = () => fail(work.error); });
  handle.close();
})(%d)"""
# As an app of two versions ago kept it: without the fields that came since, with one that has gone.
OLD = """(async () => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("ledger-"));
  const opened = indexedDB.open(name);
  const handle = await new Promise((done) => opened.onsuccess = () => done(opened.result));
  const work = handle.transaction("outbox", "readwrite", { durability: "strict" });
  const all = work.objectStore("outbox").getAll();
  all.onsuccess = () => {
    const [{ seq, id, mutation: { type, v, created_at, body } }] = all.result;
    const mutation = { type, id, v, created_at, body, gone: "x" };
    work.objectStore("outbox").put({ seq, id, mutation, parked: null });
  };
  await new Promise((done) => work.oncomplete = done);
  handle.close();
})()"""


def fails_to_save(phone: Phone, dollars: str) -> None:
    phone.types(dollars, "Cash")
    phone.page.get_by_role("button", name=f"Save on this phone · ${dollars}.00").click()
    expect(phone.page.get_by_text("NOT saved on this device.")).to_be_visible()
    expect(phone.page.get_by_label("Amount received")).to_have_value(dollars)


def test_a_full_disk_says_not_saved_keeps_what_was_typed_and_saves_when_there_is_room(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("refuse")
    phone.page.evaluate(FULL)
    fails_to_save(phone, "61")
    expect(phone.page.get_by_text("Its storage is full.")).to_be_visible()
    shoot(phone.page, "phone_full_disk", "phone")
    phone.page.evaluate("globalThis.disk_is_full = false")
    phone.page.get_by_role("button", name="Try again").click()
    expect(phone.page.get_by_text(SAVED)).to_be_visible()
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 6_100])


def test_a_private_window_without_storage_reads_and_sends_a_payment_directly_once(
    product: Product, drawer: Drawer, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("pass")
    phone = Phone(drawer.take("private", PHONE), product.origin)
    phone.device.context.add_init_script(PRIVATE)
    phone.page = phone.device.open(product.link("technician"))
    phone.opens_job(JOB)
    fails_to_save(phone, "62")
    shoot(phone.page, "phone_private", "phone")
    product.proxy.turn("cut_after", path="/api/payments", times=1)
    phone.page.get_by_role("button", name="Send it now").click()
    if phone.page.get_by_text("No signal now.").is_visible():
        phone.page.get_by_role("button", name="Send it now").click()
    office.waits_until(lambda: amounts(office) == sorted([*before, 6_200]))


def test_a_payment_sent_from_a_full_disk_whose_answer_was_lost_and_saved_later_is_one_payment(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("pass")
    phone.page.evaluate(FULL)
    fails_to_save(phone, "64")
    product.proxy.turn("cut_after", path="/api/payments")
    phone.page.get_by_role("button", name="Send it now").click()
    expect(phone.page.get_by_text("No signal now.")).to_be_visible()
    product.proxy.turn("pass")
    office.waits_until(lambda: amounts(office) == sorted([*before, 6_400]))
    phone.page.evaluate("globalThis.disk_is_full = false")
    phone.page.get_by_role("button", name="Try again").click()
    expect(phone.page.locator(KEPT)).to_be_visible()
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 6_400])


def test_a_wifi_that_answers_everything_with_its_own_page_is_no_signal(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("portal")
    takes_cash(phone, "63")
    phone.page.wait_for_timeout(3_000)
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="Record payment")).to_be_visible()
    expect(phone.page.get_by_text("1 to send").first).to_be_visible()
    assert amounts(office) == before
    product.proxy.turn("busy")
    phone.page.wait_for_timeout(3_000)
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 6_300])
    # A browser says of each file that it is the Wi-Fi's page instead; that is the Wi-Fi's fault.
    said = phone.device.complaints
    said[:] = [words for words in said if not words.startswith(("Manifest", "EventSource"))]


def test_a_clock_three_days_ahead_changes_no_day_in_the_books(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("refuse")
    phone.page.context.add_init_script(AHEAD % THREE_DAYS_MS)
    takes_cash(phone, "64")
    product.proxy.turn("pass")
    office.waits_until(lambda: amounts(office) == sorted([*before, 6_400]))
    (taken,) = [each for each in office.payments() if each["amount_minor"] == 6_400]
    assert taken["clock_flag"]
    assert taken["taken_at"] > taken["received_at"]  # what the phone says is kept as it said it


def test_a_clock_that_jumps_back_changes_no_order_and_no_day_in_the_books(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("refuse")
    takes_cash(phone, "75")
    phone.page.context.add_init_script(AHEAD % -THREE_DAYS_MS)
    takes_cash(phone, "76")
    phone.page.goto(f"{product.origin}/unsent")
    shown = phone.page.get_by_text(re.compile(r"T\d+-\d+$"))
    expect(shown).to_have_count(2)
    receipts = shown.all_inner_texts()
    assert [each.rsplit("-", 1)[1] for each in receipts] == sorted(
        each.rsplit("-", 1)[1] for each in receipts
    )
    product.proxy.turn("pass")
    office.waits_until(lambda: amounts(office) == sorted([*before, 7_500, 7_600]))
    (taken,) = [each for each in office.payments() if each["amount_minor"] == 7_600]
    assert taken["clock_flag"]
    assert taken["taken_at"] < taken["received_at"]


def test_a_day_without_signal_leaves_500_payments_that_all_arrive_once(
    product: Product, phone: Phone, office: Office
) -> None:
    before = len(office.payments_of_all())
    product.proxy.turn("refuse")
    takes_cash(phone, "65")
    phone.page.evaluate(MANY % QUEUED)
    phone.page.reload()
    expect(phone.page.get_by_text(f"{QUEUED} to send").first).to_be_visible()
    product.proxy.turn("cut_after", path="/api/sync/push", times=3)
    office.waits_until(lambda: product.proxy.cuts >= 3)
    expect(phone.page.get_by_text(re.compile(r"^Sent \d")).first).to_be_visible(timeout=QUEUE_SENT_MS)
    arrived = office.payments_of_all()
    assert len(arrived) == before + QUEUED
    assert len({each["id"] for each in arrived}) == len(arrived)


def test_what_an_app_of_two_versions_ago_kept_is_sent_by_this_one(
    product: Product, phone: Phone, office: Office
) -> None:
    before = len(office.payments_of_all())
    product.proxy.turn("refuse")
    takes_cash(phone, "66")
    phone.page.evaluate(OLD)
    phone.page.reload()
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert len(office.payments_of_all()) == before + 1


def test_a_session_that_ended_keeps_all_and_sends_it_after_signing_in_again(
    product: Product, phone: Phone, office: Office
) -> None:
    before = len(office.payments_of_all())
    product.proxy.turn("refuse")
    for dollars in ("67", "68"):
        takes_cash(phone, dollars)
    phone.page.context.clear_cookies()
    product.proxy.turn("pass")
    expect(phone.page.get_by_text("Sign in to send 2 things")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    shoot(phone.page, "phone_session_ended", "phone")
    takes_cash(phone, "69")
    assert len(office.payments_of_all()) == before
    phone.page.goto(product.link("technician"))
    office.waits_until(lambda: len(office.payments_of_all()) == before + 3)
    phone.hears_that_all_is_sent()


def test_who_signs_out_with_unsent_money_leaves_it_sealed_and_nobody_else_sends_it(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("refuse")
    takes_cash(phone, "71")
    phone.page.goto(f"{product.origin}/device")
    phone.page.get_by_role("button", name="Sign out").click()
    expect(phone.page.get_by_text("is only on this device")).to_be_visible()
    shoot(phone.page, "phone_sign_out_unsent", "phone")
    phone.page.get_by_role("button", name="Sign out, keep it on this device").click()
    expect(phone.page.get_by_role("heading", name="Sign in")).to_be_visible()
    product.proxy.turn("pass")
    phone.page.goto(product.link("dispatcher"))
    expect(phone.page.get_by_role("heading", name="Board")).to_be_visible()
    phone.page.goto(f"{product.origin}/device")
    expect(phone.page.get_by_text("Unsent by others here")).to_be_visible()
    assert amounts(office) == before
    phone.page.goto(product.link("technician"))
    office.waits_until(lambda: amounts(office) == sorted([*before, 7_100]))


def test_a_technician_who_was_taken_off_the_job_meanwhile_is_still_believed(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("refuse")
    takes_cash(phone, "72")
    office.takes_everybody_off()
    try:
        product.proxy.turn("pass")
        office.waits_until(lambda: amounts(office) == sorted([*before, 7_200]))
        phone.page.goto(product.origin)
        expect(phone.page.get_by_role("link", name=JOB)).to_have_count(0, timeout=SIGNAL_AGAIN_MS)
    finally:
        office.puts_on("Maya Lindqvist")


def test_safari_in_a_tab_is_told_of_the_home_screen_and_not_while_money_is_unsent(
    product: Product, drawer: Drawer, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("pass")
    phone = Phone(drawer.take("iphone", PHONE, user_agent=IPHONE), product.origin)
    phone.signs_in(product.link("technician"))
    page = phone.page
    page.goto(f"{product.origin}/device")
    expect(page.get_by_text("Safari may clear what is stored after a week")).to_be_visible()
    shoot(page, "phone_ios_tab", "phone")
    page.goto(product.origin)
    phone.opens_job(JOB)
    product.proxy.turn("refuse")
    takes_cash(phone, "73")
    expect(page.get_by_text("Safari may clear what is stored after a week")).to_be_visible()
    page.goto(f"{product.origin}/device")
    expect(page.get_by_text("once all is sent: there it starts empty")).to_be_visible()
    expect(page.get_by_text("Add to Home Screen")).to_have_count(0)
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 7_300])


def test_a_tab_that_was_frozen_while_it_sent_does_not_hold_the_others_back(
    product: Product, phone: Phone, office: Office
) -> None:
    """The lock is stolen after 30 s; thawed, the frozen one sends nothing twice."""
    before = amounts(office)
    product.proxy.turn("refuse")
    takes_cash(phone, "74")
    product.proxy.turn("hang")
    phone.page.wait_for_timeout(2_000)  # it holds the lock and waits for an answer
    frozen = phone.page.context.new_cdp_session(phone.page)
    frozen.send("Page.setWebLifecycleState", {"state": "frozen"})
    second = phone.page.context.new_page()
    product.proxy.turn("pass")
    second.goto(product.origin)
    office.waits_until(lambda: amounts(office) == sorted([*before, 7_400]))
    frozen.send("Page.setWebLifecycleState", {"state": "active"})
    wait_until(second, "document.body.innerText.includes('Sent')", seconds=20)
    assert amounts(office) == sorted([*before, 7_400])
