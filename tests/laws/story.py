"""One accepted mutation of every kind, in an order in which each finds what it needs."""

from typing import Any

from tests.laws.allowances import allowances
from tests.laws.billed import invoiced, on_invoice, paid
from tests.laws.by_line import by_line
from tests.laws.cards import cards_on_file
from tests.laws.line import Line
from tests.laws.processor import aftermath, gateway_account
from tests.laws.said import mail, reminders, texts, weekly
from tests.laws.scope import change_orders, scope
from tests.laws.shut_out import shut_out, told
from tests.laws.stages import replacing, schedules
from tests.laws.takings import takings
from tests.laws.teller import Teller
from tests.laws.webhooks import webhooks

from stagebill.identity.password import NOBODY
from stagebill.kernel.ids import Id, derived_id


def story(teller: Teller) -> list[Line]:
    """Every command of the product at least once."""
    return [
        *_people(teller),
        *_work(teller),
        *_visits(teller),
        *shut_out(teller),
        *told(teller),
        *_files(teller),
        *_money(teller),
        *_checkout(teller),
        *cards_on_file(teller),
        *gateway_account(teller),
        *aftermath(teller),
        *scope(teller),
        *change_orders(teller),
        *mail(teller),
        *_customers(teller),
        *by_line(teller),
        *schedules(teller),
        *replacing(teller),
        *allowances(teller),
        *takings(teller),
        *webhooks(teller),
        Line("books.name_accounts", {"accounts": {"sales": {"name": "Plumbing income"}}}, "dispatcher"),
        *reminders(teller),
        *texts(teller),
        *weekly(teller),
    ]


def _customers(teller: Teller) -> list[Line]:
    def customer(name: str) -> Id:
        return teller.id("customer", name)

    def on(type_: str, who: str, **more: Any) -> Line:
        return Line(f"customers.{type_}", {"customer_id": customer(who), **more}, "dispatcher")

    technician = teller.id("member", "technician")
    line = {"description": "Gutter", "unit_price_minor": 90_000}
    ben = {"name": "Ben", "email": "ben@x.example", "gets_invoices": True}
    return [
        on("create_customer", "typed twice", name="J. Marlow", contacts=[ben], notes="Gate 7"),
        on("archive_customer", "typed twice"),
        on("restore_customer", "typed twice"),
        on("create_customer", "typed by mistake", name="Nobody"),
        on("delete_customer", "typed by mistake"),
        Line("jobs.create_job", {
            "job_id": teller.id("gutter"), "customer_id": customer("typed twice"), "title": "Gutter",
            "line_items": [line], "technician_ids": [technician],
        }),
        invoiced(teller, "gutter", job="gutter", amount_minor=40_000),
        paid(teller, "for gutter", 10_000, job_id=teller.id("gutter")),
        paid(teller, "by nobody's job", 90_000, customer_id=customer("typed twice")),
        on("create_customer", "typed thrice", name="J. M."),
        on("merge_customer", "typed thrice", into_id=customer("typed twice"), reason="the same person"),
        on("merge_customer", "typed twice", into_id=teller.id("customer"), reason="the same person"),
        Line("jobs.create_job", {
            "job_id": teller.id("after the merge"), "customer_id": customer("typed thrice"),
            "title": "Shed", "line_items": [line],
        }),
        Line("jobs.set_purchase_order", {"job_id": teller.id("job"), "purchase_order": "PO-7"}),
        Line("jobs.assign_technicians", {"job_id": teller.id("job"), "member_ids": []}),
        Line("jobs.assign_technicians", {"job_id": teller.id("gutter"), "member_ids": []}),
        Line("jobs.assign_technicians", {"job_id": teller.id("gutter"), "member_ids": [technician]}),
        Line("customers.change_customer", {
            "customer_id": teller.id("customer"), "name": "Jane Marlow",
            "seen": {"name": "Jane Marlow-Reyes"},
        }),
    ]  # fmt: skip


def until_the_jobs_are_there(lines: list[Line]) -> list[Line]:
    """The beginning of the story, up to its two jobs: where other tests begin theirs."""
    made = [place for place, line in enumerate(lines) if line.type == "jobs.create_job"]
    return lines[: made[1] + 1]


