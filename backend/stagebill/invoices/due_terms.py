"""The due date that an invoice's terms give it, as a day in the organization's time zone."""

from datetime import date, timedelta

from stagebill.settings.payment_terms import Completion, DueTerms, Net, OnDate, Receipt, Start

__all__ = ["Completion", "DueTerms", "Net", "OnDate", "Receipt", "Start", "due_on", "due_on_when_sent"]


def due_on(
    terms: DueTerms, issued_on: date, starts_on: date | None = None, completes_on: date | None = None
) -> date | None:
    """Fixed at issue. None while nothing fixes it: due on receipt and not sent yet, or a job without its
    dates.
    """
    match terms:
        case Receipt():
            return None
        case Start():
            return starts_on
        case Completion():
            return completes_on
        case Net(days):
            return issued_on + timedelta(days=days)
        case OnDate(on):
            return on


def due_on_when_sent(terms: DueTerms, due_on: date | None, sent_on: date) -> date | None:
    """Due on receipt means the day of the first sending; every other date stays as it is."""
    return sent_on if isinstance(terms, Receipt) and due_on is None else due_on
