"""A technician's phone has an allowance, invoices inside of it, and loses the rest in every way."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller


def allowances(teller: Teller) -> list[Line]:
    """Lent, used, lent anew, recalled, over, out of sight, and gone with the phone that had it."""
    technician, device = teller.id("member", "technician"), teller.id("tablet")

    def job(name: str) -> Line:
        return Line("jobs.create_job", {
            "job_id": teller.id(name), "customer_id": teller.id("customer"), "title": name,
            "line_items": [{"description": "All of it", "unit_price_minor": 400_000}],
            "technician_ids": [technician],
        })  # fmt: skip

    def lend(*names: str) -> Line:
        jobs = [teller.id(name) for name in names]
        return Line("invoices.lend_allowances", {"device_id": device, "job_ids": jobs}, "technician")

    def invoice(name: str, role: str = "technician", **more: Any) -> Line:
        body = {"invoice_id": teller.id("invoice", name), "job_id": teller.id("cellar"), **more}
        return Line("invoices.create_invoice", body, role)

    crew = {"job_id": teller.id("attic")}
    return [
        job("cellar"),
        job("attic"),
        Line("identity.register_device", {
            "device_id": device, "label": "Tablet 3", "platform": "android",
        }, "technician"),
        lend("cellar", "attic"),
        invoice("by the technician", percent_bps=1000, seen_minor=40_000, send=True),
        invoice("by the office", "dispatcher", amount_minor=50_000),
        Line("invoices.discard_request", {
            "invoice_id": teller.id("invoice", "thought better of it"),
        }, "technician"),
        lend("attic"),
        Line("jobs.assign_technicians", {**crew, "member_ids": []}),
        Line("jobs.assign_technicians", {**crew, "member_ids": [technician]}),
        lend("cellar", "attic"),
        Line("invoices.recall_allowances", {"job_id": teller.id("cellar")}, "dispatcher"),
        Line("invoices.end_allowances", {"device_id": device}, "system"),
        Line("settings.change_settings", {"technicians_invoice": False}),
        lend("cellar"),
        Line("settings.change_settings", {"technicians_invoice": True}),
        lend("cellar"),
        Line("identity.revoke_device", {"device_id": device}, "dispatcher"),
    ]  # fmt: skip
