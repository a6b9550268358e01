"""Billing by line, with retainage and material on site, links that stay, and a job begun elsewhere."""

from typing import Any

from tests.laws.billed import invoiced, paid
from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id


def by_line(teller: Teller) -> list[Line]:
    """A job billed by line, with retainage, stored material and a release; and one begun elsewhere."""

    def line(name: str, minor: int) -> dict[str, Any]:
        return {
            "line_item_id": teller.id("line", name),
            "description": name,
            "quantity": 4,
            "unit_price_minor": minor,
            "tax_rate_bps": 825,
        }

    def ask(name: str, **asked: Any) -> dict[str, Any]:
        return {"line_item_id": teller.id("line", name), **asked}

    def a_job(name: str, *lines: dict[str, Any]) -> Line:
        body = {"job_id": teller.id(name), "customer_id": teller.id("customer"), "title": "School"}
        return Line("jobs.create_job", {**body, "line_items": list(lines)}, "dispatcher")

    school, step = teller.id("school"), {"clause": "all_work", "at_bps": 5000, "rate_bps": 500}
    stored = ask("boilers", amount_minor=300_000, stored=True, note="Bill of lading 7")
    opening = {"billed_minor": 200_000, "held_minor": 15_000, "paid_minor": 100_000}
    return [
        a_job("school", line("piping", 250_000), line("boilers", 150_000)),
        Line("invoices.set_retainage", {
            "job_id": school, "rate_bps": 1000, "stored_rate_bps": 500, "step_down": step,
            "lines": [ask("boilers", rate_bps=800)],
        }, "dispatcher"),
        invoiced(teller, "piping", job="school", lines=[ask("piping", percent_bps=2500), stored]),
        Line("invoices.install_material", {
            "invoice_line_id": derived_id("invoice_line", teller.id("invoice", "piping"), "1"),
        }, "dispatcher"),
        invoiced(
            teller, "boilers", job="school", lines=[ask("piping", quantity=3), ask("boilers", rest=True)]
        ),
        Line("invoices.release_retainage", {
            "job_id": school, "amount_minor": 20_000, "invoice_id": teller.id("invoice", "released"),
        }, "dispatcher"),
        paid(teller, "released", 5_000, invoice_id=teller.id("invoice", "released")),
        Line("statements.revoke_statement_link", {"job_id": school}, "dispatcher"),
        Line("statements.renew_statement_link", {"job_id": school}, "dispatcher"),
        Line("statements.revoke_owed_link", {"customer_id": teller.id("customer")}, "dispatcher"),
        Line("statements.renew_owed_link", {"customer_id": teller.id("customer")}, "dispatcher"),
        a_job("begun", line("sewer", 125_000)),
        Line("opening.enter_opening_balance", {
            "job_id": teller.id("begun"), "signed_name": "Sam Hill", "as_of": "2026-01-31", **opening,
        }, "dispatcher"),
        invoiced(teller, "sewer", job="begun", percent_bps=1000),
    ]  # fmt: skip
