"""What came last: a café whose kitchen is billed by a plan, a pump house with money held back, a credit."""

from typing import Any, Final

from stagebill.demo.picture import digest_of
from stagebill.demo.told import Told, demo_id, invoice, job, member_id, sent

_BOTH: Final = ("technician", "technician2")


def _customer() -> Told:
    return Told(9, "dispatcher", "customers.create_customer", "customer.cafe", {
        "customer_id": demo_id("customer", "cafe"), "name": "Harbor Café", "mobile": "+1 555 010 7731",
        "email": "hello@cafe.customer.example", "language": "en",
        "sites": [{"label": "Café", "address": "12 Wharf Row"}, {"label": "Bakery", "address": "3 Oven Ln"}],
        "contacts": [
            {"name": "Mina Duarte", "role": "Owner", "email": "mina@cafe.customer.example",
             "phone": "+1 555 010 7732"},
            {"name": "Leo Park", "role": "Bookkeeper", "email": "books@cafe.customer.example",
             "gets_invoices": True},
        ],
        "notes": "Open from 7; water can be off before that.",
    })  # fmt: skip


def _kitchen() -> Told:
    """Two tax rates, a line free of tax, lines under headings."""

    def line(text: str, price_minor: int, **more: Any) -> dict[str, Any]:
        return {"description": text, "quantity": 1, "unit_price_minor": price_minor, **more}

    return Told(8, "dispatcher", "jobs.create_job", "job.cafe", {
        "job_id": demo_id("job", "cafe"), "customer_id": demo_id("customer", "cafe"),
        "title": "Café kitchen", "site": "12 Wharf Row",
        "technician_ids": [member_id(login) for login in _BOTH],
        "line_items": [
            line("Rough-in, supply and drain", 420_000, group_title="Kitchen", tax_rate_bps=400),
            line("Three-bay sink, two hand sinks", 265_000, group_title="Kitchen", tax_rate_bps=800),
            line("Grease trap, 50 gpm", 185_000, group_title="Outside", tax_rate_bps=800),
            line("City permit, at cost", 30_000, exempt=True),
        ],
    })  # fmt: skip


def _change(days_ago: int, name: str, title: str, price_minor: int, words: str) -> Told:
    return Told(days_ago, "dispatcher", "change_orders.create_change_order", f"change.{name}", {
        "change_order_id": demo_id("change", name), "job_id": demo_id("job", "cafe"), "title": title,
        "words": words, "valid_days": 30,
        "lines": [{"description": title, "unit_price_minor": price_minor, "tax_rate_bps": 800}],
    })  # fmt: skip


def _asked(days_ago: int, name: str) -> Told:
    body = {"change_order_id": demo_id("change", name)}
    return Told(days_ago, "dispatcher", "change_orders.send_change_order", f"change.{name}.sent", body)


def _changes() -> list[Told]:
    """One was approved with its customer on the phone, one waits for an answer."""
    return [
        _change(6, "trap", "Larger grease trap", 62_000, "The city asks for 75 gpm."),
        _asked(6, "trap"),
        Told(5, "dispatcher", "change_orders.approve_change_order", "change.trap.approved", {
            "change_order_id": demo_id("change", "trap"), "via": "office", "name": "Mina Duarte",
            "note": "Called at 9:10", "seen_total_minor": 952_800, "seen_after_minor": 1_019_760,
        }),
        _change(2, "filler", "Pot filler at the range", 38_000, "With its own shut-off behind the range."),
        _asked(2, "filler"),
    ]  # fmt: skip


def _plan() -> Told:
    def stage(name: str, title: str, bill_when: dict[str, Any], **share: Any) -> dict[str, Any]:
        return {"stage_id": demo_id("stage", name), "title": title, "bill_when": bill_when, **share}

    inspected = {"kind": "visit", "visit_id": demo_id("visit", "inspection")}
    opening = {"kind": "milestone", "name": "Opening day"}
    return Told(4, "dispatcher", "schedules.plan_stages", "plan.cafe", {
        "job_id": demo_id("job", "cafe"),
        "stages": [
            stage("deposit", "Deposit", {"kind": "approval"}, percent_bps=3000, kind="deposit"),
            stage("rough_in", "Rough-in inspected", inspected, percent_bps=4000),
            stage("finish", "Finish", opening, rest=True),
        ],
    })  # fmt: skip


