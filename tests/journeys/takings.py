"""Cash that a technician takes without signal, and what the office has of it in the end."""

from collections import Counter
from collections.abc import Iterable

from playwright.sync_api import expect
from tests.journeys.devices import PHONE, Drawer
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product

JOB = "Heat pump, two zones"


def a_phone(product: Product, drawer: Drawer) -> Phone:
    """The technician's, signed in, with the jobs on it."""
    product.proxy.turn("pass")
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    # The jobs have to be on the phone before its signal goes.
    expect(phone.page.get_by_role("link", name=JOB).first).to_be_visible(timeout=30_000)
    return phone


def takes_cash(phone: Phone, dollars: str) -> None:
    """For the job whose page is open."""
    phone.page.goto(phone.page.url.removesuffix("/pay"))
    phone.types(dollars, "Cash")
    phone.saves(f"${dollars}.00")


def amounts(office: Office) -> list[int]:
    """Of the job's payments, in minor units, smallest first."""
    return sorted(payment["amount_minor"] for payment in office.payments())


def wrongs(said_saved: Iterable[int], typed: Iterable[int], arrived: Iterable[int]) -> list[str]:
    """What breaks the promise: saved and lost, or there twice, or never typed. Each amount is typed once."""
    there = Counter(arrived)
    return [
        *(f"{minor} was saved and is lost" for minor in said_saved if not there[minor]),
        *(f"{minor} is there {times} times" for minor, times in there.items() if times > 1),
        *(f"{minor} was never typed" for minor in there.keys() - set(typed)),
    ]
