// What the office’s screens say of planned stages, corrected invoices and numbers, in Spanish.
export default {
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
