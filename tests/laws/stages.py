"""Planned stages, corrected invoices and the form of numbers, as the laws are told them."""

from typing import Any

from tests.laws.line import Line
from tests.laws.teller import Teller


def schedules(teller: Teller) -> list[Line]:
    """A plan of four stages: the first is a deposit and billed, one waits for a day that has come."""
    job = teller.id("planned")

    def stage(name: str, when: dict[str, Any], **share: Any) -> dict[str, Any]:
        return {"stage_id": teller.id("stage", name), "title": name.title(), "bill_when": when, **share}

    def on(name: str, type_: str, role: str = "dispatcher", **more: Any) -> Line:
        return Line(type_, {"stage_id": teller.id("stage", name), **more}, role)

    milestone = {"kind": "milestone", "name": "Rough-in inspected"}
    stages = [
        stage("deposit", {"kind": "approval"}, kind="deposit", percent_bps=3000),
        stage("rough-in", milestone, percent_bps=4000),
        stage("walls", {"kind": "date", "on": "2026-03-02"}, amount_minor=50_000),
        stage("final", {"kind": "visit"}, rest=True),
    ]
    planned = {"job_id": job, "stages": stages}
    later = {"kind": "date", "on": "2026-04-30"}
    replanned = [*stages[:2], stage("walls", later, amount_minor=40_000), stages[3]]
    template = {"template_id": teller.id("template"), "name": "Two halves"}
    halves = [{"title": "Half now", "percent_bps": 5000}, {"title": "Half at the end"}]
    return [
        Line("jobs.create_job", {
            "job_id": job, "customer_id": teller.id("customer"), "title": "Planned",
            "line_items": [{"description": "All of it", "unit_price_minor": 200_000, "tax_rate_bps": 825}],
            "technician_ids": [teller.id("member", "technician")],
        }),
        Line("schedules.plan_stages", planned, "dispatcher"),
        on("deposit", "schedules.mark_stage"),
        on("deposit", "schedules.issue_stage", invoice_id=teller.id("invoice", "deposit")),
        Line("schedules.plan_stages", {**planned, "stages": replanned, "consent": "Jane by phone"}),
        on("rough-in", "schedules.mark_stage", "technician"),
        on("walls", "schedules.reach_day", "system"),
        on("rough-in", "schedules.issue_stage", invoice_id=teller.id("invoice", "rough-in")),
        Line("invoices.void_invoice", {
            "invoice_id": teller.id("invoice", "rough-in"), "reason": "inspected too early",
        }, "dispatcher"),
        on("rough-in", "schedules.mark_stage", "technician", is_ready=False),
        Line("schedules.keep_template", {**template, "stages": halves}, "dispatcher"),
        Line("schedules.drop_template", {"template_id": teller.id("template")}, "dispatcher"),
    ]  # fmt: skip


def replacing(teller: Teller) -> list[Line]:
    """The deposit is corrected twice, then numbers are taken up from an older system."""

    def corrected(old: str, new: str, **more: Any) -> Line:
        ids = {"invoice_id": teller.id("invoice", old), "new_invoice_id": teller.id("invoice", new)}
        return Line("invoices.replace_invoice", {**ids, "reason": "agreed on less", **more}, "dispatcher")

    return [
        corrected("deposit", "deposit again", amount_minor=60_000),
        Line("settings.change_number_series", {
            "series": "invoice", "prefix": "{YYYY}-", "digits": 5, "yearly": True, "next_number": 1042,
        }),
        corrected("deposit again", "deposit once more", due_terms={"kind": "net", "days": 14}),
        Line("settings.change_number_series", {"series": "deposit", "prefix": "D-"}),
    ]  # fmt: skip
