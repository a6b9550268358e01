"""What Wisetack says in words: statuses of two vocabularies, and dollars."""

from typing import Any

import pytest

from stagebill.paypage.gateways.wisetack import wire


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("Loan confirmed", "pending"), ("LOAN_CONFIRMED", "pending"), ("Settled", "succeeded"),
        ("Paid", "succeeded"), ("Actions required", "open"), ("Offer locked", "open"),
        ("Prequal Declined", "failed"), ("Canceled", "canceled"), ("Expired", "expired"), ("Moon", None),
    ],
)  # fmt: skip
def test_both_vocabularies_are_understood_and_an_unknown_word_is_nothing(word: str, means: Any) -> None:
    assert wire.status_of(word) == means


@pytest.mark.parametrize(
    ("said", "minor"), [("500", 50_000), ("1200.5", 120_050), ("$3,425.00", 342_500), (None, 0)]
)
def test_dollars_in_words_are_cents(said: str | None, minor: int) -> None:
    assert wire.minor_of(said) == minor


@pytest.mark.parametrize("said", ["1.005", "-5", "NaN", "a lot", "Infinity"])
def test_what_is_no_sum_of_money_is_not_guessed(said: str) -> None:
    with pytest.raises(ValueError, match="no sum"):
        wire.minor_of(said)
