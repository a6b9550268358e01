"""A day as chance writes it: what the phone said is saved arrives once, whatever came between."""

import os
import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect
from tests.journeys.devices import Drawer
from tests.journeys.office import Office
from tests.journeys.phone import KEPT, SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product
from tests.journeys.takings import a_phone, amounts, wrongs

from stagebill.demo.told import ADDRESS, PASSWORD

pytestmark = pytest.mark.journey

STEPS = int(os.environ.get("STAGEBILL_RANDOM_STEPS", "80"))
JOB = "Kitchen and bath re-pipe"  # both technicians work on it
PUSH = "/api/sync/push"
LATEST_KILL_MS = 120
MEMBERS = ("technician", "technician2")
SIGNS_IN = """([email, password]) => fetch("/auth/sign-in", {
  method: "POST", headers: { "Content-Type": "application/json", "X-Stagebill": "1" },
  body: JSON.stringify({ email, password }),
}).then(({ ok }) => ok)"""


class Day:
    """One tablet, two members, a network and an office that do what they like. Each amount is typed once."""

    def __init__(self, product: Product, phone: Phone, office: Office, chance: random.Random) -> None:
        self.saved: list[int] = []
        self.typed: list[int] = []
        self._product, self._phone, self._office, self._chance = product, phone, office, chance
        self._who = MEMBERS[0]
        self._job = phone.page.url
        self._billed: list[str] = []
        self._steps: dict[Callable[[], None], int] = {
            self.records: 45, self.is_killed_while_it_saves: 6, self.reloads: 8,
            self.loses_signal: 9, self.has_signal: 12, self.loses_answers: 9, self.loses_requests: 4,
            self.office_bills_and_voids: 4, self.changes_hands: 3,
        }  # fmt: skip

    def runs(self, steps: int) -> None:
        weights = list(self._steps.values())
        for step in self._chance.choices(list(self._steps), weights, k=steps):
            step()

    def ends(self) -> None:
        """With signal, and each member once more at the tablet."""
        for _ in MEMBERS:
            self._product.proxy.turn("pass")
            self._phone.hears_that_all_is_sent()
            self.changes_hands()

    def records(self) -> None:
        self._types()
        expect(self._phone.page.locator(KEPT)).to_be_visible()
        self.saved.append(self.typed[-1])

    def is_killed_while_it_saves(self) -> None:
        self._types()
        try:
            self._phone.page.wait_for_timeout(self._chance.randrange(LATEST_KILL_MS))
            if self._phone.page.locator(KEPT).is_visible():
                self.saved.append(self.typed[-1])
        except Error:
            pass
        self._phone.device.kill()
        self._phone.page = self._phone.device.open(self._job)

    def _types(self) -> None:
        dollars = str(len(self.typed) + 1)
        self.typed.append(int(dollars) * 100)
        self._phone.page.goto(self._job)
        self._phone.types(dollars, "Cash")
        self._phone.page.get_by_role("button", name=f"Save on this phone · ${dollars}.00").click()

    def reloads(self) -> None:
        self._phone.page.reload()

    def loses_signal(self) -> None:
        self._product.proxy.turn("refuse")

    def has_signal(self) -> None:
        self._product.proxy.turn("pass")

    def loses_answers(self) -> None:
        self._product.proxy.turn("cut_after", path=PUSH, times=self._chance.randint(1, 3))

    def loses_requests(self) -> None:
        self._product.proxy.turn("cut_before", path=PUSH, times=self._chance.randint(1, 3))

    def office_bills_and_voids(self) -> None:
        """What money was meant for is void by the time that it comes; where money is on it, it stays."""
        self._billed.append(self._office.bills(amount_minor=1_000)["number"])
        self._office.may_void(self._chance.choice(self._billed))

    def changes_hands(self) -> None:
        """The other member signs in: with what the first left unsent, and without ever sending it."""
        self._product.proxy.turn("cut_before", path=PUSH)
        self._who = MEMBERS[1 - MEMBERS.index(self._who)]
        page = self._phone.page
        assert page.evaluate(SIGNS_IN, [f"{self._who}@{ADDRESS}", PASSWORD])
        page.goto(self._product.origin)
        expect(page.get_by_role("link", name=JOB).first).to_be_visible(timeout=SIGNAL_AGAIN_MS)
        page.wait_for_timeout(500)  # what is seen is on the device a moment later
        self._phone.device.close()  # kindly: a browser writes its cookies half a minute late
        self._phone.page = self._phone.device.open(self._job)
        self._product.proxy.turn("pass")


def test_whatever_a_day_brings_what_was_said_to_be_saved_arrives_once(
    product: Product, drawer: Drawer, office: Office
) -> None:
    office.finds_job(JOB)
    before = amounts(office)
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    day = Day(product, phone, office, random.Random(f"{STEPS} steps"))
    day.runs(STEPS)
    day.ends()
    arrived = amounts(office)
    for minor in before:
        arrived.remove(minor)
    assert wrongs(day.saved, day.typed, arrived) == []
    assert len(day.saved) >= STEPS // 4  # or the day was too quiet to prove anything
