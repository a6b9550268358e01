// What the office’s screens say of planned stages, corrected invoices and numbers, in Spanish.
export default {
  "deposit.name": "Anticipo",
  "deposit.is_one": "Esto es un anticipo",
  "deposit.then": "Se factura antes del trabajo y cuenta una vez: las facturas siguientes cobran el resto. " +
    "Si el trabajo crece, el anticipo no cambia.",
  "replace.open": "Corregir",
  "replace.title": "Corregir {number}",
  "replace.frozen":
    "El importe y el vencimiento de una factura emitida no cambian. Una factura nueva toma su " +
    "lugar, y el enlace anterior del cliente lleva a ella.",
  "replace.by_line":
    "Cobra conceptos elegidos, {amount} en total. Aquí se corrigen el título y el vencimiento; " +
    "anúlala para elegir otros conceptos.",
  "replace.too_much": "Aquí se pueden facturar {left} como máximo.",
  "replace.reason_hint": "Importe equivocado",
  "replace.then":
    "{number} queda anulada. La factura nueva cobra {amount}; quedan {left} del trabajo por facturar.",
  "replace.do": "Anular y emitir de nuevo",
  "replace.done": "{made} por {amount} tomó el lugar de {number}.",
  "replace.history": "reemplaza a {number}",
  "numbers.title": "Números de factura",
  "numbers.about": "Lo emitido conserva su número. Los números no tienen huecos y solo suben.",
  "numbers.invoice": "Facturas",
  "numbers.deposit": "Anticipos",
  "numbers.credit_note": "Notas de crédito",
  "numbers.as_invoices": "con los números de las facturas",
  "numbers.prefix": "Prefijo",
  "numbers.prefix_help": "{year} se convierte en el año.",
  "numbers.digits": "Cifras",
  "numbers.next": "Siguiente número",
  "numbers.next_help": "Continúa la cuenta de otro sistema. Solo sube.",
  "numbers.yearly": "Empezar con 1 cada año",
  "numbers.then": "El siguiente es {number}.",
  "numbers.done": "Guardado. El siguiente es {number}.",
  "refusal.settings.number_backwards": "El siguiente número solo puede subir. Ahora es {next_number}.",
  "refusal.settings.year_missing":
    "Para empezar de nuevo cada año, el prefijo tiene que mostrar el año. Escribe {YYYY} en él.",
  "refusal.settings.number_taken":
    "{number} ya es el número de una factura. Cambia el prefijo o el siguiente número.",
  "refusal.schedules.stage_billed": "Esta etapa ya está facturada. Anula su factura para liberarla.",
  "refusal.schedules.over_planned": "Las etapas suman {over_minor} más de lo que le queda al trabajo.",
  "refusal.schedules.rest_not_last": "Solo la última etapa puede cobrar el resto.",
  "refusal.schedules.stage_empty": "«{title}» no cobraría nada. Cada etapa cobra algo.",
  "refusal.schedules.stage_twice": "Una etapa está dos veces en el plan.",
  "refusal.schedules.consent_missing": "Ya hay una etapa facturada. Di quién aceptó el nuevo plan.",
  "refusal.schedules.template_over":
    "Los porcentajes de una plantilla suman 100 como mucho, y solo la última etapa cobra el resto.",
  "refusal.invoices.not_replaceable":
    "Una factura de retención o de saldo inicial no se corrige así. Anúlala y hazla de nuevo.",
};