def _people(teller: Teller) -> list[Line]:
    device = {"device_id": teller.id("device"), "label": "Maya's phone", "platform": "android"}
    return [
        Line("settings.change_settings", {"progress_invoicing": True, "phone": "+1 555 010 4477"}),
        Line("identity.add_member", {"name": "Luis", "email": "luis@crew.example", "role": "technician"}),
        Line("identity.change_member", {"member_id": teller.id("member", "dispatcher"), "name": "Sam"}),
        Line("identity.change_profile", {"language": "es"}, "technician"),
        Line("identity.change_password", {
            "member_id": teller.id("member", "technician"), "password_hash": NOBODY,
        }, "system"),
        Line("identity.register_device", device, "technician"),
        Line("identity.report_device", _report(teller), "technician"),
        Line("customers.create_customer", {
            "customer_id": teller.id("customer"), "name": "Jane Marlow", "email": "jane@customer.example",
        }),
        Line("customers.change_customer", {"customer_id": teller.id("customer"), "mobile": "+1 555 0109"}),
    ]  # fmt: skip


def _report(teller: Teller) -> dict[str, Any]:
    return {"device_id": teller.id("device"), "unsent_count": 2, "unsent_minor": 64_000}


def _work(teller: Teller) -> list[Line]:
    job, customer = teller.id("job"), teller.id("customer")
    lines = [{"description": "Labor and material", "unit_price_minor": 500_000}]
    return [
        Line("jobs.create_job", {
            "job_id": job, "customer_id": customer, "title": "Re-pipe", "line_items": lines,
            "technician_ids": [teller.id("member", "technician")],
        }),
        Line("jobs.create_job", {
            "job_id": teller.id("other_job"), "customer_id": customer, "title": "Drain", "line_items": lines,
        }),
        Line("jobs.assign_technicians", {"job_id": job, "member_ids": []}),
        Line("customers.change_customer", {"customer_id": customer, "name": "Jane Marlow-Reyes"}),
        Line("jobs.assign_technicians", {"job_id": job, "member_ids": [teller.id("member", "technician")]}),
    ]  # fmt: skip


def _visits(teller: Teller) -> list[Line]:
    technician = teller.id("member", "technician")

    def visit(type_: str, **body: Any) -> Line:
        return Line(type_, {"visit_id": teller.id("visit"), **body}, "dispatcher")

    morning = {"starts_at": "2026-03-04T13:00:00Z", "ends_at": "2026-03-04T16:00:00Z"}
    return [
        visit("jobs.plan_visit", job_id=teller.id("other_job"), technician_ids=[technician], **morning),
        visit("jobs.change_visit", starts_at="2026-03-05T13:00:00Z", ends_at="2026-03-05T15:00:00Z"),
        visit("jobs.cancel_visit"),
        Line("jobs.plan_visit", {
            "visit_id": teller.id("visit", "2"), "job_id": teller.id("job"), **morning,
            "note": "Gate code 4411", "technician_ids": [technician], "checklist": ["Water off", "Swept"],
        }, "dispatcher"),
        Line("jobs.tick_item", {"visit_id": teller.id("visit", "2"), "place": 1}, "technician"),
        Line("jobs.report_visit", {"visit_id": teller.id("visit", "2"), "state": "on_the_way"}, "technician"),
        Line("jobs.report_visit", {"visit_id": teller.id("visit", "2"), "state": "done"}, "technician"),
        Line("jobs.add_note", {"job_id": teller.id("job"), "text": "Meter is in the cellar"}, "technician"),
    ]  # fmt: skip


def _before(teller: Teller) -> Id:
    """The photo that the second invoice shows."""
    return teller.id("file", "before")


def _files(teller: Teller) -> list[Line]:
    def attach(file: str, **body: Any) -> Line:
        given = {
            "attachment_id": teller.id("file", file),
            "job_id": teller.id("job"),
            "sha256": teller.upload,
        }
        return Line("attachments.attach_file", {**given, **body}, "technician")

    line = derived_id("line_item", teller.id("job"), "0")
    return [
        attach("before", caption="Before", visit_id=teller.id("visit", "2")),
        attach("blurred", name="IMG_2.jpg"),
        Line(
            "attachments.caption_file",
            {
                "attachment_id": teller.id("file", "blurred"),
                "caption": "Under the sink",
            },
            "technician",
        ),
        Line("attachments.tie_file", {"attachment_id": _before(teller), "line_item_id": line}, "technician"),
        Line("attachments.remove_file", {"attachment_id": teller.id("file", "blurred")}, "technician"),
    ]


