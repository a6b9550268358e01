"""Text that people type: what is taken, what is refused, and card numbers in it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagebill.kernel.text import Accent, Email, Line, Name, Note, Phone, without_card_numbers

TAKEN = {
    "Name": (Name, ["Jane", "O'Neil & Søn", "株式会社", "مؤسسة", "👷🏽 Crew", "x" * 200, " a "]),
    "Line": (Line, ["", "Lake house"]),
    "Note": (Note, ["", "two\nlines\tand a tab", "x" * 4000]),
    "Email": (Email, ["a@b.example", "jane.marlow+bills@mail.co.example", "josé@correo.example"]),
    "Phone": (Phone, ["+1 555 010 4477", "(555) 010-4477", "555.010.4477 x12"]),
    "Accent": (Accent, ["#0b5d4e"]),
}
REFUSED = {
    "Name": (Name, ["", " ", "\u00a0", "a\nb", "a\n", "\x00", "a\x7f", "a\x85b", "a\u2028b", "\ud800",
                    "x" * 201]),
    "Line": (Line, ["a\nb", "a\r", "\x00", "x" * 201]),
    "Note": (Note, ["\x00", "a\x0bb", "a\x1bb", "\ud800", "x" * 4001]),
    "Email": (Email, ["", "a", "@b.example", "a@b", "a@b.", "a b@c.example", "a@b.example\n", "a@b@c.example",
                      "<a@b.example>", "a,b@c.example", "a@b.example\r\nBcc: x@y.example",
                      "x" * 250 + "@b.example"]),
    "Phone": (Phone, ["", "1234", "12345\n", "call me", "+1;DROP", "1" * 33]),
    "Accent": (Accent, ["red", "#FFF", "#0b5d4e;", "#0b5d4e\n"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_people_have_good_reason_to_type_is_taken(name: str) -> None:
    shape, texts = TAKEN[name]
    for text in texts:
        assert msgspec.convert(text, shape) == text


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_break_something_is_refused(name: str) -> None:
    shape, texts = REFUSED[name]
    for text in texts:
        with pytest.raises(msgspec.ValidationError):
            assert msgspec.convert(text, shape) != text


@given(st.text(max_size=250))
def test_a_name_that_is_taken_has_no_character_that_no_one_can_see(text: str) -> None:
    try:
        msgspec.convert(text, Name)
    except msgspec.ValidationError:
        return
    assert text.strip()
    assert not set(text) & {chr(code) for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


@pytest.mark.parametrize("number", ["4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242",
                                    "378282246310005", "6011 1111 1111 1117", "4222222222222"])  # fmt: skip
def test_a_card_number_is_masked_but_for_its_last_four(number: str) -> None:
    masked = without_card_numbers(f"Card {number}, thanks")
    digits = [character for character in number if character.isdigit()]
    assert masked == f"Card {'•' * (len(digits) - 4)}{''.join(digits[-4:])}, thanks"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4242 4242 4242 4242 12/27 123", "••••••••••••4242 12/27 123"),
        ("4242 4242 4242 4242 12 27", "••••••••••••4242 12 27"),
        ("12 27 4242 4242 4242 4242", "12 27 ••••••••••••4242"),
        ("4242424242424242 5555555555554444", "••••••••••••4242 ••••••••••••4444"),
        ("4242424242424242\n5555 5555 5555 4444", "••••••••••••4242\n••••••••••••4444"),
    ],
)
def test_a_card_number_is_found_beside_other_numbers(typed: str, stored: str) -> None:
    assert without_card_numbers(typed) == stored


def test_digits_without_end_are_masked_or_left_in_good_time() -> None:
    assert without_card_numbers("1 " * 2000 + "x").endswith(" x")


@pytest.mark.parametrize("text", ["", "Invoice 12870", "Call 555 010 4477", "4242424242424243",
                                  "12345678901234567890123", "Gate 1234 5678"])  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert without_card_numbers(text) == text
