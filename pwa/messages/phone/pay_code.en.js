// What the phone says of a pay code, in English.
export default {
  "pay_code.show": "Show pay code",
  "pay_code.title": "Pay code",
  "pay_code.name": "Code of the pay link of {number}",
  "pay_code.scan": "The customer scans this and pays on their own phone.",
  "pay_code.unsent": "The customer’s page asks for {amount} until this phone has sent what it holds.",
  "pay_code.learn": "This phone learns of the payment when it has signal.",
  "pay_code.watching": "Waiting for the payment…",
  "pay_code.paid": "{number} is paid.",
  "pay_code.on_its_way": "A payment of {number} is on its way from the customer’s bank.",
  "pay_code.none": "There is nothing to pay on {number}.",
  "pay_code.share": "Share link",
  "pay_code.copy": "Copy link",
  "pay_code.copied": "The link is copied.",
  "pay_code.share_text": "Invoice {number}: {amount}",
  "pay_code.missing": "The code is not on this phone yet",
  "pay_code.missing_text": "It is fetched as soon as there is signal, and then works without.",
};
