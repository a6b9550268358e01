// Lo que hay sobre una factura además de su dinero, en español.
export default {
  "concern.question": "Pregunta",
  "concern.promised": "Prometida para el {day}",
  "concern.broken": "Prometida para el {day}, sin pagar",
  "concern.disputed": "En disputa",
  "concern.disputed_until": "En disputa · responder hasta el {day}",
};
