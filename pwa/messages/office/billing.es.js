// Lo que la oficina dice de líneas elegidas, retenciones, materiales y saldos iniciales. En español.
export default {
  "new_invoice.lines": "Líneas elegidas",
  "new_invoice.goes_on_by_job":
    "Se factura entero desde su primera factura. Para elegir líneas, anule antes esas facturas.",
  "new_invoice.goes_on_by_lines":
    "Se factura por líneas desde su primera factura. Para un porcentaje del total, anule antes esas.",
  "new_invoice.tax_comes_on_top": "Los impuestos van aparte.",
  "new_invoice.retainage": "Del trabajo en ella se retiene el {rate} hasta que se libere.",
  "chosen.name": "Líneas por facturar",
  "chosen.left": "quedan {left} de {value}",
  "chosen.all_billed": "facturada por completo",
  "chosen.how": "Cuánto de ella",
  "chosen.rest": "Todo lo que queda",
  "chosen.percent": "Un porcentaje de la línea",
  "chosen.amount": "Un importe",
  "chosen.units": "Algunas de sus unidades",
  "chosen.percent_asked": "Porcentaje de la línea",
  "chosen.amount_asked": "Importe sin impuestos",
  "chosen.units_asked": "Unidades, de {count}",
  "chosen.too_much": "De esta línea solo quedan {left}, sin impuestos.",
  "chosen.bills": "Factura {amount} de esta línea, sin impuestos.",
  "chosen.stored": "El material está comprado y aún no instalado",
  "chosen.note": "Qué lo demuestra",
  "chosen.note_hint": "Dónde está guardado, la factura del proveedor",
  "refusal.invoices.held_is_released":
    "El dinero que esta factura retiene ya se liberó. Anule primero la liberación y después esta factura.",
  "refusal.invoices.line_twice": "Cada línea se factura una vez por factura. Júntelas en una.",
  "refusal.invoices.lines_mixed":
    "Este trabajo se factura de la otra manera: por líneas o entero. Siga igual, o anule antes sus facturas.",
  "refusal.invoices.unknown_line": "Esta línea ya no está en el trabajo. Vuelva a mirar el trabajo.",
  "refusal.invoices.more_than_held": "Solo hay {held_minor} retenidos. Libere como máximo eso.",
  "refusal.invoices.nothing_held": "En este trabajo no hay nada retenido.",
  "refusal.invoices.more_than_stored": "Solo quedan {stored_minor} almacenados.",
  "refusal.invoices.not_stored": "De esto ya no queda nada almacenado.",
  "refusal.invoices.no_backup": "El material almacenado necesita una nota o un archivo que lo muestre.",
  "refusal.jobs.retainage_too_high": "La retención está entre el 0 % y el 50 % del trabajo.",
  "refusal.jobs.step_down_rises": "La tasa posterior es menor que la primera.",
  "refusal.jobs.not_a_line_of_the_job": "Esta línea ya no está en el trabajo. Vuelva a mirar el trabajo.",
  "refusal.opening.already_begun":
    "El saldo inicial va antes de la primera factura. Anule lo emitido para registrarlo.",
  "refusal.opening.not_signed": "Firme con su nombre.",
  "refusal.opening.held_too_high": "Lo retenido es menos que lo facturado sin impuesto.",
  "refusal.opening.paid_too_high":
    "Como máximo había que pagar {owed_minor}: lo facturado menos lo retenido. Registre lo demás como pago.",
  "refusal.opening.in_the_future": "El día está en el futuro. Elija hoy o un día anterior.",
};
