"""What a document costs: the CPU of the child that sets it."""

import asyncio
import resource
from datetime import UTC, datetime

from stagebill.documents.gateways.press import Press
from stagebill.documents.invoice_document import Content, Row
from stagebill.kernel.records import replace

DOCUMENTS = 20
LINES = 30


def cpu_ms_of_a_document() -> float:
    """One more of two pages, each with other words, beside those that the child's start costs."""
    few, many = asyncio.run(_cost(1)), asyncio.run(_cost(1 + DOCUMENTS))
    return 1000 * (many - few) / DOCUMENTS


async def _cost(count: int) -> float:
    before = _children()
    press = Press()
    for place in range(count):
        content = replace(_invoice(), number=f"INV-{place:04}", to=f"Customer {place}")
        await press.set(content, logo=None, at=datetime(2026, 3, 2, tzinfo=UTC))
    await press.close()
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _invoice() -> Content:
    rows = tuple(Row(f"Work {place}", "2 at $500.00", "$1,000.00", False) for place in range(LINES))
    return Content(
        language="en", paper="us-letter", title="Invoice", foot="Alder Plumbing", company="Alder Plumbing",
        sender="12 Mill Road\n555 0100", logo_sha256=None, number="", subject="Rough-in", to_label="Bill to",
        to="", site="4 Oak Street", facts=(("Issued", "March 2, 2026"), ("Due", "April 1, 2026")),
        head_label="Description", head_money="Amount", rows=rows, due_label="To pay", due="$30,000.00",
        pay_url="https://pay.example/pay/" + "a" * 43, pay_label="Pay online", pay_alt="Code",
        message="Thank you", closing="", page="Page {page} of {pages}",
    )  # fmt: skip
