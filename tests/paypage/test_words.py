"""Both languages say the same sentences with the same facts."""

import string

import pytest

from stagebill.notifications.words import WORDS as MAIL_WORDS
from stagebill.paypage.gateways.sandbox_words import SANDBOX_WORDS
from stagebill.paypage.words import WORDS


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("words", [WORDS, MAIL_WORDS, SANDBOX_WORDS], ids=["page", "mail", "sandbox"])
def test_spanish_and_english_have_the_same_sentences(words: dict[str, dict[str, str]]) -> None:
    english, spanish = words["en"], words["es"]
    assert english.keys() == spanish.keys()
    for name, sentence in english.items():
        assert facts_of(sentence) == facts_of(spanish[name]), name
