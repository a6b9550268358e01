// Lo que dice la pantalla de este dispositivo, en español.
export default {
  "device.title": "Este teléfono",
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
  "device.ios":
    "En un iPhone, agrega Stagebill a la pantalla de inicio (Compartir, luego «Agregar a inicio») " +
    "con todo enviado. " +
    "En una pestaña, Safari puede borrar lo guardado tras una semana sin visitas.",
  "device.short_code": "Teléfono",
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
};
