// Lo que dice el teléfono de las etapas planeadas de un trabajo, en español.
export default {
  "stages.title": "Etapas",
  "stages.done": "El trabajo de esta etapa está listo",
  "stages.said": "Guardado: el trabajo de «{title}» está listo.",
  "stages.is_done": "Listo",
  "stages.is_billed": "Facturada",
  "stages.undo": "Deshacer",
  "mutation.schedules.mark_stage": "Etapa lista",
};
