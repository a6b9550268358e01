// Cobrar en línea: de quién son las claves, si funcionan, y qué significa que se rechace una. En español.
export default {
  "payments.title": "Cobros en línea",
  "payments.about":
    "Los clientes pagan en la página de su factura. Sin una cuenta suya, una caja de pruebas incluida" +
    " simula cada forma de pago: no se mueve dinero.",
  "payments.sandbox":
    "La caja de pruebas recibe los pagos. Se puede probar todo y no se cobra a nadie.",
  "payments.elsewhere":
    "Los pagos nuevos van a la caja de pruebas: no se cobra a nadie. Lo que empezó en Stripe termina allí.",
  "payments.connect": "Conectar Stripe",
  "payments.how_key":
    "En Stripe, cree una clave restringida que pueda escribir Checkout Sessions y Refunds, y leer " +
    "Charges, Disputes y PaymentIntents. La clave se prueba antes de guardarse, se guarda sellada y " +
    "no se vuelve a mostrar.",
  "payments.key": "Clave secreta o restringida",
  "payments.key_help": "Empieza por rk_live_, rk_test_, sk_live_ o sk_test_.",
  "payments.secret": "Secreto de firma del webhook",
  "payments.secret_help":
    "Empieza por whsec_. Si se deja vacío, queda el guardado. Sin él, los pagos se descubren " +
    "preguntando: al principio en un minuto, después en horas.",
  "payments.webhook": "Dirección del webhook, para Stripe",
  "payments.webhook_help":
    "Regístrela en Stripe como webhook de los eventos checkout.session, payment_intent, charge y refund.",
  "payments.copy": "Copiar",
  "payments.copied": "Copiado.",
  "payments.try": "Probar la clave y guardarla",
  "payments.trying": "Probando la clave en Stripe…",
  "payments.connected": "Ahora Stripe recibe los pagos.",
  "payments.mode_test": "Clave de prueba",
  "payments.mode_live": "Clave real",
  "payments.test_is":
    "Con una clave de prueba los clientes pueden pulsarlo todo y no se mueve dinero.",
  "payments.taking": "Los pagos nuevos empiezan aquí",
  "payments.taking_is":
    "Apagado, lo que empezó aquí termina aquí, y los pagos nuevos van a la caja de pruebas.",
  "payments.under_way": { one: "Aquí hay 1 pago en curso.", other: "Aquí hay {count} pagos en curso." },
  "payments.no_webhook":
    "No hay secreto de firma guardado: los pagos se descubren preguntando, y eso tarda más.",
  "payments.change": "Cambiar las claves",
  "payments.remove": "Quitar las claves",
  "payments.remove_title": "¿Quitar las claves de Stripe?",
  "payments.remove_then":
    "Los pagos nuevos van a la caja de pruebas, donde no se cobra a nadie. Los pagos recibidos " +
    "quedan. Sus devoluciones se hacen entonces en Stripe.",
  "payments.removed": "Las claves se quitaron.",
  "payments.problem_key_refused":
    "Stripe ya no conoce esta clave. Un cliente que quería pagar no pudo. Introduzca una clave nueva.",
  "payments.problem_rights_missing":
    "Esta clave no puede hacer lo que los pagos necesitan. Un cliente que quería pagar no pudo. Dele " +
    "más permisos en Stripe o introduzca otra.",
  "payments.problem_refused":
    "Stripe rechazó un pago que un cliente quería hacer. Mire su cuenta en Stripe: puede tener un " +
    "límite o pedirle algo.",
  "payments.owner_only": "Solo el dueño pone las claves.",
  "payments.unread": "Ahora no se puede mostrar quién recibe los pagos: no hay conexión.",
  "payments.test_banner":
    "Pagos de prueba: los clientes pueden pulsarlo todo y no se mueve dinero.",
  "refusal.paypage.not_a_key": "Esto no parece una clave de Stripe. Empieza por rk_ o sk_.",
  "refusal.paypage.not_a_webhook_secret": "Esto no parece un secreto de firma. Empieza por whsec_.",
  "refusal.paypage.key_refused": "Stripe no conoce esta clave. No se cambió nada.",
  "refusal.paypage.rights_missing":
    "Stripe conoce esta clave, pero no puede hacer lo que los pagos necesitan: escribir Checkout " +
    "Sessions y Refunds, leer PaymentIntents. No se cambió nada.",
  "refusal.paypage.key_not_tried":
    "Stripe no responde ahora y la clave no se pudo probar. No se cambió nada. Inténtelo en un minuto.",
  "refusal.paypage.live_needs_https":
    "Una clave real cobra dinero de verdad, y los clientes llegan a este servidor sin https. " +
    "Configúrelo antes con https.",
  "refusal.paypage.currency_not_taken":
    "Stripe cuenta {currency} en otra unidad, así que aquí no se cobra en ella.",
  "refusal.paypage.not_connected": "Las claves ya se habían quitado.",
  "refusal.paypage.payments_under_way":
    "Hay {live_count} pagos en curso que necesitan estas claves. Apague los pagos nuevos y quite las " +
    "claves cuando terminen. Si una clave debe irse ya, cámbiela por otra.",
  "refund.by_card": "A la tarjeta",
  "refund.by_ach": "A la cuenta del banco",
  "refund.by_financing": "Al prestamista",
  "refund.by_processor_is":
    "El procesador lo devuelve por donde vino. Tarda unos días y suele quedarse con su comisión.",
  "refund.asked": "{amount} van de regreso.",
  "refund.do_ask": "Devolver {amount}",
  "decide.disputed": "{method} {amount}: el banco del cliente lo disputa.",
  "decide.refund_failed": "{amount} no se pudieron devolver por {method}. El dinero sigue aquí.",
  "decide.because_disputed":
    "Responda una vez, con sus pruebas, en el procesador. Es de {number}; hasta que el banco decida, " +
    "cuenta como pagado.",
  "decide.because_disputed_until":
    "Responda una vez, con sus pruebas, en el procesador hasta el {day}. Es de {number}; hasta que el" +
    " banco decida, cuenta como pagado.",
  "decide.because_refund_failed":
    "La devolución era de {number}. Devuélvala de otra forma o déjela a favor del cliente.",
  "decide.done_won": "{amount} se quedan: la disputa se ganó.",
  "decide.done_lost": "{amount} se fueron: la disputa se perdió.",
  "unapplied.disputed": "{amount} en disputa con el banco del cliente",
  "unapplied.refund_failed": "{amount} sin aplicar: no se pudo devolver",
  "refusal.payments.too_late_for_processor":
    "Un pago del banco se devuelve por el procesador durante {days} días. Devuélvalo de otra forma.",
  "refusal.payments.being_disputed": "El banco del cliente decide esto. Responda en el procesador.",
  "payments.play": "Simular lo que puede pasar",
  "payments.play_is":
    "Cada uno de los últimos pagos de prueba tiene una página donde se simula una disputa, un débito " +
    "devuelto o un éxito tardío.",
};
