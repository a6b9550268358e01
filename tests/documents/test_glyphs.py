"""What our fonts can show, and what becomes of the rest."""

import json
from pathlib import Path

from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from stagebill.documents.gateways.press import FOLDER, covered
from stagebill.documents.glyphs import BOX, WORD_MAX, legible, missing, plain

FONTS = sorted(Path(FOLDER / "fonts").glob("*.ttf"))


def test_what_is_said_of_the_fonts_is_what_they_have() -> None:
    regular = {sign for font in FONTS if "Regular" in font.name for sign in TTFont(font).getBestCmap()}
    assert covered() == regular
    for font in FONTS:
        if "Bold" in font.name:
            usual = font.with_name(font.name.replace("Bold", "Regular"))
            assert TTFont(font).getBestCmap().keys() == TTFont(usual).getBestCmap().keys()


def test_the_fonts_are_small_and_their_licence_lies_beside_them() -> None:
    assert sum(font.stat().st_size for font in FONTS) < 1_300_000
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "fonts" / "LICENSE").read_text()
    assert json.loads((FOLDER / "fonts" / "covered.json").read_text())


def test_a_letter_that_no_font_has_is_a_sign_and_is_named_once() -> None:
    assert legible("a नन b", covered()) == f"a {BOX}{BOX} b"
    assert missing(["a नन", "न"], covered()) == "न"


def test_marks_that_turn_join_or_end_text_are_left_out() -> None:
    assert legible("pay\u202e 001\u202c\x00\x1b[0m", covered()) == "pay 001[0m"
    assert legible("👷🏽\u200d♀️", covered()) == "👷♀"
    assert legible("one\r\ntwo\tthree", covered()) == "one\ntwo three"


@given(st.text())
def test_any_text_becomes_one_that_the_fonts_have_and_whose_words_end(text: str) -> None:
    shown = legible(text, covered())
    assert all(ord(sign) in covered() or sign in "\n\u200b" for sign in shown)
    assert all(len(part) <= WORD_MAX for part in shown.replace("\n", " ").replace("\u200b", " ").split(" "))
    assert all(sign.isascii() or sign in {BOX, "\u200b"} for sign in plain(shown))
