"""What is said to customers: mail that is refused, sent again, and the server that it leaves by."""

from tests.laws.line import Line
from tests.laws.teller import Teller


def mail(teller: Teller) -> list[Line]:
    message = teller.id("message")
    body = {
        "kind": "mail.invoice", "to_address": "jane@customer.example", "subject": "Invoice INV-0001",
        "body_text": "Hello", "body_html": "<p>Hello</p>", "dedupe_key": "one",
        "invoice_id": teller.id("invoice", "1"),
    }  # fmt: skip
    elsewhere = {"message_id": message, "to_address": "jane@other.example"}
    server = {
        "is_on": True, "host": "mail.alder.example", "port": 587, "security": "starttls",
        "username": "alder", "password_sealed": "1.sealed", "from_address": "office@alder.example",
    }  # fmt: skip
    refused = {"state": "refused", "words": "550 no such mailbox"}
    return [
        Line("notifications.write_message", body, "system", message),
        Line("notifications.hand_over", {"message_id": message}, "system"),
        Line("notifications.settle_message", {"message_id": message, **refused}, "system"),
        Line("notifications.send_again", elsewhere, "dispatcher"),
        Line("notifications.note_arrival", {"message_id": message, "arrival": "returned"}, "system"),
        Line("notifications.set_mail_account", server, "system"),
    ]


def reminders(teller: Teller) -> list[Line]:
    """A customer asks about an invoice, then not any more; one reminder is skipped, a later one is sent."""
    customer, invoice = {"customer_id": teller.id("customer")}, {"invoice_id": teller.id("invoice", "6")}
    return [
        Line("settings.change_settings", {"reminders": {"is_on": True}}, "owner"),
        Line("notifications.hold_invoice", {**invoice, "why": "question"}, "dispatcher"),
        Line("notifications.hold_customer", {**customer, "why": "off"}, "dispatcher"),
        Line("notifications.resume_invoice", invoice, "dispatcher"),
        Line("notifications.resume_customer", customer, "dispatcher"),
        Line("notifications.unsubscribe_customer", customer, "system"),
        Line("notifications.resume_customer", customer, "dispatcher"),
        Line("notifications.skip_reminder", {**customer, "on": "2026-03-05"}, "dispatcher"),
        Line("notifications.promise_payment", {**invoice, "on": "2026-03-20"}, "customer"),
        Line("notifications.resume_invoice", invoice, "dispatcher"),
        *questions(teller),
        Line("notifications.remind_by_plan", {**customer, "day": "2026-03-20"}, "system"),
    ]


def weekly(teller: Teller) -> list[Line]:
    """The owner wants the weekly mail, and is told of a week; then has enough of it."""
    owner = {"member_id": teller.id("member", "owner")}
    return [
        Line("notifications.choose_weekly", {"is_on": True}, "owner"),
        Line("notifications.ask_weekly", {**owner, "monday": "2026-03-16"}, "system"),
        Line("notifications.stop_weekly", owner, "system"),
    ]


def questions(teller: Teller) -> list[Line]:
    """A customer asks twice about an invoice; one question is answered, the other settled by telephone."""
    invoice = {"invoice_id": teller.id("invoice", "6")}
    first, second = teller.id("question", "1"), teller.id("question", "2")
    return [
        Line("invoices.edit_invoice", {**invoice, "visible_fields": {"approval": True}}, "dispatcher"),
        Line("questions.ask_question", {**invoice, "text": "What is it?", "lines": [0]}, "customer", first),
        Line(
            "questions.ask_question", {**invoice, "text": "Called: when do you come?"}, "dispatcher", second
        ),
        Line("questions.answer_question", {"question_id": first, "answer": "The valve."}, "dispatcher"),
        Line("questions.close_question", {"question_id": second}, "dispatcher"),
        Line("questions.accept_stage", {**invoice, "name": "Jane Marlow"}, "customer"),
    ]


def texts(teller: Teller) -> list[Line]:
    """A customer agrees to texts, gets one, stops them and begins again, and has enough in the end."""
    customer, invoice = {"customer_id": teller.id("customer")}, {"invoice_id": teller.id("invoice", "6")}
    account = {
        "is_on": True, "account_sid": "AC" + "0a" * 16, "token_sealed": "1.sealed", "sender": "+15035550100",
    }  # fmt: skip
    heard = {"number": "+15035550142"}
    return [
        Line("notifications.set_text_account", account, "system"),
        Line("customers.change_customer", {**customer, "mobile": "(503) 555-0142"}, "dispatcher"),
        Line("notifications.allow_texts", {**customer, "how": "in_person"}, "dispatcher"),
        Line("notifications.text_invoice", invoice, "dispatcher"),
        Line("notifications.send_statement", {"job_id": teller.id("job"), "by": "text"}, "dispatcher"),
        Line("notifications.send_owed", {"customer_id": teller.id("customer"), "by": "mail"}, "dispatcher"),
        Line("notifications.hear_about_texts", {**heard, "said": "stopped"}, "system"),
        Line("notifications.hear_about_texts", {**heard, "said": "started"}, "system"),
        Line("notifications.end_texts", customer, "dispatcher"),
    ]
