// Órdenes de cambio en la oficina, en español.
export default {
  "office_changes.tax_stays":
    "Lo facturado conserva su impuesto, que así puede variar. El borrador guardado lo dice exacto.",
  "settings.change_orders_is":
    "Solo para nuevas órdenes de cambio: hasta entonces se puede responder en el enlace del cliente.",
  "office_changes.edit": "Editar",
  "office_changes.edit_title": "Editar {number}",
  "office_changes.not_a_draft":
    "Esta orden de cambio ya no es un borrador. Retírala y escribe otra.",
  "office_changes.none":
    "No hay órdenes de cambio. Lo que se agrega al trabajo o se le quita se anota aquí; " +
    "cuenta cuando el cliente lo aprueba.",
  "office_changes.new": "Nueva orden de cambio",
  "office_changes.approved_sum": "{amount} aprobado",
  "office_changes.unbilled": "{amount} aprobado, sin facturar",
  "office_changes.send": "Enviar",
  "office_changes.send_again": "Enviar de nuevo",
  "office_changes.copy": "Copiar enlace",
  "office_changes.copied": "Enlace copiado",
  "office_changes.record": "Registrar aprobación",
  "office_changes.withdraw": "Retirar",
  "office_changes.decline": "Rechazada",
  "office_changes.sent_now": "Enviada. El cliente tiene hasta el {day}.",
  "office_changes.record_title": "Registrar la aprobación de {number}",
  "office_changes.record_settle": "Aprobar · resolver {amount}",
  "office_changes.record_note": "¿Cómo se aprobó?",
  "office_changes.record_hint": "Por teléfono, 9:40; por carta del 2 de marzo",
  "office_changes.record_name": "¿Quién lo aprobó?",
  "office_changes.record_do": "Registrar aprobación",
  "office_changes.recorded": "{number} aprobada. El trabajo suma {after}.",
  "office_changes.withdraw_title": "¿Retirar {number}?",
  "office_changes.withdraw_then":
    "Su enlace ya no abrirá nada y no se podrá aprobar. Se puede hacer una nueva.",
  "office_changes.withdraw_reason": "Motivo",
  "office_changes.withdraw_do": "Retirar orden de cambio",
  "office_changes.withdrawn": "{number} retirada",
  "office_changes.decline_title": "{number} fue rechazada",
  "office_changes.decline_then": "El trabajo queda como está.",
  "office_changes.decline_do": "Registrar el no",
  "office_changes.declined": "{number} rechazada",
  "office_changes.keep": "Dejarla",
  "office_changes.effect":
    "El total pasa de {before} a {after}: {change}, impuesto {tax}. Quedarían {left} por " +
    "facturar.",
  "office_changes.below": "Son {over} menos de lo facturado: aprobarla implica abonar o anular facturas.",
  "office_changes.lines": "Líneas con precio",
  "office_changes.lines_help": "Un precio menor que 0 quita algo.",
  "office_changes.add_line": "Agregar una línea",
  "office_changes.remove_line": "Quitar la línea {number}",
  "office_changes.days": "Días para responder",
  "office_changes.save": "Guardar borrador",
  "office_changes.save_send": "Guardar y enviar",
  "office_changes.saved": "Orden de cambio guardada",
};
