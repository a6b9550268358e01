// Lo que el teléfono dice de un código de pago, en español.
export default {
  "pay_code.show": "Mostrar código de pago",
  "pay_code.title": "Código de pago",
  "pay_code.name": "Código del enlace de pago de {number}",
  "pay_code.scan": "El cliente lo escanea y paga en su propio teléfono.",
  "pay_code.unsent": "La página del cliente pide {amount} hasta que este teléfono envíe lo que guarda.",
  "pay_code.learn": "Este teléfono se entera del pago cuando tenga señal.",
  "pay_code.watching": "Esperando el pago…",
  "pay_code.paid": "{number} está pagada.",
  "pay_code.on_its_way": "Un pago de {number} viene en camino desde el banco del cliente.",
  "pay_code.none": "No hay nada que pagar en {number}.",
  "pay_code.share": "Compartir enlace",
  "pay_code.copy": "Copiar enlace",
  "pay_code.copied": "El enlace está copiado.",
  "pay_code.share_text": "Factura {number}: {amount}",
  "pay_code.missing": "El código aún no está en este teléfono",
  "pay_code.missing_text": "Llega en cuanto haya señal y después funciona sin ella.",
};
