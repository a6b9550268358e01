// Lo que la oficina dice de lo que se presta a los teléfonos, en español.
export default {
  "lent.to": "{amount} están prestados a {device} hasta {time}.",
  "lent.then": "Allí se pueden facturar sin señal. Si los recuperas, quedan libres al momento; una factura " +
    "que se hizo allí entretanto se acepta si aún cabe.",
  "lent.recall": "Recuperar {amount}",
  "lent.recall_and_issue": "Recuperar {amount} y emitir {asked}",
  "lent.recalled": "{amount} quedan libres de nuevo.",
  "lent.a_phone": "un teléfono",
  "settings.technicians_invoice": "Los técnicos pueden hacer facturas",
  "settings.technicians_invoice_is":
    "Facturan los trabajos en los que están, con o sin señal. Mientras tienen señal, una parte " +
    "de lo que queda de los trabajos de hoy se presta a sus teléfonos hasta 8 horas.",
};
