"""What the lists that go out are headed with, in the language of whoever asks for them."""

from collections.abc import Mapping
from typing import Final

from stagebill.kernel.context import Language

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "id": "Reference", "name": "Name", "email": "E-mail", "mobile": "Mobile", "language": "Language",
        "address": "Address", "billing_street": "Billing street", "billing_city": "Billing city",
        "billing_region": "Billing state", "billing_postal_code": "Billing postal code",
        "billing_country": "Billing country", "notes": "Notes", "created": "Created", "archived": "Archived",
        "job": "Job number",
        "title": "Title", "customer": "Customer", "site": "Site", "currency": "Currency", "total": "Total",
        "invoiced": "Invoiced", "paid": "Paid", "left": "Left to invoice", "credit": "Credit",
        "starts": "Start date", "completes": "Completion", "number": "Invoice number", "status": "Status",
        "net": "Net", "tax": "Tax", "due": "Due", "issued": "Issued", "due_on": "Due date", "sent": "Sent",
        "voided": "Voided", "taken": "Taken", "method": "Method", "reference": "Reference",
        "amount": "Amount",
        "reversed": "Taken back", "unapplied": "Unapplied", "note": "Note", "receipt": "Receipt",
        "received": "Received", "status_draft": "Draft", "status_open": "Open", "status_paid": "Paid",
        "status_void": "Void", "status_canceled": "Canceled", "method_cash": "Cash", "method_check": "Check",
        "pending": "On its way",
        "job_named": "Job", "method_card": "Card", "method_ach": "Bank",
        "method_financing": "Financing", "method_other": "Other",
    },
    "es": {
        "id": "Referencia", "name": "Nombre", "email": "Correo electrónico", "mobile": "Móvil",
        "language": "Idioma", "address": "Dirección", "notes": "Notas", "created": "Creado",
        "billing_street": "Calle de facturación", "billing_city": "Ciudad de facturación",
        "billing_region": "Provincia de facturación", "billing_postal_code": "Código postal de facturación",
        "billing_country": "País de facturación",
        "archived": "Archivado", "job": "Número de trabajo", "title": "Título", "customer": "Cliente",
        "site": "Lugar", "currency": "Moneda", "total": "Total", "invoiced": "Facturado", "paid": "Pagado",
        "left": "Por facturar", "credit": "Saldo a favor", "starts": "Fecha de inicio",
        "completes": "Terminación", "number": "Número de factura", "status": "Estado", "net": "Neto",
        "tax": "Impuesto", "due": "Pendiente", "issued": "Emitida", "due_on": "Vencimiento",
        "sent": "Enviada",
        "voided": "Anulada", "taken": "Cobrado", "method": "Método", "reference": "Referencia",
        "amount": "Importe", "reversed": "Devuelto", "unapplied": "Sin aplicar", "note": "Nota",
        "receipt": "Recibo", "received": "Recibido", "status_draft": "Borrador", "status_open": "Abierta",
        "status_paid": "Pagada", "status_void": "Anulada", "status_canceled": "Cancelada",
        "method_cash": "Efectivo", "method_check": "Cheque", "method_card": "Tarjeta", "method_ach": "Banco",
        "pending": "En camino", "job_named": "Trabajo",
        "method_financing": "Financiación", "method_other": "Otro",
    },
}  # fmt: skip


def reader_of(language: str) -> Language:
    return "es" if language == "es" else "en"


def in_words(language: Language, name: str) -> str:
    """A heading, a status or a method; a new status that has no word yet is told by its name."""
    return _WORDS[language].get(name, name)
