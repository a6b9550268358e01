"""What was said to customers: mail that was refused and one that left; a text to who agreed."""

import json

from tests.faults.template import Company, Founder

from stagebill.notifications.weekly.week import due_monday


async def texted(founder: Founder, made: Company) -> None:
    """A customer agreed, stopped, began again, and got a text."""
    office, system, number = made.dispatcher, founder.acting("system"), "+15035550142"
    customer = {"customer_id": made.customer_id}
    await founder.does(office, "customers.change_customer", {**customer, "mobile": number})
    await founder.does(office, "notifications.allow_texts", {**customer, "how": "in_person"})
    for said in ("stopped", "started"):
        heard = {"number": number, "said": said}
        await founder.does(system, "notifications.hear_about_texts", heard)
    reader = made.services.database.reader
    ((invoice_id,),) = await reader.rows("SELECT id FROM invoice WHERE status = 'open' ORDER BY id LIMIT 1")
    asked = await founder.does(office, "notifications.text_invoice", {"invoice_id": invoice_id})
    ((key,),) = await reader.rows("SELECT dedupe_key FROM outbox WHERE kind = 'text.invoice'")
    written = {
        "kind": "text.invoice", "to_address": number, "subject": "", "body_text": "Hello", "body_html": "",
        "dedupe_key": f"text.invoice:{key}", "invoice_id": invoice_id,
    }  # fmt: skip
    assert asked
    await founder.does(system, "notifications.write_message", written)


async def mailed(founder: Founder, made: Company) -> None:
    """A mail that was refused and sent again, one that left, and one that waits."""
    reader = made.services.database.reader
    asked = "SELECT dedupe_key, payload FROM outbox WHERE kind = 'mail.invoice' ORDER BY dedupe_key LIMIT 1"
    ((key, payload),) = await reader.rows(asked)
    system = founder.acting("system")
    written = {
        "kind": "mail.invoice", "subject": "Invoice", "body_text": "Hello", "body_html": "<p>Hello</p>",
        "invoice_id": json.loads(payload)["invoice_id"],
    }  # fmt: skip
    for place, end in enumerate(("refused", "sent", None)):
        body = {
            **written, "to_address": f"jane{place}@customer.example",
            "dedupe_key": f"mail.invoice:{key}:{place}" if place else f"mail.invoice:{key}",
        }  # fmt: skip
        message = await founder.does(system, "notifications.write_message", body)
        if end is None:
            continue
        await founder.does(system, "notifications.hand_over", {"message_id": message})
        said = {"message_id": message, "state": end, "words": "550 no such mailbox"}
        await founder.does(system, "notifications.settle_message", said)
        if end == "refused":
            elsewhere = {"message_id": message, "to_address": "jane@other.example"}
            await founder.does(made.dispatcher, "notifications.send_again", elsewhere)


async def told_weekly(founder: Founder, made: Company) -> None:
    """The owner asked for the weekly mail, and one was written."""
    await founder.does(made.owner, "notifications.choose_weekly", {"is_on": True})
    services, system = made.services, founder.acting("system")
    monday = due_monday(services.clock.now(), made.owner.zone).isoformat()
    member = {"member_id": made.owner.member_id}
    await founder.does(system, "notifications.ask_weekly", {**member, "monday": monday})
    ((key,),) = await services.database.reader.rows(
        "SELECT dedupe_key FROM outbox WHERE kind = 'mail.weekly'"
    )
    written = {
        "kind": "mail.weekly", "to_address": "owner@company.example", "subject": "Your week",
        "body_text": "Hello", "body_html": "<p>Hello</p>", "dedupe_key": f"mail.weekly:{key}", **member,
    }  # fmt: skip
    await founder.does(system, "notifications.write_message", written)
