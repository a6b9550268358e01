// What the owner's screen of webhooks says, in Spanish.
export default {
  "webhooks.title": "Webhooks (avisos)",
  "webhooks.link": "Webhooks: avisar a otros programas",
  "webhooks.about":
    "Otros programas se enteran de lo que pasa aquí en el momento: tu contabilidad, una hoja " +
    "de cálculo, una automatización. Lo que se envía va firmado, para que sepan que viene de ti.",
  "webhooks.none": "No se avisa a ningún otro programa",
  "webhooks.none_text": "Indica la dirección que te muestra el otro programa y elige de qué se le avisa.",
  "webhooks.add": "Añadir un webhook",
  "webhooks.url": "Dirección",
  "webhooks.url_help": "Empieza por https:// y se alcanza desde internet.",
  "webhooks.events": "De qué se le avisa",
  "webhooks.one_event": "Elige al menos uno.",
  "webhooks.event_invoice_issued": "Se emite una factura",
  "webhooks.event_invoice_sent": "Se envía una factura",
  "webhooks.event_invoice_paid": "Se paga una factura",
  "webhooks.event_invoice_voided": "Se anula una factura",
  "webhooks.event_payment_recorded": "Se registra un pago",
  "webhooks.event_payment_reversed": "Se devuelve un pago",
  "webhooks.event_payment_refunded": "Se reembolsa dinero",
  "webhooks.event_decision_opened": "Hay dinero por decidir",
  "webhooks.event_change_order_approved": "Se aprueba una orden de cambio",
  "webhooks.event_webhook_test": "Una prueba",
  "webhooks.secret": "Su secreto",
  "webhooks.secret_is":
    "Cópialo ahora en el otro programa: se muestra solo esta vez. Con él, el otro programa " +
    "ve que un mensaje " +
    "es suyo.",
  "webhooks.copy": "Copiar",
  "webhooks.copied": "Copiado.",
  "webhooks.have_it": "Ya lo copié",
  "webhooks.running": "En marcha",
  "webhooks.trying": "Reintentando",
  "webhooks.retrying": {
    one: "1 aviso todavía no ha llegado: {why}. Se intenta de nuevo, cada vez más " +
      "espaciado, durante medio día. " +
      "Después este webhook se pone en pausa y los propietarios reciben un correo.",
    other: "{count} avisos todavía no han llegado: {why}. Se intentan de nuevo, cada vez " +
      "más espaciados, durante " +
      "medio día. Después este webhook se pone en pausa y los propietarios reciben un correo.",
  },
  "webhooks.paused": "En pausa",
  "webhooks.because_no_answer":
    "No respondió durante medio día. Reanúdalo cuando funcione: entonces se envía lo que se perdió.",
  "webhooks.because_gone":
    "Dijo que ya no existe. Reanúdalo si no es así; entonces se envía lo que se perdió.",
  "webhooks.because_asked": "Lo pusiste en pausa. Lo que se pierde se envía cuando lo reanudes.",
  "webhooks.test": "Enviar una prueba",
  "webhooks.tested": "Una prueba está en camino.",
  "webhooks.pause": "Poner en pausa",
  "webhooks.resume": "Reanudar",
  "webhooks.remove": "Quitar",
  "webhooks.remove_title": "¿Quitar este webhook?",
  "webhooks.remove_is": "Ya no se avisa a {url}. Para volver a avisarle, añádelo de nuevo, con otro secreto.",
  "webhooks.removed": "Ya no se le avisa de nada.",
  "webhooks.change": "Cambiar",
  "webhooks.change_title": "Cambiar este webhook",
  "webhooks.renew": "Secreto nuevo",
  "webhooks.renew_title": "¿Crear un secreto nuevo?",
  "webhooks.renew_is": "Cópialo hoy en el otro programa: durante un día el secreto anterior sigue " +
    "valiendo, así no se pierde nada.",
  "webhooks.renew_do": "Crear un secreto nuevo",
  "webhooks.sendings": "Lo enviado",
  "webhooks.nothing_sent": "Todavía nada.",
  "webhooks.state_waiting": "espera",
  "webhooks.state_delivered": "entregado",
  "webhooks.state_failed": "falló",
  "webhooks.tries": { one: "1 intento", other: "{count} intentos" },
  "webhooks.next": "el próximo, {next_at}",
  "webhooks.again": "Enviar de nuevo",
  "webhooks.sent_again": "Está en camino otra vez.",
  "webhooks.owner_only": "Los webhooks son cosa del propietario.",
  "refusal.webhooks.missing": "Esto no está aquí.",
  "refusal.webhooks.not_https":
    "Esta dirección no sirve. Tiene que empezar por https://, sin puerto, nombre ni contraseña.",
  "refusal.webhooks.not_public":
    "Esta dirección está dentro de una red privada. Indica una que se alcance desde internet.",
  "refusal.webhooks.too_many_webhooks": "Ya hay diez webhooks. Quita uno primero.",
  "refusal.webhooks.webhook_paused": "Este webhook está en pausa. Reanúdalo primero.",
  "refusal.webhooks.not_paused": "Este webhook está en marcha.",
};
