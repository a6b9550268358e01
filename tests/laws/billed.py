"""Lines that most parts of the story need: an invoice, what is done with it, money."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller


def invoiced(teller: Teller, name: str, job: str = "job", **share: Any) -> Line:
    body = {"invoice_id": teller.id("invoice", name), "job_id": teller.id(job), **share}
    return Line("invoices.create_invoice", body, "dispatcher")


def on_invoice(teller: Teller, type_: str, invoice: str, **more: Any) -> Line:
    return Line(type_, {"invoice_id": teller.id("invoice", invoice), **more}, "dispatcher")


def paid(teller: Teller, name: str, amount_minor: int, **target: Any) -> Line:
    body = {
        "payment_id": teller.id("payment", name),
        "method": "cash",
        "amount_minor": amount_minor,
        **target,
    }
    return Line("payments.record_payment", body, "technician", teller.id("mutation", name))
