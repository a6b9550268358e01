"""A line of the demo's story, and the ways in which its lines are written.

Ids are derived from the story, so telling it twice changes nothing.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from stagebill.kernel.ids import Id, derived_id
from stagebill.settings.mutations import owner_id

PASSWORD: Final = "stagebill-demo"
COMPANY: Final = "Alder Plumbing"
ADDRESS: Final = "demo.example"
CURRENCY: Final = "USD"
ZONE: Final = "America/New_York"


def demo_id(*parts: str) -> Id:
    """The id that a thing of this story always has."""
    return derived_id("demo", *parts)


ORGANIZATION_ID: Final = demo_id("organization")


@dataclass(frozen=True)
class Told:
    """One line of the story: so many days ago, somebody did this."""

    days_ago: int
    who: str
    type: str
    name: str
    body: dict[str, Any]
    # Instants of the body, by field: on which day, counted from the one of the telling, at which hour.
    hours: dict[str, tuple[int, int]] = field(default_factory=dict)


def member_id(login: str) -> Id:
    """A member's id is that of the mutation that added them."""
    return owner_id(ORGANIZATION_ID) if login == "owner" else mutation_id(f"member.{login}")


def mutation_id(name: str) -> Id:
    return demo_id("mutation", name)


def job(days_ago: int, key: str, customer: str, title: str, site: str, lines: list[tuple[str, int, int]],
         crew: tuple[str, ...]) -> Told:  # fmt: skip
    """Lines are (description, price, tax rate)."""
    return Told(days_ago, "dispatcher", "jobs.create_job", f"job.{key}", {
        "job_id": demo_id("job", key), "customer_id": demo_id("customer", customer), "title": title,
        "site": site,
        "line_items": [
            {"description": text, "quantity": 1, "unit_price_minor": price, "tax_rate_bps": rate}
            for text, price, rate in lines
        ],
        "technician_ids": [member_id(login) for login in crew],
    })  # fmt: skip


def invoice(days_ago: int, key: str, job: str, title: str, **share: Any) -> Told:
    body = {"invoice_id": demo_id("invoice", key), "job_id": demo_id("job", job), "title": title, **share}
    return Told(days_ago, "dispatcher", "invoices.create_invoice", f"invoice.{key}", body)


def sent(days_ago: int, key: str) -> Told:
    body = {"invoice_id": demo_id("invoice", key)}
    return Told(days_ago, "dispatcher", "invoices.send_invoice", f"send.{key}", body)


def paid(days_ago: int, key: str, who: str, method: str, amount_minor: int, **target: Any) -> Told:
    body = {"payment_id": demo_id("payment", key), "method": method, "amount_minor": amount_minor, **target}
    return Told(days_ago, who, "payments.record_payment", f"payment.{key}", body)


def void(days_ago: int, key: str, reason: str) -> Told:
    body = {"invoice_id": demo_id("invoice", key), "reason": reason}
    return Told(days_ago, "dispatcher", "invoices.void_invoice", f"void.{key}", body)
