// What the office says of cards on file, in English.
export default {
  "cards.title": "Cards on file",
  "cards.keeps": "Customers may keep a card on file",
  "cards.keeps_is":
    "Off, nobody is asked. On, whoever pays by card can tick that it is kept for their next invoices, and " +
    "the office charges it then. The processor keeps the card; no number of it is ever here. A restricted " +
    "key of Stripe then also has to write PaymentIntents, PaymentMethods and Customers.",
  "cards.until": "until {month}",
  "cards.agreed_on": "Kept on {day}",
  "cards.agreed": "What {name} agreed to",
  "cards.remove": "Remove",
  "cards.remove_title": "Remove {card}?",
  "cards.remove_then":
    "Nothing is charged to it any more. {name} can keep it again with their next payment by card.",
  "cards.removed": "{card} is removed.",
  "cards.charge": "Charge {card}",
  "cards.charge_title": "Charge {card} for {number}?",
  "cards.charge_said":
    "{amount} is taken now, all that {number} asks for. {name} agreed to this on {day}. {receipt}",
  "cards.receipt_mail": "A receipt goes out by mail, as for any payment.",
  "cards.receipt_text": "A receipt goes out as a text message.",
  "cards.receipt_none": "No mail or text reaches them, so please tell them yourself.",
  "cards.lender_open":
    "The financing application of {day} is open at the lender, and {name} may be completing it right now. " +
    "Until that ends, no card is charged.",
  "cards.lender_let_go":
    "The financing application of {day} may still be open at the lender. Ask {name} first: if the lender " +
    "pays too, this invoice is paid twice.",
  "cards.charge_do": "Charge {amount}",
  "cards.which": "Which card",
  "cards.none": "There is no card on file that can be charged for this invoice.",
  "cards.charging": "The processor is asked…",
  "cards.charged": "{amount} was charged to {card}.",
  "cards.unknown":
    "The processor has not answered yet. It is asked again by itself until it says what became of it, and " +
    "nothing is charged twice. You can close this.",
  "cards.in_doubt":
    "Nobody here can check any more whether this was charged: the processor’s keys now belong to another " +
    "account. Look there, then say what happened under “Decide”. Until then nothing is charged.",
  "cards.failed": "{card} was not charged. Nothing was taken.",
  "cards.because_authentication_required":
    "The bank wants {name} to confirm this payment, which only they can.",
  "cards.because_insufficient_funds": "The bank says that there is not enough money.",
  "cards.because_expired_card": "The bank says that the card has expired.",
  "cards.because_declined": "The bank declined it and says no more than that.",
  "cards.because_card_unknown": "The processor does not keep this card any more.",
  "cards.because_not_sent": "The processor did not take it up, so no bank was asked.",
  "cards.then_link": "Send the pay link, so that {name} can pay it another way.",
  "cards.send_link": "Send the pay link",
  "cards.last_try": "Last try: {day}.",
  "refusal.paypage.cards_not_kept":
    "Your company keeps no cards on file now. That is switched on in the settings.",
  "refusal.paypage.card_gone": "This card was removed, so it is not charged.",
  "refusal.paypage.of_another": "This card is on file for another customer.",
  "refusal.paypage.card_elsewhere":
    "This card is kept at a processor where no new payments start now, or that does not take this sum.",
  "refusal.paypage.other_sum": "Another sum is due by now. Look at it again, then charge.",
};
