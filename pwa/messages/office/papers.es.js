// Los documentos y el estado de cuenta en la oficina, en español.
export default {
  "statement.title": "El estado de cuenta del cliente",
  "statement.said":
    "Una página para todo el trabajo, siempre en la misma dirección: {customer} ve ahí lo acordado, " +
    "cada factura con su forma de pagar, todos los pagos y lo que queda.",
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
  "application.do": "Solicitud de pago",
  "application.title": "Solicitud de pago {number}",
  "application.about":
    "Un resumen del contrato y una hoja por partida: valor, facturado antes, este período, almacenado, " +
    "hasta hoy, saldo, retenido. En el estilo que conocen los contratistas generales.",
  "application.checked":
    "Antes de hacerla, sus cifras se comparan con el contrato, el libro y la solicitud anterior.",
  "application.take": "Descargar en PDF",
  "application.close": "Cerrar",
  "refusal.documents.no_application":
    "Solo una factura emitida y no anulada puede ser una solicitud de pago.",
  "refusal.documents.does_not_tie.schedule":
    "No se hizo: las partidas suman {shown_minor} y el contrato {wanted_minor}.",
  "refusal.documents.does_not_tie.completed":
    "No se hizo: la hoja muestra {shown_minor} hasta hoy y las facturas suman {wanted_minor}.",
  "refusal.documents.does_not_tie.line_above":
    "No se hizo: «{line}» mostraría {shown_minor}, pero vale {wanted_minor}. Su precio cambió después " +
    "de facturarse.",
  "refusal.documents.does_not_tie.previous":
    "No se hizo: de «{line}» la última solicitud mostró {wanted_minor} hasta entonces; esta diría " +
    "{shown_minor} antes.",
  "refusal.documents.does_not_tie.certified":
    "No se hizo: las solicitudes anteriores pidieron {wanted_minor}; esta diría {shown_minor}.",
  "refusal.documents.does_not_tie.held":
    "No se hizo: las partidas retienen {shown_minor} y las facturas {wanted_minor}.",
  "refusal.documents.does_not_tie.due":
    "No se hizo: la hoja da {shown_minor} por pagar y la factura pide {wanted_minor}.",
  "refusal.documents.does_not_tie": "No se hizo: las cifras no cuadran ({shown_minor} y {wanted_minor}).",
  "settings.paper": "Tu papel en este color, con tu logotipo",
  "settings.paper_alt": "Una factura inventada, como se imprime",
  "settings.paper_none": "Tu papel se muestra cuando haya señal.",
};
