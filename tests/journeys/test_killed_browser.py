"""The browser is killed again and again around the moment of saving: what it said is saved arrives, once."""

import os
import random

import pytest
from playwright.sync_api import Error
from tests.journeys.devices import Drawer
from tests.journeys.office import Office
from tests.journeys.phone import SAVED, Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, a_phone, amounts, wrongs

pytestmark = pytest.mark.journey

KILLS = int(os.environ.get("STAGEBILL_BROWSER_KILLS", "50"))
LATEST_KILL_MS = 120  # saving takes some 20 ms: kills fall before, into and after it
LATEST_ON_A_BUSY_MACHINE_MS = 3_000
FORGETS = """
(async () => {
  const [ledger] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("ledger-"));
  const open = indexedDB.open(ledger.name);
  const handle = await new Promise((done) => open.onsuccess = () => done(open.result));
  const transaction = handle.transaction("outbox", "readwrite");
  const oldest = transaction.objectStore("outbox").openCursor();
  oldest.onsuccess = () => oldest.result.delete();
  await new Promise((done) => transaction.oncomplete = done);
  handle.close();
})()
"""


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Phone:
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    address = phone.page.url
    phone.device.close()  # kindly: a browser writes its cookies half a minute late
    product.proxy.turn("refuse")
    phone.page = phone.device.open(address)
    return phone


def _is_killed_while_it_saves(phone: Phone, address: str, dollars: str, after_ms: int) -> bool:
    """Whether it said "saved" before its end."""
    phone.page = phone.device.open(address)
    phone.types(dollars, "Cash")
    phone.page.get_by_role("button", name=f"Save on this phone · ${dollars}.00").click()
    said = phone.page.get_by_text(SAVED)
    try:
        phone.page.wait_for_timeout(after_ms)
        is_said = said.is_visible()
    except Error:
        is_said = False
    phone.device.kill()
    return is_said


def _storm(product: Product, phone: Phone, kills: int) -> tuple[list[int], list[int]]:
    """What was said to be saved, and all that was typed, in minor units."""
    chance = random.Random(f"{kills} kills")
    address = phone.page.url
    saved, typed = [], []
    latest_ms = float(LATEST_KILL_MS)
    for nth in range(1, kills + 1):
        # Now and then there is signal, and the kill falls into the sending.
        product.proxy.turn("cut_after" if chance.random() < 0.3 else "refuse", path="/api/sync/push")
        typed.append(nth * 100)
        if _is_killed_while_it_saves(phone, address, str(nth), chance.randrange(int(latest_ms))):
            saved.append(nth * 100)
            latest_ms = max(latest_ms * 0.7, LATEST_KILL_MS)
        else:  # where others have the processor, saving takes longer: the kills follow it
            latest_ms = min(latest_ms * 1.3, LATEST_ON_A_BUSY_MACHINE_MS)
    return saved, typed


def _all_arrives(product: Product, phone: Phone) -> None:
    product.proxy.turn("pass")
    phone.opens_the_app()
    phone.hears_that_all_is_sent()


def test_what_was_said_to_be_saved_arrives_once_however_often_the_browser_is_killed(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    saved, typed = _storm(product, phone, KILLS)
    _all_arrives(product, phone)
    arrived = amounts(office)
    for minor in before:
        arrived.remove(minor)
    assert wrongs(saved, typed, arrived) == []
    assert len(saved) >= KILLS // 4  # or the kills came too early to prove anything


def test_a_phone_that_forgets_what_it_said_is_found_to_lose(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    address = phone.page.url
    for dollars in ("3", "4"):
        assert _is_killed_while_it_saves(phone, address, dollars, after_ms=1_500)
    phone.opens_the_app()
    phone.page.evaluate(FORGETS)
    _all_arrives(product, phone)
    arrived = amounts(office)
    for minor in before:
        arrived.remove(minor)
    assert wrongs([300, 400], [300, 400], arrived) == ["300 was saved and is lost"]