def _visits() -> list[Told]:
    """Yesterday's is done and has its photos; the next is planned, and a stage waits for it."""

    def visit(name: str, day: int, hour: int, note: str) -> Told:
        body = {
            "visit_id": demo_id("visit", name), "job_id": demo_id("job", "cafe"), "note": note,
            "technician_ids": [member_id("technician")],
        }  # fmt: skip
        hours = {"starts_at": (day, hour), "ends_at": (day, hour + 3)}
        return Told(5, "dispatcher", "jobs.plan_visit", f"visit.{name}", body, hours)

    def photo(name: str, caption: str) -> Told:
        return Told(1, "technician", "attachments.attach_file", f"photo.{name}", {
            "attachment_id": demo_id("photo", name), "job_id": demo_id("job", "cafe"),
            "sha256": digest_of(name), "kind": "photo", "name": f"{name}.jpg", "caption": caption,
            "visit_id": demo_id("visit", "rough_in"),
        })  # fmt: skip

    def ticked(place: int) -> Told:
        body = {"visit_id": demo_id("visit", "rough_in"), "place": place}
        return Told(1, "technician", "jobs.tick_item", f"visit.rough_in.{place}", body)

    done = {"visit_id": demo_id("visit", "rough_in"), "state": "done"}
    return [
        visit("rough_in", -1, 9, "Side door. Shut-off is under the stairs."),
        visit("inspection", 2, 13, "City inspector comes at 2."),
        *(ticked(place) for place in range(3)),
        Told(1, "technician", "jobs.report_visit", "visit.rough_in.done", done),
        photo("before", "Before"),
        photo("after", "Rough-in done"),
    ]


def _deposit() -> list[Told]:
    return [
        Told(1, "dispatcher", "schedules.issue_stage", "invoice.cafe_deposit", {
            "stage_id": demo_id("stage", "deposit"), "invoice_id": demo_id("invoice", "cafe_deposit"),
            "due_terms": {"kind": "net", "days": 7},
            "message": "Thank you, Mina. The photos show where we are.",
            "visible_fields": {"technician": True, "service_dates": True},
            "attachment_ids": [demo_id("photo", name) for name in ("before", "after")],
        }),
        sent(1, "cafe_deposit"),
    ]  # fmt: skip


def _pump_house() -> list[Told]:
    """The town holds 10% of the work back until it is accepted."""
    held = {"job_id": demo_id("job", "pump_house"), "rate_bps": 1000}
    return [
        job(7, "pump_house", "greenfield", "Pump house piping", "Elm Street",
            [("Ductile iron, fittings and valves", 640_000, 800), ("Labor", 360_000, 0)], ("technician2",)),
        Told(7, "dispatcher", "invoices.set_retainage", "retainage.pump_house", held),
        invoice(1, "pump_house_1", "pump_house", "Piping in", percent_bps=4000,
                due_terms={"kind": "net", "days": 30}),
        sent(1, "pump_house_1"),
    ]  # fmt: skip


def _showers() -> list[Told]:
    """Part of an issued invoice is taken off it again, by a document of its own."""
    credit = {"invoice_id": demo_id("invoice", "showers_1"), "amount_minor": 12_000,
              "reason": "A basin came scratched"}  # fmt: skip
    return [
        job(6, "showers", "st_anne", "Gym showers", "210 Chapel Hill",
            [("Six shower valves, set", 174_000, 0), ("Basins and traps", 96_000, 0)], ("technician",)),
        invoice(1, "showers_1", "showers", "Half", percent_bps=5000, due_terms={"kind": "net", "days": 30}),
        sent(1, "showers_1"),
        Told(0, "dispatcher", "scope.credit_invoice", "credit.showers_1", credit),
    ]  # fmt: skip


def story() -> list[Told]:
    """All of it; lines of one day stay in this order."""
    return [
        _customer(), _kitchen(), *_changes(), *_visits(), _plan(), *_deposit(), *_pump_house(), *_showers(),
    ]  # fmt: skip
