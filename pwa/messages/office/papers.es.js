// Los documentos y el estado de cuenta en la oficina, en español.
export default {
  "statement.title": "El estado de cuenta del cliente",
  "statement.said":
    "Una página para todo el trabajo, siempre en la misma dirección: {customer} ve ahí lo acordado, " +
    "cada factura con su forma de pagar, todos los pagos y lo que queda.",
  "statement.copy": "Copiar enlace",
  "statement.copied": "Enlace copiado.",
  "statement.open": "Verlo",
  "statement.send": "Enviar",
  "statement.send_title": "Enviar el estado",
  "statement.send_to": "{name} recibe un correo en {to} con el enlace. No se pide nada que no se deba.",
  "statement.send_mail": "Enviar por correo",
  "statement.send_text": "Texto al {to}",
  "statement.sent": "El estado va en camino.",
  "refusal.statements.link_revoked": "El enlace fue revocado. Haz uno nuevo y envíalo.",
  "statement.revoke": "Revocar",
  "statement.revoke_title": "Revocar el enlace al estado de cuenta",
  "statement.revoke_then":
    "Desde entonces el enlace no abre nada, tampoco donde esté abierto ahora. Los enlaces de las " +
    "facturas no cambian.",
  "statement.revoke_do": "Revocar el enlace",
  "statement.keep": "Dejarlo",
  "statement.revoked": "El enlace está revocado.",
  "statement.is_revoked": "El enlace se revocó el {day}. No abre nada.",
  "statement.renew": "Crear un enlace nuevo",
  "statement.renewed": "Hay un enlace nuevo. El anterior ya no abre nada.",
  "statement.offline": "El enlace se muestra cuando haya señal.",
  "refusal.statements.nothing_received": "De este pago no queda nada para su trabajo; por eso no hay recibo.",
  "payment_do.picture": "Recibo como imagen",
  "receipt.send": "Enviar el recibo por correo",
  "receipt.send_title": "Enviar el recibo de {amount}",
  "receipt.send_to": "{name} recibe un correo en {to}: lo recibido, de qué factura y lo que queda.",
  "receipt.with": "Enviar un recibo a {to}",
  "payment_do.receipt": "Recibo (PDF)",
  "payment_do.payouts": "Transferencia al banco",
  "payment_do.payout_of": "{gateway}, {day}",
  "payment_do.no_payout": "Este pago aún no está en ninguna transferencia.",
  "paper.of": "{number} en PDF",
  "application.do": "Solicitud de pago",
  "application.title": "Solicitud de pago {number}",
  "application.about":
    "Un resumen del contrato y una hoja por partida: valor, facturado antes, este período, almacenado, " +
    "hasta hoy, saldo, retenido. En el estilo que conocen los contratistas generales.",
  "application.checked":
    "Antes de hacerla, sus cifras se comparan con el contrato, el libro y la solicitud anterior.",
  "application.take": "Descargar en PDF",
  "application.close": "Cerrar",
  "settings.e_invoices": "Facturas electrónicas",
  "settings.e_invoices_is":
    "Un programa también puede leer el PDF de una factura: lleva la misma como Factur-X (EN 16931). " +
    "También se descarga como UBL.",
  "settings.e_invoices_on": "Poner una factura electrónica en cada PDF",
  "settings.e_invoices_lacks":
    "Hacen falta tu ciudad, país y número fiscal de arriba, y la ciudad y el país de cada cliente.",
  "e_invoice.do": "Factura electrónica (XML)",
  "e_invoice.looking": "Revisando lo que dice la factura …",
  "e_invoice.away": "No se pudo consultar. No hay señal o el servidor no responde.",
  "e_invoice.again": "Intentar de nuevo",
  "e_invoice.take": "Descargar UBL",
  "e_invoice.lacks_company_country": "el país de tu dirección",
  "e_invoice.lacks_company_city": "la ciudad de tu dirección",
  "e_invoice.lacks_company_tax_number": "tu número fiscal",
  "e_invoice.lacks_customer_country": "el país de la dirección de facturación del cliente",
  "e_invoice.lacks_customer_city": "la ciudad de la dirección de facturación del cliente",
  "e_invoice.lacks_currency": "una moneda con dos decimales como máximo",
  "e_invoice.lacks_tax": "un impuesto igual a base por tasa: aquí se redondea sobre todo el trabajo",
  "e_invoice.lacks_draft": "un número: aún no está emitida",
  "e_invoice.lacks_ended": "algo que cobrar: está anulada o cancelada",
  "e_invoice.lacks_release": "trabajo propio: pide dinero retenido que ya se facturó",
  "e_invoice.lacks_not_kept": "sus palabras: se emitió antes de que se guardaran",
  "e_invoice.title_invoice": "Factura electrónica {number}",
  "e_invoice.title_credit": "Factura electrónica de la nota {number}",
  "e_invoice.ready_invoice": "El PDF de esta factura es un Factur-X: un programa también puede leerlo.",
  "e_invoice.ready_credit":
    "El PDF de esta nota de crédito es un Factur-X: un programa también puede leerlo.",
  "e_invoice.lacking_invoice": "No hay. La norma pide lo que la factura no decía al emitirse:",
  "e_invoice.lacking_credit": "No hay. La norma pide lo que no se decía al darla:",
  "peppol.ready_invoice": "Puede ir por Peppol: el archivo está listo para enviarse por tu punto de acceso.",
  "peppol.ready_credit": "Puede ir por Peppol: el archivo está listo para enviarse por tu punto de acceso.",
  "peppol.lacking_invoice": "Esta factura aún no puede ir por Peppol. Falta:",
  "peppol.lacking_credit": "Esta nota de crédito aún no puede ir por Peppol. Falta:",
  "peppol.lacking_file":
    "El archivo se puede descargar igual, en UBL según EN 16931. Cuando lo que falta esté " +
    "anotado, también estará listo para Peppol.",
  "peppol.lacks_company_electronic_address": "tu dirección electrónica (Ajustes, Peppol y cuenta bancaria)",
  "peppol.lacks_customer_electronic_address": "la dirección electrónica del cliente (en su página, Editar)",
  "peppol.lacks_reference":
    "por qué la ordena su contabilidad: una referencia del cliente o el número de pedido del trabajo",
  "peppol.lacks_bank_account": "tu cuenta bancaria (Ajustes, Peppol y cuenta bancaria)",
  "peppol.lacks_company_contact": "tu teléfono y correo (Ajustes), como pide Alemania",
  "peppol.lacks_company_postal_code": "tu calle y código postal (Ajustes)",
  "peppol.lacks_customer_postal_code":
    "la calle y el código postal de la dirección de facturación del cliente",
  "peppol.lacks_company_register":
    "tu número KVK u OIN como dirección electrónica, como piden los Países Bajos",
  "peppol.lacks_customer_register": "el número KVK u OIN del cliente como dirección electrónica",
  "peppol.lacks_company_vat_number":
    "tu número de IVA en la forma de tu país: SE y 12 cifras, o NO, 9 cifras y MVA",
  "peppol.lacks_tax_rates": "una tasa de Suecia: 25 %, 12 %, 6 % o ninguna",
  "peppol.lacks_country_rules": "lo que solo pide tu país: Stagebill aún no lo sabe",
  "peppol.address": "Dirección electrónica (Peppol)",
  "peppol.scheme": "Registro",
  "peppol.number": "Número",
  "peppol.no_scheme": "Ninguno",
  "peppol.own_help": "Con qué número te registró tu punto de acceso.",
  "peppol.their_help": "Con qué número está registrado el cliente; te lo dirá.",
  "peppol.buyer_reference": "Referencia del comprador",
  "peppol.buyer_reference_help":
    "Por qué ordena las facturas su contabilidad: un nombre, un departamento, un Leitweg-ID.",
  "peppol.reached_at": "En Peppol: {number} · {scheme}",
  "peppol.sorted_by": "Referencia del comprador: {reference}",
  "peppol.kind_company": "número de empresa",
  "peppol.kind_vat": "número de IVA",
  "peppol.kind_tax": "número fiscal",
  "peppol.kind_place": "GLN (de GS1)",
  "peppol.kind_duns": "D-U-N-S",
  "peppol.kind_lei": "código LEI",
  "peppol.kind_iban": "cuenta IBAN",
  "peppol.kind_office": "oficina pública",
  "peppol.kind_other": "otro registro",
  "settings.reached": "Peppol y cuenta bancaria",
  "settings.reached_is":
    "Cómo te encuentran los programas y las transferencias. La cuenta va en cada factura que se " +
    "emita desde ahora.",
  "settings.bank_account": "Cuenta bancaria",
  "settings.account_number": "IBAN o número de cuenta",
  "settings.account_help": "Los clientes la leen en sus facturas. Un IBAN se comprueba por si hay errores.",
  "settings.account_bic": "Código BIC",
  "settings.account_holder": "Titular de la cuenta",
  "customer.e_invoices": "Facturas electrónicas",
  "customer.e_invoices_help":
    "Para clientes que reciben facturas por Peppol: empresas y oficinas públicas de Europa y más allá.",
  "order.is": "Número de pedido: {number}",
  "order.add": "Añadir el número de pedido del cliente",
  "order.change": "Cambiar",
  "order.title": "El número de pedido del cliente",
  "order.number": "Número de pedido",
  "order.help": "Las facturas de este trabajo que se emitan desde ahora lo nombran.",
  "refusal.documents.no_e_invoice": "No hay factura electrónica: el registro no dice lo suficiente.",
  "refusal.documents.no_application":
    "Solo una factura emitida y no anulada puede ser una solicitud de pago.",
  "refusal.documents.does_not_tie.schedule":
    "No se hizo: las partidas suman {shown_minor} y el contrato {wanted_minor}.",
  "refusal.documents.does_not_tie.completed":
    "No se hizo: la hoja muestra {shown_minor} hasta hoy y las facturas suman {wanted_minor}.",
  "refusal.documents.does_not_tie.line_above":
    "No se hizo: «{line}» mostraría {shown_minor}, pero vale {wanted_minor}. Su precio cambió después " +
    "de facturarse.",
  "refusal.documents.does_not_tie.previous":
    "No se hizo: de «{line}» la última solicitud mostró {wanted_minor} hasta entonces; esta diría " +
    "{shown_minor} antes.",
  "refusal.documents.does_not_tie.certified":
    "No se hizo: las solicitudes anteriores pidieron {wanted_minor}; esta diría {shown_minor}.",
  "refusal.documents.does_not_tie.held":
    "No se hizo: las partidas retienen {shown_minor} y las facturas {wanted_minor}.",
  "refusal.documents.does_not_tie.due":
    "No se hizo: la hoja da {shown_minor} por pagar y la factura pide {wanted_minor}.",
  "refusal.documents.does_not_tie": "No se hizo: las cifras no cuadran ({shown_minor} y {wanted_minor}).",
  "settings.paper": "Tus documentos en este color, con tu logotipo",
  "settings.paper_alt": "Un documento inventado de este tipo, tal como se imprime",
  "settings.paper_kind": "Tipo de documento",
  "settings.paper_invoice": "Factura",
  "settings.paper_receipt": "Recibo",
  "settings.paper_statement": "Estado de cuenta",
  "settings.paper_credit_note": "Nota de crédito",
  "settings.paper_change_order": "Orden de cambio",
  "settings.paper_none": "Una muestra de tus documentos aparece cuando haya señal.",
};
