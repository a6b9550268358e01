// Lo que la oficina dice de clientes, personas, ajustes y hojas de cálculo, en español.
export default {
  "refusal.identity.wrong_old_password": "Esa no es tu contraseña actual. No se cambió nada.",
  "refusal.customers.changed_meanwhile":
    "Otra persona cambió este cliente mientras escribías. Lo que escribiste sigue aquí; mira lo " +
    "nuevo y guarda otra vez.",
  "refusal.customers.merged_already": "Este cliente se unió a otro. Abre ese otro.",
  "refusal.customers.merged_into_itself": "Elige otro cliente para unirlos.",
  "refusal.customers.reason_missing": "Di por qué, para que otros lo entiendan después.",
  "refusal.customers.has_history":
    "Este cliente tiene trabajos, facturas o pagos y sigue en los libros. Archívalo o únelo a otro.",
  "refusal.settings.changed_meanwhile":
    "Otra persona cambió estos ajustes mientras escribías. Lo que escribiste sigue aquí; mira lo " +
    "nuevo y guarda otra vez.",
  "refusal.settings.tax_rates_unclear":
    "Da a cada impuesto un nombre propio, y elige como máximo uno para las líneas nuevas.",
};
