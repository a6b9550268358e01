"""What Stripe calls things, and what that means here: every name of its wire stands in this file."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec

from stagebill.paypage.checkout import Funding, Method
from stagebill.paypage.gateway import (
    BadSignature,
    DisputeMoveSeen,
    DisputeSeen,
    RefundSeen,
    Start,
    Status,
)

SIGNATURE_HEADER: Final = "stripe-signature"
TOLERANCE_SECONDS: Final = 300
OLD_SECRET_FOR: Final = timedelta(hours=24)
OPEN_FOR: Final = timedelta(hours=23)  # Stripe takes 30 minutes to 24 hours from when it hears of it
KEYS: Final = ("sk_test_", "rk_test_", "sk_live_", "rk_live_")
WEBHOOK_SECRET: Final = "whsec_"
# Stripe counts these in another unit than ISO 4217 does, or refuses their last digit.
OTHER_UNITS: Final = frozenset({"ISK", "UGX", "BHD", "JOD", "KWD", "OMR", "TND"})
EVENTS: Final = ("checkout.session.", "payment_intent.", "charge.", "refund.")

# What a method of ours lets Stripe choose from. It drops what the sum, the currency or the business can not
# have; wallets ride on cards.
_TYPES: Final[Mapping[Method, tuple[str, ...]]] = {
    "card": ("card", "link"),
    "ach": ("us_bank_account",),
    "financing": ("affirm", "klarna"),
}
# Stripe's page speaks no Arabic: then it goes by the browser. "es" there is Spain's, with its decimal comma.
_LOCALES: Final = {"en": "en", "es": "es-419"}
# Its charge is made when the debit is ordered, four business days before the money is there.
_DELAYED: Final = frozenset({"us_bank_account"})


# A card is kept for charges with nobody at a page, with a customer at Stripe who has no other. Only cards: a
# wallet rides on one, but Link is an account of the payer's own.
KEEPING: Final = {
    "customer_creation": "always",
    "payment_intent_data[setup_future_usage]": "off_session",
    "allowed_payment_method_types[0]": "card",
}


class Intent(msgspec.Struct, frozen=True):
    """Stripe's payment itself; a session is only the page where it is made."""

    id: str
    status: str
    amount: int = 0
    currency: str = ""
    amount_received: int = 0
    latest_charge: "Charge | str | None" = None
    metadata: dict[str, str] | None = None
    payment_method: dict[str, object] | str | None = None  # a name, as it is never asked for whole
    setup_future_usage: str | None = None
    last_payment_error: "Failure | None" = None


class Failure(msgspec.Struct, frozen=True):
    """Why the last charge of a payment failed."""

    code: str | None = None
    decline_code: str | None = None


class CardDetails(msgspec.Struct, frozen=True):
    """What people know a card by, and its kind."""

    brand: str | None = None
    last4: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    funding: str | None = None


class How(msgspec.Struct, frozen=True):
    """What it was paid by, in Stripe's word."""

    type: str
    card: CardDetails | None = None


class Charge(msgspec.Struct, frozen=True):
    """The movement of money."""

    id: str
    created: int
    balance_transaction: "Movement | str | None" = None
    payment_method_details: How | None = None


class Movement(msgspec.Struct, frozen=True):
    """What a charge does to the account's balance."""

    id: str
    fee: int
    currency: str
    amount: int = 0


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A hosted page for one payment."""

    id: str
    status: str | None = None
    payment_status: str
    client_reference_id: str | None = None
    amount_total: int
    currency: str
    url: str | None = None
    payment_intent: Intent | str | None = None
    customer: dict[str, object] | str | None = None


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money on its way back to the customer."""

    id: str
    amount: int
    status: str | None = None
    metadata: dict[str, str] | None = None
    failure_reason: str | None = None


class Evidence(msgspec.Struct, frozen=True):
    """Until when it is taken."""

    due_by: int | None = None


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """The customer's bank asks for the money, or has it back."""

    id: str
    amount: int
    reason: str
    status: str
    evidence_details: Evidence = Evidence()
    balance_transactions: list[Movement] = []


class Refunds(msgspec.Struct, frozen=True):
    data: list[Refund]


class Disputes(msgspec.Struct, frozen=True):
    data: list[Dispute]


class Problem(msgspec.Struct, frozen=True):
    """Why Stripe says no."""

    type: str = ""
    code: str | None = None
    message: str = ""


class Refused(msgspec.Struct, frozen=True):
    """The body of a no."""

    error: Problem = Problem()


class Named(msgspec.Struct, frozen=True):
    """What an event is about, as far as it says whose it is."""

    id: str
    object: str
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_intent: str | None = None


