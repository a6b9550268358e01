// Lo que hay sobre una factura además de su dinero, en español.
export default {
  "concern.accepted": "Aceptada",
  "concern.accepted_by": "aceptada el {day} por {name}",
  "concern.question": "Pregunta",
  "concern.promised": "Prometida para el {day}",
  "concern.broken": "Prometida para el {day}, sin pagar",
  "concern.answer_by": "Responder hasta el {day}",
  "concern.taken_back": "Retirada por el banco el {day}",
  "concern.late": "En camino desde el {day}",
  "tip.with": "con una propina de {amount}",
  "tip.in_it": "{amount} de ello, la propina",
  "refund.is_done": "{amount} devueltos",
  "refund.is_asked": "{amount} en camino de vuelta",
  "refund.is_sent": "{amount} devueltos: {method}",
  "refund.is_failed": "{amount} no se pudieron devolver",
  "state.disputed": "En disputa",
};
