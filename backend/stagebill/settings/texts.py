"""What a company says in its own words: on new invoices, in their mail, under a receipt."""

from msgspec import Struct

from stagebill.kernel.text import Note, without_card_numbers


class Spoken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in each language; an empty one says nothing."""

    en: Note = ""
    es: Note = ""


class Texts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`invoice_message` is the message of a new invoice that has none of its own; `mail_greeting` begins its
    mail; `receipt_footer` closes a receipt.
    """

    invoice_message: Spoken = Spoken()
    mail_greeting: Spoken = Spoken()
    receipt_footer: Spoken = Spoken()


def said(text: Spoken, language: str | None) -> str:
    """The text for a reader of this language; in the other one where it is said only there."""
    wanted, other = (text.es, text.en) if language == "es" else (text.en, text.es)
    return wanted.strip() or other.strip()


def without_cards(texts: Texts) -> Texts:
    """The texts as they may be stored and sent."""

    def masked(text: Spoken) -> Spoken:
        return Spoken(en=without_card_numbers(text.en), es=without_card_numbers(text.es))

    return Texts(
        invoice_message=masked(texts.invoice_message),
        mail_greeting=masked(texts.mail_greeting),
        receipt_footer=masked(texts.receipt_footer),
    )
