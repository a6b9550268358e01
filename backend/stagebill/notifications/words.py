"""What the mails say, in every language the product speaks."""

from typing import Final

_ENGLISH: Final = {
    "invoice_subject": "{title}: {due} due to {company}",
    "invoice_subject_day": "{title}: {due} due to {company} by {day}",
    "invoice_subject_paid": "{title}: paid, invoice of {company}",
    "hello": "Hello {name},",
    "invoice_intro": "{company} sent you an invoice for {title}.",
    "due_of": "due of {total}",
    "due": "due",
    "paid_in_full": "paid in full. Thank you!",
    "held": "{held} stays with you as retainage",
    "credited": "{credited} was credited to you",
    "by_day": "by {day}",
    "invoice_button": "See and pay",
    "invoice_link": "See it and pay here:",
    "receipt_subject": "Receipt: {amount} to {company}",
    "receipt_intro": "{company} received {amount} by {method} on {day}. Thank you!",
    "receipt_for": "for {title}",
    "receipt_left": "Still due on this invoice: {due}",
    "receipt_done": "Nothing more is due on this invoice.",
    "receipt_button": "See the invoice",
    "receipt_link": "See the invoice here:",
    "reminder_subject": "Reminder: {due} due to {company}",
    "reminder_intro": "A reminder of what is still open with {company}.",
    "reminder_detail": "due, on {count} invoices",
    "reminder_thanks": "If you have paid in the meantime, thank you: this mail crossed your payment.",
    "late": "past due",
    "project": "Your project",
    "number": "Invoice {number}",
    "files": "On its page: {names}",
    "photo_one": "1 photo",
    "photos": "{count} photos",
    "document": "a document",
    "questions": "Questions? Just reply to this mail.",
    "questions_phone": "Questions? Reply to this mail or call {phone}.",
}

_SPANISH: Final = {
    "invoice_subject": "{title}: {due} por pagar a {company}",
    "invoice_subject_day": "{title}: {due} por pagar a {company} hasta el {day}",
    "invoice_subject_paid": "{title}: pagada, factura de {company}",
    "hello": "Hola, {name}:",
    "invoice_intro": "{company} le envió una factura por {title}.",
    "due_of": "por pagar de {total}",
    "due": "por pagar",
    "paid_in_full": "todo está pagado. ¡Gracias!",
    "held": "usted retiene {held} como garantía",
    "credited": "se le abonaron {credited}",
    "by_day": "hasta el {day}",
    "invoice_button": "Ver y pagar",
    "invoice_link": "Véala y páguela aquí:",
    "receipt_subject": "Recibo: {amount} a {company}",
    "receipt_intro": "{company} recibió {amount} ({method}) el {day}. ¡Gracias!",
    "receipt_for": "por {title}",
    "receipt_left": "Saldo de esta factura: {due}",
    "receipt_done": "Esta factura no tiene saldo pendiente.",
    "receipt_button": "Ver la factura",
    "receipt_link": "Vea la factura aquí:",
    "reminder_subject": "Recordatorio: {due} por pagar a {company}",
    "reminder_intro": "Le recordamos lo que sigue pendiente con {company}.",
    "reminder_detail": "por pagar, en {count} facturas",
    "reminder_thanks": "Si ya pagó, gracias: este correo se cruzó con su pago.",
    "late": "vencida",
    "project": "Su proyecto",
    "number": "Factura {number}",
    "files": "En su página: {names}",
    "photo_one": "1 foto",
    "photos": "{count} fotos",
    "document": "un documento",
    "questions": "¿Preguntas? Responda a este correo.",
    "questions_phone": "¿Preguntas? Responda a este correo o llame al {phone}.",
}

WORDS: Final = {"en": _ENGLISH, "es": _SPANISH}


def say(language: str, sentence: str, **facts: str) -> str:
    """One sentence in one language. An unknown name is a mistake of ours and fails."""
    return WORDS[language][sentence].format(**facts)
