"""What only a document on paper says, in the customer's language. The rest it says as the pay page does."""

from typing import Final

_WORDS: Final = {
    "en": {
        "head_label": "Description",
        "head_money": "Amount",
        "due": "To pay",
        "nothing_due": "Nothing to pay",
        "pay_online": "See and pay online",
        "pay_alt": "Code that opens the page of this invoice",
        "page": "Page {page} of {pages}",
        "document": "Invoice",
        "due_receipt": "On receipt",
        "due_net": "{days} days after issue",
        "due_start": "When the work starts",
        "due_completion": "When the work is done",
        "order": "Your order",
        "bank": "Bank transfer to",
    },
    "es": {
        "head_label": "Descripción",
        "head_money": "Importe",
        "due": "Por pagar",
        "nothing_due": "Nada por pagar",
        "pay_online": "Ver y pagar en línea",
        "pay_alt": "Código que abre la página de esta factura",
        "page": "Página {page} de {pages}",
        "document": "Factura",
        "due_receipt": "Al recibirla",
        "due_net": "{days} días después de emitirla",
        "due_start": "Al empezar el trabajo",
        "due_completion": "Al terminar el trabajo",
        "order": "Su pedido",
        "bank": "Transferencia a",
    },
    "ar": {
        "head_label": "الوصف",
        "head_money": "المبلغ",
        "due": "للدفع",
        "nothing_due": "لا شيء للدفع",
        "pay_online": "العرض والدفع عبر الإنترنت",
        "pay_alt": "رمز يفتح صفحة هذه الفاتورة",
        "page": "صفحة {page} من {pages}",
        "document": "فاتورة",
        "due_receipt": "عند الاستلام",
        "due_net": "بعد الإصدار بأيام: {days}",
        "due_start": "عند بدء العمل",
        "due_completion": "عند اكتمال العمل",
        "order": "طلبكم",
        "bank": "تحويل مصرفي إلى",
    },
}


def word(language: str, name: str) -> str:
    """One of them. An unknown name is a mistake of ours and fails."""
    return _WORDS[language][name]
