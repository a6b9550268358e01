// Lo que las pantallas dicen de los avisos, en español.
export default {
  "push.title": "Avisos",
  "push.why": "Entérate con la aplicación cerrada: un pago del cliente, un trabajo nuevo, algo sin enviar. " +
    "El navegador te pregunta una vez.",
  "push.turn_on": "Activar avisos",
  "push.turn_off": "Desactivar en este dispositivo",
  "push.says": "Un aviso nunca muestra nombres ni importes: otros pueden leer una pantalla bloqueada.",
  "push.unsupported": "Este navegador no puede mostrar avisos. Todo lo demás funciona sin ellos.",
  "push.install_first": "En un iPhone los avisos funcionan con Stagebill en la pantalla de inicio.",
  "push.denied": "Los avisos de Stagebill están bloqueados. Permítelos en los ajustes del navegador.",
  "push.turning_on": "Preguntando al navegador…",
  "push.no_service":
    "El servicio de avisos del navegador no responde. Quizá lo impide un cortafuegos, o este navegador no " +
    "tiene ninguno. Todo lo demás funciona sin él.",
  "push.look_again": "Mirar otra vez",
  "push.offline": "Los avisos se cambian cuando hay señal.",
  "push.failed": "No funcionó. Inténtalo de nuevo cuando haya señal.",
  "push.paid": "Pagada",
  "push.paid_is": "Un cliente pagó o un compañero cobró.",
  "push.decision": "Decisión",
  "push.decision_is": "Llegó dinero que aún no tiene sitio.",
  "push.assigned": "Trabajo nuevo",
  "push.assigned_is": "La oficina te puso en un trabajo.",
  "push.nudge": "Sin enviar",
  "push.nudge_is": "Este dispositivo guarda algo sin enviar desde hace horas.",
  "push.yes": "Sí",
  "push.no": "No",
};
