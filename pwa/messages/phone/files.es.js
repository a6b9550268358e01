// Fotos, documentos, visitas, notas e historial del trabajo, en español.
export default {
  "refusal.attachments.missing": "Este archivo no está aquí o se quitó del trabajo.",
  "refusal.attachments.unknown_job": "Este trabajo no está aquí o no es tuyo.",
  "refusal.attachments.unknown_visit": "Esta visita no es de este trabajo.",
  "refusal.attachments.not_uploaded": "La foto todavía no ha llegado. Se volverá a enviar sola.",
  "refusal.attachments.not_a_photo": "Una foto es una imagen. Adjunta este archivo como documento.",
  "refusal.attachments.not_yours": "Solo la oficina puede quitar lo que adjuntó otra persona.",
  "refusal.attachments.on_invoice":
    "La factura {number} muestra este archivo. Quítalo primero de la factura.",
  "refusal.attachments.too_large": "Este archivo es demasiado grande. El máximo son 25 MB.",
  "refusal.attachments.empty": "Este archivo está vacío.",
  "refusal.attachments.wrong_digest": "El archivo se dañó en el camino. Inténtalo de nuevo.",
  "refusal.attachments.unknown_kind": "Solo se guardan imágenes JPEG, PNG y WebP y documentos PDF.",
  "refusal.attachments.unreadable_image": "Esta imagen está dañada y no se puede leer.",
  "refusal.attachments.too_many_pixels": "Esta imagen es demasiado grande. El máximo son 40 megapíxeles.",
  "refusal.attachments.too_much_today": "Por hoy es suficiente. Inténtalo mañana.",
  "refusal.jobs.ends_too_early": "Una visita termina después de empezar, y dentro de un mes.",
  "refusal.jobs.visit_ended": "Esta visita está hecha o cancelada. Planifica una nueva.",
  "refusal.jobs.nothing_said": "La nota está vacía. Escribe algo.",
};
