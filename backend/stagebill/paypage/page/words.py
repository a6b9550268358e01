"""What the pay page says, in every language the product speaks. Written for the customer, not for us."""

from typing import Final

from stagebill.kernel.directions import told
from stagebill.paypage.cards.words import CARD_WORDS
from stagebill.paypage.page.arabic import ARABIC
from stagebill.paypage.page.english import ENGLISH
from stagebill.paypage.page.spanish import SPANISH
from stagebill.paypage.surcharges.words import SURCHARGE_WORDS
from stagebill.paypage.tips.words import TIP_WORDS

WORDS: Final = {
    language: words | TIP_WORDS[language] | SURCHARGE_WORDS[language] | CARD_WORDS[language]
    for language, words in (("en", ENGLISH), ("es", SPANISH), ("ar", ARABIC))
}


def say(language: str, sentence: str, **facts: str) -> str:
    """One sentence in one language. An unknown name is a mistake of ours and fails."""
    return told(WORDS[language][sentence], language, facts)
