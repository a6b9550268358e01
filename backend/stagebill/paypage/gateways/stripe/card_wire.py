"""What Stripe calls a kept card and a charge of it, and what that means here."""

from typing import Final

import msgspec

from stagebill.paypage.cards.gateway import CardCharge, CardSeen
from stagebill.paypage.gateways.stripe.wire import Charge, Intent, Session

_WAITING: Final = frozenset({"requires_action", "requires_confirmation", "requires_capture"})
_YEARS: Final = range(2000, 2100)


class Intents(msgspec.Struct, frozen=True):
    data: list[Intent]
    has_more: bool = False


class Failed(msgspec.Struct, frozen=True):
    """Why a charge was not taken, with the payment that was made of it all the same."""

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    payment_intent: Intent | None = None


class NotTaken(msgspec.Struct, frozen=True):
    """The body of a no from a bank."""

    error: Failed = Failed()


def charge_form(charge: CardCharge) -> dict[str, str]:
    """What charges a kept card with nobody at the page."""
    return {
        "amount": str(charge.amount_minor),
        "currency": charge.currency.lower(),
        "customer": charge.customer_ref,
        "payment_method": charge.method_ref,
        "allowed_payment_method_types[0]": "card",
        "off_session": "true",
        "confirm": "true",
        "description": charge.description,
        "metadata[key]": charge.key,
    }


def session_of(intent: Intent) -> Session:
    """A payment that no page was opened for, as if one had been: who reads it need not know."""
    return Session(
        id=intent.id,
        status="open" if intent.status in _WAITING else "complete",
        payment_status="paid" if intent.status == "succeeded" else "unpaid",
        client_reference_id=(intent.metadata or {}).get("key"),
        amount_total=intent.amount,
        currency=intent.currency,
        payment_intent=intent,
    )


def problem_of(intent: Intent) -> str | None:
    """Why its last charge failed: the bank's own word before Stripe's."""
    error = intent.last_payment_error
    if error is None:
        return None
    return error.code if error.code == "authentication_required" else error.decline_code or error.code


def card_seen(session: Session) -> CardSeen | None:
    """The card that was kept with this payment; None where none was, or what was kept is no card. Money is
    recorded all the same: what is told of a card in a shape unknown here must not hold it up.
    """
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, Intent) else None
    if not isinstance(intent, Intent) or intent.setup_future_usage != "off_session":
        return None
    customer = session.customer if isinstance(session.customer, str) else None
    method = intent.payment_method if isinstance(intent.payment_method, str) else None
    how = charge.payment_method_details if isinstance(charge, Charge) else None
    card = how.card if how else None
    if card is None or card.exp_year not in _YEARS or card.exp_month is None:
        return None
    told = {
        "customer_ref": customer,
        "method_ref": method,
        "brand": card.brand or "card",
        "last_four": card.last4,
        "expires": f"{card.exp_year}-{card.exp_month:02}",
    }
    try:
        return msgspec.convert(told, CardSeen)
    except msgspec.ValidationError:
        return None
