"""The rules of an attempt, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace
from stagebill.paypage import checkout as rules
from stagebill.paypage.checkout import Checkout, CheckoutId
from stagebill.paypage.gateway import Capabilities, methods_for
from stagebill.paypage.page.figures import initials, money_parts, percent, quantity
from stagebill.paypage.rate_limit import HourLimit
from stagebill.settings.payment_terms import PaymentOptions

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
ATTEMPT = Checkout(
    organization_id=derived_id("organization"), id=CheckoutId(derived_id("checkout")),
    invoice_id=derived_id("invoice"), gateway="sandbox", method="card", amount_minor=100,
    currency="USD", state="open", attempt=2, created_at=NOW, updated_at=NOW,
)  # fmt: skip


def refusal(status: str, due_minor: int, method: rules.Method, live: Checkout | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        rules.may_start(status, due_minor, method, ("card",), live)
    return refused.value.code


def test_only_an_open_invoice_with_something_due_can_be_paid() -> None:
    assert refusal("void", 100, "card") == "paypage.not_payable"
    assert refusal("paid", 0, "card") == "paypage.not_payable"
    assert refusal("draft", 100, "card") == "paypage.not_payable"
    assert refusal("open", 0, "card") == "paypage.not_payable"
    rules.may_start("open", 1, "card", ("card",), None)


def test_one_attempt_at_a_time() -> None:
    assert refusal("open", 100, "card", ATTEMPT) == "paypage.already_being_paid"


def test_a_way_that_is_not_offered_starts_nothing() -> None:
    assert refusal("open", 100, "ach") == "paypage.method_not_offered"


def test_what_is_offered_is_what_the_invoice_allows_and_the_gateway_takes() -> None:
    options = PaymentOptions(card=True, ach=True, financing=False)
    assert rules.offered(options, frozenset({"financing", "ach", "card"})) == ("card", "ach")
    assert rules.offered(options, frozenset({"ach"})) == ("ach",)


def test_the_edges_of_a_gateways_limits_are_inside() -> None:
    lender = Capabilities(methods=frozenset({"financing"}), min_minor=50_000, max_minor=2_500_000)
    offered = [bool(methods_for(lender, amount)) for amount in (49_999, 50_000, 2_500_000, 2_500_001)]
    assert offered == [False, True, True, False]


@pytest.mark.parametrize("ending", ["failed", "expired", "canceled"])
def test_an_attempt_that_ended_can_only_still_settle(ending: rules.Ending) -> None:
    ended = rules.end(ATTEMPT, ending, NOW)
    assert (ended.state, ended.ended_at) == (ending, NOW)
    for step in (lambda: rules.end(ended, "failed", NOW), lambda: rules.wait(ended, NOW)):
        with pytest.raises(rules.NotLive):
            step()
    with pytest.raises(rules.NotLive):
        rules.bind(ended, "ref", "/there", NOW)
    assert rules.settle(ended, NOW).state == "settled"


def test_settling_twice_changes_nothing() -> None:
    settled = rules.settle(ATTEMPT, NOW)
    assert rules.settle(settled, NOW + timedelta(days=1)) is settled


def test_the_key_names_the_attempt_and_is_read_back() -> None:
    assert rules.of_key(rules.key(ATTEMPT)) == (ATTEMPT.organization_id, ATTEMPT.id)
    assert rules.key(ATTEMPT) != rules.key(replace(ATTEMPT, attempt=3))


@pytest.mark.parametrize(
    "text", ["", "checkout", "checkout:a:b:1", "checkout:" + "z" * 36 + ":" + "0" * 36 + ":1"]
)
def test_what_is_no_key_of_ours_names_nothing(text: str) -> None:
    assert rules.of_key(text) is None


def test_the_timer_asks_after_a_minute_five_an_hour_and_then_every_six_hours() -> None:
    asked, now = [], NOW
    for _ in range(5):
        now = rules.next_poll(NOW, now)
        asked.append(now - NOW)
    minutes = [1, 5, 60, 60 + 360, 60 + 720]
    assert asked == [timedelta(minutes=each) for each in minutes]


def test_a_limit_of_an_hour_slides() -> None:
    limit = HourLimit(2)
    limit.count("a", 0)
    limit.count("a", 1800)
    assert limit.is_used_up("a", 3599)
    assert not limit.is_used_up("b", 3599)
    assert not limit.is_used_up("a", 3600)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "parts"),
    [
        (250_000, "USD", "en", ("$2,500", ".00", "")),
        (250_005, "EUR", "es", ("2.500", ",05", "\xa0€")),
        (33_330, "JPY", "en", ("¥33,330", "", "")),
        (1_234, "KWD", "en", ("KWD\xa01", ".234", "")),
    ],
)
def test_cents_are_cut_off_where_they_begin(
    amount: int, currency: str, language: str, parts: tuple[str, str, str]
) -> None:
    assert tuple(money_parts(amount, currency, language)) == parts


def test_percents_quantities_and_initials_are_short() -> None:
    percents = [percent(bps, "USD", "en") for bps in (825, 10_000, 3333, 50)]
    assert percents == ["8.25%", "100%", "33.33%", "0.5%"]
    assert [quantity(milli, "USD", "en") for milli in (1000, 2500, 100_000)] == ["1", "2.5", "100"]
    assert [initials(name) for name in ("Alder Plumbing", "ño", "  ", "& Söhne Bau")] == [
        "AP",
        "Ñ",
        "·",
        "SB",
    ]
