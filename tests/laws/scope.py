"""What a job comes to is changed: by the office, and by change orders that customers approve."""

from typing import Any

from tests.laws.billed import invoiced, on_invoice, paid
from tests.laws.line import Line
from tests.laws.teller import Teller


def scope(teller: Teller) -> list[Line]:
    """A job grows, shrinks below what is paid, is credited by hand, and is canceled."""
    job, first = teller.id("scope_job"), teller.id("invoice", "scope 1")

    def lines(seen_revision: int, *priced: tuple[int, int], **more: Any) -> Line:
        items = [
            {"description": f"Part {place}", "unit_price_minor": minor, "tax_rate_bps": rate}
            for place, (minor, rate) in enumerate(priced)
        ]
        body = {"job_id": job, "seen_revision": seen_revision, "line_items": items, **more}
        return Line("scope.change_lines", body, "dispatcher")

    settle = {"reason": "no garage", "credit": [{"invoice_id": first, "amount_minor": 108_000}],
              "void": [teller.id("invoice", "scope 2")]}  # fmt: skip
    return [
        Line("jobs.create_job", {
            "job_id": job, "customer_id": teller.id("customer"), "title": "Garage",
            "line_items": [{"description": "Garage", "unit_price_minor": 1_000_000, "tax_rate_bps": 800}],
            "technician_ids": [teller.id("member", "technician")],
        }),
        invoiced(teller, "scope 1", job="scope_job", percent_bps=8000),
        paid(teller, "scope", 864_000, invoice_id=first),
        lines(0, (1_000_000, 800), (200_000, 0)),
        invoiced(teller, "scope 2", job="scope_job", amount_minor=50_000),
        lines(1, (700_000, 800), discount=None, settle=settle),
        on_invoice(
            teller, "scope.credit_invoice", "scope 1", amount_minor=10_800, reason="scratch in the door"
        ),
        lines(2, (600_000, 700), (300_000, 800), tax_mode="per_line"),
        invoiced(teller, "scope 3", job="scope_job", rest=True),
        paid(teller, "scope part", 1_000, invoice_id=teller.id("invoice", "scope 3")),
        Line("scope.cancel_job", {"job_id": job, "reason": "house sold"}, "dispatcher"),
        paid(teller, "scope late", 700, invoice_id=teller.id("invoice", "scope 3")),
    ]  # fmt: skip


def change_orders(teller: Teller) -> list[Line]:
    """On the other job: 5,000.00, a skylight of 600.00 approved, the gutters declined, a third withdrawn."""

    def order(name: str, title: str, price_minor: int) -> Line:
        body = {
            "change_order_id": teller.id("change", name), "job_id": teller.id("other_job"), "title": title,
            "lines": [{"description": title, "unit_price_minor": price_minor}],
        }  # fmt: skip
        return Line("change_orders.create_change_order", body, "dispatcher")

    def then(which: str, verb: str, role: str = "dispatcher", **more: Any) -> Line:
        body = {"change_order_id": teller.id("change", which), **more}
        return Line(f"change_orders.{verb}_change_order", body, role)

    return [
        order("skylight", "Skylight", 50_000),
        then("skylight", "edit", lines=[{"description": "Skylight", "unit_price_minor": 60_000}]),
        then("skylight", "send"),
        then("skylight", "expire", "system"),
        then("skylight", "approve", "customer", name="Jane Marlow", agreed=True,
             seen_total_minor=500_000, seen_after_minor=560_000),
        order("gutters", "Gutters", 20_000),
        then("gutters", "send", mail=False),
        then("gutters", "decline", "customer", reason="too dear"),
        order("paint", "No paint", -10_000),
        then("paint", "withdraw", reason="asked for the wrong job"),
    ]  # fmt: skip
