// Lo que la oficina dice de clientes, personas, ajustes y hojas de cálculo, en español.
export default {
  "settings.checklist": "Qué hay que comprobar",
  "settings.checklist_is":
    "Los técnicos lo marcan en cada visita, también sin señal. Una visita toma la lista como está al " +
    "planearla.",
  "settings.checklist_help": "Una línea por punto, hasta 30.",
  "refusal.settings.not_a_picture": "Elige una imagen para el logotipo: PNG, JPEG o WebP.",
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
    "Este cliente tiene trabajos, facturas, pagos o una respuesta sobre textos, que se conservan. " +
    "Archívalo o únelo a otro.",
  "refusal.settings.changed_meanwhile":
    "Otra persona cambió estos ajustes mientras escribías. Lo que escribiste sigue aquí; mira lo " +
    "nuevo y guarda otra vez.",
  "refusal.settings.tax_rates_unclear":
    "Da a cada impuesto un nombre propio, y elige como máximo uno para las líneas nuevas.",
  "settings.company_is":
    "Los clientes lo leen en la página de pago, en el correo y en los documentos, desde la próxima " +
    "vez que miren. Lo impreso en facturas emitidas no cambia.",
  "settings.legal_name": "Razón social",
  "settings.legal_name_help": "Si es distinta del nombre que conocen los clientes.",
  "settings.website": "Sitio web",
  "settings.tax_number": "Número fiscal",
  "settings.accent": "Color",
  "settings.accent_is": "Lo llevan los botones y la barra de las páginas de tus clientes.",
  "settings.pay_button": "Pagar $1,000.00",
  "settings.accent_none": "Sin color propio",
  "settings.accent_corrected":
    "Se aclara u oscurece donde costaría leerlo; así lo ven los clientes, de día y de noche.",
  "settings.taxes": "Impuestos",
  "settings.taxes_is": "Para elegir en líneas nuevas. Las líneas escritas conservan su tasa.",
  "settings.no_taxes": "Aún no hay tasas: las líneas se escriben con su porcentaje.",
  "settings.tax_name": "Nombre",
  "settings.tax_percent": "Por ciento",
  "settings.tax_remove": "Quitar {name}",
  "settings.tax_default": "Las líneas nuevas empiezan con ella",
  "settings.tax_add": "Añadir una tasa",
  "settings.texts": "Tus propias palabras",
  "settings.texts_is":
    "Para facturas nuevas y el correo desde ahora. Donde un idioma está vacío se usa otro.",
  "settings.text_invoice_message": "Mensaje en una factura nueva",
  "settings.text_invoice_message_is":
    "Aparece en el formulario al hacer una factura y se puede cambiar allí.",
  "settings.text_mail_greeting": "Saludo en el correo",
  "settings.text_mail_greeting_is": "Debajo de «Hola», en lugar de nuestra frase.",
  "settings.text_receipt_footer": "Al pie de un recibo",
  "settings.text_receipt_footer_is": "Un gracias, una garantía, cómo dejar una reseña.",
  "settings.defaults_is": "Solo facturas nuevas. Nada de lo emitido cambia.",
  "settings.stages_is":
    "Solo trabajos nuevos. Un trabajo conserva la forma con que se hizo y se sigue facturando así.",
  "preview.title": "Así lo ve tu cliente",
  "preview.stage": "Etapa 1 de 2",
  "preview.technicians": "Técnicos",
  "preview.technician": "Luis Ortega",
  "preview.line_one": "Azulejos del baño",
  "preview.line_two": "Mano de obra",
  "preview.pay_card": "Pagar con tarjeta",
  "preview.pay_ach": "Pagar con cuenta bancaria",
  "preview.pay_financing": "Pagar a plazos",
  "preview.pay_part": "Pagar otra cantidad",
  "preview.pay_tip": "Agregar una propina",
  "surcharge.title": "Recargo por tarjeta",
  "surcharge.is": "Apagado hasta que pongas un porcentaje. La tarjeta de crédito lo suma al pago en línea.",
  "surcharge.rule_notice": "Avisa por escrito a tu procesador 30 días antes, y también a Mastercard.",
  "surcharge.rule_shown": "El cliente ve porcentaje e importe antes de pagar y en su recibo.",
  "surcharge.rule_credit":
    "Solo tarjetas de crédito. Lo que pagó una de débito o prepago se devuelve al momento, sin hacer nada.",
  "surcharge.rule_cost": "Nunca más de lo que te cuesta la tarjeta ni del 3 %. Las propinas no lo llevan.",
  "surcharge.rule_refund": "Un reembolso devuelve de él tanto como del pago.",
  "surcharge.rule_law":
    "Algunos estados lo prohíben o limitan. La lista no es asesoría legal: pregunta a un abogado.",
  "surcharge.percent": "Porcentaje",
  "surcharge.percent_help": "Vacío para ninguno. Como máximo 3, por ejemplo 2.9.",
  "surcharge.percent_wrong": "Un porcentaje de 3 como máximo, por ejemplo 2.9.",
  "surcharge.not_in": "Estados sin recargo",
  "surcharge.not_in_help":
    "Dos letras cada uno. Cuenta la dirección del trabajo y también la de facturación. Sin un estado " +
    "conocido no se suma nada.",
  "refusal.settings.surcharge_not_here": "El recargo por tarjeta es para empresas que facturan en dólares.",
  "settings.tips": "Propinas sugeridas",
  "settings.tips_help": "Porcentaje de lo que se paga, sin la propina.",
  "settings.tip_place": "Propina {place}",
  "settings.tip_wrong": "Un porcentaje de 1 a 50, por ejemplo 15.",
  "refusal.settings.same_tip_twice": "Las tres propinas sugeridas son tres distintas.",
  "me.change_password": "Cambiar contraseña",
  "me.password_changed": "La contraseña se cambió.",
  "me.old_password": "Contraseña actual",
  "me.old_password_help": "Déjala vacía si siempre entraste con un enlace.",
  "me.new_password": "Contraseña nueva",
  "me.password_then":
    "Se cierra la sesión en todos tus otros dispositivos y navegadores. Lo que no han enviado sigue " +
    "en ellos.",
  "me.signed_in": "Dónde tienes la sesión abierta",
  "me.browser": "Navegador",
  "me.script": "Programa (token)",
  "me.since": "desde {since} · último uso {used}",
  "me.here": "Aquí",
  "me.end": "Cerrar sesión",
  "me.end_others": "Cerrar sesión en los demás",
  "weekly.title": "Correo semanal",
  "weekly.is":
    "Cada lunes por la mañana: lo que entró la semana pasada, lo vencido y lo que espera tu " +
    "respuesta, cada cosa con su enlace.",
  "weekly.on": "Enviarme el correo semanal",
  "weekly.next": "El próximo va a {to} el {day}. En una semana sin nada que contar no se envía.",
  "weekly.would_go": "Iría a {to}, por primera vez el {day}.",
  "weekly.preview": "Ver un ejemplo",
  "weekly.offer": "Puedes recibir estas cifras por correo cada lunes.",
  "weekly.offer_link": "Correo semanal",
  "settings.logo": "Logotipo",
  "settings.logo_is":
    "Los clientes la ven en la página de pago, en los recibos, en el correo y en papel. El correo ya " +
    "enviado conserva la que tenía.",
  "settings.logo_choose": "Elegir una imagen",
  "settings.logo_change": "Elegir otra imagen",
  "settings.logo_help": "PNG, JPEG o WebP, como máximo 1 MB. No se acepta SVG.",
  "settings.logo_remove": "Quitar el logotipo",
  "refusal.settings.logo_too_large": "La imagen pesa más de 1 MB. Hazla más pequeña y elígela otra vez.",
};
