"""What only an electronic invoice says in words, in the customer's language."""

from typing import Final

from stagebill.kernel.directions import told

_WORDS: Final = {
    "en": {
        "held": "Of it {held} is held back until the work is accepted; {owed} is to pay now.",
        "exempt": "Free of tax",
        "stage": "{title}, tax {rate}",
        "reason": "Reason: {reason}",
    },
    "es": {
        "held": "De ello, {held} queda retenido hasta que se acepte el trabajo; ahora se paga {owed}.",
        "exempt": "Exento de impuestos",
        "stage": "{title}, impuesto {rate}",
        "reason": "Motivo: {reason}",
    },
    "ar": {
        "held": "منه {held} محتجز حتى استلام العمل؛ والمطلوب الآن {owed}.",
        "exempt": "معفى من الضريبة",
        "stage": "{title}، ضريبة {rate}",
        "reason": "السبب: {reason}",
    },
}


def word(language: str, sentence: str, **facts: str) -> str:
    """One of them. An unknown name is a mistake of ours and fails."""
    return told(_WORDS[language][sentence], language, facts)
