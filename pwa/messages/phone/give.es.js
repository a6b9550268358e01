// Lo que dice el teléfono de una factura que se da al cliente en la puerta, en español.
export default {
  "give.title": "Dásela al cliente",
  "give.sent": "Enviada el {day}.",
  "give.not_sent": "Aún no enviada.",
  "give.text": "Enviar por texto al {ends}",
  "give.mail": "Enviar por correo a {to}",
  "give.ask": "El cliente acepta textos en el {ends}",
  "give.ask_title": "¿Podemos enviarle textos?",
  "give.ask_said":
    "“{company} envía textos a {name} al {mobile} sobre facturas y pagos. Puede tener costo. Con STOP " +
    "terminan.” Anótalo cuando haya dicho que sí.",
  "give.ask_do": "Aceptó",
  "give.how": "Cómo aceptó",
  "give.how_in_person": "En persona",
  "give.how_by_phone": "Por teléfono",
  "give.how_in_writing": "Por escrito",
  "give.agreed": "Guardado: {name} acepta textos.",
  "give.texted": "Guardado: {number} va por texto al {ends}.",
  "give.mailed": "Guardado: {number} va a {to}.",
  "give.stopped": "{ends} respondió STOP. Los textos solo vuelven si envía START.",
  "give.no_way": "Este cliente no tiene correo ni celular para enviársela.",
  "give.waits.notifications.allow_texts": "Que acepta textos se envía cuando haya señal.",
  "give.waits.notifications.text_invoice": "El texto sale cuando este teléfono lo haya enviado.",
  "give.waits.invoices.send_invoice": "El correo sale cuando este teléfono lo haya enviado.",
  "mutation.notifications.allow_texts": "Acepta textos",
  "mutation.notifications.text_invoice": "Factura por texto",
  "mutation.invoices.send_invoice": "Factura por correo",
  "refusal.notifications.no_mobile": "Este cliente no tiene celular.",
  "refusal.notifications.not_a_number":
    "Este celular no se puede marcar así. Uno de otro país empieza con +.",
  "refusal.notifications.no_consent": "Este cliente no ha aceptado textos. Pregunta y anótalo en el cliente.",
  "refusal.notifications.texts_stopped":
    "Este cliente respondió STOP. Solo él puede volver a empezar, enviando START a su número.",
  "refusal.notifications.ended_since":
    "Este cliente terminó los textos después de aceptarlos aquí. Pregúntale otra vez y anótalo de nuevo.",
  "refusal.notifications.no_way_to_pay":
    "Un texto necesita una forma de pagar en línea: permita tarjeta, banco o financiamiento.",
};
