"""What is said of cards on file to customers, in every language the product speaks."""

from typing import Final

CARD_WORDS: Final = {
    "en": {
        "keep_card_mail": "Keep this card for the next invoices of {customer}. {company} may then charge it "
        "what an invoice asks for, without asking again, and a receipt follows by mail each time. You can "
        "remove the card on this page at any time.",
        "keep_card_text": "Keep this card for the next invoices of {customer}. {company} may then charge it "
        "what an invoice asks for, without asking again, and a receipt follows as a text message each time. "
        "You can remove the card on this page at any time.",
        "keep_card_none": "Keep this card for the next invoices of {customer}. {company} may then charge it "
        "what an invoice asks for, without asking again; the receipt is then on the page of that invoice. "
        "You can remove the card on this page at any time.",
        "keep_card_note": "For payment by card only.",
        "cards_head": "Card on file",
        "cards_text": "You agreed that {company} may charge it for your invoices.",
        "card_expires": "until {month}",
        "card_remove": "Remove",
        "card_remove_named": "Remove {card}",
        "notice_card_removed": "The card was removed. Nothing is charged to it any more.",
        "notice_card_not_removed": "This card was removed before.",
        "notice_keep_gone": "What is said beside the box has changed. Nothing was charged. Please read it.",
    },
    "es": {
        "keep_card_mail": "Guardar esta tarjeta para las próximas facturas de {customer}. {company} podrá "
        "cobrar en ella lo que pida una factura, sin volver a preguntar, y cada vez llega un recibo por "
        "correo. Puede quitar la tarjeta en esta página cuando quiera.",
        "keep_card_text": "Guardar esta tarjeta para las próximas facturas de {customer}. {company} podrá "
        "cobrar en ella lo que pida una factura, sin volver a preguntar, y cada vez llega un recibo por "
        "mensaje de texto. Puede quitar la tarjeta en esta página cuando quiera.",
        "keep_card_none": "Guardar esta tarjeta para las próximas facturas de {customer}. {company} podrá "
        "cobrar en ella lo que pida una factura, sin volver a preguntar; el recibo queda en la página de esa "
        "factura. Puede quitar la tarjeta en esta página cuando quiera.",
        "keep_card_note": "Solo si paga con tarjeta.",
        "cards_head": "Tarjeta guardada",
        "cards_text": "Usted aceptó que {company} la use para cobrar sus facturas.",
        "card_expires": "hasta {month}",
        "card_remove": "Quitar",
        "card_remove_named": "Quitar {card}",
        "notice_card_removed": "Se quitó la tarjeta. Ya no se cobra nada en ella.",
        "notice_card_not_removed": "Esta tarjeta ya se había quitado.",
        "notice_keep_gone": "Cambió lo que dice junto a la casilla. No se cobró nada. Léalo de nuevo.",
    },
    "ar": {
        "keep_card_mail": "احفظ هذه البطاقة للفواتير القادمة باسم {customer}. يجوز عندئذ لـ{company} أن تخصم "
        "منها ما تطلبه أي فاتورة دون سؤال جديد، ويصلك إيصال بالبريد الإلكتروني في كل مرة. يمكنك إزالة "
        "البطاقة من هذه الصفحة متى شئت.",
        "keep_card_text": "احفظ هذه البطاقة للفواتير القادمة باسم {customer}. يجوز عندئذ لـ{company} أن تخصم "
        "منها ما تطلبه أي فاتورة دون سؤال جديد، ويصلك إيصال برسالة نصية في كل مرة. يمكنك إزالة البطاقة من "
        "هذه الصفحة متى شئت.",
        "keep_card_none": "احفظ هذه البطاقة للفواتير القادمة باسم {customer}. يجوز عندئذ لـ{company} أن تخصم "
        "منها ما تطلبه أي فاتورة دون سؤال جديد، ويبقى الإيصال في صفحة تلك الفاتورة. يمكنك إزالة البطاقة من "
        "هذه الصفحة متى شئت.",
        "keep_card_note": "عند الدفع بالبطاقة فقط.",
        "cards_head": "البطاقة المحفوظة",
        "cards_text": "وافقت على أن تخصم {company} منها مبالغ فواتيرك.",
        "card_expires": "حتى {month}",
        "card_remove": "إزالة",
        "card_remove_named": "إزالة {card}",
        "notice_card_removed": "أُزيلت البطاقة، ولن يُخصم منها شيء بعد الآن.",
        "notice_card_not_removed": "أُزيلت هذه البطاقة من قبل.",
        "notice_keep_gone": "تغيّر النص المجاور للمربع. لم يُخصم شيء. نرجو قراءته من جديد.",
    },
}

_BRANDS: Final = {
    "visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover",
    "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay", "eftpos_au": "eftpos",
    "cartes_bancaires": "Cartes Bancaires", "link": "Link",
}  # fmt: skip


def card_name(brand: str, last_four: str) -> str:
    """As people know it: "Visa ••4242"."""
    return f"{_BRANDS.get(brand, brand.replace('_', ' ').title())} ••{last_four}"


def month_of(expires: str) -> str:
    """ "08/31" for "2031-08", as it stands on the card."""
    year, _, month = expires.partition("-")
    return f"{month}/{year[-2:]}"
