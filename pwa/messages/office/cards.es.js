// What the office says of cards on file, in Spanish.
export default {
  "cards.title": "Tarjetas guardadas",
  "cards.keeps": "Los clientes pueden guardar una tarjeta",
  "cards.keeps_is":
    "Apagado, no se pregunta a nadie. Encendido, quien paga con tarjeta puede marcar que se guarde para " +
    "sus próximas facturas, y la oficina cobra en ella. La guarda el procesador; aquí no está su número. " +
    "Una clave restringida de Stripe debe entonces escribir también PaymentIntents, PaymentMethods y " +
    "Customers.",
  "cards.until": "hasta {month}",
  "cards.agreed_on": "Guardada el {day}",
  "cards.agreed": "Lo que aceptó {name}",
  "cards.remove": "Quitar",
  "cards.remove_title": "¿Quitar {card}?",
  "cards.remove_then":
    "Ya no se cobra nada en ella. {name} puede guardarla otra vez con su próximo pago con tarjeta.",
  "cards.removed": "Se quitó {card}.",
  "cards.charge": "Cobrar en {card}",
  "cards.charge_title": "¿Cobrar {number} en {card}?",
  "cards.charge_said":
    "Se toman ahora {amount}, todo lo que pide {number}. {name} lo aceptó el {day}. {receipt}",
  "cards.receipt_mail": "El recibo sale por correo, como con cualquier pago.",
  "cards.receipt_text": "El recibo sale por mensaje de texto.",
  "cards.receipt_none": "No le llega correo ni mensaje: avísale tú.",
  "cards.lender_open":
    "La solicitud de financiación del {day} está abierta en la financiera, y {name} puede estar con ella " +
    "ahora. Mientras tanto no se cobra en ninguna tarjeta.",
  "cards.lender_let_go":
    "La solicitud de financiación del {day} puede seguir abierta en la financiera. Pregunta antes a " +
    "{name}: si también se desembolsa, esta factura se paga dos veces.",
  "cards.charge_do": "Cobrar {amount}",
  "cards.which": "Qué tarjeta",
  "cards.none": "No hay ninguna tarjeta guardada en la que se pueda cobrar esta factura.",
  "cards.charging": "Se está preguntando al procesador…",
  "cards.charged": "Se cobraron {amount} en {card}.",
  "cards.unknown":
    "El procesador aún no contesta. Se le vuelve a preguntar solo hasta que diga qué pasó, y nada se cobra " +
    "dos veces. Puedes cerrar esto.",
  "cards.in_doubt":
    "Nadie aquí puede ya preguntar si esto se cobró: las claves del procesador son ahora de otra cuenta. " +
    "Míralo allí y dilo en «Decidir». Hasta entonces no se cobra nada.",
  "cards.failed": "No se cobró en {card}. No se tomó nada.",
  "cards.because_authentication_required": "El banco quiere que {name} confirme este pago; nadie más puede.",
  "cards.because_insufficient_funds": "El banco dice que no hay fondos suficientes.",
  "cards.because_expired_card": "El banco dice que la tarjeta venció.",
  "cards.because_declined": "El banco la rechazó y no dice más.",
  "cards.because_card_unknown": "El procesador ya no guarda esta tarjeta.",
  "cards.because_not_sent": "El procesador no lo tomó, así que no se preguntó a ningún banco.",
  "cards.then_link": "Envía el enlace de pago, para que {name} pueda pagar de otra forma.",
  "cards.send_link": "Enviar el enlace de pago",
  "cards.last_try": "Último intento: {day}.",
  "refusal.paypage.cards_not_kept": "Su empresa no guarda tarjetas ahora. Eso se enciende en los ajustes.",
  "refusal.paypage.card_gone": "Esta tarjeta se quitó, así que no se cobra en ella.",
  "refusal.paypage.of_another": "Esta tarjeta está guardada para otro cliente.",
  "refusal.paypage.card_elsewhere":
    "Esta tarjeta está en un procesador donde ahora no empiezan pagos, o que no acepta este monto.",
  "refusal.paypage.other_sum": "Ya se debe otra suma. Mírela de nuevo y luego cobre.",
};