class Data(msgspec.Struct, frozen=True):
    object: Named


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook of Stripe."""

    id: str
    type: str
    livemode: bool
    api_version: str | None = None
    data: Data


def session_form(start: Start, cancel_url: str) -> dict[str, str]:
    """What opens a page for an attempt. The same attempt makes the same form, or its key would be refused."""
    form = {
        "mode": "payment",
        "client_reference_id": start.key,
        "metadata[key]": start.key,
        "payment_intent_data[metadata][key]": start.key,
        "payment_intent_data[description]": start.description,  # what the owner reads in lists at Stripe
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": start.currency.lower(),
        "line_items[0][price_data][unit_amount]": str(start.amount_minor),
        "line_items[0][price_data][product_data][name]": start.description,
        "expires_at": str(int((start.started_at + OPEN_FOR).timestamp())),
        "success_url": start.return_url,
        "cancel_url": cancel_url,
        "locale": _LOCALES.get(start.language, "auto"),
        # Asked in another currency, the customer would see another sum than the invoice's, and pay a rate.
        "adaptive_pricing[enabled]": "false",
    }
    beside = (
        ("tip", start.tip_minor, start.tip_words),
        ("surcharge", start.surcharge_minor, start.surcharge_words),
    )
    for place, (what, amount_minor, words) in enumerate((each for each in beside if each[1]), 1):
        form |= {
            f"line_items[{place}][quantity]": "1",
            f"line_items[{place}][price_data][currency]": start.currency.lower(),
            f"line_items[{place}][price_data][unit_amount]": str(amount_minor),
            f"line_items[{place}][price_data][product_data][name]": words,
            f"metadata[{what}]": str(amount_minor),
            f"payment_intent_data[metadata][{what}]": str(amount_minor),
        }
    if start.keeps_card:
        return form | KEEPING
    # What is behind a Link account may be a bank, and Stripe does not say: with a surcharge it is left out.
    types = ("card",) if start.surcharge_minor else _TYPES[start.method]
    return form | {f"allowed_payment_method_types[{n}]": each for n, each in enumerate(types)}


def status_of(session: Session) -> Status:
    """A session is only paid when Stripe says so; complete and unpaid is a bank debit on its way, or back."""
    if session.payment_status == "paid":
        return "succeeded"
    if session.status != "complete":
        return "expired" if session.status == "expired" else "open"
    intent = session.payment_intent
    if isinstance(intent, Intent):
        if intent.status == "succeeded":
            return "succeeded"
        if intent.status in ("requires_payment_method", "canceled"):
            return "failed"
    return "pending"


def refund_seen(refund: Refund) -> RefundSeen:
    """Pending is as good as sent: only a failure is news."""
    return RefundSeen(
        gateway_ref=refund.id,
        key=(refund.metadata or {}).get("key"),
        amount_minor=refund.amount,
        state="failed" if refund.status in ("failed", "canceled") else "sent",
        problem=refund.failure_reason,
    )


def dispute_seen(dispute: Dispute, currency: str) -> DisputeSeen:
    """A bank's mere question (an inquiry) takes no money yet, but has its deadline as well. What moved in
    another currency than the payment's is left to Stripe's own statement, as fees are.
    """
    states: dict[str, Literal["open", "won", "lost"]] = {
        "won": "won", "warning_closed": "won", "prevented": "won", "lost": "lost",
    }  # fmt: skip
    due_by = dispute.evidence_details.due_by
    return DisputeSeen(
        gateway_ref=dispute.id,
        amount_minor=dispute.amount,
        reason=dispute.reason.replace("_", " "),
        state=states.get(dispute.status, "open"),
        due_by=instant(due_by) if due_by else None,
        moves=tuple(
            DisputeMoveSeen(gateway_ref=moved.id, amount_minor=moved.amount, fee_minor=moved.fee)
            for moved in dispute.balance_transactions
            if moved.currency == currency
        ),
    )


def charge_of(session: Session) -> Charge | None:
    """The charge that paid it."""
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, Intent) else None
    return charge if isinstance(charge, Charge) else None


def there_since(charge: Charge | None) -> datetime | None:
    """Since when the money of a charge that succeeded is there, where Stripe says so."""
    how = charge.payment_method_details if charge else None
    return instant(charge.created) if charge and (how is None or how.type not in _DELAYED) else None


def funding_of(charge: Charge | None) -> Funding | None:
    """What kind of card paid; a kind that Stripe has added since is unknown here."""
    how = charge.payment_method_details if charge else None
    told = how.card.funding if how and how.card else None
    known: dict[str, Funding] = {"credit": "credit", "debit": "debit", "prepaid": "prepaid"}
    return known.get(told, "unknown") if told else None


def instant(second: int) -> datetime:
    """Stripe's seconds."""
    return datetime.fromtimestamp(second, UTC)


def signed(secret: str, body: bytes, now: datetime) -> str:
    """The header that goes with a delivery."""
    second = str(int(now.timestamp()))
    return f"t={second},v1={_mark(secret, second, body)}"


def renewed(stored: str, fresh: str, now: datetime) -> str:
    """The secrets of an endpoint after a new one was entered: the one before it stays good for a day, as it
    does at Stripe, so that nothing that is on its way is turned away.
    """
    before = stored.partition(" ")[0]
    if not before or before == fresh:
        return stored or fresh
    return f"{fresh} {before} {int((now + OLD_SECRET_FOR).timestamp())}"


def old_until(stored: str, now: datetime) -> datetime | None:
    """Until when the secret before is good too, where there is one that still is."""
    _, _, older = stored.partition(" ")
    _, _, until = older.partition(" ")
    return instant(int(until)) if until and now.timestamp() < int(until) else None


def check(stored: str, header: str, body: bytes, now: datetime) -> None:
    """Refuse what no secret of this endpoint has signed within the last five minutes, or the next."""
    parts = [part.partition("=") for part in header.split(",")]
    second = next((value for name, _, value in parts if name == "t"), "")
    marks = [value for name, _, value in parts if name == "v1"]
    secrets = _good_at(stored, now)
    if not secrets or not marks or not (second.isascii() and second.isdigit() and len(second) <= 12):
        raise BadSignature("unsigned")
    if abs(int(now.timestamp()) - int(second)) > TOLERANCE_SECONDS:
        raise BadSignature("too old, or from the future")
    wanted = [_mark(secret, second, body).encode() for secret in secrets]
    # Stripe itself signs with two while a secret is being changed.
    if not any(hmac.compare_digest(each, mark.encode()) for each in wanted for mark in marks):
        raise BadSignature("not signed by this account")


def _good_at(stored: str, now: datetime) -> list[str]:
    fresh, before, _ = f"{stored}  ".split(" ", 2)
    return [secret for secret in (fresh, before if old_until(stored, now) else "") if secret]


def _mark(secret: str, second: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), f"{second}.".encode() + body, "sha256").hex()
