"""A phone asks to be told, chooses of what, and shows what arrives; no push service is reached from here."""

import json

import pytest
from playwright.sync_api import CDPSession, Page, expect
from tests.chromium import wait_until
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.phone import Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

# Headless Chromium has no push service to subscribe with, and would wait for one for ever.
SUBSCRIBES = """
let known = null;
const keys = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};
PushManager.prototype.getSubscription = async () => known;
PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
  if (applicationServerKey.length !== 65 || !userVisibleOnly) throw new TypeError("no key");
  const toJSON = () => ({ endpoint: "https://push.example/maya", keys });
  return known = { toJSON, unsubscribe: async () => ((known = null), true) };
};
"""
NO_SERVICE_MS = 30_000
SHOWN = """navigator.serviceWorker.ready.then((all) => all.getNotifications()).then(
  (shown) => shown.map(({ body, tag }) => `${tag}: ${body}`).join())"""


def test_a_phone_is_told_after_a_tap_that_says_why(product: Product, drawer: Drawer) -> None:
    phone = Phone(drawer.take("technician", PHONE, permissions=["notifications"]), product.origin)
    phone.device.context.add_init_script(SUBSCRIBES)
    phone.signs_in(product.link("technician"))
    page = phone.page
    page.goto(f"{product.origin}/device")
    turn_on = page.get_by_role("button", name="Turn on notifications")
    expect(page.get_by_text("Hear about it while the app is closed")).to_be_visible()
    turn_on.scroll_into_view_if_needed()
    shoot(page, "phone_notifications_off", "phone")
    turn_on.click()
    new_job = page.get_by_role("switch", name="New job")
    expect(new_job).to_be_checked()
    new_job.click()
    expect(new_job).not_to_be_checked()
    expect(page.get_by_role("switch", name="Paid")).to_be_checked()
    new_job.scroll_into_view_if_needed()
    shoot(page, "phone_notifications_on", "phone")

    paid = {"title": "Stagebill", "body": "An invoice was paid.", "tag": "paid"}
    delivered(page, product.origin, paid, "shown === 'paid: An invoice was paid.'")
    delivered(page, product.origin, None, "shown.includes('stagebill: ')")

    tapped(page, {**paid, "path": "/unsent"}, product.origin)
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    page.goto(f"{product.origin}/device")

    page.get_by_role("button", name="Turn off on this device").click()
    expect(turn_on).to_be_visible()
    assert phone.device.complaints == []


def test_a_browser_whose_push_service_never_answers_says_so(product: Product, drawer: Drawer) -> None:
    """As this one is: it has none, and waits for it for ever."""
    phone = Phone(drawer.take("technician", PHONE, permissions=["notifications"]), product.origin)
    phone.signs_in(product.link("technician"))
    page = phone.page
    page.goto(f"{product.origin}/device")
    page.get_by_role("button", name="Turn on notifications").click()
    expect(page.get_by_role("button", name="Asking the browser…")).to_be_disabled()
    said = page.get_by_text("notification service does not answer")
    expect(said).to_be_visible(timeout=NO_SERVICE_MS)
    said.scroll_into_view_if_needed()
    shoot(page, "phone_notifications_none", "phone")
    expect(page.get_by_role("button", name="Turn on notifications")).to_be_enabled()
    assert phone.device.complaints == []


def tapped(page: Page, said: dict[str, str], origin: str) -> None:
    """Nothing presses a notification in a headless browser: the worker gets the event that a press sends.
    Only a person's own press may take the focus or wait, so the event brings a wait of its own.
    """
    delivered(page, origin, said, "shown.startsWith('paid: ')")
    (worker,) = page.context.service_workers
    worker.evaluate("""async () => {
      const [notification] = await self.registration.getNotifications({ tag: "paid" });
      const event = new NotificationEvent("notificationclick", { notification });
      event.waitUntil = () => {};
      self.dispatchEvent(event);
    }""")


def delivered(page: Page, origin: str, said: dict[str, str] | None, claim: str) -> None:
    """A message arrives at the worker, as from a push service, and is shown. One that comes while a busy
    browser still starts its worker can be dropped; one of the same tag takes the place of the one before.
    """
    for seconds in (5, 10, 20):
        session = page.context.new_cdp_session(page)
        session.send("ServiceWorker.deliverPushMessage", _message(session, page, origin, said))
        try:
            return wait_until(page, f"{SHOWN}.then((shown) => {claim})", seconds)
        except TimeoutError:
            continue
        finally:
            session.detach()
    raise AssertionError(f"never shown: {said}")


def _message(session: CDPSession, page: Page, origin: str, said: dict[str, str] | None) -> dict[str, str]:
    found: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(
        each["registrationId"] for each in told["registrations"] if not each["isDeleted"]
    ))  # fmt: skip
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    data = "" if said is None else json.dumps(said)
    return {"origin": origin, "registrationId": found[-1], "data": data}
