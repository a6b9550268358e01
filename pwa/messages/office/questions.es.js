// Lo que los clientes preguntan sobre sus facturas, en español.
export default {
  "questions.title": { one: "Un cliente pregunta", other: "{count} preguntas de clientes" },
  "questions.is": "Mientras una pregunta está abierta, no se envían recordatorios de su factura.",
  "questions.offline": {
    one: "Espera 1 pregunta. Se muestra cuando haya señal.",
    other: "Esperan {count} preguntas. Se muestran cuando haya señal.",
  },
  "questions.about": "{name} pregunta sobre {number}",
  "questions.answer": "Tu respuesta",
  "questions.answer_help": "Sale por correo y queda en la página del cliente.",
  "questions.do_answer": "Enviar la respuesta",
  "questions.credit": { one: "Abonar esta línea…", other: "Abonar estas líneas…" },
  "questions.credit_part": "Abonar una parte…",
  "questions.credit_then": "Responde la pregunta: por correo y en la página del cliente.",
  "questions.do_close": "Cerrar sin responder",
  "questions.answered": "Respondida. {name} la recibe por correo.",
  "questions.closed": "Cerrada. Los recordatorios siguen.",
  "settings.index": "Partes de los ajustes",
  "payouts.back_title": "Una transferencia fue devuelta",
  "payouts.back": "Tu banco devolvió una transferencia de {amount} de {gateway} que debía llegar el {day}. " +
    "Revisa la cuenta bancaria que diste allí.",
  "set_back.title": "Pagos que fallaron o fueron retirados",
  "set_back.is":
    "Estas facturas vuelven a deberse: un pago bancario falló o fue devuelto, y se avisa al cliente por " +
    "correo, o se perdió una disputa. Habla con el cliente; con un pago nuevo, esto desaparece.",
  "stuck.title": "Pagos bancarios que no llegan",
  "stuck.is":
    "Un pago bancario tarda unos días. Estos llevan más de {count} en camino: revisa el procesador o" +
    " pregunta al cliente.",
  "in_doubt.title": "No se sabe si se pagó",
  "in_doubt.is":
    "Las claves del procesador se cambiaron mientras estos pagos estaban en curso. Las de entonces ya no " +
    "sirven y las de ahora son de otra cuenta: nadie aquí puede preguntar. Hasta que lo digas, " +
    "no se cobra nada.",
  "in_doubt.head": "{amount} por {number} · {name}",
  "in_doubt.look":
    "Revisa la cuenta del procesador del {day}: ¿tomó {amount}? Si vuelves a escribir las claves de esa " +
    "cuenta, se pregunta solo.",
  "in_doubt.taken": "Sí se tomó: registrarlo",
  "in_doubt.not_taken": "No se tomó",
  "in_doubt.recorded": "Se registraron {amount} por {number}.",
  "in_doubt.ended": "{number} se puede pagar de nuevo.",
  "refusal.paypage.nothing_in_doubt": "Ya se sabe qué pasó con este pago.",
  "decide.because_refund_failed_keys":
    "Las claves del procesador se quitaron antes de que dijera si el dinero de {number} fue " +
    "devuelto. Revisa primero tu cuenta allí: lo que sí se devolvió, regístralo como devuelto; lo " +
    "que no, devuélvelo de otra forma o guárdalo como saldo.",
  "hold.by_question": "Hay una pregunta abierta. Respóndela o ciérrala y los recordatorios siguen.",
  "hold.by_dispute": "Hay dinero en disputa. Los recordatorios esperan la decisión del banco.",
  "hold.customer_title": "Recordatorios a {name}",
  "hold.customer_all": "Recordatorios",
  "hold.customer_next": "El próximo sale el {day}, por {amount}.",
  "hold.customer_none": "No hay ninguno previsto en las próximas semanas.",
  "hold.customer_held": "No se envían recordatorios a {name}.",
  "hold.customer_do": "Detener todos…",
  "messages.what_mail_answer": "Respuesta",
  "refusal.questions.nothing_asked": "Escribe lo que se pregunta.",
  "refusal.questions.nothing_to_ask_about":
    "Esta factura está anulada o no se emitió; no hay nada que preguntar.",
  "refusal.questions.too_many_open":
    "Ya esperan {open_max} preguntas sobre esta factura. Responde o cierra alguna primero.",
  "refusal.questions.no_such_line": "Una línea cuestionada ya no está en la factura.",
  "refusal.questions.approval_not_asked": "Esta factura no pide al cliente que acepte la etapa.",
  "refusal.questions.name_missing": "Escribe el nombre de quien acepta la etapa.",
  "refusal.questions.already_accepted": "Esta etapa ya está aceptada.",
  "refusal.questions.still_questioned": "Hay una línea cuestionada. Respóndela primero.",
  "refusal.questions.already_ended": "Alguien ya respondió o cerró esta pregunta.",
  "refusal.questions.answer_missing": "Escribe una respuesta o cierra la pregunta sin ella.",
  "refusal.notifications.promise_too_far": "El cliente nombra un día de los próximos {days_max} días.",
  "refusal.notifications.nothing_to_promise": "Se promete un día de una factura enviada que aún se debe.",
  "refusal.notifications.held_otherwise": "Los recordatorios están detenidos por otro motivo.",
};
