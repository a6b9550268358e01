// Change orders at the office, in English.
export default {
  "office_changes.tax_stays":
    "What is invoiced keeps its tax, so the tax may differ. The saved draft says it exactly.",
  "settings.change_orders_is":
    "New change orders only: until then the customer’s link can be answered.",
  "office_changes.edit": "Edit",
  "office_changes.edit_title": "Edit {number}",
  "office_changes.not_a_draft": "This change order is no longer a draft. Withdraw it, and write another one.",
  "office_changes.none":
    "No change orders. Write down here what is added to the job or taken off it; it counts once the " +
    "customer has approved it.",
  "office_changes.new": "New change order",
  "office_changes.approved_sum": "{amount} approved",
  "office_changes.unbilled": "{amount} approved, not billed",
  "office_changes.send": "Send",
  "office_changes.send_again": "Send again",
  "office_changes.copy": "Copy link",
  "office_changes.copied": "Link copied",
  "office_changes.record": "Record approval",
  "office_changes.withdraw": "Withdraw",
  "office_changes.decline": "Declined",
  "office_changes.sent_now": "Sent. The customer has until {day}.",
  "office_changes.record_title": "Record the approval of {number}",
  "office_changes.record_settle": "Approve · settle {amount}",
  "office_changes.record_note": "How was it approved?",
  "office_changes.record_hint": "By phone, 9:40; by letter of March 2",
  "office_changes.record_name": "Who approved it?",
  "office_changes.record_do": "Record approval",
  "office_changes.recorded": "{number} approved. The job comes to {after}.",
  "office_changes.withdraw_title": "Withdraw {number}?",
  "office_changes.withdraw_then":
    "Its link stops working, and it cannot be approved. You can make a new one.",
  "office_changes.withdraw_reason": "Reason",
  "office_changes.withdraw_do": "Withdraw change order",
  "office_changes.withdrawn": "{number} withdrawn",
  "office_changes.decline_title": "{number} was declined",
  "office_changes.decline_then": "The job stays as it is.",
  "office_changes.decline_do": "Record the no",
  "office_changes.declined": "{number} declined",
  "office_changes.keep": "Keep it",
  "office_changes.effect":
    "The total goes from {before} to {after}: {change}, tax {tax}. {left} would be left to " +
    "invoice.",
  "office_changes.below":
    "That is {over} below what is invoiced: approving it means crediting or voiding invoices.",
  "office_changes.lines": "Priced lines",
  "office_changes.lines_help": "A price below 0 takes something off.",
  "office_changes.add_line": "Add a line",
  "office_changes.remove_line": "Remove line {number}",
  "office_changes.days": "Days to answer",
  "office_changes.save": "Save draft",
  "office_changes.save_send": "Save and send",
  "office_changes.saved": "Change order saved",
};
