"""What Wisetack calls things, and what that means here: every name of its wire stands in this file.

Built from public descriptions (a draft of its API of 2019, and today's help pages for merchants), and not yet
verified against Wisetack, which shows its API to partners alone (decision 0071). A word that is not known
here changes nothing.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from stagebill.kernel.ids import Id
from stagebill.paypage.gateway import Event, Start, Status

TOKENS: Final[Mapping[str, Literal["test", "live"]]] = {"ws_test_": "test", "ws_prod_": "live"}
LINK_ORIGINS: Final = (
    "https://wisetack.us",
    "https://*.wisetack.us",
    "https://wisetack.com",
    "https://*.wisetack.com",
)
CURRENCY: Final = "USD"
MIN_MINOR, MAX_MINOR = 500_00, 25_000_00  # both inside (A-FIN)
OPEN_FOR: Final = timedelta(days=90)  # what has not been paid by then expires there by itself
PURPOSE_CHARACTERS_MAX: Final = 200
_REFERENCE: Final = re.compile(r"\(ref ([0-9a-f-]+)/(\d+)\)$")

# Two vocabularies: the API's, and the one that merchants read in its portal. Only `succeeded` is money: a
# loan that is confirmed is on its way, and one that is approved is an offer that the customer may leave.
_STATUSES: Final[Mapping[str, Status]] = {
    "incomplete information": "open",
    "initiated": "open",
    "authorized": "open",
    "loan confirmed": "pending",
    "settled": "succeeded",
    "refunded": "succeeded",
    "declined": "failed",
    "expired": "expired",
    "prequal started": "open",
    "prequalified": "open",
    "prequal declined": "failed",
    "prequal expired": "expired",
    "prequal canceled": "canceled",
    "pending": "open",
    "action required": "open",
    "actions required": "open",
    "approved": "open",
    "offer locked": "open",
    "confirmed": "pending",
    "paid": "succeeded",
    "canceled": "canceled",
}


class Link(msgspec.Struct, frozen=True, rename="camel"):
    """A page where one application is made."""

    payment_link: str


class Transaction(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What is known of an application. Amounts are text in dollars; `requested` is what was asked for,
    `approved` may be less, `settled` is what was paid to the merchant.
    """

    status: str
    transaction_purpose: str = ""
    requested_loan_amount: str | None = None
    approved_loan_amount: str | None = None
    settled_loan_amount: str | None = None
    refund_amount: str | None = None


class Merchant(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The company as Wisetack knows it."""

    transactions_enabled: bool


class Notice(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A webhook. It carries no id of its own and no signature, so that it is no more than a hint."""

    transaction_id: str
    changed_status: str
    date: str = ""


def merchant_path(merchant_id: str) -> str:
    """Where the company is described."""
    return f"/merchants/{merchant_id}"


def link_path(merchant_id: str) -> str:
    """Where links are made; its description spells it without the s."""
    return f"/merchant/{merchant_id}/paymentLink"


def transaction_path(transaction_id: str) -> str:
    """Where an application is read."""
    return f"/transactions/{transaction_id}"


def link_body(start: Start) -> dict[str, str]:
    """What makes a link: the sum and what it is for. Nothing of the customer: Wisetack asks them itself."""
    reference = f" (ref {_reference_of(start.key)})"
    purpose = start.description[: PURPOSE_CHARACTERS_MAX - len(reference)] + reference
    return {"transactionAmount": _amount(start.amount_minor), "transactionPurpose": purpose}


def transaction_id_of(link: str) -> str | None:
    """The application that a link opens stands in it."""
    parts = urlsplit(link)
    named = parse_qs(parts.query) or parse_qs(parts.path.rpartition("/")[2])
    found = named.get("loanApplicationId", [""])[0]
    return found if re.fullmatch(r"[0-9A-Za-z-]{1,64}", found) else None


def key_of(organization_id: Id, purpose: str) -> str:
    """Our name for the attempt, which travels in the purpose; empty where it is not one of ours."""
    found = _REFERENCE.search(purpose)
    return f"checkout:{organization_id}:{found[1]}:{found[2]}" if found else ""


def status_of(word: str) -> Status | None:
    """What a status means; None for a word that is not known."""
    return _STATUSES.get(" ".join(word.replace("_", " ").lower().split()))


def paid_minor(transaction: Transaction) -> int:
    """What the customer's loan paid: less than was asked for, if less was approved (PY-20)."""
    said = (
        transaction.settled_loan_amount
        or transaction.approved_loan_amount
        or transaction.requested_loan_amount
    )
    return minor_of(said)


def is_all_refunded(transaction: Transaction) -> bool:
    """Refunded is the whole of it, where no sum is said."""
    return transaction.status.lower() == "refunded" and not transaction.refund_amount


def minor_of(said: str | None) -> int:
    """Dollars in words as cents; nothing said is nothing. Raises ValueError for what is no sum of money."""
    if not said:
        return 0
    try:
        cents = Decimal(said.strip().removeprefix("$").replace(",", "")) * 100
    except InvalidOperation as error:
        raise ValueError(f"no sum of money: {said!r}") from error
    if not cents.is_finite() or cents != cents.to_integral_value() or cents < 0:
        raise ValueError(f"no sum of money: {said!r}")
    return int(cents)


def event_of(notice: Notice) -> Event:
    """A notice told twice is one event: what it says of which application, and from when."""
    said = f"{notice.transaction_id}|{notice.changed_status}|{notice.date}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    return Event(event_id=digest, gateway_ref=notice.transaction_id, key=None)


def _reference_of(key: str) -> str:
    *_, checkout_id, attempt = key.split(":")
    return f"{checkout_id}/{attempt}"


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
