"""The headings of reports as files, in the language of whoever asks for them."""

from collections.abc import Mapping
from typing import Final

from stagebill.kernel.context import Language

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "customer": "Customer", "current_minor": "Not yet due", "days_1_minor": "1–30 days",
        "days_31_minor": "31–60 days", "days_61_minor": "61–90 days", "days_91_minor": "Over 90 days",
        "pending_minor": "On its way", "due_minor": "Due", "invoice_count": "Invoices", "total": "Total",
        "number": "Job number", "title": "Job", "contract_minor": "Contract", "billed_minor": "Billed",
        "left_minor": "Left to bill", "done_minor": "Done", "over_minor": "Billed ahead",
        "under_minor": "Done, not billed", "held_minor": "Held back", "on": "Day", "method": "Method",
        "count": "Payments", "received_minor": "Received", "back_minor": "Went back",
        "net_minor": "Kept", "rate": "Rate %", "billed_base_minor": "Billed before tax",
        "billed_tax_minor": "Tax billed", "credited_base_minor": "Credited before tax",
        "credited_tax_minor": "Tax credited", "collected_tax_minor": "Tax collected",
        "retained_minor": "Held back so far", "released_minor": "Released",
        "payment_count": "Payments", "unapplied_minor": "Unapplied",
        "undecided_minor": "Waiting for a decision", "nobody": "Unknown", "member": "Member",
        "taken_at": "Taken", "amount_minor": "Amount", "reference": "Reference", "receipt": "Receipt",
        "arrival_on": "Arrives", "state": "State", "gateway": "Processor",
        "gateway_ref": "Payout number", "gross_minor": "Payments taken", "fee_minor": "Fees",
        "refund_minor": "Refunds", "dispute_minor": "Disputes", "other_minor": "Other",
        "state_on_its_way": "on its way", "state_paid": "paid", "state_failed": "failed",
        "state_canceled": "canceled", "currency": "Currency",
    },
    "es": {
        "customer": "Cliente", "current_minor": "Aún no vencido", "days_1_minor": "1–30 días",
        "days_31_minor": "31–60 días", "days_61_minor": "61–90 días", "days_91_minor": "Más de 90 días",
        "pending_minor": "En camino", "due_minor": "Pendiente", "invoice_count": "Facturas",
        "total": "Total", "number": "Número de trabajo", "title": "Trabajo", "contract_minor": "Contrato",
        "billed_minor": "Facturado", "left_minor": "Por facturar", "done_minor": "Hecho",
        "over_minor": "Facturado por adelantado", "under_minor": "Hecho, sin facturar",
        "held_minor": "Retenido", "on": "Día", "method": "Método", "count": "Pagos",
        "received_minor": "Cobrado", "back_minor": "Devuelto", "net_minor": "Queda", "rate": "Tasa %",
        "billed_base_minor": "Facturado sin impuesto", "billed_tax_minor": "Impuesto facturado",
        "credited_base_minor": "Abonado sin impuesto", "credited_tax_minor": "Impuesto abonado",
        "collected_tax_minor": "Impuesto cobrado", "retained_minor": "Retenido hasta hoy",
        "released_minor": "Liberado", "payment_count": "Pagos", "unapplied_minor": "Sin aplicar",
        "undecided_minor": "Espera una decisión", "nobody": "Nadie conocido", "member": "Miembro",
        "taken_at": "Cobrado el", "amount_minor": "Importe", "reference": "Referencia",
        "receipt": "Recibo", "arrival_on": "Llega", "state": "Estado", "gateway": "Procesador",
        "gateway_ref": "Número de transferencia", "gross_minor": "Pagos cobrados", "fee_minor": "Comisiones",
        "refund_minor": "Reembolsos", "dispute_minor": "Disputas", "other_minor": "Otros",
        "state_on_its_way": "en camino", "state_paid": "pagada", "state_failed": "fallida",
        "state_canceled": "cancelada", "currency": "Moneda",
    },
}  # fmt: skip


def heading(language: Language, name: str) -> str:
    """The word for a column."""
    return _WORDS[language][name]
