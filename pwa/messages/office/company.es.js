// Lo que la oficina dice de clientes, personas, ajustes y hojas de cálculo, en español.
export default {
  "refusal.spreadsheets.not_a_table":
    "Este archivo no es una tabla. Guárdalo como CSV en tu hoja de cálculo y elige ese archivo.",
  "refusal.spreadsheets.nothing_in_it": "No hay filas en este archivo bajo la línea de títulos.",
  "refusal.spreadsheets.too_many_rows":
    "Este archivo tiene más de 10.000 filas. Divídelo e importa las partes.",
  "refusal.spreadsheets.quotes_unbalanced":
    "Una comilla de la fila {row} no se cierra. Ciérrala en el archivo y elígelo otra vez.",
  "refusal.spreadsheets.unknown_column": "Elige cada significado para una sola columna.",
  "refusal.spreadsheets.column_missing": "Di qué es cada columna: falta algo que cada fila necesita.",
  "refusal.spreadsheets.not_a_figure": "No es un número como los escribe el resto del archivo.",
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
