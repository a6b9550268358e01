"""One accepted mutation of every kind, in an order in which each finds what it needs."""

from typing import Any

from tests.laws.allowances import allowances
from tests.laws.line import Line
from tests.laws.processor import aftermath, gateway_account
from tests.laws.said import mail, reminders, texts
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
        *gateway_account(teller),
        *aftermath(teller),
        *_scope(teller),
        *_change_orders(teller),
        *mail(teller),
        *_customers(teller),
        *_by_line(teller),
        *schedules(teller),
        *replacing(teller),
        *allowances(teller),
        *takings(teller),
        *webhooks(teller),
        Line("books.name_accounts", {"accounts": {"sales": {"name": "Plumbing income"}}}, "dispatcher"),
        *reminders(teller),
        *texts(teller),
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
        _invoice(teller, "gutter", job="gutter", amount_minor=40_000),
        _paid(teller, "for gutter", 10_000, job_id=teller.id("gutter")),
        _paid(teller, "by nobody's job", 90_000, customer_id=customer("typed twice")),
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


def _by_line(teller: Teller) -> list[Line]:
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
        _invoice(teller, "piping", job="school", lines=[ask("piping", percent_bps=2500), stored]),
        Line("invoices.install_material", {
            "invoice_line_id": derived_id("invoice_line", teller.id("invoice", "piping"), "1"),
        }, "dispatcher"),
        _invoice(
            teller, "boilers", job="school", lines=[ask("piping", quantity=3), ask("boilers", rest=True)]
        ),
        Line("invoices.release_retainage", {
            "job_id": school, "amount_minor": 20_000, "invoice_id": teller.id("invoice", "released"),
        }, "dispatcher"),
        _paid(teller, "released", 5_000, invoice_id=teller.id("invoice", "released")),
        Line("statements.revoke_statement_link", {"job_id": school}, "dispatcher"),
        Line("statements.renew_statement_link", {"job_id": school}, "dispatcher"),
        Line("statements.revoke_owed_link", {"customer_id": teller.id("customer")}, "dispatcher"),
        Line("statements.renew_owed_link", {"customer_id": teller.id("customer")}, "dispatcher"),
        a_job("begun", line("sewer", 125_000)),
        Line("opening.enter_opening_balance", {
            "job_id": teller.id("begun"), "signed_name": "Sam Hill", "as_of": "2026-01-31", **opening,
        }, "dispatcher"),
        _invoice(teller, "sewer", job="begun", percent_bps=1000),
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


def _invoice(teller: Teller, name: str, job: str = "job", **share: Any) -> Line:
    body = {"invoice_id": teller.id("invoice", name), "job_id": teller.id(job), **share}
    return Line("invoices.create_invoice", body, "dispatcher")


def _on(teller: Teller, type_: str, invoice: str, **more: Any) -> Line:
    return Line(type_, {"invoice_id": teller.id("invoice", invoice), **more}, "dispatcher")


def _paid(teller: Teller, name: str, amount_minor: int, **target: Any) -> Line:
    body = {
        "payment_id": teller.id("payment", name),
        "method": "cash",
        "amount_minor": amount_minor,
        **target,
    }
    return Line("payments.record_payment", body, "technician", teller.id("mutation", name))


def _money(teller: Teller) -> list[Line]:
    second, third = teller.id("invoice", "2"), teller.id("invoice", "3")
    return [
        _invoice(teller, "1", percent_bps=2000, due_terms={"kind": "net", "days": 30}),
        _invoice(teller, "2", amount_minor=250_000, draft=True),
        _on(teller, "invoices.issue_invoice", "2"),
        _invoice(teller, "thrown away", amount_minor=1_000, draft=True),
        _on(teller, "invoices.discard_draft", "thrown away"),
        _on(teller, "invoices.edit_invoice", "2", message="Thank you", attachment_ids=[_before(teller)]),
        _on(teller, "invoices.send_invoice", "2"),
        _paid(teller, "check", 300_000, job_id=teller.id("job")),
        _on(teller, "payments.unapply_invoice", "2", reason="wrong invoice"),
        _on(teller, "invoices.void_invoice", "2", reason="wrong stage"),
        _paid(teller, "late", 50_000, invoice_id=second),
        _invoice(teller, "3", rest=True),
        _on(teller, "payments.draw_credit", "3")._replace(role="system"),
        Line("payments.resolve_decision", {
            "decision_id": _decision(teller), "choice": "apply", "invoice_id": third,
        }, "dispatcher"),
        _paid(teller, "over", 9_000_000, invoice_id=third),
        _paid(teller, "nowhere", 700),
        _invoice(teller, "4", job="other_job", amount_minor=10_000),
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
        _invoice(teller, "6", job="other_job", amount_minor=30_000),
        Line("payments.move_allocation", {
            **over, "from_invoice_id": fourth, "to_invoice_id": sixth, "amount_minor": 4_000,
        }, "dispatcher"),
        Line("payments.refund_payment", {**over, "amount_minor": 1_500}, "dispatcher"),
        Line("payments.refund_payment", {**over, "amount_minor": 1_000, "invoice_id": sixth}, "dispatcher"),
        Line("scope.refund_with_credit", {**over, "amount_minor": 500, "invoice_id": sixth}, "dispatcher"),
        _on(teller, "invoices.send_invoice", "6"),
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
        _invoice(teller, "5", job="other_job", amount_minor=20_000),
        start("a"),
        then("a", "paypage.end_checkout", ending="expired"),
        start("b"),
        then("b", "paypage.bind_checkout", **bound),
        then("b", "paypage.wait_checkout"),
        then("b", "paypage.settle_checkout", **settled, taken_at="2026-03-02T15:00:00Z"),
    ]


def _scope(teller: Teller) -> list[Line]:
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
        _invoice(teller, "scope 1", job="scope_job", percent_bps=8000),
        _paid(teller, "scope", 864_000, invoice_id=first),
        lines(0, (1_000_000, 800), (200_000, 0)),
        _invoice(teller, "scope 2", job="scope_job", amount_minor=50_000),
        lines(1, (700_000, 800), discount=None, settle=settle),
        _on(teller, "scope.credit_invoice", "scope 1", amount_minor=10_800, reason="scratch in the door"),
        lines(2, (600_000, 700), (300_000, 800), tax_mode="per_line"),
        _invoice(teller, "scope 3", job="scope_job", rest=True),
        _paid(teller, "scope part", 1_000, invoice_id=teller.id("invoice", "scope 3")),
        Line("scope.cancel_job", {"job_id": job, "reason": "house sold"}, "dispatcher"),
        _paid(teller, "scope late", 700, invoice_id=teller.id("invoice", "scope 3")),
    ]  # fmt: skip


def _change_orders(teller: Teller) -> list[Line]:
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
