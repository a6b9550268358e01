// Los documentos y el estado de cuenta en la oficina, en español.
export default {
  "statement.title": "El estado de cuenta del cliente",
  "statement.about": "Una página para todo el trabajo, siempre en la misma dirección",
  "statement.said":
    "{customer} ve ahí lo acordado, cada factura con su forma de pagar, todos los pagos y lo que queda.",
  "statement.copy": "Copiar enlace",
  "statement.copied": "Enlace copiado.",
  "statement.open": "Verlo",
  "statement.send": "Enviar",
  "statement.message": "Todo sobre su trabajo «{title}», en cualquier momento: {url}",
  "statement.subject": "{title}: su estado de cuenta",
  "statement.revoke": "Revocar",
  "statement.revoke_title": "Revocar el enlace al estado de cuenta",
  "statement.revoke_then":
    "Desde entonces el enlace no abre nada, tampoco donde esté abierto ahora. Los enlaces de las " +
    "facturas no cambian.",
  "statement.revoke_do": "Revocar el enlace",
  "statement.keep": "Dejarlo",
  "statement.revoked": "El enlace está revocado.",
  "statement.is_revoked": "El enlace se revocó el {day}. No abre nada.",
  "statement.renew": "Crear un enlace nuevo",
  "statement.renewed": "Hay un enlace nuevo. El anterior ya no abre nada.",
  "statement.offline": "El enlace se muestra cuando haya señal.",
  "refusal.statements.nothing_received": "De este pago no queda nada para su trabajo; por eso no hay recibo.",
  "payment_do.receipt": "Recibo (PDF)",
  "paper.of": "{number} en PDF",
};
