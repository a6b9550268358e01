// Taking online payments: whose keys they are, whether they work, and what a refused key means. In English.
export default {
  "payments.title": "Taking payments",
  "payments.about":
    "Customers pay on their invoice’s page. Until you connect an account, a built-in sandbox plays every " +
    "way to pay: no money moves.",
  "payments.sandbox": "The sandbox takes payments. Everything can be tried, and nobody is charged.",
  "payments.elsewhere":
    "New payments start at the sandbox: nobody is charged. Those begun at {gateway} finish there.",
  "payments.elsewhere_lender": "Customers are not offered it. Applications begun at {gateway} finish there.",
  "payments.connect_stripe": "Connect Stripe",
  "payments.connect_wisetack": "Offer payment over time with Wisetack",
  "payments.how_key":
    "In Stripe, make a restricted key that may write Checkout Sessions and Refunds, and read Charges, " +
    "Disputes and PaymentIntents; to see payouts to your bank, Balance and Payouts, too. The key is tested " +
    "before it is saved, is stored encrypted, and is never shown again.",
  "payments.key": "Secret or restricted key",
  "payments.key_help": "It begins with rk_live_, rk_test_, sk_live_ or sk_test_.",
  "payments.secret": "Signing secret of the webhook",
  "payments.secret_help":
    "It starts with whsec_. Leave it empty to keep the stored one; when you enter a new one, the old one " +
    "is accepted for one more day. Without one, payments are found by asking: within a minute at first, " +
    "later within hours.",
  "payments.how_wisetack":
    "Wisetack gives keys to partners: ask it for an application token, its secret, and your " +
    "merchant id. Customers may then pay sums from $500.00 to $25,000.00 over time. Wisetack " +
    "pays you, less its fee, once the customer has told it that the work is done.",
  "payments.unverified": "Built from public descriptions, not yet verified against Wisetack.",
  "payments.there":
    "Withdraw an application or give money back on {gateway}’s own pages: a program cannot. Money given " +
    "back there is found and recorded here.",
  "payments.token": "Application token",
  "payments.token_help": "It begins with ws_prod_ or ws_test_.",
  "payments.token_secret": "Secret of the token",
  "payments.merchant": "Merchant id",
  "payments.merchant_help": "Wisetack’s id for your company.",
  "payments.webhook": "Webhook address, for {gateway}",
  "payments.webhook_help_stripe":
    "Enter it in Stripe as a webhook for checkout.session, payment_intent, charge, refund and payout " +
    "events.",
  "payments.webhook_help_wisetack":
    "Give it to Wisetack as the address for its webhooks, and to nobody else. What arrives there is only a " +
    "hint: Wisetack itself is then asked. Without it, payments are found by asking, which takes a few " +
    "hours.",
  "payments.copy": "Copy",
  "payments.copied": "Copied.",
  "payments.try": "Test the key and save it",
  "payments.trying": "Testing the key at {gateway}…",
  "payments.connected": "{gateway} takes payments now.",
  "payments.mode_test": "Test key",
  "payments.mode_live": "Live key",
  "payments.test_is": "With a test key customers can try everything, and no money moves.",
  "payments.taking": "New payments start here",
  "payments.taking_is": "When off, payments begun here finish here, and new ones go to the sandbox.",
  "payments.lending": "Customers may pay over time here",
  "payments.taking_is_lender":
    "Offered where an invoice allows it and its sum is within the limits. When off, applications begun " +
    "here finish here.",
  "payments.under_way": {
    one: "1 payment is under way here.",
    other: "{count} payments are under way here.",
  },
  "payments.with_former_keys": {
    one: "1 of them was started with earlier keys of {gateway}, which are still used to check on it: keep " +
      "those keys valid there until it has ended.",
    other: "{count} of them were started with earlier keys of {gateway}, which are still used to check on " +
      "them: keep those keys valid there until they have ended.",
  },
  "payments.swap": {
    one: "1 payment or refund is in progress with the current keys. Keys of another account cannot see it, " +
      "so it is better to wait until it has ended. Otherwise keep the current keys valid at {gateway}: " +
      "they are used to check on it.",
    other: "{count} payments and refunds are in progress with the current keys. Keys of another account " +
      "cannot see them, so it is better to wait until they have ended. Otherwise keep the current keys " +
      "valid at {gateway}: they are used to check on them.",
  },
  "payments.no_webhook":
    "No signing secret is stored: payments are found by asking, which takes longer.",
  "payments.payouts_barred":
    "This key may not read payouts, so the report of payouts stays empty. Payments are not affected. In " +
    "{gateway}, allow the key to read Balance and Payouts, then enter it here again.",
  "payments.old_secret": "The signing secret was changed. The old one is accepted until {when}.",
  "payments.change": "Change keys",
  "payments.remove": "Remove keys",
  "payments.remove_title": "Remove the keys of {gateway}?",
  "payments.remove_then_processor":
    "New payments go to the sandbox, where nobody is charged. Payments received so far stay. " +
    "Refunds of them are then made at {gateway}.",
  "payments.remove_then_lender":
    "Customers are no longer offered payment over time by {gateway}. Payments received so far stay. What " +
    "it pays for applications that are still open is not found by itself.",
  "payments.removed": "The keys are gone.",
  "payments.problem_key_refused":
    "{gateway} no longer accepts this key. A customer who wanted to pay could not. Enter a new key.",
  "payments.problem_rights_missing":
    "This key may not do what payments need. A customer who wanted to pay could not. Give it " +
    "more rights at {gateway}, or enter another.",
  "payments.problem_refused":
    "{gateway} refused a payment that a customer wanted to make. Check your account there: it may have a " +
    "limit, or need something from you.",
  "payments.owner_only": "Only the owner sets keys.",
  "payments.unread": "These settings cannot be shown now: no connection.",
  "payments.test_banner": "Test payments: customers can try everything, no money moves.",
  "refusal.paypage.not_a_key": "This does not look like a key of {gateway}.",
  "refusal.paypage.not_a_webhook_secret":
    "This does not look like a signing secret. It begins with whsec_.",
  "refusal.paypage.key_refused": "{gateway} does not know this key. Nothing was changed.",
  "refusal.paypage.rights_missing":
    "{gateway} knows this key, but it may not do what payments need. Nothing was changed. The text above " +
    "the fields lists the rights it needs.",
  "refusal.paypage.key_not_tried":
    "{gateway} does not answer right now, so the key could not be tried. Nothing was " +
    "changed. Try again in a minute.",
  "refusal.paypage.live_needs_https":
    "A live key takes real money, and customers reach this server without https. Set it up with https" +
    " first.",
  "refusal.paypage.currency_not_taken":
    "{gateway} does not handle {currency} the way it is counted here, so it cannot take payments in it.",
  "refusal.paypage.not_connected": "The keys were removed already.",
  "refusal.paypage.payments_under_way":
    "{live_count} payments are under way that need these keys. Switch new payments off, and remove " +
    "the keys once they have ended. If a key must go at once, change it for a new one.",
  "refund.at_most": "At most {amount} can be given back from there.",
  "refund.tip_only": "Only the tip · {amount}",
  "refund.with_tip": "Give the tip of {amount} back, too",
  "refund.then_tip": "The tip of {amount} goes back, too.",
  "refund.then_tip_only": "{amount} of the tip goes back to the customer. The payment stays as it is.",
  "refusal.payments.more_than_tip": "At most {tip_left_minor} of the tip can be given back.",
  "refund.surcharge_only": "Only the card surcharge · {amount}",
  "refund.then_surcharge": "The card surcharge of {amount} goes back, too.",
  "refund.then_surcharge_only":
    "{amount} of the card surcharge goes back to the customer. The payment stays as it is.",
  "refusal.payments.not_the_surcharge":
    "Of the card surcharge go back at least {least_minor}, and at most {surcharge_left_minor}.",
  "refusal.payments.nothing_given": "Say how much is given back.",
  "refund.by_card": "Back to the card",
  "refund.by_ach": "Back to the bank account",
  "refund.by_financing": "Back to the lender",
  "refund.by_processor_is":
    "The processor sends it the way it came. That takes some days, and it usually keeps its fee.",
  "refund.asked": "{amount} are on their way back.",
  "refund.do_ask": "Send {amount} back",
  "decide.disputed": "{method} {amount} is disputed by the customer's bank.",
  "decide.refund_failed": "{amount} could not be given back by {by}. The money is still here.",
  "decide.tip_refund_failed":
    "{amount} of a tip could not be given back by {by}. It is still the crew’s.",
  "decide.because_tip_refund_failed":
    "It came with the payment for {number}, which stays as it is. Try again, give it back in another way, " +
    "or leave it with the crew.",
  "decide.because_tip_refund_failed_keys":
    "The keys were removed before it was sent. Look at the processor first whether it went; then give it " +
    "back in another way, or leave it with the crew.",
  "decide.surcharge_refund_failed": "{amount} of card surcharge could not be given back by {by}.",
  "decide.because_surcharge_refund_failed":
    "It came with the payment for {number}, which stays as it is. Card networks want it back where it was " +
    "a debit or prepaid card: try again, or give it back in another way.",
  "decide.because_surcharge_refund_failed_keys":
    "The keys were removed before it was sent. Look at the processor first whether it went; then give it " +
    "back in another way, or keep it.",
  "decide.keep_surcharge": "Keep {amount} of surcharge",
  "decide.done_keep_surcharge": "{amount} of card surcharge · kept",
  "refusal.payments.surcharge_on_no_invoice":
    "A card surcharge is beside what is owed. It is given back or kept; no invoice gets it.",
  "decide.keep_tip": "Leave {amount} with the crew",
  "decide.done_keep_tip": "{amount} of a tip · left with the crew",
  "refusal.payments.tip_on_no_invoice":
    "A tip is the crew’s. It goes back to the customer or stays with them; no invoice gets it.",
  "decide.because_disputed":
    "Answer with your evidence, once, at the processor. It is for {number}; until the bank decides, " +
    "it counts as paid.",
  "decide.because_disputed_until":
    "Answer with your evidence, once, at the processor by {day}. It is for {number}; until the bank " +
    "decides, it counts as paid.",
  "decide.dispute_unknown":
    "The bank’s reason: the customer does not recognize this payment. Evidence that helps: the invoice, " +
    "their approval with its name and day, photos, your messages.",
  "decide.dispute_work":
    "The bank’s reason: the work was not done, or not as agreed. Evidence that helps: photos, visits, " +
    "the stage that the customer accepted.",
  "decide.dispute_duplicate":
    "The bank’s reason: paid twice. Evidence that helps: both invoices and both receipts.",
  "decide.dispute_refund":
    "The bank’s reason: the customer expects money back. Evidence that helps: the credit note, or what " +
    "was agreed about it.",
  "decide.dispute_other": "The bank’s reason, as the processor says it: {reason}.",
  "decide.because_refund_failed":
    "The refund was for {number}. Give it back in another way, or keep it as credit.",
  "decide.dispute_won": "{amount} by {by} came back: the dispute was won after all.",
  "decide.because_dispute_won":
    "The bank took it back from {number}, and gave it up on appeal. Put it on an invoice again, or keep it " +
    "as credit.",
  "decide.done_won": "{amount} stay: the dispute was won.",
  "decide.done_lost": "{amount} went back: the dispute was lost.",
  "unapplied.disputed": "{amount} disputed by the customer's bank",
  "unapplied.dispute_won": "{amount} not applied: came back when the dispute was won",
  "unapplied.tip_refund_failed": "{amount} of tip not given back: it failed",
  "unapplied.surcharge_refund_failed": "{amount} of card surcharge not given back: it failed",
  "unapplied.refund_failed": "{amount} not applied: giving it back failed",
  "refusal.payments.too_late_for_processor":
    "A bank payment goes back by the processor for {days} days. Give it back in another way.",
  "refusal.payments.refund_is_made_there":
    "{gateway} lets no program give money back. Ask for it in its own pages: it is found there " +
    "and recorded. Or give it back in another way.",
  "refusal.payments.being_disputed":
    "The customer's bank decides on this. Answer at the processor.",
  "payments.play": "Play what may happen",
  "payments.play_is":
    "Each of the latest test payments has a page where a dispute, a debit that comes back, or a late " +
    "success can be played.",
};
