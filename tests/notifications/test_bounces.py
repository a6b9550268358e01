"""A mail that comes back is seen on its invoice, and reminders stop going there (DO-10)."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, sent
from tests.notifications.test_reminder_plan import NET_1
from tests.notifications.test_reminders import reminds
from tests.paypage.shop import Shop

from stagebill.notifications.bounce import read_bounce
from stagebill.notifications.gateways.bounces import note_bounce

pytestmark = pytest.mark.anyio

JANE = "jane@customer.example"
ID = "01900000-0000-7000-8000-00000000abcd"


def report(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822",
    said: str = "smtp; 550 5.1.1 <jane@customer.example>: Recipient address rejected",
) -> bytes:  # fmt: skip
    """As Postfix writes them."""
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: no-reply@bills.alder.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4XyZ

Final-Recipient: rfc822; jane@customer.example
Original-Recipient: rfc822;jane@customer.example
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b1
Content-Type: {returned}

Return-Path: <no-reply@bills.alder.example>
From: Alder Plumbing <no-reply@bills.alder.example>
To: Jane Doe <jane@customer.example>
Subject: Stage 1
Message-ID: <{message_id}@bills.alder.example>

--b1--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_our_message_and_says_why(returned: str) -> None:
    told = read_bounce(report(ID, returned=returned))
    assert told == (ID, "returned", "5.1.1 550 5.1.1 <jane@customer.example>: Recipient address rejected")


def test_a_report_without_the_mail_is_known_by_what_it_answers() -> None:
    raw = report("stranger").replace(
        b"MIME-Version", f"In-Reply-To: <{ID}@bills.example>\r\nMIME-Version".encode()
    )
    told = read_bounce(raw)
    assert told is not None
    assert told.message_id == ID


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe garbage", report("stranger"), report(ID, action="delayed"),
        f"Subject: Re: your invoice\r\nIn-Reply-To: <{ID}@x.example>\r\n\r\nThanks".encode(),
        report(ID)[:700], report(ID).replace(b"message/delivery-status", b"text/plain"),
    ],
)  # fmt: skip
def test_a_delay_an_answer_and_nonsense_are_no_bounce(raw: bytes) -> None:
    assert read_bounce(raw) is None


@pytest.mark.parametrize("broken", ["<", "<@", "<a@[", "<" * 100_000, "\udcff"])
def test_a_broken_message_id_in_what_a_stranger_writes_stops_nothing(broken: str) -> None:
    named = f"<{ID}@bills.alder.example>".encode()
    raw = report(ID).replace(
        b"Message-ID: " + named, b"Message-ID: " + broken.encode(errors="surrogateescape")
    )
    assert read_bounce(raw) is None
    told = read_bounce(raw.replace(b"MIME-Version", b"In-Reply-To: " + named + b"\r\nMIME-Version"))
    assert told is not None
    assert told.message_id == ID


@pytest.mark.parametrize("level", [
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n",
])  # fmt: skip
def test_mails_in_mails_without_end_are_no_bounce(level: bytes) -> None:
    levels = (level.replace(b"%d", str(number).encode()) for number in range(1_100))
    assert read_bounce(b"".join(levels)) is None


async def mailed(shop: Shop, **more: Any) -> tuple[dict[str, Any], str]:
    invoice = await shop.invoice(**more)
    await sent(shop, invoice)
    await shop.work()
    ((message_id,),) = await shop.rows("SELECT id FROM message WHERE invoice_id = $1", invoice["id"])
    return invoice, message_id


async def test_the_invoice_says_that_it_did_not_arrive_and_why(shop: Shop) -> None:
    invoice, message_id = await mailed(shop)
    for _ in range(2):
        told = await note_bounce(shop.services, report(message_id))
        assert told is not None
    (shown,) = (await shop.office.get(f"/api/invoices/{invoice['id']}/messages")).json()["items"]
    assert (shown["state"], shown["arrival"]) == ("sent", "returned")
    assert shown["arrival_words"].startswith("5.1.1 550")
    (listed,) = (await shop.office.get("/api/messages/undelivered")).json()["items"]
    assert listed["id"] == message_id


async def test_reminders_stop_going_there_and_the_customers_page_says_so(shop: Shop) -> None:
    invoice, message_id = await mailed(shop, **NET_1)
    await note_bounce(shop.services, report(message_id))
    refused = await reminds(shop, invoice)
    assert (refused.status_code, refused.json()["code"]) == (409, "notifications.mail_comes_back")
    reach = (await shop.office.get(f"/api/customers/{shop.customer_id}/reminders")).json()
    assert [(one["address"], one["words"][:5]) for one in reach["returned"]] == [(JANE, "5.1.1")]
    plan = {"is_on": True, "steps": [3], "from_hour": 0, "to_hour": 24}
    await shop.office.patch("/api/settings", {"reminders": plan})
    (coming,) = (await shop.office.get("/api/reminders/upcoming")).json()["items"]
    assert coming["has_address"] is False


@pytest.mark.parametrize("mended", ["address", "again", "softly"])
async def test_a_new_address_or_sending_again_brings_reminders_back(shop: Shop, mended: str) -> None:
    """And a mailbox that was only full never stopped them."""
    invoice, message_id = await mailed(shop, **NET_1)
    await note_bounce(shop.services, report(message_id, status="4.2.2" if mended == "softly" else "5.1.1"))
    if mended == "address":
        await shop.office.patch(f"/api/customers/{shop.customer_id}", {"email": "jane@new.example"})
    if mended == "again":
        assert (await shop.office.post(f"/api/messages/{message_id}/again", {})).status_code == 201
        await shop.work()
    assert (await reminds(shop, invoice)).status_code == 200
    await shop.work()
    assert sum("Reminder" in str(mail["Subject"]) for mail in folder(shop)) == 1
    reach = (await shop.office.get(f"/api/customers/{shop.customer_id}/reminders")).json()
    assert reach["returned"] == []


async def test_a_report_of_what_arrived_says_so_and_a_strangers_changes_nothing(shop: Shop) -> None:
    _, message_id = await mailed(shop)
    assert await note_bounce(shop.services, report(ID)) is None
    told = await note_bounce(shop.services, report(message_id, action="delivered", status="2.0.0"))
    assert told is not None
    assert (told.arrival, told.words[:5]) == ("arrived", "2.0.0")
    late = await note_bounce(shop.services, report(message_id))
    assert late is not None  # the first word stays
    ((arrival,),) = await shop.rows("SELECT arrival FROM message")
    assert arrival == "arrived"
