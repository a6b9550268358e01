// Cobrar en línea: de quién son las claves, si funcionan, y qué significa que se rechace una. En español.
export default {
  "payments.title": "Cobros en línea",
  "payments.about":
    "Los clientes pagan en la página de su factura. Sin una cuenta suya, una caja de pruebas incluida" +
    " simula cada forma de pago: no se mueve dinero.",
  "payments.sandbox":
    "La caja de pruebas recibe los pagos. Se puede probar todo y no se cobra a nadie.",
  "payments.elsewhere":
    "Los pagos nuevos van a la caja de pruebas: no se cobra a nadie. Lo que empezó en " +
    "{gateway} termina allí.",
  "payments.elsewhere_lender":
    "No se ofrece a los clientes. Lo que empezó en {gateway} termina allí.",
  "payments.connect_stripe": "Conectar Stripe",
  "payments.connect_wisetack": "Ofrecer pagos a plazos con Wisetack",
  "payments.how_key":
    "En Stripe, cree una clave restringida que pueda escribir Checkout Sessions y Refunds, y leer " +
    "Charges, Disputes y PaymentIntents; para ver las transferencias a tu banco, también Balance y " +
    "Payouts. La clave se prueba antes de guardarse, se guarda sellada y " +
    "no se vuelve a mostrar.",
  "payments.key": "Clave secreta o restringida",
  "payments.key_help": "Empieza por rk_live_, rk_test_, sk_live_ o sk_test_.",
  "payments.secret": "Secreto de firma del webhook",
  "payments.secret_help":
    "Empieza por whsec_. Si se deja vacío, queda el guardado; tras uno nuevo, el anterior " +
    "vale un día más. Sin él, los pagos se descubren preguntando: al principio en un minuto, " +
    "después en horas.",
  "payments.how_wisetack":
    "Wisetack da claves a sus socios: pídele un token de aplicación, su secreto y su número " +
    "de comercio. Los clientes podrán pagar a plazos entre $500.00 y $25,000.00. Wisetack le " +
    "paga, menos su comisión, cuando el cliente le confirma que el trabajo está hecho.",
  "payments.unverified": "Hecho según descripciones públicas; aún no verificado con Wisetack.",
  "payments.there":
    "Retirar una solicitud y devolver dinero se pide en las páginas de {gateway}: un " +
    "programa no puede. Lo devuelto se encuentra allí y se registra.",
  "payments.token": "Token de aplicación",
  "payments.token_help": "Empieza por ws_prod_ o ws_test_.",
  "payments.token_secret": "Secreto del token",
  "payments.merchant": "Número de comercio",
  "payments.merchant_help": "Cómo se llama tu empresa en Wisetack.",
  "payments.webhook": "Dirección del webhook, para {gateway}",
  "payments.webhook_help_stripe":
    "Regístrala en Stripe como webhook de los eventos checkout.session, payment_intent, charge, " +
    "refund y payout.",
  "payments.webhook_help_wisetack":
    "Dásela a Wisetack como dirección de sus webhooks, y a nadie más. Lo que llega ahí es " +
    "solo un aviso: se pregunta a Wisetack mismo. Sin ella, los pagos se descubren " +
    "preguntando, en unas horas.",
  "payments.copy": "Copiar",
  "payments.copied": "Copiado.",
  "payments.try": "Probar la clave y guardarla",
  "payments.trying": "Probando la clave en {gateway}…",
  "payments.connected": "Ahora {gateway} recibe los pagos.",
  "payments.mode_test": "Clave de prueba",
  "payments.mode_live": "Clave real",
  "payments.test_is":
    "Con una clave de prueba los clientes pueden pulsarlo todo y no se mueve dinero.",
  "payments.taking": "Los pagos nuevos empiezan aquí",
  "payments.taking_is":
    "Apagado, lo que empezó aquí termina aquí, y los pagos nuevos van a la caja de pruebas.",
  "payments.lending": "Los clientes pueden pagar a plazos aquí",
  "payments.taking_is_lender":
    "Se ofrece donde la factura lo permite y su importe está dentro de los límites. Apagado, " +
    "lo que empezó aquí termina aquí.",
  "payments.under_way": { one: "Aquí hay 1 pago en curso.", other: "Aquí hay {count} pagos en curso." },
  "payments.with_former_keys": {
    one: "1 de ellos empezó con otras claves de {gateway} y se pregunta por él con esas: déjalas válidas " +
      "allí hasta que termine.",
    other: "{count} de ellos empezaron con otras claves de {gateway} y se pregunta por ellos con esas: " +
      "déjalas válidas allí hasta que terminen.",
  },
  "payments.swap": {
    one: "Hay 1 pago o devolución en curso con las claves de ahora. Las de otra cuenta no lo conocen: " +
      "mejor espera a que termine. Si no, deja las de ahora válidas en {gateway}, porque con ellas se " +
      "pregunta.",
    other: "Hay {count} pagos y devoluciones en curso con las claves de ahora. Las de otra cuenta no los " +
      "conocen: mejor espera a que terminen. Si no, deja las de ahora válidas en {gateway}, porque con " +
      "ellas se pregunta.",
  },
  "payments.no_webhook":
    "No hay secreto de firma guardado: los pagos se descubren preguntando, y eso tarda más.",
  "payments.payouts_barred":
    "Esta clave no puede leer las transferencias al banco, así que ese informe queda vacío. Los cobros no " +
    "cambian. En {gateway}, dale a la clave permiso para leer Balance y Payouts, y vuelve a ponerla aquí.",
  "payments.old_secret":
    "El secreto de firma se cambió. Lo firmado con el anterior se acepta hasta el {when}.",
  "payments.change": "Cambiar las claves",
  "payments.remove": "Quitar las claves",
  "payments.remove_title": "¿Quitar las claves de {gateway}?",
  "payments.remove_then_processor":
    "Los pagos nuevos van a la caja de pruebas, donde no se cobra a nadie. Los pagos " +
    "recibidos quedan. Sus devoluciones se hacen entonces en {gateway}.",
  "payments.remove_then_lender":
    "Ya no se ofrece a los clientes pagar a plazos con {gateway}. Los pagos recibidos " +
    "quedan. Lo que pague por solicitudes aún abiertas ya no se encuentra solo.",
  "payments.removed": "Las claves se quitaron.",
  "payments.problem_key_refused":
    "{gateway} ya no conoce esta clave. Un cliente que quería pagar no pudo. Introduce una " +
    "clave nueva.",
  "payments.problem_rights_missing":
    "Esta clave no puede hacer lo que los pagos necesitan. Un cliente que quería pagar no " +
    "pudo. Dele más permisos en {gateway} o introduzca otra.",
  "payments.problem_refused":
    "{gateway} rechazó un pago que un cliente quería hacer. Mira tu cuenta allí: puede tener " +
    "un límite o pedirte algo.",
  "payments.owner_only": "Solo el dueño pone las claves.",
  "payments.unread": "Ahora no se puede mostrar quién recibe los pagos: no hay conexión.",
  "payments.test_banner":
    "Pagos de prueba: los clientes pueden pulsarlo todo y no se mueve dinero.",
  "refusal.paypage.not_a_key": "Esto no parece una clave de {gateway}.",
  "refusal.paypage.not_a_webhook_secret": "Esto no parece un secreto de firma. Empieza por whsec_.",
  "refusal.paypage.key_refused": "{gateway} no conoce esta clave. No se cambió nada.",
  "refusal.paypage.rights_missing":
    "{gateway} conoce esta clave, pero no puede hacer lo que los pagos necesitan. No se " +
    "cambió nada. Encima de los campos está qué permisos hacen falta.",
  "refusal.paypage.key_not_tried":
    "{gateway} no responde ahora y la clave no se pudo probar. No se cambió nada. Inténtalo " +
    "en un minuto.",
  "refusal.paypage.live_needs_https":
    "Una clave real cobra dinero de verdad, y los clientes llegan a este servidor sin https. " +
    "Configúrelo antes con https.",
  "refusal.paypage.currency_not_taken":
    "{gateway} no acepta {currency} como se cuenta aquí, así que no se cobra en ella.",
  "refusal.paypage.not_connected": "Las claves ya se habían quitado.",
  "refusal.paypage.payments_under_way":
    "Hay {live_count} pagos en curso que necesitan estas claves. Apague los pagos nuevos y quite las " +
    "claves cuando terminen. Si una clave debe irse ya, cámbiela por otra.",
  "refund.at_most": "Como máximo se devuelven {amount} de ahí.",
  "refund.tip_only": "Solo la propina · {amount}",
  "refund.with_tip": "Devolver también la propina de {amount}",
  "refund.then_tip": "También se devuelve la propina de {amount}.",
  "refund.then_tip_only": "Se devuelven al cliente {amount} de la propina. El pago queda como está.",
  "refusal.payments.more_than_tip": "De la propina se pueden devolver como máximo {tip_left_minor}.",
  "refund.surcharge_only": "Solo el recargo por tarjeta · {amount}",
  "refund.then_surcharge": "También se devuelve el recargo por tarjeta de {amount}.",
  "refund.then_surcharge_only":
    "Se devuelven al cliente {amount} del recargo por tarjeta. El pago queda como está.",
  "refusal.payments.not_the_surcharge":
    "Del recargo por tarjeta se devuelven como mínimo {least_minor} y como máximo {surcharge_left_minor}.",
  "refusal.payments.nothing_given": "Di cuánto se devuelve.",
  "refund.by_card": "A la tarjeta",
  "refund.by_ach": "A la cuenta del banco",
  "refund.by_financing": "Al prestamista",
  "refund.by_processor_is":
    "El procesador lo devuelve por donde vino. Tarda unos días y suele quedarse con su comisión.",
  "refund.asked": "{amount} van de regreso.",
  "refund.do_ask": "Devolver {amount}",
  "decide.disputed": "{method} {amount}: el banco del cliente lo disputa.",
  "decide.refund_failed": "{amount} no se pudieron devolver por {by}. El dinero sigue aquí.",
  "decide.tip_refund_failed":
    "{amount} de una propina no se pudieron devolver por {by}. Siguen siendo del equipo.",
  "decide.because_tip_refund_failed":
    "Llegó con el pago de {number}, que queda como está. Inténtalo de nuevo, devuélvela de otra forma o " +
    "déjala al equipo.",
  "decide.because_tip_refund_failed_keys":
    "Las claves se quitaron antes de enviarla. Mira primero en el procesador si salió; después devuélvela " +
    "de otra forma o déjala al equipo.",
  "decide.surcharge_refund_failed":
    "{amount} de recargo por tarjeta no se pudieron devolver por {by}.",
  "decide.because_surcharge_refund_failed":
    "Llegó con el pago de {number}, que queda como está. Las redes de tarjetas exigen devolverlo si era " +
    "de débito o prepago: inténtalo de nuevo o devuélvelo de otra forma.",
  "decide.because_surcharge_refund_failed_keys":
    "Las claves se quitaron antes de enviarlo. Mira primero en el procesador si salió; después devuélvelo " +
    "de otra forma o quédatelo.",
  "decide.keep_surcharge": "Quedarse {amount} de recargo",
  "decide.done_keep_surcharge": "{amount} de recargo por tarjeta · se quedan",
  "refusal.payments.surcharge_on_no_invoice":
    "Un recargo por tarjeta va aparte de lo que se debe. Se devuelve o se queda; ninguna factura lo recibe.",
  "decide.keep_tip": "Dejar {amount} al equipo",
  "decide.done_keep_tip": "{amount} de una propina · se quedan con el equipo",
  "refusal.payments.tip_on_no_invoice":
    "Una propina es del equipo. Se devuelve al cliente o se queda con ellos; ninguna factura la recibe.",
  "decide.because_disputed":
    "Responde una vez, con tus pruebas, en el procesador. Es de {number}; hasta que el banco decida, " +
    "cuenta como pagado.",
  "decide.because_disputed_until":
    "Responde una vez, con tus pruebas, en el procesador hasta el {day}. Es de {number}; hasta que el" +
    " banco decida, cuenta como pagado.",
  "decide.dispute_unknown":
    "Motivo del banco: el cliente no reconoce este pago. Pruebas que ayudan: la factura, su aprobación " +
    "con nombre y día, fotos, tus mensajes.",
  "decide.dispute_work":
    "Motivo del banco: el trabajo no se hizo, o no como se acordó. Pruebas que ayudan: fotos, visitas, " +
    "la etapa que el cliente aceptó.",
  "decide.dispute_duplicate":
    "Motivo del banco: se pagó dos veces. Pruebas que ayudan: las dos facturas y los dos recibos.",
  "decide.dispute_refund":
    "Motivo del banco: el cliente espera una devolución. Pruebas que ayudan: la nota de crédito, o lo " +
    "que se acordó sobre ella.",
  "decide.dispute_other": "Motivo del banco, como lo dice el procesador: {reason}.",
  "decide.because_refund_failed":
    "La devolución era de {number}. Devuélvela de otra forma o déjala a favor del cliente.",
  "decide.dispute_won": "{amount} por {by} volvieron: al final se ganó la disputa.",
  "decide.because_dispute_won":
    "El banco lo había quitado de {number} y lo devolvió tras la apelación. Aplícalo otra vez a una " +
    "factura o déjalo a favor del cliente.",
  "decide.done_won": "{amount} se quedan: la disputa se ganó.",
  "decide.done_lost": "{amount} se fueron: la disputa se perdió.",
  "unapplied.disputed": "{amount} en disputa con el banco del cliente",
  "unapplied.dispute_won": "{amount} sin aplicar: volvieron al ganarse la disputa",
  "unapplied.tip_refund_failed": "{amount} de propina sin devolver: falló",
  "unapplied.surcharge_refund_failed": "{amount} de recargo por tarjeta sin devolver: falló",
  "unapplied.refund_failed": "{amount} sin aplicar: no se pudo devolver",
  "refusal.payments.too_late_for_processor":
    "Un pago del banco se devuelve por el procesador durante {days} días. Devuélvelo de otra forma.",
  "refusal.payments.refund_is_made_there":
    "{gateway} no deja que un programa devuelva dinero. Pídelo en sus páginas: allí se " +
    "encuentra y se registra. O devuélvelo de otra forma.",
  "refusal.payments.being_disputed": "El banco del cliente decide esto. Responde en el procesador.",
  "payments.play": "Simular lo que puede pasar",
  "payments.play_is":
    "Cada uno de los últimos pagos de prueba tiene una página donde se simula una disputa, un débito " +
    "devuelto o un éxito tardío.",
};
