"""Stripe as it describes itself: what is sent is known there, and whatever it may answer can be read here."""

from datetime import UTC, datetime

import msgspec
import pytest
from tests.paypage import stripe_contract
from tests.paypage.stripe_contract import OBJECTS, not_taken, samples, wrong_in

from stagebill.paypage.checkout import Method
from stagebill.paypage.gateway import Start, methods_for
from stagebill.paypage.gateways.stripe import api as stripe_api
from stagebill.paypage.gateways.stripe import payout_wire as stripe_payout_wire
from stagebill.paypage.gateways.stripe import wire as stripe_wire
from stagebill.paypage.gateways.stripe.gateway import StripeGateway

SESSIONS = "/v1/checkout/sessions"
READ: dict[str, type[msgspec.Struct]] = {
    "checkout.session": stripe_wire.Session,
    "payment_intent": stripe_wire.Intent,
    "charge": stripe_wire.Charge,
    "balance_transaction": stripe_wire.Movement,
    "refund": stripe_wire.Refund,
    "dispute": stripe_wire.Dispute,
    "event": stripe_wire.Notice,
}


def start(method: Method = "card", language: str = "en") -> Start:
    return Start(
        key="0199a3c2-0000-7000-8000-000000000001",
        amount_minor=250_000,
        currency="USD",
        method=method,
        description="Invoice 1042",
        language=language,
        return_url="https://bill.example/pay/return",
        started_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize("method", ["card", "ach", "financing"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_stripe_knows_every_field_of_a_page_that_is_asked_for(method: Method, language: str) -> None:
    form = stripe_wire.session_form(start(method, language), "https://bill.example/pay")
    assert not_taken("POST", SESSIONS, form) == []


def test_the_version_that_is_asked_for_is_the_one_that_was_compared() -> None:
    assert stripe_api.VERSION == stripe_contract.VERSION == "2026-10-28.endive"


@pytest.mark.parametrize(
    "field",
    [
        {"payment_method_types[0]": "card"},
        {"line_items[0][price_data][amount]": "5"},
        {"line_items[x][quantity]": "1"},
        {"locale": "ar"},
        {"expires_at": "tomorrow"},
        {"metadata[key]": "x" * 501},
    ],
)
def test_a_field_that_stripe_does_not_take_is_found(field: dict[str, str]) -> None:
    assert not_taken("POST", SESSIONS, field) == list(field)


def test_a_call_that_stripe_does_not_have_is_found() -> None:
    assert not_taken("POST", "/v1/checkout/pages", {}) == ["POST /v1/checkout/pages"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"object": "refund", "status": None, "amount": 5, "metadata": {"key": "x"}}, []),
        ({"object": "refund", "amount": "5"}, ["refund.amount"]),
        ({"object": "refund", "refunded": True}, ["refund.refunded"]),
        ({"object": "dispute", "status": "charged_back"}, ["dispute.status"]),
        ({"object": "list", "data": [{"object": "charge", "created": None}]}, ["charge.created"]),
        (
            {"object": "payment_intent", "latest_charge": {"object": "refund"}},
            ["payment_intent.latest_charge"],
        ),
    ],
)
def test_an_object_that_stripe_would_not_send_like_that_is_found(
    given: dict[str, object], wrong: list[str]
) -> None:
    assert wrong_in(given) == wrong


READ_OF_PAYOUTS = {"payout": stripe_payout_wire.Payout, "balance_transaction": stripe_payout_wire.Balance}


@pytest.mark.parametrize("name", READ_OF_PAYOUTS)
def test_whatever_stripe_may_send_of_a_payout_can_be_read(name: str) -> None:
    whole = next(iter(samples({"object": name})))
    for field in READ_OF_PAYOUTS[name].__struct_fields__:
        for value in samples(OBJECTS[name][field]):
            msgspec.convert(whole | {field: value}, READ_OF_PAYOUTS[name])


@pytest.mark.parametrize("name", READ)
def test_whatever_stripe_may_send_in_a_field_can_be_read(name: str) -> None:
    """A field that may be null and that we would not read would keep a payment unknown for ever."""
    struct = READ[name]
    whole = next(iter(samples({"object": name}))) | ESSENTIAL.get(name, {})
    msgspec.convert(whole, struct)
    for field in struct.__struct_fields__:
        for value in samples(OBJECTS[name][field]) if (name, field) not in ELSEWHERE else ():
            if value is not None or (name, field) not in NEVER_NULL_HERE:
                msgspec.convert(whole | {field: value}, struct)


ESSENTIAL = {
    "checkout.session": {"amount_total": 250_000, "currency": "usd", "payment_status": "paid"},
    "dispute": {"status": "lost"},
    "event": {
        "type": "refund.failed",
        "livemode": True,
        "data": {"object": {"id": "re_1", "object": "refund"}},
    },
}
# Stripe leaves these out of pages that only save a card: ours are for a payment.
NEVER_NULL_HERE = {("checkout.session", "amount_total"), ("checkout.session", "currency")}
# What an event is about is any object at all: each of those has its own line above.
ELSEWHERE = {("event", "data")}


def test_a_sum_of_more_than_eight_digits_is_not_offered_at_stripe() -> None:
    """It takes none: the page says how else to pay, instead of a button that leads to a no."""
    gateway = StripeGateway("https://stripe.example", "rk_test_1", None, currency="USD", is_live=False)
    able = gateway.capabilities()
    assert methods_for(able, 99_999_999) == {"card", "ach", "financing"}
    assert methods_for(able, 100_000_000) == frozenset()


def test_every_event_that_is_looked_at_exists() -> None:
    types = OBJECTS["event"]["type"]["words"]
    assert all(any(each.startswith(prefix) for each in types) for prefix in stripe_wire.EVENTS)
    payouts = {"payout.paid", "payout.failed", "payout.canceled", "payout.reconciliation_completed"}
    assert payouts <= {each for each in types if each.startswith(stripe_payout_wire.PAYOUT_EVENTS)}
    assert {"refund.failed", "refund.updated", "charge.dispute.closed"} <= set(types)
