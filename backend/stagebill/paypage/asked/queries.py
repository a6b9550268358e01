"""The customer's questions about an invoice with their answers, and the day that they promised."""

from datetime import date
from typing import Final, TypedDict

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.paypage.page import Asked, Promise

SHOWN_MAX: Final = 5

_ASKED: Final = """
SELECT id, text, asked_at, answer, ended_at FROM question WHERE organization_id = $1 AND invoice_id = $2
ORDER BY asked_at DESC, id DESC LIMIT $3
"""
_HOLD: Final = """
SELECT h.why, h.until, i.sent_at FROM invoice i
LEFT JOIN reminder_hold h ON h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.is_on
WHERE i.organization_id = $1 AND i.id = $2
"""


class Said(TypedDict):
    """What of a pay page is the customer's own word."""

    asked: tuple[Asked, ...]
    promise: Promise


async def said_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Said:
    """All that the customer said on the page of an invoice."""
    return {
        "asked": await _asked_of(reader, organization_id, invoice_id),
        "promise": await _promise_of(reader, organization_id, invoice_id),
    }


async def _asked_of(reader: Reader, organization_id: Id, invoice_id: Id) -> tuple[Asked, ...]:
    """The newest questions about the invoice."""
    rows = await reader.rows(_ASKED, organization_id, invoice_id, SHOWN_MAX)
    return tuple(
        Asked(id=each, text=text, asked_at=instant_of(asked_at), answer=answer, is_open=ended_at is None)
        for each, text, asked_at, answer, ended_at in rows
    )


async def _promise_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Promise:
    """The promised day, and whether a day may be promised: where the office holds reminders back for another
    reason, nobody asks for one.
    """
    ((why, until, sent_at),) = await reader.rows(_HOLD, organization_id, invoice_id)
    promised_on = date.fromisoformat(until) if why == "promised" and until else None
    return Promise(promised_on, sent_at is not None and why in {None, "promised"})
