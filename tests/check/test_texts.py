"""What counts as a payment card's number in a text that somebody typed."""

import pytest

from stagebill.check.texts import _holds_card

ID = "42424242-4242-4242-ab42-01a219908207"


@pytest.mark.parametrize(
    "text", ["4242 4242 4242 4242", "paid with 4242-4242-4242-4242.", f"{ID} and 4242424242424242"]
)
def test_a_card_s_number_is_found_however_it_is_written(text: str) -> None:
    assert _holds_card(text)


@pytest.mark.parametrize("text", ["", "check 1042", "4242 4242 4242 4241", ID, f"refund:{ID}"])
def test_no_other_number_is_taken_for_one_nor_an_id_whose_digits_add_up(text: str) -> None:
    assert not _holds_card(text)
