// Lo que el teléfono dice del saldo que se aplica a una factura, en español.
export default {
  "pay.for_all_jobs": "para todos los trabajos",
  "pay.went_to": "{amount} a {number}",
  "pay.went_elsewhere": "{amount} a otro trabajo",
  "credit_here.title": "Saldo a favor",
  "credit_here.lies_here": "{amount} que este cliente ya pagó son saldo a favor de este trabajo.",
  "credit_here.apply": "Aplicar {amount} a {number}",
  "credit_here.kept": "Guardado: {amount} de saldo van a {number}.",
  "credit_here.unsent": "{amount} de saldo van a {number} cuando este teléfono lo envíe.",
  "mutation.payments.allocate_payment": "Saldo aplicado",
};
