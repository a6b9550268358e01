// What customers ask about invoices, in English.
export default {
  "questions.title": { one: "A customer asks", other: "{count} questions from customers" },
  "questions.is": "Nobody is reminded of an invoice while a question about it is open.",
  "questions.offline": {
    one: "1 question waits. It is shown when there is signal.",
    other: "{count} questions wait. They are shown when there is signal.",
  },
  "questions.about": "{name} asks about {number}",
  "questions.answer": "Your answer",
  "questions.answer_help": "It is mailed, and shown on the customer’s page.",
  "questions.do_answer": "Send the answer",
  "questions.credit": { one: "Credit this line…", other: "Credit these lines…" },
  "questions.credit_part": "Credit a part…",
  "questions.credit_then": "It answers the question, by mail and on the customer’s page.",
  "questions.do_close": "Close without an answer",
  "questions.answered": "Answered. {name} gets it by mail.",
  "questions.closed": "Closed. Reminders resume.",
  "stuck.title": "Bank payments that have not arrived",
  "stuck.is":
    "A bank payment takes a few days. These have been on their way for more than {count}: check with the " +
    "processor, or ask the customer.",
  "settings.index": "Parts of the settings",
  "payouts.back_title": "A payout came back",
  "payouts.back": "Your bank sent back a payout of {amount} from {gateway} that was to arrive {day}. " +
    "Check the bank account that you gave there.",
  "set_back.title": "Payments that failed or were taken back",
  "set_back.is": "These invoices are due again: a bank payment failed or came back, which the customer " +
    "is told by mail, or a dispute was lost. Talk to the customer; a new payment ends this.",
  "in_doubt.title": "Not known whether it was paid",
  "in_doubt.is":
    "The processor’s keys were changed while these payments were in progress. The earlier keys no longer " +
    "work and the current ones belong to another account, so nobody here can check. Nothing is charged " +
    "until you say what happened.",
  "in_doubt.head": "{amount} for {number} · {name}",
  "in_doubt.look":
    "Check the processor account used on {day}: did it take {amount}? If that account’s keys are entered " +
    "again, the answer is found without you.",
  "in_doubt.taken": "It was taken: record it",
  "in_doubt.not_taken": "It was not taken",
  "in_doubt.recorded": "{amount} for {number} is recorded.",
  "in_doubt.ended": "{number} can be paid again.",
  "refusal.paypage.nothing_in_doubt": "What happened to this payment is known by now.",
  "decide.because_refund_failed_keys":
    "The processor’s keys were removed before it said whether the money for {number} went back. Look" +
    " in your account there first: what did go back, record with “Give it back”; what did not, give " +
    "back in another way or keep as credit.",
  "hold.by_question": "A question about it is open. Answer or close it, and reminders resume.",
  "hold.by_dispute": "Money on it is disputed. Reminders wait until the bank has decided.",
  "hold.customer_title": "Reminders for {name}",
  "hold.customer_all": "Reminders",
  "hold.customer_next": "The next one is sent on {day}, about {amount}.",
  "hold.customer_none": "None is planned for the coming weeks.",
  "hold.customer_held": "{name} gets no automatic reminders.",
  "hold.customer_do": "Hold all reminders…",
  "messages.what_mail_answer": "Answer",
  "refusal.questions.nothing_asked": "Write the question.",
  "refusal.questions.nothing_to_ask_about":
    "This invoice is void or not issued; there is nothing to ask about.",
  "refusal.questions.too_many_open":
    "{open_max} questions about this invoice are already open. Answer or close some first.",
  "refusal.questions.no_such_line": "A line in question is no longer on the invoice.",
  "refusal.questions.approval_not_asked": "This invoice does not ask its customer to accept the stage.",
  "refusal.questions.name_missing": "Type the name of whoever accepts the stage.",
  "refusal.questions.already_accepted": "This stage is accepted already.",
  "refusal.questions.still_questioned": "A line of this stage is in question. Answer that first.",
  "refusal.questions.already_ended": "Somebody has answered or closed this question already.",
  "refusal.questions.answer_missing": "Write an answer, or close the question without one.",
  "refusal.notifications.promise_too_far": "A customer can name a day within the next {days_max} days.",
  "refusal.notifications.nothing_to_promise":
    "A day can only be promised for an invoice that was sent and is not paid yet.",
  "refusal.notifications.held_otherwise": "Its reminders are held back for another reason.",
};