def _money(teller: Teller) -> list[Line]:
    second, third = teller.id("invoice", "2"), teller.id("invoice", "3")
    return [
        invoiced(teller, "1", percent_bps=2000, due_terms={"kind": "net", "days": 30}),
        invoiced(teller, "2", amount_minor=250_000, draft=True),
        on_invoice(teller, "invoices.issue_invoice", "2"),
        invoiced(teller, "thrown away", amount_minor=1_000, draft=True),
        on_invoice(teller, "invoices.discard_draft", "thrown away"),
        on_invoice(
            teller, "invoices.edit_invoice", "2", message="Thank you", attachment_ids=[_before(teller)]
        ),
        on_invoice(teller, "invoices.send_invoice", "2"),
        paid(teller, "check", 300_000, job_id=teller.id("job")),
        on_invoice(teller, "payments.unapply_invoice", "2", reason="wrong invoice"),
        on_invoice(teller, "invoices.void_invoice", "2", reason="wrong stage"),
        paid(teller, "late", 50_000, invoice_id=second),
        invoiced(teller, "3", rest=True),
        on_invoice(teller, "payments.draw_credit", "3")._replace(role="system"),
        Line("payments.resolve_decision", {
            "decision_id": _decision(teller), "choice": "apply", "invoice_id": third,
        }, "dispatcher"),
        paid(teller, "over", 9_000_000, invoice_id=third),
        paid(teller, "nowhere", 700),
        invoiced(teller, "4", job="other_job", amount_minor=10_000),
        Line("payments.allocate_payment", {
            "payment_id": teller.id("payment", "over"), "invoice_id": teller.id("invoice", "4"),
        }, "dispatcher"),
        *_corrections(teller),
        Line("payments.reverse_payment", {"payment_id": teller.id("payment", "check"), "reason": "bounced"}),
        Line("identity.revoke_device", {"device_id": teller.id("device")}),
    ]  # fmt: skip


def _corrections(teller: Teller) -> list[Line]:
    """Money is moved to another invoice and given back; a customer is reminded of what is still due."""
    over = {"payment_id": teller.id("payment", "over"), "reason": "typed for the wrong job"}
    fourth, sixth = teller.id("invoice", "4"), teller.id("invoice", "6")
    return [
        invoiced(teller, "6", job="other_job", amount_minor=30_000),
        Line("payments.move_allocation", {
            **over, "from_invoice_id": fourth, "to_invoice_id": sixth, "amount_minor": 4_000,
        }, "dispatcher"),
        Line("payments.refund_payment", {**over, "amount_minor": 1_500}, "dispatcher"),
        Line("payments.refund_payment", {**over, "amount_minor": 1_000, "invoice_id": sixth}, "dispatcher"),
        Line("scope.refund_with_credit", {**over, "amount_minor": 500, "invoice_id": sixth}, "dispatcher"),
        on_invoice(teller, "invoices.send_invoice", "6"),
        Line("notifications.send_receipt", {"payment_id": over["payment_id"]}, "dispatcher"),
        Line("notifications.remind_customer", {
            "customer_id": teller.id("customer"), "invoice_ids": [sixth, teller.id("invoice", "3")],
        }, "dispatcher"),
    ]  # fmt: skip


def _decision(teller: Teller) -> Id:
    """The decision that the late payment opened."""
    return derived_id("decision", teller.id("mutation", "late"))


def _checkout(teller: Teller) -> list[Line]:
    def start(name: str) -> Line:
        body = {
            "invoice_id": teller.id("invoice", "5"), "gateway": "sandbox", "method": "card",
            "methods": ["card"],
        }  # fmt: skip
        return Line("paypage.start_checkout", body, "system", teller.id("checkout", name))

    def then(name: str, type_: str, **more: Any) -> Line:
        return Line(type_, {"checkout_id": teller.id("checkout", name), **more}, "system")

    bound = {"gateway_ref": teller.id("sandbox"), "gateway_url": "http://127.0.0.1:8000/sandbox/checkout/1"}
    settled = {"gateway_ref": teller.id("sandbox"), "amount_minor": 20_000, "currency": "USD"}
    return [
        invoiced(teller, "5", job="other_job", amount_minor=20_000),
        start("a"),
        then("a", "paypage.end_checkout", ending="expired"),
        start("b"),
        then("b", "paypage.bind_checkout", **bound),
        then("b", "paypage.wait_checkout"),
        then("b", "paypage.settle_checkout", **settled, taken_at="2026-03-02T15:00:00Z"),
    ]
