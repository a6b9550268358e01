// Lo que dice la pantalla de este dispositivo, en español.
export default {
  "device.title": "Este dispositivo",
  "device.all_sent": "Todo está enviado.",
  "device.last_sync": "Al día desde {time}",
  "device.unsent": { one: "1 cosa sin enviar · {amount}", other: "{count} cosas sin enviar · {amount}" },
  "device.oldest": "La más antigua: {time}",
  "device.look_at_unsent": "Ver",
  "device.sync_now": "Buscar novedades",
  "device.not_persisted":
    "El navegador puede borrar lo guardado si falta espacio. Pídele que conserve lo de Stagebill.",
  "device.persist": "Conservar",
  "device.cleared":
    "El navegador borró lo guardado en este teléfono. Se repuso lo que estaba abierto en la app.",
  "device.ios": "En una pestaña, Safari puede borrar lo guardado tras una semana sin visitas.",
  "device.short_code": "Su código",
  "device.safe": "Se conserva",
  "device.space": "Espacio usado",
  "device.space_of": "{used} de {quota}",
  "device.installed": "En la pantalla de inicio",
  "device.version": "Versión",
  "device.others": "De otros, sin enviar",
  "device.unknown": "Sin datos",
  "device.yes": "Sí",
  "device.no": "No",
  "device.language": "Idioma",
  "device.signed_in_as": "Sesión",
  "device.synced": "Al día desde",
  "device.worker": "Guardada para usar sin señal",
  "device.no_worker": "aún nada",
  "device.install": "Pon Stagebill en la pantalla de inicio",
  "device.install_is": "Se abre como cualquier aplicación y el teléfono conserva lo que guarda.",
  "device.install_after":
    "Stagebill puede ir a la pantalla de inicio cuando todo esté enviado: allí empieza vacío, " +
    "y lo pendiente se quedaría aquí.",
  "device.ios_1": "Toca Compartir, debajo o al lado de la dirección.",
  "device.ios_2": "Elige «Agregar a inicio».",
  "device.ios_3": "Abre Stagebill desde la pantalla de inicio y entra allí.",
};
