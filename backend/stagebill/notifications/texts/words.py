"""What texts say, in every language the product speaks: short, because each 160 signs are billed."""

from typing import Final

_ENGLISH: Final = {
    "invoice": "{company}: {amount} due for {title}. See and pay: {link}",
    "invoice_day": "{company}: {amount} due for {title} by {day}. See and pay: {link}",
    "invoice_part": "{company}: {amount} left to pay for {title}, {pending} is on its way. Pay: {link}",
    "invoice_way": "{company}: {pending} for {title} is on its way, nothing more to pay now. Invoice: {link}",
    "invoice_paid": "{company}: {title} is paid. See the invoice: {link}",
    "receipt": "{company}: {amount} received, thank you. Receipt: {link}",
    "reminder": "{company}: reminder, {amount} is due for {title}. Pay: {link}",
    "reminder_many": "{company}: reminder, {amount} is due on {count} invoices. See and pay: {link}",
    "debit_failed": "{company}: your bank payment of {amount} did not go through. See and pay: {link}",
    "taken_back": "{company}: your bank took {amount} back, it is due again. See and pay: {link}",
    "statement": "{company}: your statement for {title}: {link}",
    "owed": "{company}: {amount} is open in all. See all and pay: {link}",
    "owed_none": "{company}: nothing is open. All of it on one page: {link}",
    "stop": "Reply STOP to end texts.",
    "unread": "Replies to this number are not read. Please call {phone}.",
}

_SPANISH: Final = {
    "invoice": "{company}: {amount} por pagar de {title}. Ver y pagar: {link}",
    "invoice_day": "{company}: {amount} por pagar de {title} hasta el {day}. Ver y pagar: {link}",
    "invoice_part": "{company}: quedan {amount} por pagar de {title}, {pending} en camino. Pagar: {link}",
    "invoice_way": "{company}: {pending} de {title} en camino, nada que pagar por ahora. Factura: {link}",
    "invoice_paid": "{company}: {title} queda pagada. Ver la factura: {link}",
    "receipt": "{company}: recibimos {amount}, gracias. Recibo: {link}",
    "reminder": "{company}: recordatorio, {amount} por pagar de {title}. Pagar: {link}",
    "reminder_many": "{company}: recordatorio, {amount} por pagar de {count} facturas. Ver y pagar: {link}",
    "debit_failed": "{company}: su pago bancario de {amount} no se realizó. Ver y pagar: {link}",
    "taken_back": "{company}: su banco retiró {amount}, vuelve a estar por pagar. Ver y pagar: {link}",
    "statement": "{company}: su estado de cuenta de {title}: {link}",
    "owed": "{company}: {amount} por pagar en total. Ver todo y pagar: {link}",
    "owed_none": "{company}: nada por pagar. Todo en una sola vista: {link}",
    "stop": "Responda STOP para terminar.",
    "unread": "Nadie lee lo que se responde a estos textos. Llame al {phone}.",
}

_ARABIC: Final = {
    "invoice": "{company}: مستحق {amount} عن {title}. العرض والدفع: {link}",
    "invoice_day": "{company}: مستحق {amount} عن {title} حتى {day}. العرض والدفع: {link}",
    "invoice_part": "{company}: يتبقى {amount} عن {title}، و{pending} في الطريق. العرض والدفع: {link}",
    "invoice_way": "{company}: مبلغ {pending} عن {title} في الطريق، لا شيء للدفع الآن. الفاتورة: {link}",
    "invoice_paid": "{company}: دُفعت {title}. عرض الفاتورة: {link}",
    "receipt": "{company}: استلمنا {amount}، شكرًا لك. الإيصال: {link}",
    "reminder": "{company}: تذكير، مستحق {amount} عن {title}. الدفع: {link}",
    "reminder_many": "{company}: تذكير، مستحق {amount}، عدد الفواتير: {count}. العرض والدفع: {link}",
    "debit_failed": "{company}: لم تتم دفعتك البنكية بمبلغ {amount}. العرض والدفع: {link}",
    "taken_back": "{company}: استردّ بنكك {amount}، وهو مستحق من جديد. العرض والدفع: {link}",
    "statement": "{company}: كشف حساب {title}: {link}",
    "owed": "{company}: مستحق {amount} إجمالًا. عرض الكل والدفع: {link}",
    "owed_none": "{company}: لا شيء مستحق. الكل في صفحة واحدة: {link}",
    "stop": "لإيقاف الرسائل أجب STOP.",
    "unread": "لا يقرأ أحد الردود على هذا الرقم. يُرجى الاتصال على {phone}.",
}

# Arabic is outside the short alphabet whatever is done: 70 signs a segment, so no marks of direction either.
WORDS: Final = {"en": _ENGLISH, "es": _SPANISH, "ar": _ARABIC}


def say(language: str, sentence: str, **facts: str) -> str:
    """One sentence in one language. An unknown name is a mistake of ours and fails."""
    return WORDS[language][sentence].format(**facts)
