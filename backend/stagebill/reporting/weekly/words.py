"""What the weekly mail says, in the languages of the office."""

from collections.abc import Mapping
from typing import Final

from stagebill.kernel.directions import told

_ENGLISH: Final = {
    "subject": "Your week: {net} came in",
    "subject_late": "Your week: {net} came in, {overdue} is past due",
    "hello": "Hello {name},",
    "intro": "this was the week of {company}, {days}.",
    "came_in": "came in",
    "quiet": "Nothing moved and nothing waits. In such a week no mail is sent.",
    "money": "Money that came in",
    "method_cash": "Cash",
    "method_check": "Check",
    "method_card": "Card",
    "method_ach": "Bank",
    "method_financing": "Financing",
    "method_other": "Other",
    "back": "Went back",
    "tips": "Tips for the crew, apart from all this",
    "billing": "Billing",
    "invoiced": "Invoiced",
    "invoices_one": "1 invoice",
    "invoices": "{count} invoices",
    "unbilled": "Work done and not invoiced",
    "jobs_one": "on 1 job",
    "jobs": "on {count} jobs",
    "open": "Still open today",
    "due": "All that is open",
    "pending": "On its way by bank",
    "overdue": "Past due",
    "oldest_one": "The oldest",
    "oldest": "The {count} oldest",
    "was_due": "due {day}",
    "waiting": "Waiting for you",
    "decisions": "Money that needs a decision",
    "set_back": "Payments that failed or were taken back",
    "payments_one": "1 payment",
    "payments": "{count} payments",
    "questions": "Questions from customers",
    "questions_count": "{count} without an answer",
    "lapsed": "Promised days that have passed",
    "arrived": "Payouts that reached the bank",
    "payouts_one": "1 payout",
    "payouts": "{count} payouts",
    "bank": "At your bank",
    "button": "Open Stagebill",
    "why": "Every Monday {company} mails its office how the week went.",
    "stop": "Stop the weekly mail",
}
_SPANISH: Final = {
    "subject": "Tu semana: entraron {net}",
    "subject_late": "Tu semana: entraron {net}, {overdue} vencido",
    "hello": "Hola, {name}:",
    "intro": "así fue la semana de {company}, {days}.",
    "came_in": "entraron",
    "quiet": "Nada se movió y nada espera. En una semana así no se envía el correo.",
    "money": "Dinero que entró",
    "method_cash": "Efectivo",
    "method_check": "Cheque",
    "method_card": "Tarjeta",
    "method_ach": "Banco",
    "method_financing": "Crédito",
    "method_other": "Otro",
    "back": "Devuelto",
    "tips": "Propinas para el equipo, aparte de todo esto",
    "billing": "Facturación",
    "invoiced": "Facturado",
    "invoices_one": "1 factura",
    "invoices": "{count} facturas",
    "unbilled": "Trabajo hecho y no facturado",
    "jobs_one": "en 1 trabajo",
    "jobs": "en {count} trabajos",
    "open": "Pendiente hoy",
    "due": "Todo lo pendiente",
    "pending": "En camino por el banco",
    "overdue": "Vencido",
    "oldest_one": "La más antigua",
    "oldest": "Las {count} más antiguas",
    "was_due": "venció el {day}",
    "waiting": "Espera tu respuesta",
    "decisions": "Dinero que espera una decisión",
    "set_back": "Pagos que fallaron o fueron retirados",
    "payments_one": "1 pago",
    "payments": "{count} pagos",
    "questions": "Preguntas de clientes",
    "questions_count": "{count} sin respuesta",
    "lapsed": "Días prometidos que ya pasaron",
    "arrived": "Transferencias que llegaron al banco",
    "payouts_one": "1 transferencia",
    "payouts": "{count} transferencias",
    "bank": "En tu banco",
    "button": "Abrir Stagebill",
    "why": "Cada lunes {company} le cuenta a su oficina cómo fue la semana.",
    "stop": "No recibir más el correo semanal",
}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "es": _SPANISH}


def say(language: str, sentence: str, **facts: str) -> str:
    """One sentence. An unknown name is a mistake of ours and fails."""
    return told(WORDS[language][sentence], language, facts)


def counted(language: str, sentence: str, count: int) -> str:
    """`1 invoice`, `3 invoices`."""
    return say(language, f"{sentence}_one") if count == 1 else say(language, sentence, count=str(count))
