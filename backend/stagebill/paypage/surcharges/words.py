"""What is said of card surcharges, in every language the product speaks."""

from typing import Final

SURCHARGE_WORDS: Final = {
    "en": {
        "surcharge": "Card surcharge",
        "surcharge_is": "A credit card adds a surcharge of {percent}: {amount}.",
        "surcharge_why": "It is no more than the card costs {company}. Debit and prepaid cards pay none: "
        "it goes back to such a card at once.",
        "surcharge_bank": "Paying from your bank adds nothing.",
        "without_surcharge": "{amount}, no surcharge",
        "paying_surcharge": "A card surcharge of {amount} is in it.",
        "notice_surcharge_gone": "The card surcharge is not what was shown. Nothing was charged. Please look "
        "at it again.",
        "receipt_surcharge": "Card surcharge",
        "with_surcharge": "and a card surcharge of {surcharge}",
        "row_surcharge": "with a card surcharge of {surcharge}",
        "paid_surcharge": "A card surcharge of {surcharge} was paid beside it.",
    },
    "es": {
        "surcharge": "Recargo por tarjeta",
        "surcharge_is": "La tarjeta de crédito lleva un recargo de {percent}: {amount}.",
        "surcharge_why": "No supera lo que la tarjeta le cuesta a {company}. Las tarjetas de débito y "
        "prepago no lo pagan: se les devuelve al momento.",
        "surcharge_bank": "Pagar desde su banco no añade nada.",
        "without_surcharge": "{amount}, sin recargo",
        "paying_surcharge": "Incluye un recargo por tarjeta de {amount}.",
        "notice_surcharge_gone": "El recargo por tarjeta no es el que se mostró. No se cobró nada. Vuelva a "
        "mirarlo.",
        "receipt_surcharge": "Recargo por tarjeta",
        "with_surcharge": "y un recargo por tarjeta de {surcharge}",
        "row_surcharge": "con un recargo por tarjeta de {surcharge}",
        "paid_surcharge": "Aparte se pagó un recargo por tarjeta de {surcharge}.",
    },
    "ar": {
        "surcharge": "رسم إضافي على البطاقة",
        "surcharge_is": "تُضيف بطاقة الائتمان رسمًا نسبته {percent}: {amount}.",
        "surcharge_why": "لا يزيد على ما تكلّفه البطاقة {company}. بطاقات الخصم المباشر والمدفوعة مسبقًا "
        "لا تدفعه: يُعاد إليها فورًا.",
        "surcharge_bank": "الدفع من حسابك المصرفي لا يُضيف شيئًا.",
        "without_surcharge": "{amount} بدون رسم إضافي",
        "paying_surcharge": "ويشمل رسمًا إضافيًا على البطاقة قدره {amount}.",
        "notice_surcharge_gone": "الرسم الإضافي على البطاقة ليس كما عُرض. لم يُخصم شيء. انظر إليه من جديد.",
        "receipt_surcharge": "رسم إضافي على البطاقة",
        "with_surcharge": "ورسم إضافي على البطاقة قدره {surcharge}",
        "row_surcharge": "مع رسم إضافي على البطاقة قدره {surcharge}",
        "paid_surcharge": "ودُفع إلى جانبه رسم إضافي على البطاقة قدره {surcharge}.",
    },
}
